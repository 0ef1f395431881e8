// Simplex noise for `displace`: one walk to the corners of a point's simplex gives three values, for x, y and z, from
// different bits of one hash per corner. Written twice: as a WebAssembly SIMD module over the arena's own memory, four
// points at a time, and as a plain loop. Both round every step to 32 bits in the same order, so they give the same
// bytes, and which of them ran cannot be seen in a drawing. (Relaxed SIMD and fused multiply-add would break that.)
//
// After Perlin's simplex noise in the formulation of Gustavson, "Simplex noise demystified" (2005). Two things differ: the
// falloff (½ − r²)⁴ reaches zero within the simplex, so the field has no faint creases; and corners are hashed by integer
// multiplication in place of a table, which has no period and fits in registers.

import { FunctionWriter, f32x4, get, i32, i32x4, repeatWhile, set, tee, v128, when } from "./wasm-assembler.ts";

/** What to do with each point. All lengths in mm; factors are clamped between the two ends. */
export interface DisplaceJob {
  /** Largest shift along x, y, z. */
  amplitude: Float64Array;
  /** Cells per mm along x, y, z. */
  frequency: Float64Array;
  /** Added to all three after the frequency, in cells. */
  phase: number;
  seed: number;
  /** Whether the eleven numbers below are used. */
  graded: boolean;
  /** Factor of the amplitude and of the frequency: slope · (x, y, z) + rise · distance from the centre + offset. */
  amplitudeSlope: Float64Array;
  frequencySlope: Float64Array;
  centre: Float64Array;
  minFactor: number;
  maxFactor: number;
}

/** `slope` holds x, y, z, rise, offset. */
export const SLOPE = 5;

export const createDisplaceJob = (): DisplaceJob => ({
  amplitude: new Float64Array(3),
  frequency: new Float64Array(3),
  phase: 0,
  seed: 0,
  graded: false,
  amplitudeSlope: new Float64Array(SLOPE),
  frequencySlope: new Float64Array(SLOPE),
  centre: new Float64Array(3),
  minFactor: 0,
  maxFactor: 0,
});

const round = Math.fround;

const SKEW = round(1 / 3);
const UNSKEW = round(1 / 6);
const RADIUS = 0.5;
/** Brings the sum of four corners to just below ±1: the largest sum was found by search (a test searches again). */
const GAIN = 38.4;
/** A float plus this has its nearest integer in its low bits, as long as it is below 2^22. */
const MAGIC = 12_582_912;
/** Further out, a float has no room for the place within a cell. */
const LIMIT = 2_097_152;

const HASH_X = 0x27d4eb2f;
const HASH_Y = 0x165667b1;
const HASH_Z = 0x9e3779b1 | 0;
const MIX = 0x2c1b3c6d;

// Gradients point to the middles of a cube's edges; four of the twelve are there twice. Each part is −2, 0 or 2, so that
// its float is one byte and a table of sixteen bytes looks it up.
const GRADIENT_X = [2, -2, 2, -2, 2, -2, 2, -2, 0, 0, 0, 0, 2, 0, -2, 0];
const GRADIENT_Y = [2, 2, -2, -2, 0, 0, 0, 0, 2, -2, 2, -2, 2, -2, 2, -2];
const GRADIENT_Z = [0, 0, 0, 0, 2, 2, -2, -2, 2, 2, -2, -2, 0, 2, 0, -2];

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** The seed as a word that is added to every hash. */
const seedWord = (seed: number): number => Math.imul(seed | 0, MIX) ^ 0x5bd1e995;

/** A phase in cells: its whole part moves the lattice (two cells of the skewed one for each), the rest the point. */
const wholeOf = (phase: number): number => Math.floor(phase);

/**
 * Moves the points `from .. to` of `input` into `output`, which may be the same array. The plain loop.
 */
