// One step of the Gray–Scott model, twice: as a WebAssembly SIMD module over a memory of its own, four samples at a time,
// and as a plain loop. Both round every sum and product to 32 bits in the same order, so the samples inside get the same
// bytes, and which of them ran cannot be seen in a drawing.
//
// A step walks runs: samples of a row whose upper and lower neighbours are all inside or all outside. The module computes
// in fours from the start of each run, also a few samples beyond its end: those outside are masked back to all u and no
// v, and those inside belong to a run still to come.

import { FunctionWriter, f32x4, get, i32, repeatWhile, set, tee, v128 } from "./wasm-assembler.ts";

/**
 * Words of a run, all but the last two offsets from sample 0 in bytes: first sample, end, whence the sample before the first
 * and the one at the end take their values, and the distance to the upper and to the lower neighbour, 0 for "none: take
 * your own".
 */
export const RUN = { first: 0, end: 1, before: 2, after: 3, above: 4, below: 5, words: 6 } as const;

/** Added to v at every step: where it dies out its square would fall to numbers so small that processors are slow with them. */
const TRACE = Math.fround(1e-12);

/** What a sample keeps of its own and takes from each neighbour, of u and of v; what is fed; length of the step. */
export interface Rates {
  keepU: number;
  keepV: number;
  spreadU: number;
  spreadV: number;
  fed: number;
  dt: number;
}

export interface Substances {
  u: Float32Array;
  v: Float32Array;
  nextU: Float32Array;
  nextV: Float32Array;
}

const round = Math.fround;

export function stepPlain(rates: Rates, { u, v, nextU, nextV }: Substances, runs: Int32Array, count: number): void {
  const keepU = round(rates.keepU);
  const keepV = round(rates.keepV);
  const spreadU = round(rates.spreadU);
  const spreadV = round(rates.spreadV);
  const fed = round(rates.fed);
  const dt = round(rates.dt);
  for (let run = 0; run < count * RUN.words; run += RUN.words) {
    const first = runs[run + RUN.first] >> 2;
    const end = runs[run + RUN.end] >> 2;
    const before = runs[run + RUN.before] >> 2;
    const after = runs[run + RUN.after] >> 2;
    const above = runs[run + RUN.above] >> 2;
    const below = runs[run + RUN.below] >> 2;
    u[first - 1] = u[before];
    v[first - 1] = v[before];
    u[end] = u[after];
    v[end] = v[after];
    for (let i = first; i < end; i++) {
      const a = u[i];
      const b = v[i];
      const eager = round(round(dt * b) * b);
      // No more is eaten than is there: nothing can run away.
      const eaten = round(a * (eager < keepU ? eager : keepU));
      const aroundU = round(round(round(u[i - 1] + u[i + 1]) + u[i + above]) + u[i + below]);
      const aroundV = round(round(round(v[i - 1] + v[i + 1]) + v[i + above]) + v[i + below]);
      nextU[i] = round(round(round(keepU * a) + round(spreadU * aroundU)) + fed) - eaten;
      nextV[i] = round(round(round(keepV * b) + round(spreadV * aroundV)) + TRACE) + eaten;
    }
  }
}

/** The exported function: addresses in bytes, then the numbers of `Rates` in their order. */
export type GrayScottKernel = (
  u: number,
  v: number,
  nextU: number,
  nextV: number,
  mask: number,
  runs: number,
  runsEnd: number,
  ...rates: number[]
) => void;

export const GRAY_SCOTT_EXPORT = "grayScott";

