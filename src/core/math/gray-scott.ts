// The Gray–Scott model on the samples of a grid that lie inside a region: substance u is fed everywhere, v eats it
// (u + 2v → 3v) and dies off, both spread. After Pearson, "Complex patterns in a simple system" (1993): explicit steps,
// spread by the difference from the four neighbours.
//
// The loop is tight because nothing is asked per sample: rows of inside samples are cut into runs whose upper and lower
// neighbours are all inside or all outside, so a run has two constant offsets, 0 standing for "none: take your own".

import { float32Scratch, int32Scratch } from "../scratch.ts";
import type { SampleGrid } from "./sample-grid.ts";

export interface GrayScottSettings {
  /** Spread of u and v per step, at most 0.2. */
  du: number;
  dv: number;
  /** At most 0.1 each. */
  feed: number;
  kill: number;
  /** Length of a step, at most 1. */
  dt: number;
  /** Whether the world outside is a bath of u that drains v; else nothing crosses the edge. */
  open: boolean;
}

/** First sample, end, offset of the upper and of the lower neighbour. */
const RUN = 4;

/** Added to v at every step: where it dies out it would fall to numbers so small that processors are slow with them. */
const TRACE = 1e-20;

const runScratch = int32Scratch();
const uScratch = float32Scratch();
const vScratch = float32Scratch();
const nextUScratch = float32Scratch();
const nextVScratch = float32Scratch();

export class GrayScott {
  u: Float32Array = new Float32Array(0);
  v: Float32Array = new Float32Array(0);
  private nextU: Float32Array = new Float32Array(0);
  private nextV: Float32Array = new Float32Array(0);
  private runs: Int32Array = new Int32Array(0);
  private runCount = 0;
  private inside: Uint8Array = new Uint8Array(0);

  /** All u, no v. The outermost samples of the grid must be outside. */
  begin(grid: SampleGrid, inside: Uint8Array, open: boolean): void {
    const { samples } = grid;
    this.inside = inside;
    this.u = uScratch.take(samples).fill(1, 0, samples);
    this.v = vScratch.take(samples).fill(0, 0, samples);
    this.nextU = nextUScratch.take(samples).fill(1, 0, samples);
    this.nextV = nextVScratch.take(samples).fill(0, 0, samples);
    this.runs = runScratch.take((samples + 1) * RUN);
    this.runCount = 0;
    const { width } = grid;
    for (let i = width; i < samples - width; i++) {
      if (inside[i] === 0) continue;
      const above = open || inside[i - width] === 1 ? -width : 0;
      const below = open || inside[i + width] === 1 ? width : 0;
      const before = (this.runCount - 1) * RUN;
      if (
        this.runCount > 0 &&
        this.runs[before + 1] === i &&
        this.runs[before + 2] === above &&
        this.runs[before + 3] === below
      ) {
        this.runs[before + 1] = i + 1;
        continue;
      }
      const run = this.runCount++ * RUN;
      this.runs[run] = i;
      this.runs[run + 1] = i + 1;
      this.runs[run + 2] = above;
      this.runs[run + 3] = below;
    }
  }

  step(settings: GrayScottSettings): void {
    const { u, v, nextU, nextV, runs, inside } = this;
    const { du, dv, dt, feed, kill, open } = settings;
    // What a sample keeps of its own, and takes from each neighbour.
    const spreadA = dt * du;
    const spreadB = dt * dv;
    const keepA = 1 - 4 * spreadA - dt * feed;
    const keepB = 1 - 4 * spreadB - dt * (feed + kill);
    const fed = dt * feed;
    // Within the bounds of the settings both are 0 or more, and no more is eaten than is there: nothing can run away.
    for (let run = 0; run < this.runCount * RUN; run += RUN) {
      const first = runs[run];
      const end = runs[run + 1];
      const above = runs[run + 2];
      const below = runs[run + 3];
      if (!open) {
        // At the ends of a row the sample outside mirrors the one inside.
        if (inside[first - 1] === 0) {
          u[first - 1] = u[first];
          v[first - 1] = v[first];
        }
        if (inside[end] === 0) {
          u[end] = u[end - 1];
          v[end] = v[end - 1];
        }
      }
      let beforeA = u[first - 1];
      let beforeB = v[first - 1];
      let a = u[first];
      let b = v[first];
      for (let i = first; i < end; i++) {
        const afterA = u[i + 1];
        const afterB = v[i + 1];
        const eager = dt * b * b;
        const eaten = a * (eager < keepA ? eager : keepA);
        nextU[i] = keepA * a + spreadA * (beforeA + afterA + u[i + above] + u[i + below]) + fed - eaten;
        nextV[i] = keepB * b + spreadB * (beforeB + afterB + v[i + above] + v[i + below]) + TRACE + eaten;
        beforeA = a;
        beforeB = b;
        a = afterA;
        b = afterB;
      }
    }
    this.u = nextU;
    this.v = nextV;
    this.nextU = u;
    this.nextV = v;
  }
}