export function displacePlain(
  job: DisplaceJob,
  input: Float32Array,
  output: Float32Array,
  from: number,
  to: number,
): void {
  const whole = wholeOf(job.phase);
  const phase = round(job.phase - whole);
  const start = seedWord(job.seed);
  const lattice = (whole * 2) | 0;
  const { amplitude, frequency, amplitudeSlope: a, frequencySlope: f, centre, graded } = job;
  const ax = round(amplitude[0] * GAIN);
  const ay = round(amplitude[1] * GAIN);
  const az = round(amplitude[2] * GAIN);
  const fx = round(frequency[0]);
  const fy = round(frequency[1]);
  const fz = round(frequency[2]);
  const least = round(job.minFactor);
  const most = round(job.maxFactor);
  const cx = round(centre[0]);
  const cy = round(centre[1]);
  const cz = round(centre[2]);
  const a0 = round(a[0]);
  const a1 = round(a[1]);
  const a2 = round(a[2]);
  const a3 = round(a[3]);
  const a4 = round(a[4]);
  const f0 = round(f[0]);
  const f1 = round(f[1]);
  const f2 = round(f[2]);
  const f3 = round(f[3]);
  const f4 = round(f[4]);

  for (let at = from * 3; at < to * 3; at += 3) {
    const px = input[at];
    const py = input[at + 1];
    const pz = input[at + 2];
    let u = round(px * fx);
    let v = round(py * fy);
    let w = round(pz * fz);
    let factor = round(1);
    if (graded) {
      const dx = round(px - cx);
      const dy = round(py - cy);
      const dz = round(pz - cz);
      const far = round(Math.sqrt(round(round(round(dx * dx) + round(dy * dy)) + round(dz * dz))));
      factor = round(round(round(round(a0 * px) + round(a1 * py)) + round(round(a2 * pz) + round(a3 * far))) + a4);
      factor = factor < least ? least : factor;
      factor = most < factor ? most : factor;
      let cells = round(round(round(round(f0 * px) + round(f1 * py)) + round(round(f2 * pz) + round(f3 * far))) + f4);
      cells = cells < least ? least : cells;
      cells = most < cells ? most : cells;
      u = round(u * cells);
      v = round(v * cells);
      w = round(w * cells);
    }
    u = round(u + phase);
    v = round(v + phase);
    w = round(w + phase);
    u = LIMIT < u ? LIMIT : u;
    v = LIMIT < v ? LIMIT : v;
    w = LIMIT < w ? LIMIT : w;
    u = u < -LIMIT ? -LIMIT : u;
    v = v < -LIMIT ? -LIMIT : v;
    w = w < -LIMIT ? -LIMIT : w;

    const skew = round(round(round(u + v) + w) * SKEW);
    const mi = round(round(round(u + skew) - 0.5) + MAGIC);
    const mj = round(round(round(v + skew) - 0.5) + MAGIC);
    const mk = round(round(round(w + skew) - 0.5) + MAGIC);
    const i = round(mi - MAGIC);
    const j = round(mj - MAGIC);
    const k = round(mk - MAGIC);
    const unskew = round(round(round(i + j) + k) * UNSKEW);
    const x0 = round(round(u - i) + unskew);
    const y0 = round(round(v - j) + unskew);
    const z0 = round(round(w - k) + unskew);

    const xy = x0 >= y0;
    const yz = y0 >= z0;
    const xz = x0 >= z0;
    const i1 = xy && xz;
    const j1 = yz && !xy;
    const k1 = !xz && !yz;
    const i2 = xy || xz;
    const j2 = !xy || yz;
    const k2 = !(xz && yz);

    float[0] = mi;
    const hi = Math.imul((bits[0] + lattice) | 0, HASH_X);
    float[0] = mj;
    const hj = Math.imul((bits[0] + lattice) | 0, HASH_Y);
    float[0] = mk;
    const hk = Math.imul((bits[0] + lattice) | 0, HASH_Z);
    const base = (((hi + hj) | 0) + ((hk + start) | 0)) | 0;

    let sumX = 0;
    let sumY = 0;
    let sumZ = 0;
    for (let corner = 0; corner < 4; corner++) {
      let x: number;
      let y: number;
      let z: number;
      let hash: number;
      if (corner === 0) {
        x = x0;
        y = y0;
        z = z0;
        hash = base;
      } else if (corner === 1) {
        x = round(round(x0 - (i1 ? 1 : 0)) + UNSKEW);
        y = round(round(y0 - (j1 ? 1 : 0)) + UNSKEW);
        z = round(round(z0 - (k1 ? 1 : 0)) + UNSKEW);
        hash = (base + (((i1 ? HASH_X : 0) + (j1 ? HASH_Y : 0) + (k1 ? HASH_Z : 0)) | 0)) | 0;
      } else if (corner === 2) {
        x = round(round(x0 - (i2 ? 1 : 0)) + SKEW);
        y = round(round(y0 - (j2 ? 1 : 0)) + SKEW);
        z = round(round(z0 - (k2 ? 1 : 0)) + SKEW);
        hash = (base + (((i2 ? HASH_X : 0) + (j2 ? HASH_Y : 0) + (k2 ? HASH_Z : 0)) | 0)) | 0;
      } else {
        x = round(x0 - 0.5);
        y = round(y0 - 0.5);
        z = round(z0 - 0.5);
        hash = (base + ((HASH_X + HASH_Y + HASH_Z) | 0)) | 0;
      }
      let near = round(RADIUS - round(round(round(x * x) + round(y * y)) + round(z * z)));
      near = near < 0 ? 0 : near;
      near = round(near * near);
      near = round(near * near);
      hash = Math.imul(hash ^ (hash >>> 15), MIX);
      hash ^= hash >>> 12;
      const gx = (hash >>> 28) & 15;
      const gy = (hash >>> 24) & 15;
      const gz = (hash >>> 20) & 15;
      sumX = round(sumX + round(near * gradient(gx, x, y, z)));
      sumY = round(sumY + round(near * gradient(gy, x, y, z)));
      sumZ = round(sumZ + round(near * gradient(gz, x, y, z)));
    }
    output[at] = round(px + round(round(ax * factor) * sumX));
    output[at + 1] = round(py + round(round(ay * factor) * sumY));
    output[at + 2] = round(pz + round(round(az * factor) * sumZ));
  }
}