/** The module's bytes. `mask` holds all ones for the samples inside, 0 for the others. */
export function writeGrayScottModule(): Uint8Array<ArrayBuffer> {
  const fn = new FunctionWriter();
  const { splat, add, sub, mul, pmin } = f32x4;
  const u = fn.param("i32");
  const v = fn.param("i32");
  const nextU = fn.param("i32");
  const nextV = fn.param("i32");
  const mask = fn.param("i32");
  const run = fn.param("i32");
  const runsEnd = fn.param("i32");
  const [keepU, keepV, spreadU, spreadV, fed, dt] = Array.from({ length: 6 }, () => fn.param("f32"));
  const at = fn.local("i32");
  const end = fn.local("i32");
  const above = fn.local("i32");
  const below = fn.local("i32");
  /** Address of the sample before the four at hand: what is loaded then lies at or after it. */
  const [nearU, nearV] = [fn.local("i32"), fn.local("i32")];
  const [a, b, eaten, inside] = Array.from({ length: 4 }, () => fn.local("v128"));

  const word = (name: Exclude<keyof typeof RUN, "words">) => i32.load(get(run), RUN[name] * 4);
  const sum = (p: number, q: readonly number[]) => i32.add(get(p), q);
  /** The outside sample beside each end of a run mirrors the one inside, or stays as it is. */
  const mirror = (values: number) => [
    i32.store(i32.add(sum(values, word("first")), i32.const(-4)), i32.load(sum(values, word("before")))),
    i32.store(sum(values, word("end")), i32.load(sum(values, word("after")))),
  ];
  const around = (near: number) =>
    add(
      add(add(v128.load(get(near)), v128.load(get(near), 8)), v128.load(sum(near, get(above)), 4)),
      v128.load(sum(near, get(below)), 4),
    );
  const four = [
    set(nearU, i32.add(sum(u, get(at)), i32.const(-4))),
    set(nearV, i32.add(sum(v, get(at)), i32.const(-4))),
    set(a, v128.load(get(nearU), 4)),
    set(b, v128.load(get(nearV), 4)),
    set(inside, v128.load(sum(mask, get(at)))),
    set(eaten, mul(get(a), pmin(splat(get(keepU)), mul(mul(splat(get(dt)), get(b)), get(b))))),
    v128.store(
      sum(nextU, get(at)),
      v128.or(
        v128.and(
          sub(
            add(add(mul(splat(get(keepU)), get(a)), mul(splat(get(spreadU)), around(nearU))), splat(get(fed))),
            get(eaten),
          ),
          get(inside),
        ),
        v128.andNot(f32x4.const(1), get(inside)),
      ),
    ),
    v128.store(
      sum(nextV, get(at)),
      v128.and(
        add(
          add(add(mul(splat(get(keepV)), get(b)), mul(splat(get(spreadV)), around(nearV))), f32x4.const(TRACE)),
          get(eaten),
        ),
        get(inside),
      ),
    ),
  ].flat();
  const oneRun = [
    ...mirror(u),
    ...mirror(v),
    set(at, word("first")),
    set(end, word("end")),
    set(above, word("above")),
    set(below, word("below")),
    repeatWhile(i32.lessUnsigned(tee(at, i32.add(get(at), i32.const(16))), get(end)), four),
  ].flat();
  fn.write(repeatWhile(i32.lessUnsigned(tee(run, i32.add(get(run), i32.const(RUN.words * 4))), get(runsEnd)), oneRun));
  return fn.module(GRAY_SCOTT_EXPORT);
}

/** The memory the module was made over, and nobody else's. */
export interface GrayScottMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

let installed: { kernel: GrayScottKernel; memory: GrayScottMemory } | null = null;

export function installGrayScottKernel(kernel: GrayScottKernel, memory: GrayScottMemory): void {
  installed = { kernel, memory };
  desk = null;
}

/** Arrays in the module's memory for up to `capacity` samples and `runCapacity` runs; kept until more are asked for. */
export interface KernelDesk extends Substances {
  capacity: number;
  runCapacity: number;
  /** -1 for the samples inside. */
  mask: Int32Array;
  runs: Int32Array;
}

const PAGE = 65_536;
/** Samples before the first and after the last that fours may touch. */
const PAD = 8;

let desk: KernelDesk | null = null;

/** Null where there is no module, or its memory does not reach. Contents are whatever the last call left. */
export function kernelDesk(samples: number, runs: number): KernelDesk | null {
  if (installed === null) return null;
  if (desk !== null && desk.capacity >= samples && desk.runCapacity >= runs) return desk;
  const { memory } = installed;
  const capacity = Math.ceil(Math.max(samples * 1.25, desk?.capacity ?? 0, 1024) / 4) * 4;
  const runCapacity = Math.ceil(Math.max(runs * 1.25, desk?.runCapacity ?? 0, 256) / 4) * 4;
  const column = (capacity + 2 * PAD) * 4;
  const missing = Math.ceil((5 * column + runCapacity * RUN.words * 4 - memory.buffer.byteLength) / PAGE);
  try {
    if (missing > 0) memory.grow(missing);
  } catch {
    return null; // The plain loop needs no such memory.
  }
  const at = (index: number) => index * column + PAD * 4;
  const floats = (index: number) => new Float32Array(memory.buffer, at(index), capacity);
  desk = {
    capacity,
    runCapacity,
    u: floats(0),
    v: floats(1),
    nextU: floats(2),
    nextV: floats(3),
    mask: new Int32Array(memory.buffer, at(4), capacity),
    runs: new Int32Array(memory.buffer, 5 * column, runCapacity * RUN.words),
  };
  return desk;
}

/** A step by the module, on arrays of its desk; `count` is above 0. */
export function stepByKernel(rates: Rates, { mask, runs }: KernelDesk, now: Substances, count: number): void {
  installed?.kernel(
    now.u.byteOffset,
    now.v.byteOffset,
    now.nextU.byteOffset,
    now.nextV.byteOffset,
    mask.byteOffset,
    runs.byteOffset,
    runs.byteOffset + count * RUN.words * 4,
    rates.keepU,
    rates.keepV,
    rates.spreadU,
    rates.spreadV,
    rates.fed,
    rates.dt,
  );
}
