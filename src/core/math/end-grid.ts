// Points of the plane by place, that can be taken out: for ops that ask again and again which line end is nearest.
// A uniform grid of about two points a cell; taking one out swaps it with the last of its cell. When three quarters are
// gone the grid is made anew, coarser, so that a search does not wade through empty cells.

import { float64Scratch, int32Scratch } from "../scratch.ts";

const NO_FLOATS = new Float64Array(0);
const NO_INTS = new Int32Array(0);
const PER_CELL = 2;

export class EndGrid {
  /** Points that are in. */
  size = 0;
  /** x, y of each point, to be set between `begin` and `index`. */
  places: Float64Array = NO_FLOATS;
  columns = 1;
  rows = 1;
  /** Points of cell c: `items[starts[c] .. starts[c] + counts[c]]`. */
  items: Int32Array = NO_INTS;
  starts: Int32Array = NO_INTS;
  counts: Int32Array = NO_INTS;

  private slots: Int32Array = NO_INTS;
  private all = 0;
  private indexed = 0;
  private least = 0;
  private left = 0;
  private top = 0;
  private cell = 1;
  private readonly placeMemory = float64Scratch();
  private readonly itemMemory = int32Scratch();
  private readonly slotMemory = int32Scratch();
  private readonly startMemory = int32Scratch();
  private readonly countMemory = int32Scratch();

  /** Empties it, with room for so many points. */
  begin(points: number): void {
    this.places = this.placeMemory.take(points * 2);
    this.slots = this.slotMemory.take(points);
    this.slots.fill(0, 0, points);
    this.items = this.itemMemory.take(points);
    this.all = points;
    this.size = points;
  }

  /** Leaves a point out of the index to come. */
  omit(point: number): void {
    this.slots[point] = OUT;
    this.size--;
  }