function gradient(index: number, x: number, y: number, z: number): number {
  const gx = round(GRADIENT_X[index] * x);
  const gy = round(GRADIENT_Y[index] * y);
  return round(round(gx + gy) + round(GRADIENT_Z[index] * z));
}

/** The exported function: addresses in bytes, a multiple of four points. */
export type DisplaceKernel = (
  input: number,
  end: number,
  output: number,
  seed: number,
  lattice: number,
  graded: number,
  ...floats: number[]
) => void;

export const DISPLACE_EXPORT = "displace";

/** The module's bytes, 4.6 KB. */
export function writeDisplaceModule(): Uint8Array<ArrayBuffer> {
  const fn = new FunctionWriter();
  const { splat, add, sub, mul, ge, sqrt, pmin, pmax } = f32x4;
  const input = fn.param("i32");
  const end = fn.param("i32");
  const output = fn.param("i32");
  const seed = fn.param("i32");
  const lattice = fn.param("i32");
  const graded = fn.param("i32");
  const three = (make: () => number) => [make(), make(), make()] as const;
  const number = () => fn.param("f32");
  const phase = number();
  const amplitude = three(number);
  const frequency = three(number);
  const least = number();
  const most = number();
  const centre = three(number);
  const amplitudeSlope = [...three(number), number(), number()] as const;
  const frequencySlope = [...three(number), number(), number()] as const;

  const vector = () => fn.local("v128");
  const point = three(vector);
  const cells = three(vector);
  const factor = vector();
  const far = vector();
  const skew = vector();
  const whole = three(vector);
  const inCell = three(vector);
  const [xy, yz, xz] = three(vector);
  const base = vector();
  const offset = three(vector);
  const hash = vector();
  const near = vector();
  const index = vector();
  const sum = three(vector);
  const axes = [0, 1, 2] as const;

  const number4 = (value: number) => f32x4.const(value);
  const table = (parts: readonly number[]) =>
    v128.bytes(parts.map((part) => (part === 0 ? 0 : part > 0 ? 0x40 : 0xc0)));
  const tables = [table(GRADIENT_X), table(GRADIENT_Y), table(GRADIENT_Z)] as const;
  const clamp = (value: number[] | readonly number[], low: readonly number[], high: readonly number[]) =>
    // `pmax(a, b)` keeps `a` where they compare equal or not at all, as the plain loop does.
    pmin(pmax(value, low), high);

  const gradedFactor = (slope: readonly number[]) =>
    clamp(
      add(
        add(
          add(mul(splat(get(slope[0])), get(point[0])), mul(splat(get(slope[1])), get(point[1]))),
          add(mul(splat(get(slope[2])), get(point[2])), mul(splat(get(slope[3])), get(far))),
        ),
        splat(get(slope[4])),
      ),
      splat(get(least)),
      splat(get(most)),
    );

  const load = () => {
    const at = (k: number) => v128.load(get(input), k * 16);
    // x0 y0 z0 x1 | y1 z1 x2 y2 | z2 x3 y3 z3
    return [
      set(point[0], v128.shuffle(v128.shuffle(at(0), at(1), [0, 3, 6, 6]), at(2), [0, 1, 2, 5])),
      set(point[1], v128.shuffle(v128.shuffle(at(0), at(1), [1, 4, 7, 7]), at(2), [0, 1, 2, 6])),
      set(point[2], v128.shuffle(v128.shuffle(at(0), at(1), [2, 5, 5, 5]), at(2), [0, 1, 4, 7])),
    ];
  };
  const store = () => {
    const [x, y, z] = [get(point[0]), get(point[1]), get(point[2])];
    const put = (k: number, value: readonly number[]) => v128.store(get(output), value, k * 16);
    return [
      put(0, v128.shuffle(v128.shuffle(x, y, [0, 4, 0, 1]), z, [0, 1, 4, 3])),
      put(1, v128.shuffle(v128.shuffle(y, z, [1, 5, 2, 2]), x, [0, 1, 6, 2])),
      put(2, v128.shuffle(v128.shuffle(z, x, [2, 7, 3, 3]), y, [0, 1, 7, 2])),
    ];
  };

  /** Adds one corner to the sums. `steps` are masks of the axes it lies one step along. */
  const corner = (steps: readonly (readonly number[])[] | "all" | null, back: number) => {
    const one = (mask: readonly number[]) => v128.and(mask, number4(1));
    const code: (readonly number[])[] = [];
    for (const axis of axes) {
      const x0 = get(inCell[axis]);
      if (steps === null) code.push(set(offset[axis], x0));
      else if (steps === "all") code.push(set(offset[axis], sub(x0, number4(0.5))));
      else code.push(set(offset[axis], add(sub(x0, one(steps[axis])), number4(back))));
    }
    const [x, y, z] = [get(offset[0]), get(offset[1]), get(offset[2])];
    const hashes = [HASH_X, HASH_Y, HASH_Z];
    let word = get(base);
    if (steps === "all") word = i32x4.add(word, i32x4.const((HASH_X + HASH_Y + HASH_Z) | 0));
    else if (steps !== null)
      for (const axis of axes) word = i32x4.add(word, v128.and(steps[axis], i32x4.const(hashes[axis])));
    code.push(
      set(hash, word),
      set(hash, i32x4.mul(v128.xor(get(hash), i32x4.shiftRightUnsigned(get(hash), 15)), i32x4.const(MIX))),
      set(hash, v128.xor(get(hash), i32x4.shiftRightUnsigned(get(hash), 12))),
      set(near, pmax(sub(number4(RADIUS), add(add(mul(x, x), mul(y, y)), mul(z, z))), number4(0))),
      set(near, mul(get(near), get(near))),
      set(near, mul(get(near), get(near))),
    );
    for (const axis of axes) {
      // Four bits to the top byte of each lane; the other bytes are 0x80, which looks up zero.
      const moved = [i32x4.shiftRightUnsigned(get(hash), 4), get(hash), i32x4.shiftLeft(get(hash), 4)][axis];
      code.push(
        set(index, v128.or(v128.and(moved, i32x4.const(0x0f000000)), i32x4.const(0x00808080))),
        set(
          sum[axis],
          add(
            get(sum[axis]),
            mul(
              get(near),
              add(
                add(mul(v128.swizzle(tables[0], get(index)), x), mul(v128.swizzle(tables[1], get(index)), y)),
                mul(v128.swizzle(tables[2], get(index)), z),
              ),
            ),
          ),
        ),
      );
    }
    return code;
  };

  const first = [
    v128.and(get(xy), get(xz)),
    v128.andNot(get(yz), get(xy)),
    v128.andNot(v128.andNot(i32x4.const(-1), get(xz)), get(yz)),
  ];
  const second = [
    v128.or(get(xy), get(xz)),
    v128.or(v128.andNot(i32x4.const(-1), get(xy)), get(yz)),
    v128.andNot(i32x4.const(-1), v128.and(get(xz), get(yz))),
  ];
  const latticeHash = (axis: number, word: number) =>
    i32x4.mul(i32x4.add(get(whole[axis]), i32x4.splat(get(lattice))), i32x4.const(word));
  const integer = (axis: number) => sub(get(whole[axis]), number4(MAGIC));

  const body = [
    ...load(),
    ...axes.map((axis) => set(cells[axis], mul(get(point[axis]), splat(get(frequency[axis]))))),
    set(factor, number4(1)),
    when(
      get(graded),
      [
        ...axes.map((axis) => set(offset[axis], sub(get(point[axis]), splat(get(centre[axis]))))),
        set(
          far,
          sqrt(
            add(
              add(mul(get(offset[0]), get(offset[0])), mul(get(offset[1]), get(offset[1]))),
              mul(get(offset[2]), get(offset[2])),
            ),
          ),
        ),
        set(factor, gradedFactor(frequencySlope)),
        ...axes.map((axis) => set(cells[axis], mul(get(cells[axis]), get(factor)))),
        set(factor, gradedFactor(amplitudeSlope)),
      ].flat(),
    ),
    ...axes.map((axis) =>
      set(cells[axis], pmax(pmin(add(get(cells[axis]), splat(get(phase))), number4(LIMIT)), number4(-LIMIT))),
    ),
    set(skew, mul(add(add(get(cells[0]), get(cells[1])), get(cells[2])), number4(SKEW))),
    ...axes.map((axis) => set(whole[axis], add(sub(add(get(cells[axis]), get(skew)), number4(0.5)), number4(MAGIC)))),
    set(skew, mul(add(add(integer(0), integer(1)), integer(2)), number4(UNSKEW))),
    ...axes.map((axis) => set(inCell[axis], add(sub(get(cells[axis]), integer(axis)), get(skew)))),
    set(xy, ge(get(inCell[0]), get(inCell[1]))),
    set(yz, ge(get(inCell[1]), get(inCell[2]))),
    set(xz, ge(get(inCell[0]), get(inCell[2]))),
    set(
      base,
      i32x4.add(
        i32x4.add(latticeHash(0, HASH_X), latticeHash(1, HASH_Y)),
        i32x4.add(latticeHash(2, HASH_Z), i32x4.splat(get(seed))),
      ),
    ),
    ...axes.map((axis) => set(sum[axis], number4(0))),
    ...corner(null, 0),
    ...corner(first, UNSKEW),
    ...corner(second, SKEW),
    ...corner("all", 0),
    ...axes.map((axis) =>
      set(point[axis], add(get(point[axis]), mul(mul(splat(get(amplitude[axis])), get(factor)), get(sum[axis])))),
    ),
    ...store(),
    set(output, i32.add(get(output), i32.const(48))),
  ].flat();
  fn.write(repeatWhile(i32.lessUnsigned(tee(input, i32.add(get(input), i32.const(48))), get(end)), body));
  return fn.module(DISPLACE_EXPORT);
}

