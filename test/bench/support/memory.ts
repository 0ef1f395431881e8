// What the benchmarks of the memory tools share: a traced show, and lines typed to it as at the prompt.

import { createSession } from "../../../src/host/repl/session.ts";
import type { Show } from "../../../src/host/show-api.ts";
import type { Bench } from "./bench.ts";
import { type BenchShow, openShow } from "./show.ts";
import { pause } from "./statistics.ts";

/** A show whose version is proven, traced, and past its first answers. */
export async function tracedShow(b: Bench, files: Record<string, string>): Promise<BenchShow> {
  const opened = await openShow(b, files);
  const { show } = opened;
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; await pause(200)) {
    if (show.versions().find((version) => version.onAir)?.proven) break;
  }
  await show.memory.startTrace();
  // Source maps are read, the spare worker warms up: not in the middle of the first measurement.
  await show.memory.watch(1, { by: "line", limit: 5 });
  return opened;
}

/** A sketch that keeps nothing. */
export const POLYGON = `import { G, L, sketch } from "hairline";
export default sketch({
  draw({ t }) {
    return L(G.polygon({ sides: 5 }).scale(200).rotate(t * 20).translate(200, 200), { width: 1 });
  },
});
`;

export interface Said {
  ok: boolean;
  data?: unknown;
  problem?: unknown;
}

/** Sends one line and answers with what a script would get. */
export function openSession(b: Bench, show: Show): (line: string) => Promise<Said> {
  const session = createSession({ show, door: "live", name: "bench" });
  b.defer(() => session.close());
  return async (line) => (await session.submit(line)) ?? { ok: true };
}
