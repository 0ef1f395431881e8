// A set of unordered pairs of numbers, such as the edges between numbered points. Open addressing, at most half full.

import { int32Scratch } from "../scratch.ts";
import { mixed } from "./point-ids.ts";

const NO_INTS = new Int32Array(0);
const FREE = -1;

export class PairSet {
  private table: Int32Array = NO_INTS;
  private mask = 0;
  private readonly memory = int32Scratch();

  /** Empties it, with room for so many pairs. */
  begin(most: number): void {
    let slots = 16;
    while (slots < most * 2) slots *= 2;
    this.mask = slots - 1;
    this.table = this.memory.take(slots * 2);
    this.table.fill(FREE, 0, slots * 2);
  }

  /** Puts a pair of numbers from 0 on in; false if it was there. */
  add(a: number, b: number): boolean {
    const { table, mask } = this;
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    let slot = mixed(Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)) & mask;
    for (; table[slot * 2] !== FREE; slot = (slot + 1) & mask) {
      if (table[slot * 2] === low && table[slot * 2 + 1] === high) return false;
    }
    table[slot * 2] = low;
    table[slot * 2 + 1] = high;
    return true;
  }

  release(): void {
    this.table = NO_INTS;
  }
}