interface Installed {
  kernel: DisplaceKernel;
  owns(buffer: ArrayBufferLike): boolean;
}
let installed: Installed | null = null;

/** Lets `displace` use the module for points in its memory. `owns` says whether a buffer is that memory. */
export function installDisplaceKernel(kernel: DisplaceKernel, owns: (buffer: ArrayBufferLike) => boolean): void {
  installed = { kernel, owns };
}

/** Moves all `points` of `input` into `output`, by the module where it reaches. */
export function displacePoints(job: DisplaceJob, input: Float32Array, output: Float32Array, points: number): void {
  const inBlocks = points - (points % 4);
  const use = inBlocks > 0 && installed?.owns(output.buffer) ? installed : null;
  if (use === null) return displacePlain(job, input, output, 0, points);
  let from = input;
  if (!use.owns(input.buffer)) {
    // A kept result lies elsewhere: one copy, then in place.
    for (let i = 0; i < points * 3; i++) output[i] = input[i];
    from = output;
  }
  const whole = wholeOf(job.phase);
  const { amplitude: m, frequency: f, centre: c, amplitudeSlope: a, frequencySlope: s } = job;
  use.kernel(
    from.byteOffset,
    from.byteOffset + inBlocks * 12,
    output.byteOffset,
    seedWord(job.seed),
    (whole * 2) | 0,
    job.graded ? 1 : 0,
    job.phase - whole,
    m[0] * GAIN,
    m[1] * GAIN,
    m[2] * GAIN,
    f[0],
    f[1],
    f[2],
    job.minFactor,
    job.maxFactor,
    c[0],
    c[1],
    c[2],
    a[0],
    a[1],
    a[2],
    a[3],
    a[4],
    s[0],
    s[1],
    s[2],
    s[3],
    s[4],
  );
  displacePlain(job, from, output, inBlocks, points);
}
