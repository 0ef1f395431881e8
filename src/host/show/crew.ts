// How many workers draw: so many as somebody said, or as the pictures on air take (`workers: auto`).

import type { PageStats } from "../../protocol/link.ts";
import type { Play } from "./play-settings.ts";
import type { Swap } from "./swap.ts";
import { workersFor } from "./worker-count.ts";

export interface Crew {
  /** `auto` begins with one. */
  setCount(count: number | "auto"): Promise<void>;
  /** Once in a while: whether the pictures take more workers than there are. Never fewer: it would change for a calm bar. */
  scale(seen: PageStats): Promise<void>;
}

export interface CrewParts {
  swap: Swap;
  play: Play;
  cores(): number;
  say(line: string): void;
}

/** So many pictures tell how long one takes; the first few of a version are slow. */
const ENOUGH_FRAMES = 100;

export function createCrew({ swap, play, cores, say }: CrewParts): Crew {
  let auto = true;
  return {
    async setCount(count) {
      auto = count === "auto";
      await swap.setWorkers(count === "auto" ? 1 : count);
    },
    async scale({ evaluateP95, evaluateCount }) {
      const version = swap.version();
      // One worker at a final picture is enough: a second would make the same one.
      if (!auto || play.now.quality === "final" || !version?.proven || version.stateful) return;
      if (evaluateP95 === null || evaluateCount < ENOUGH_FRAMES) return;
      const wanted = workersFor({ evaluateP95, fps: play.now.fps, cores: cores() });
      if (wanted <= swap.workers()) return;
      say(`frames take up to ${evaluateP95.toFixed(1)} ms: going from ${swap.workers()} to ${wanted} workers`);
      await swap.setWorkers(wanted);
    },
  };
}
