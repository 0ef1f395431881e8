// Answers for many points how far the nearest of some lines is, and whether a point is inside them. The segments, in the
// order of their lines, are the leaves of a tree of bounding boxes; neighbours on a line are neighbours in space, so it
// needs no sorting. A list per row of the sheet serves the test for inside. All on the sheet: z is ignored.

import type { Polylines } from "../polylines.ts";
import { float64Scratch, uint8Scratch, uint32Scratch } from "../scratch.ts";
import { isClosed } from "./closed.ts";

/** Segments to a leaf of the tree. */
const LEAF = 4;
const MOST_ROWS = 1024;
/** Nodes that wait in a walk down the tree: one for each level. */
const LEVELS = 32;

const segments = float64Scratch();
const bounding = uint8Scratch();
const boxes = float64Scratch();
const rowStarts = uint32Scratch();
const rowItems = uint32Scratch();
const pending = new Uint32Array(LEVELS);

/** One outline at a time, the last one aimed at; what it knows of it lies in memory that all indices share. */
export class OutlineIndex {
  /**
   * The question: x, y, and how far to look. The answer of `nearest`: x, y and distance of the nearest place. An array,
   * because numbers that are handed to and fro are boxed, once for each of a million points.
   */
  readonly io = new Float64Array(6);
  /** Middle of the outline's bounding box, and half its diagonal. */
  middleX = 0;
  middleY = 0;
  radius = 0;
  private count = 0;
  /** Leaves of the tree, a power of two; node 1 is the root and node i has the children 2i and 2i + 1. */
  private leaves = 1;
  /** The segment that was nearest to the point before: most likely about as near to the next. */
  private guess = 0;
  private top = 0;
  private rowHeight = 1;
  private rows = 1;

  aim(outline: Polylines): void {
    this.collect(outline);
    if (this.count === 0) return;
    this.buildTree();
    this.sortIntoRows();
  }

  /** Whether a place on the lines is nearer than `io[2]` to the point in `io[0]`, `io[1]`; it is in `io[3]`… then. */
  nearest(): boolean {
    const { io, count, leaves } = this;
    if (count === 0) return false;
    const list = segments.take(0);
    const tree = boxes.take(0);
    const x = io[0];
    const y = io[1];
    io[5] = io[2] * io[2];
    let found = visit(list, this.guess, io);
    let waiting = 0;
    pending[waiting++] = 1;
    while (waiting > 0) {
      const node = pending[--waiting];
      const b = node * 4;
      const outX = tree[b] > x ? tree[b] - x : x > tree[b + 2] ? x - tree[b + 2] : 0;
      const outY = tree[b + 1] > y ? tree[b + 1] - y : y > tree[b + 3] ? y - tree[b + 3] : 0;
      if (outX * outX + outY * outY >= io[5]) continue;
      if (node >= leaves) {
        const first = (node - leaves) * LEAF;
        for (let s = first; s < first + LEAF && s < count; s++) {
          if (visit(list, s, io)) {
            found = true;
            this.guess = s;
          }
        }
      } else {
        pending[waiting++] = node * 2 + 1;
        pending[waiting++] = node * 2;
      }
    }
    if (found) io[5] = Math.sqrt(io[5]);
    return found;
  }

