// Numbers for points that count as one: each point gets the number of the first point within a tolerance of it, or a
// new one. Chance neighbours in a row of points each within reach of the next are not drawn together: the distance is
// always to the first.

import { int32Scratch } from "../scratch.ts";

const NO_INTS = new Int32Array(0);
const NONE = -1;
/** Cells to a side at most, so that a cell's number is exact. */
const MOST_CELLS = 2 ** 30;

export class PointIds {
  /** The number of each point: the index of the first that is the same. */
  of: Int32Array = NO_INTS;
  private readonly idMemory = int32Scratch();
  private readonly headMemory = int32Scratch();
  private readonly nextMemory = int32Scratch();

  find(coords: Float32Array, points: number, tolerance: number): void {
    this.of = this.idMemory.take(points);
    const { of } = this;
    let slots = 16;
    while (slots < points) slots *= 2;
    const mask = slots - 1;
    const heads = this.headMemory.take(slots);
    const next = this.nextMemory.take(points);
    heads.fill(NONE, 0, slots);
    let extent = 1e-6;
    for (let at = 0; at < points * 3; at++) extent = Math.max(extent, Math.abs(coords[at]));
    const cell = Math.max(tolerance * 2, extent / MOST_CELLS);
    const most = tolerance * tolerance;
    for (let i = 0; i < points; i++) {
      const x = coords[i * 3];
      const y = coords[i * 3 + 1];
      const z = coords[i * 3 + 2];
      let same = i;
      // With cells twice the tolerance wide, a neighbour is in one of two columns and one of two rows.
      const c0 = Math.floor((x - tolerance) / cell);
      const c1 = Math.floor((x + tolerance) / cell);
      const r0 = Math.floor((y - tolerance) / cell);
      const r1 = Math.floor((y + tolerance) / cell);
      for (let r = r0; r <= r1; r++) {
        for (let c = c0; c <= c1; c++) {
          for (let k = heads[slotOf(c, r, mask)]; k !== NONE; k = next[k]) {
            const dx = coords[k * 3] - x;
            const dy = coords[k * 3 + 1] - y;
            const dz = coords[k * 3 + 2] - z;
            if (k < same && dx * dx + dy * dy + dz * dz <= most) same = k;
          }
        }
      }
      of[i] = same;
      if (same !== i) continue;
      const slot = slotOf(Math.floor(x / cell), Math.floor(y / cell), mask);
      next[i] = heads[slot];
      heads[slot] = i;
    }
  }

  release(): void {
    this.of = NO_INTS;
  }
}

function slotOf(column: number, row: number, mask: number): number {
  return mixed(Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca77)) & mask;
}

/** Brings every bit to the low ones: points on a lattice have cells in even steps, and would share a few slots. */
export function mixed(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return (word ^ (word >>> 15)) >>> 0;
}
