// The line pass: 10k, 100k and 300k moving points in lines of fifty, through the program's renderer (both back ends),
// three.js Line2 whose instance buffer is written in place, p5 in its 2D mode, and bare Canvas2D as the control.
//
// Timed: what the main thread does for a frame, from "the new positions are in memory" to "all calls are made". Ours
// uploads and draws; three writes its segment buffer, uploads and draws; p5 and Canvas2D walk the path. Between two frames
// the drawing is finished outside the clock (a one-pixel read), so nobody waits for somebody else's pixels. Contenders
// alternate within a round, ratios are per round. After each run the picture must hold ink, and about as much as Canvas2D's.
// Bytes: every bufferData, bufferSubData and texSubImage2D of the context. Pixels: the scene of everything that line
// shaders get wrong, at 1.5 and 6 px, against Canvas2D's round strokes.
// "Drawn" is until that pixel could be read: on a software GPU mostly the drawing itself, and not comparable to a real one.

import { fileURLToPath } from "node:url";
import { openPage } from "../support/page.ts";
import type { Contender, LineRun } from "./pages/lines.page.ts";
import { bench } from "./support/bench.ts";
import { median } from "./support/statistics.ts";

const CONTENDERS: readonly Contender[] = ["instanced", "pulled", "three", "p5", "canvas2d"];
const NAMES: Record<Contender, string> = {
  instanced: "ours, instanced",
  pulled: "ours, pulled",
  three: "three Line2 in place",
  p5: "p5 2D",
  canvas2d: "Canvas2D",
};

await bench("lines", async (b) => {
  const page = await openPage({
    entry: fileURLToPath(new URL("pages/lines.page.ts", import.meta.url)),
    size: [500, 500],
  });
  b.defer(() => page.close());
  for (const linePx of [1.5, 6]) {
    for (const backend of ["instanced", "pulled"] as const) {
      const { off, points } = await page.call<{ off: number; mean: number; points: number }>("difference", {
        backend,
        linePx,
      });
      b.value(`${NAMES[backend]}, ${linePx} px: pixels off Canvas2D's strokes`, "%", off * 100, { target: "<= 0.2" });
      b.check(
        `${NAMES[backend]}, ${linePx} px: something was compared`,
        points > 1000 && off < 0.05,
        `${points} points`,
      );
    }
  }
  const plan: [points: number, rounds: number, frames: number][] = b.pick(
    [
      [10_000, 5, 30],
      [100_000, 4, 8],
      [300_000, 3, 4],
    ],
    [
      [10_000, 2, 8],
      [100_000, 1, 4],
      [300_000, 1, 2],
    ],
  );
  for (const [points, rounds, frames] of plan) {
    const size = `${points / 1000} k`;
    const all: Record<string, number[]> = {};
    const perRound: Record<string, number[]> = {};
    const drawn: Record<string, number[]> = {};
    const bytes: Record<string, number> = {};
    const ink: Record<string, number> = {};
    for (let round = 0; round < rounds; round++) {
      for (const name of CONTENDERS) {
        await page.call("open", { name, points });
        await page.call<LineRun>("frames", { count: points > 100_000 ? 2 : 3, points }); // warm-up: programs, buffers, first compilation
        const run = await page.call<LineRun>("frames", { count: frames, points });
        all[name] = [...(all[name] ?? []), ...run.ms];
        perRound[name] = [...(perRound[name] ?? []), median(run.ms)];
        drawn[name] = [...(drawn[name] ?? []), ...run.drawn];
        bytes[name] = run.bytesPerPoint;
        ink[name] = run.ink;
      }
    }
    await page.call("close");
    for (const name of CONTENDERS) {
      b.samples(
        `${size}, ${NAMES[name]}: main thread`,
        "ms",
        all[name],
        points === 100_000 && (name === "instanced" || name === "pulled") ? { target: "<= 1" } : {},
      );
      const share = ink[name] / ink.canvas2d;
      b.check(
        `${size}, ${NAMES[name]}: the picture holds as much ink as Canvas2D's`,
        ink[name] > 0.01 && share > 0.7 && share < 1.4,
        `${(share * 100).toFixed(0)} %`,
      );
    }
    for (const name of ["instanced", "pulled", "three"] as const)
      b.samples(`${size}, ${NAMES[name]}: drawn`, "ms", drawn[name]);
    for (const name of ["instanced", "pulled", "three"]) {
      const target = name === "instanced" ? "<= 12.1" : name === "pulled" ? "<= 16.1" : undefined;
      b.value(
        `${size}, ${NAMES[name as Contender]}: bytes uploaded a point`,
        "B",
        bytes[name],
        target ? { target } : {},
      );
    }
    const better = perRound.instanced.map((ms, i) => Math.min(ms, perRound.pulled[i]));
    b.ratio(
      `${size}, three ÷ ours`,
      better.map((ms, i) => perRound.three[i] / ms),
      points === 100_000 ? { target: ">= 5" } : {},
    );
    b.ratio(
      `${size}, p5 ÷ ours`,
      better.map((ms, i) => perRound.p5[i] / ms),
      points === 100_000 ? { target: ">= 30" } : {},
    );
  }
});
