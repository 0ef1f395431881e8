// 3D simplex noise for kernels. The same field as `noise3` of the same seed (a test compares them), but written for
// loops over a million points: a noise *function* takes and returns doubles, and V8 boxes every one of them at the call
// (190 bytes a point for the three samples of `displace`). Here numbers go in and out through an array.
//
// After Perlin's simplex noise in the formulation of Gustavson, "Simplex noise demystified" (2005): a skewed lattice of
// tetrahedra, four corners, each with a gradient to the middle of a cube's edge and a falloff (0.6 − r²)⁴.

import { random } from "../random.ts";

export interface SimplexTable {
  /** A permutation of 0..255, twice over so that sums of two entries need no wrapping. */
  permutation: Uint8Array;
  /** Gradient of each entry, as an index into `GRADIENTS`. */
  gradient: Uint8Array;
}

const SKEW = 1 / 3;
const UNSKEW = 1 / 6;
const GRADIENTS = new Float64Array([
  1, 1, 0, -1, 1, 0, 1, -1, 0, -1, -1, 0, 1, 0, 1, -1, 0, 1, 1, 0, -1, -1, 0, -1, 0, 1, 1, 0, -1, 1, 0, 1, -1, 0, -1,
  -1,
]);

/** Tables kept; the one made first goes first. 1 KB each. */
const MAX_KEPT = 64;
const tables = new Map<number, SimplexTable>();

export function simplexTable(seed: number): SimplexTable {
  let table = tables.get(seed);
  if (table === undefined) {
    table = buildTable(random(seed, "noise"));
    if (tables.size >= MAX_KEPT) for (const oldest of tables.keys()) if (tables.delete(oldest)) break;
    tables.set(seed, table);
  }
  return table;
}

function buildTable(chance: () => number): SimplexTable {
  const permutation = new Uint8Array(512);
  for (let i = 0; i < 256; i++) permutation[i] = i;
  for (let i = 0; i < 255; i++) {
    const other = i + Math.trunc(chance() * (256 - i));
    const kept = permutation[i];
    permutation[i] = permutation[other];
    permutation[other] = kept;
  }
  permutation.copyWithin(256, 0, 256);
  return { permutation, gradient: permutation.map((entry) => (entry % 12) * 3) };
}

/** Reads x, y, z from `io[0..2]`, writes the noise there, −1..1, to `io[3]`. Allocates nothing. */
export function sampleSimplex3(table: SimplexTable, io: Float64Array): void {
  const { permutation, gradient } = table;
  const x = io[0];
  const y = io[1];
  const z = io[2];
  const skew = (x + y + z) * SKEW;
  const i = Math.floor(x + skew);
  const j = Math.floor(y + skew);
  const k = Math.floor(z + skew);
  const unskew = (i + j + k) * UNSKEW;
  const x0 = x - (i - unskew);
  const y0 = y - (j - unskew);
  const z0 = z - (k - unskew);

  // Which of the six tetrahedra: the order of the three distances says which axis is walked first and which second.
  let i1 = 0;
  let j1 = 0;
  let k1 = 0;
  let i2 = 1;
  let j2 = 1;
  let k2 = 1;
  if (x0 >= y0) {
    if (y0 >= z0) {
      i1 = 1;
      k2 = 0;
    } else if (x0 >= z0) {
      i1 = 1;
      j2 = 0;
    } else {
      k1 = 1;
      j2 = 0;
    }
  } else if (y0 < z0) {
    k1 = 1;
    i2 = 0;
  } else if (x0 < z0) {
    j1 = 1;
    i2 = 0;
  } else {
    j1 = 1;
    k2 = 0;
  }

  const x1 = x0 - i1 + UNSKEW;
  const y1 = y0 - j1 + UNSKEW;
  const z1 = z0 - k1 + UNSKEW;
  const x2 = x0 - i2 + 2 * UNSKEW;
  const y2 = y0 - j2 + 2 * UNSKEW;
  const z2 = z0 - k2 + 2 * UNSKEW;
  const x3 = x0 - 0.5;
  const y3 = y0 - 0.5;
  const z3 = z0 - 0.5;

  const ii = i & 255;
  const jj = j & 255;
  const kk = k & 255;
  let sum = 0;
  let fall = 0.6 - x0 * x0 - y0 * y0 - z0 * z0;
  if (fall > 0) {
    const g = gradient[ii + permutation[jj + permutation[kk]]];
    fall *= fall;
    sum += fall * fall * (GRADIENTS[g] * x0 + GRADIENTS[g + 1] * y0 + GRADIENTS[g + 2] * z0);
  }
  fall = 0.6 - x1 * x1 - y1 * y1 - z1 * z1;
  if (fall > 0) {
    const g = gradient[ii + i1 + permutation[jj + j1 + permutation[kk + k1]]];
    fall *= fall;
    sum += fall * fall * (GRADIENTS[g] * x1 + GRADIENTS[g + 1] * y1 + GRADIENTS[g + 2] * z1);
  }
  fall = 0.6 - x2 * x2 - y2 * y2 - z2 * z2;
  if (fall > 0) {
    const g = gradient[ii + i2 + permutation[jj + j2 + permutation[kk + k2]]];
    fall *= fall;
    sum += fall * fall * (GRADIENTS[g] * x2 + GRADIENTS[g + 1] * y2 + GRADIENTS[g + 2] * z2);
  }
  fall = 0.6 - x3 * x3 - y3 * y3 - z3 * z3;
  if (fall > 0) {
    const g = gradient[ii + 1 + permutation[jj + 1 + permutation[kk + 1]]];
    fall *= fall;
    sum += fall * fall * (GRADIENTS[g] * x3 + GRADIENTS[g + 1] * y3 + GRADIENTS[g + 2] * z3);
  }
  io[3] = 32 * sum;
}
