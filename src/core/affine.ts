// Twelve numbers: three rows of x, y, z, offset. Neighbouring affine effects are multiplied into one matrix and the
// points are visited once. That also holds where an effect turns about the centre of its input: the mean of an affine
// image is the image of the mean, so the centre is carried through the matrices and the points need not exist.

import type { Polylines } from "./polylines.ts";

export const MATRIX = 12;

/** out = a ∘ b: first b, then a. All are 12 numbers at their offset; `out` may be neither of the others. */
export function composeMatrices(
  out: Float64Array,
  o: number,
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
): void {
  for (let row = 0; row < 12; row += 4) {
    const x = a[i + row];
    const y = a[i + row + 1];
    const z = a[i + row + 2];
    out[o + row] = x * b[j] + y * b[j + 4] + z * b[j + 8];
    out[o + row + 1] = x * b[j + 1] + y * b[j + 5] + z * b[j + 9];
    out[o + row + 2] = x * b[j + 2] + y * b[j + 6] + z * b[j + 10];
    out[o + row + 3] = x * b[j + 3] + y * b[j + 7] + z * b[j + 11] + a[i + row + 3];
  }
}

export function isIdentity(m: Float64Array, i: number): boolean {
  return (
    isDiagonal(m, i) &&
    m[i] === 1 &&
    m[i + 5] === 1 &&
    m[i + 10] === 1 &&
    m[i + 3] === 0 &&
    m[i + 7] === 0 &&
    m[i + 11] === 0
  );
}

function isDiagonal(m: Float64Array, i: number): boolean {
  return m[i + 1] === 0 && m[i + 2] === 0 && m[i + 4] === 0 && m[i + 6] === 0 && m[i + 8] === 0 && m[i + 9] === 0;
}

/** Whether every entry is a number to calculate with. */
export function isFiniteMatrix(m: Float64Array, i: number): boolean {
  let sum = 0;
  for (let k = 0; k < MATRIX; k++) sum += m[i + k] * 0;
  return sum === 0;
}

/** Maps `points` points. False if a result does not fit a 32-bit float. */
export function transformPoints(
  m: Float64Array,
  i: number,
  from: Float32Array,
  to: Float32Array,
  points: number,
): boolean {
  const xx = m[i];
  const yy = m[i + 5];
  const zz = m[i + 10];
  const dx = m[i + 3];
  const dy = m[i + 7];
  const dz = m[i + 11];
  const end = points * 3;
  let fits = true;
  if (isDiagonal(m, i)) {
    for (let k = 0; k < end; k += 3) {
      const x = from[k] * xx + dx;
      const y = from[k + 1] * yy + dy;
      const z = from[k + 2] * zz + dz;
      to[k] = x;
      to[k + 1] = y;
      to[k + 2] = z;
      if (!(x * x + y * y + z * z < LARGEST_SQUARE)) fits = false;
    }
    return fits;
  }
  const xy = m[i + 1];
  const xz = m[i + 2];
  const yx = m[i + 4];
  const yz = m[i + 6];
  const zx = m[i + 8];
  const zy = m[i + 9];
  for (let k = 0; k < end; k += 3) {
    const px = from[k];
    const py = from[k + 1];
    const pz = from[k + 2];
    const x = px * xx + py * xy + pz * xz + dx;
    const y = px * yx + py * yy + pz * yz + dy;
    const z = px * zx + py * zy + pz * zz + dz;
    to[k] = x;
    to[k + 1] = y;
    to[k + 2] = z;
    if (!(x * x + y * y + z * z < LARGEST_SQUARE)) fits = false;
  }
  return fits;
}

/** Below this no coordinate can exceed the largest 32-bit float, 3.4e38. */
const LARGEST_SQUARE = 1e76;

/** Writes the mean point to `out[at…at + 2]`; the origin when there are no points. */
export function meanPoint(lines: Polylines, out: Float64Array, at: number): void {
  const { coords, points } = lines;
  let x = 0;
  let y = 0;
  let z = 0;
  for (let k = 0; k < points * 3; k += 3) {
    x += coords[k];
    y += coords[k + 1];
    z += coords[k + 2];
  }
  const share = points > 0 ? 1 / points : 0;
  out[at] = x * share;
  out[at + 1] = y * share;
  out[at + 2] = z * share;
}
