// The Gray–Scott model on the samples of a grid that lie inside a region: substance u is fed everywhere, v eats it
// (u + 2v → 3v) and dies off, both spread. After Pearson, "Complex patterns in a simple system" (1993): explicit steps,
// spread by the difference from the four neighbours.
//
// The loop is tight because nothing is asked per sample: rows of inside samples are cut into runs whose upper and lower
// neighbours are all inside or all outside, so a run has two constant offsets (`gray-scott-kernel.ts`).

import { float32Scratch, int32Scratch } from "../scratch.ts";
import { type KernelDesk, kernelDesk, type Rates, RUN, stepByKernel, stepPlain } from "./gray-scott-kernel.ts";
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

const runScratch = int32Scratch();
const uScratch = float32Scratch();
const vScratch = float32Scratch();
const nextUScratch = float32Scratch();
const nextVScratch = float32Scratch();
const NO_FLOATS = new Float32Array(0);

export class GrayScott {
  u: Float32Array = NO_FLOATS;
  v: Float32Array = NO_FLOATS;
  nextU: Float32Array = NO_FLOATS;
  nextV: Float32Array = NO_FLOATS;
  private runs: Int32Array = new Int32Array(0);
  private runCount = 0;
  /** Where the module computes; null where the plain loop does. */
  private desk: KernelDesk | null = null;
  private readonly rates: Rates = { keepU: 0, keepV: 0, spreadU: 0, spreadV: 0, fed: 0, dt: 0 };

  /** All u, no v. The outermost samples of the grid must be outside. */
  begin(grid: SampleGrid, inside: Uint8Array, open: boolean): void {
    const { samples } = grid;
    this.runs = runScratch.take((samples + 1) * RUN.words);
    this.findRuns(grid, inside, open);
    this.desk = kernelDesk(samples, this.runCount);
    const { desk } = this;
    if (desk !== null) {
      for (let i = 0; i < this.runCount * RUN.words; i++) desk.runs[i] = this.runs[i];
      for (let i = 0; i < samples; i++) desk.mask[i] = -inside[i];
    }
    this.u = (desk?.u ?? uScratch.take(samples)).fill(1, 0, samples);
    this.v = (desk?.v ?? vScratch.take(samples)).fill(0, 0, samples);
    this.nextU = (desk?.nextU ?? nextUScratch.take(samples)).fill(1, 0, samples);
    this.nextV = (desk?.nextV ?? nextVScratch.take(samples)).fill(0, 0, samples);
  }

  step(settings: GrayScottSettings): void {
    if (this.runCount === 0) return;
    const { rates, u, v } = this;
    const { du, dv, dt, feed, kill } = settings;
    rates.spreadU = dt * du;
    rates.spreadV = dt * dv;
    // Within the bounds of the settings both are 0 or more.
    rates.keepU = 1 - 4 * rates.spreadU - dt * feed;
    rates.keepV = 1 - 4 * rates.spreadV - dt * (feed + kill);
    rates.fed = dt * feed;
    rates.dt = dt;
    if (this.desk !== null) stepByKernel(rates, this.desk, this, this.runCount);
    else stepPlain(rates, this, this.runs, this.runCount);
    this.u = this.nextU;
    this.v = this.nextV;
    this.nextU = u;
    this.nextV = v;
  }

  private findRuns(grid: SampleGrid, inside: Uint8Array, open: boolean): void {
    const { runs } = this;
    const { width, samples } = grid;
    let count = 0;
    for (let i = width; i < samples - width; i++) {
      if (inside[i] === 0) continue;
      const above = open || inside[i - width] === 1 ? -width * 4 : 0;
      const below = open || inside[i + width] === 1 ? width * 4 : 0;
      const last = (count - 1) * RUN.words;
      const goesOn =
        count > 0 &&
        runs[last + RUN.end] === i * 4 &&
        runs[last + RUN.above] === above &&
        runs[last + RUN.below] === below;
      const run = goesOn ? last : count++ * RUN.words;
      if (!goesOn) {
        runs[run + RUN.first] = i * 4;
        // At the ends of a row the sample outside mirrors the one inside.
        runs[run + RUN.before] = open || inside[i - 1] === 1 ? (i - 1) * 4 : i * 4;
        runs[run + RUN.above] = above;
        runs[run + RUN.below] = below;
      }
      runs[run + RUN.end] = (i + 1) * 4;
      runs[run + RUN.after] = open || inside[i + 1] === 1 ? (i + 1) * 4 : i * 4;
    }
    this.runCount = count;
  }
}