  /** Sorts the points into cells no smaller than `leastCell` mm. */
  index(leastCell: number): void {
    const { places, slots, items, all } = this;
    this.least = leastCell;
    this.indexed = this.size;
    let left = Infinity;
    let top = Infinity;
    let right = -Infinity;
    let bottom = -Infinity;
    for (let i = 0; i < all; i++) {
      if (slots[i] === OUT) continue;
      const x = places[i * 2];
      const y = places[i * 2 + 1];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    const width = right > left ? right - left : 0;
    const height = bottom > top ? bottom - top : 0;
    const cells = Math.max(1, this.size / PER_CELL);
    // A cell side that gives about `cells` of them, also where all points lie on one line.
    const side = Math.max(Math.sqrt((width * height) / cells), Math.max(width, height) / cells, leastCell);
    this.cell = side > 0 ? side : 1;
    this.left = this.size > 0 ? left : 0;
    this.top = this.size > 0 ? top : 0;
    this.columns = Math.floor(width / this.cell) + 1;
    this.rows = Math.floor(height / this.cell) + 1;
    const count = this.columns * this.rows;
    this.starts = this.startMemory.take(count + 1);
    this.counts = this.countMemory.take(count);
    const { starts, counts } = this;
    counts.fill(0, 0, count);
    for (let i = 0; i < all; i++) if (slots[i] !== OUT) counts[this.cellOf(i)]++;
    starts[0] = 0;
    for (let c = 0; c < count; c++) {
      starts[c + 1] = starts[c] + counts[c];
      counts[c] = 0;
    }
    for (let i = 0; i < all; i++) {
      if (slots[i] === OUT) continue;
      const c = this.cellOf(i);
      slots[i] = starts[c] + counts[c]++;
      items[slots[i]] = i;
    }
  }

  /** Column and row of x, y; beyond the points the nearest. */
  columnOf(x: number): number {
    const column = Math.floor((x - this.left) / this.cell);
    return column < 0 ? 0 : column < this.columns ? column : this.columns - 1;
  }

  rowOf(y: number): number {
    const row = Math.floor((y - this.top) / this.cell);
    return row < 0 ? 0 : row < this.rows ? row : this.rows - 1;
  }

  isIn(point: number): boolean {
    return this.slots[point] !== OUT;
  }

  remove(point: number): void {
    const { slots, items, starts, counts } = this;
    const c = this.cellOf(point);
    const last = items[starts[c] + --counts[c]];
    items[slots[point]] = last;
    slots[last] = slots[point];
    slots[point] = OUT;
    this.size--;
    if (this.size * 4 < this.indexed && this.size > 64) this.index(this.least);
  }

  /**
   * The point nearest to `from[0], from[1]`, or -1 when none is in; of two as near, the one numbered lower. `guess` is a
   * point that is in and may be near, such as the last answer of a walk: the answer is the same, found sooner.
   */
  nearest(from: Float64Array, guess = -1): number {
    if (this.size === 0) return -1;
    if (guess >= 0) {
      const dx = this.places[guess * 2] - from[0];
      const dy = this.places[guess * 2 + 1] - from[1];
      const square = dx * dx + dy * dy;
      if (square < this.cell * this.cell) return this.nearestWithin(from, guess, square);
    }
    const { places, items, starts, counts, columns, rows, cell, left, top } = this;
    const x = from[0];
    const y = from[1];
    const column = this.columnOf(x);
    const row = this.rowOf(y);
    let best = guess;
    let least = Infinity;
    if (guess >= 0) {
      const dx = places[guess * 2] - x;
      const dy = places[guess * 2 + 1] - y;
      least = dx * dx + dy * dy;
    }
    // Rounding may put a point that lies on the border of two cells into either.
    const slack = cell * 1e-9;
    const far = Math.max(columns, rows);
    for (let ring = 0; ring <= far; ring++) {
      const lastRow = Math.min(rows - 1, row + ring);
      for (let r = Math.max(0, row - ring); r <= lastRow; r++) {
        const outY = r < row ? y - top - (r + 1) * cell - slack : r > row ? top + r * cell - y - slack : 0;
        const aboveOrBelow = outY > 0 ? outY * outY : 0;
        if (aboveOrBelow > least) continue;
        // Whole rows above and below; in between only both sides of the ring.
        const step = r === row - ring || r === row + ring || ring === 0 ? 1 : ring * 2;
        for (let c = column - ring; c <= column + ring; c += step) {
          if (c < 0 || c >= columns) continue;
          const outX = c < column ? x - left - (c + 1) * cell - slack : c > column ? left + c * cell - x - slack : 0;
          if (outX > 0 && outX * outX + aboveOrBelow > least) continue;
          const at = r * columns + c;
          const end = starts[at] + counts[at];
          for (let k = starts[at]; k < end; k++) {
            const i = items[k];
            const dx = places[i * 2] - x;
            const dy = places[i * 2 + 1] - y;
            const square = dx * dx + dy * dy;
            if (square < least || (square === least && i < best)) {
              least = square;
              best = i;
            }
          }
        }
      }
      // What the rings beyond hold is at least as far as the nearest side of this one. Where the grid ends nothing is beyond.
      const before = column - ring > 0 ? x - left - (column - ring) * cell : Infinity;
      const behind = column + ring + 1 < columns ? left + (column + ring + 1) * cell - x : Infinity;
      const above = row - ring > 0 ? y - top - (row - ring) * cell : Infinity;
      const below = row + ring + 1 < rows ? top + (row + ring + 1) * cell - y : Infinity;
      const sideways = before < behind ? before : behind;
      const upright = above < below ? above : below;
      const reach = (sideways < upright ? sideways : upright) - slack;
      if (best >= 0 && reach > 0 && least < reach * reach) break;
    }
    return best;
  }

  /** Where a point is known that is less than a cell away: no ring by ring, only the cells its circle touches. */
  private nearestWithin(from: Float64Array, guess: number, square: number): number {
    const { places, items, starts, counts, columns, cell } = this;
    const x = from[0];
    const y = from[1];
    const reach = Math.sqrt(square) + cell * 1e-9;
    const right = this.columnOf(x + reach);
    const bottom = this.rowOf(y + reach);
    const left = this.columnOf(x - reach);
    let best = guess;
    let least = square;
    for (let r = this.rowOf(y - reach); r <= bottom; r++) {
      for (let at = r * columns + left; at <= r * columns + right; at++) {
        const end = starts[at] + counts[at];
        for (let k = starts[at]; k < end; k++) {
          const i = items[k];
          const dx = places[i * 2] - x;
          const dy = places[i * 2 + 1] - y;
          const apart = dx * dx + dy * dy;
          if (apart < least || (apart === least && i < best)) {
            least = apart;
            best = i;
          }
        }
      }
    }
    return best;
  }

  release(): void {
    this.places = NO_FLOATS;
    this.items = NO_INTS;
    this.slots = NO_INTS;
    this.starts = NO_INTS;
    this.counts = NO_INTS;
  }

  private cellOf(point: number): number {
    return this.rowOf(this.places[point * 2 + 1]) * this.columns + this.columnOf(this.places[point * 2]);
  }
}

/** In place of a slot. */
const OUT = -1;
