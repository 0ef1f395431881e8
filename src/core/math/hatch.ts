// Rows across an area, by scan line: which stretches of each row lie inside. Edges are counted per row, then written
// per row, then each row is sorted; so it takes as many steps as there are crossings, and sorts only what is few.

import { float64Scratch, int32Scratch } from "../scratch.ts";

const NO_FLOATS = new Float64Array(0);
const NO_INTS = new Int32Array(0);
/** From here on the sort of the language beats insertion. */
const MANY = 32;
/** More rows than any drawing needs; a smaller spacing is widened to this. */
const MOST_ROWS = 100_000;

/** Rows run along x; whoever wants another direction turns the edges first. */
export class Hatch {
  /** Rows, and the y of each, rising. */
  rows = 0;
  heights: Float64Array = NO_FLOATS;
  /** Row r is the stretches from `crossings[i]` to `crossings[i + 1]`, i = starts[r], starts[r] + 2 … below starts[r + 1]. */
  starts: Int32Array = NO_INTS;
  crossings: Float64Array = NO_FLOATS;
  /** Extent of the edges. */
  left = 0;
  right = 0;
  top = 0;
  bottom = 0;

  private edges: Float64Array = NO_FLOATS;
  private count = 0;
  private readonly edgeMemory = float64Scratch();
  private readonly heightMemory = float64Scratch();
  private readonly crossingMemory = float64Scratch();
  private readonly startMemory = int32Scratch();

  /** Empties it, with room for so many edges. */
  begin(most: number): void {
    this.edges = this.edgeMemory.take(most * 4);
    this.count = 0;
  }

  /** Takes in the points `first .. end` of u, v in `flat`, turned so that rows of direction cos, sin run along x. */
  add(flat: Float64Array, first: number, end: number, cos: number, sin: number): void {
    const { edges } = this;
    let at = this.count * 4;
    for (let i = first; i + 1 < end; i++, at += 4) {
      const u0 = flat[i * 2];
      const v0 = flat[i * 2 + 1];
      const u1 = flat[i * 2 + 2];
      const v1 = flat[i * 2 + 3];
      edges[at] = u0 * cos + v0 * sin;
      edges[at + 1] = v0 * cos - u0 * sin;
      edges[at + 2] = u1 * cos + v1 * sin;
      edges[at + 3] = v1 * cos - u1 * sin;
    }
    this.count += end - 1 - first;
  }

  /** Area inside, as the rows measure it; they are `spacing` apart. */
  areaInside(spacing: number): number {
    const { starts, crossings, rows } = this;
    let length = 0;
    for (let i = 0; rows > 0 && i + 1 < starts[rows]; i += 2) length += crossings[i + 1] - crossings[i];
    return length * spacing;
  }

  /** Sets the rows, even or with gaps that grow by `gradient`, and finds what lies inside. `spacing` is above 0. */
  scan(spacing: number, gradient: number): void {
    this.setRows(spacing, gradient);
    const { edges, count, rows, heights } = this;
    this.starts = this.startMemory.take(rows + 2);
    const { starts } = this;
    starts.fill(0, 0, rows + 2);
    // A row meets an edge that is above it at one end and not at the other: at a corner that is one edge of two.
    for (let at = 0; at < count * 4; at += 4) {
      const a = firstRowFrom(heights, rows, edges, at + 1);
      const b = firstRowFrom(heights, rows, edges, at + 3);
      for (let row = a < b ? a : b; row < (a < b ? b : a); row++) starts[row + 2]++;
    }
    for (let row = 2; row < rows + 2; row++) starts[row] += starts[row - 1];
    this.crossings = this.crossingMemory.take(starts[rows + 1]);
    const { crossings } = this;
    for (let at = 0; at < count * 4; at += 4) {
      const a = firstRowFrom(heights, rows, edges, at + 1);
      const b = firstRowFrom(heights, rows, edges, at + 3);
      if (a === b) continue;
      const slope = (edges[at + 2] - edges[at]) / (edges[at + 3] - edges[at + 1]);
      for (let row = a < b ? a : b; row < (a < b ? b : a); row++) {
        crossings[starts[row + 1]++] = edges[at] + (heights[row] - edges[at + 1]) * slope;
      }
    }
    for (let row = 0; row < rows; row++) sortStretch(crossings, starts[row], starts[row + 1]);
  }

  /** Lets go of the memory. */
  release(): void {
    this.edges = NO_FLOATS;
    this.heights = NO_FLOATS;
    this.crossings = NO_FLOATS;
    this.starts = NO_INTS;
    this.rows = 0;
  }

  private setRows(wanted: number, gradient: number): void {
    const { edges, count } = this;
    let left = Infinity;
    let right = -Infinity;
    let top = Infinity;
    let bottom = -Infinity;
    for (let at = 0; at < count * 4; at += 2) {
      const x = edges[at];
      const y = edges[at + 1];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    this.left = left;
    this.right = right;
    this.top = top;
    this.bottom = bottom;
    const height = bottom - top;
    this.rows = 0;
    if (!(height > 0)) return;
    const spacing = Math.max(wanted, height / MOST_ROWS);
    if (gradient === 0) {
      this.rows = Math.round(height / spacing);
      this.heights = this.heightMemory.take(this.rows);
      const first = (top + bottom - (this.rows - 1) * spacing) / 2;
      for (let row = 0; row < this.rows; row++) this.heights[row] = first + row * spacing;
      return;
    }
    // The gaps' mean over the height is below `spacing` by at most this factor.
    const most = Math.ceil((height / spacing) * (Math.exp(Math.abs(gradient) / 2) + 1)) + 1;
    this.heights = this.heightMemory.take(most);
    const gapAt = (y: number) => spacing * Math.exp(gradient * ((y - top) / height - 0.5));
    for (let y = top + gapAt(top) / 2; y < bottom && this.rows < most; y += gapAt(y)) this.heights[this.rows++] = y;
  }
}

/** The first row at or below the y at `values[at]`. */
function firstRowFrom(heights: Float64Array, rows: number, values: Float64Array, at: number): number {
  const y = values[at];
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (heights[middle] < y) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sortStretch(values: Float64Array, from: number, to: number): void {
  if (to - from > MANY) {
    values.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const value = values[i];
    let at = i;
    while (at > from && values[at - 1] > value) {
      values[at] = values[at - 1];
      at--;
    }
    values[at] = value;
  }
}
