// Learning: the next knob that is really turned, or button that is pressed, is linked. A knob that trembles by a step, or
// sends its position unasked, is not meant.

import type { Input } from "./inputs.ts";
import type { Target } from "./target.ts";

export interface Learning {
  /** Null gives up. */
  begin(target: Target | null): void;
  target(): Target | null;
  /** For every move: the target that this input was taught just now, or null. */
  heard(input: Input): Target | null;
}

/** Nobody is waiting any more. */
const PATIENCE_MS = 20_000;
const ENOUGH = 3 / 127;
/** Inputs that moved while learning; more hands nobody has. */
const MAX_SEEN = 64;

export function createLearning(now: () => number): Learning {
  let wanted: Target | null = null;
  let untilMs = 0;
  const from = new Map<string, number>();
  const waiting = () => (wanted !== null && now() <= untilMs ? wanted : null);

  return {
    begin(target) {
      wanted = target;
      untilMs = now() + PATIENCE_MS;
      from.clear();
    },
    target: waiting,
    heard(input) {
      const target = waiting();
      if (target === null || input.kind === "signal") return null;
      if (input.kind === "button") {
        if (input.value === 0) return null;
      } else {
        const start = from.get(input.name);
        if (start === undefined) {
          if (from.size < MAX_SEEN) from.set(input.name, input.value);
          return null;
        }
        if (Math.abs(input.value - start) < ENOUGH) return null;
      }
      wanted = null;
      from.clear();
      return target;
    },
  };
}