  /** Whether the point in `io[0]`, `io[1]` is inside: even–odd over the closed lines. */
  inside(): boolean {
    const { io } = this;
    const x = io[0];
    const y = io[1];
    const row = Math.floor((y - this.top) / this.rowHeight);
    if (this.count === 0 || row < 0 || row >= this.rows) return false;
    const list = segments.take(0);
    const starts = rowStarts.take(0);
    const items = rowItems.take(0);
    let odd = false;
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      const s = items[k] * 4;
      const ay = list[s + 1];
      const by = list[s + 3];
      if (ay <= y === by <= y) continue;
      if (list[s] + ((list[s + 2] - list[s]) * (y - ay)) / (by - ay) > x) odd = !odd;
    }
    return odd;
  }

  private collect(outline: Polylines): void {
    const { coords, offsets } = outline;
    const list = segments.take(outline.points * 4);
    const closed = bounding.take(outline.points);
    let count = 0;
    for (let line = 0; line < outline.lines; line++) {
      const first = offsets[line];
      const end = offsets[line + 1];
      const bounds = isClosed(coords, first, end) ? 1 : 0;
      // A dot is a segment without length.
      const last = end - first > 1 ? end - 1 : end;
      for (let i = first; i < last; i++) {
        const at = i * 3;
        const next = i + 1 < end ? at + 3 : at;
        list[count * 4] = coords[at];
        list[count * 4 + 1] = coords[at + 1];
        list[count * 4 + 2] = coords[next];
        list[count * 4 + 3] = coords[next + 1];
        closed[count++] = bounds;
      }
    }
    this.count = count;
    this.guess = 0;
  }

  private buildTree(): void {
    const { count } = this;
    const list = segments.take(0);
    let leaves = 1;
    while (leaves * LEAF < count) leaves *= 2;
    this.leaves = leaves;
    const tree = boxes.take(leaves * 8);
    for (let node = leaves; node < leaves * 2; node++) {
      const b = node * 4;
      tree.fill(Infinity, b, b + 2);
      tree.fill(-Infinity, b + 2, b + 4);
      const first = (node - leaves) * LEAF;
      for (let s = first * 4; s < Math.min(count, first + LEAF) * 4; s += 2) {
        tree[b] = Math.min(tree[b], list[s]);
        tree[b + 1] = Math.min(tree[b + 1], list[s + 1]);
        tree[b + 2] = Math.max(tree[b + 2], list[s]);
        tree[b + 3] = Math.max(tree[b + 3], list[s + 1]);
      }
    }
    for (let node = leaves - 1; node > 0; node--) {
      const b = node * 4;
      const one = node * 8;
      const other = one + 4;
      tree[b] = Math.min(tree[one], tree[other]);
      tree[b + 1] = Math.min(tree[one + 1], tree[other + 1]);
      tree[b + 2] = Math.max(tree[one + 2], tree[other + 2]);
      tree[b + 3] = Math.max(tree[one + 3], tree[other + 3]);
    }
    // The root's box is that of all.
    this.middleX = (tree[4] + tree[6]) / 2;
    this.middleY = (tree[5] + tree[7]) / 2;
    this.radius = Math.hypot(tree[6] - tree[4], tree[7] - tree[5]) / 2;
    this.top = tree[5];
    const height = tree[7] - tree[5];
    this.rows = Math.min(MOST_ROWS, count);
    this.rowHeight = height > 0 ? height / this.rows : 1;
    this.rows = Math.floor(height / this.rowHeight) + 1;
  }

  /** Counts, then fills: the second round writes each row's list from its end to its start. */
  private sortIntoRows(): void {
    const { rows, count } = this;
    const starts = rowStarts.take(rows + 1);
    starts.fill(0, 0, rows + 1);
    for (let s = 0; s < count; s++) this.visitRows(s, starts, null);
    for (let i = 1; i <= rows; i++) starts[i] += starts[i - 1];
    const items = rowItems.take(starts[rows]);
    for (let s = 0; s < count; s++) this.visitRows(s, starts, items);
  }

  private visitRows(s: number, starts: Uint32Array, items: Uint32Array | null): void {
    if (bounding.take(0)[s] === 0) return;
    const { top, rowHeight, rows } = this;
    const list = segments.take(0);
    const low = Math.min(list[s * 4 + 1], list[s * 4 + 3]);
    const high = Math.max(list[s * 4 + 1], list[s * 4 + 3]);
    const last = Math.min(rows - 1, Math.floor((high - top) / rowHeight));
    for (let row = Math.floor((low - top) / rowHeight); row <= last; row++) {
      if (items === null) starts[row]++;
      else items[--starts[row]] = s;
    }
  }
}

/** Takes the nearest place of a segment if it is nearer than `io[5]`, a square. */
function visit(list: Float64Array, s: number, io: Float64Array): boolean {
  const ax = list[s * 4];
  const ay = list[s * 4 + 1];
  const dx = list[s * 4 + 2] - ax;
  const dy = list[s * 4 + 3] - ay;
  const square = dx * dx + dy * dy;
  const along = square > 0 ? ((io[0] - ax) * dx + (io[1] - ay) * dy) / square : 0;
  const share = along < 0 ? 0 : along > 1 ? 1 : along;
  const x = ax + dx * share;
  const y = ay + dy * share;
  const apart = (io[0] - x) * (io[0] - x) + (io[1] - y) * (io[1] - y);
  if (apart >= io[5]) return false;
  io[3] = x;
  io[4] = y;
  io[5] = apart;
  return true;
}
