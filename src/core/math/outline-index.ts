// Answers for many points how far the nearest of some lines is, and whether a point is inside them. The segments lie in
// a grid of square cells, about one to a cell, that is searched in rings around the point; a second list per row of
// cells serves the test for inside. All on the sheet: z is ignored.

import type { Polylines } from "../polylines.ts";
import { float64Scratch, uint8Scratch, uint32Scratch } from "../scratch.ts";
import { isClosed } from "./closed.ts";

const MOST_CELLS = 256;

const segments = float64Scratch();
const bounding = uint8Scratch();
const cellStarts = uint32Scratch();
const cellItems = uint32Scratch();
const rowStarts = uint32Scratch();
const rowItems = uint32Scratch();

/** One outline at a time: making another index, or aiming again, is a new one. Numbers only are kept, no arrays. */
export class OutlineIndex {
  /** Of the point last asked for: the nearest place, and its distance. */
  x = 0;
  y = 0;
  distance = 0;
  /** Middle of the outline's bounding box, and half its diagonal. */
  middleX = 0;
  middleY = 0;
  radius = 0;
  private count = 0;
  private left = 0;
  private top = 0;
  private cell = 1;
  private columns = 1;
  private rows = 1;

  aim(outline: Polylines): void {
    this.collect(outline);
    this.sortIntoCells();
    this.sortIntoRows();
  }

  /** Finds the nearest place on the lines, if one is nearer than `reach`. */
  nearest(x: number, y: number, reach: number): boolean {
    if (this.count === 0) return false;
    const { left, top, cell, columns, rows } = this;
    const list = segments.take(0);
    const starts = cellStarts.take(0);
    const items = cellItems.take(0);
    const column = clamp(Math.floor((x - left) / cell), columns);
    const row = clamp(Math.floor((y - top) / cell), rows);
    let best = reach * reach;
    let found = false;
    const rings = Math.max(columns, rows);
    for (let ring = 0; ring <= rings; ring++) {
      // Nothing in this ring of cells or beyond is nearer than that.
      const least = (ring - 1) * cell;
      if (least > 0 && least * least >= best) break;
      for (let r = Math.max(0, row - ring); r <= Math.min(rows - 1, row + ring); r++) {
        const across = r === row - ring || r === row + ring ? 1 : 2 * ring;
        for (let c = column - ring; c <= column + ring; c += Math.max(1, across)) {
          if (c < 0 || c >= columns) continue;
          const at = r * columns + c;
          for (let k = starts[at]; k < starts[at + 1]; k++) {
            const s = items[k] * 4;
            const ax = list[s];
            const ay = list[s + 1];
            const dx = list[s + 2] - ax;
            const dy = list[s + 3] - ay;
            const square = dx * dx + dy * dy;
            const along = square > 0 ? ((x - ax) * dx + (y - ay) * dy) / square : 0;
            const share = along < 0 ? 0 : along > 1 ? 1 : along;
            const px = ax + dx * share;
            const py = ay + dy * share;
            const apart = (x - px) * (x - px) + (y - py) * (y - py);
            if (apart >= best) continue;
            best = apart;
            found = true;
            this.x = px;
            this.y = py;
          }
        }
      }
    }
    if (found) this.distance = Math.sqrt(best);
    return found;
  }

  /** Even–odd over the closed lines. */
  inside(x: number, y: number): boolean {
    const row = Math.floor((y - this.top) / this.cell);
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
    let left = Infinity;
    let top = Infinity;
    let right = -Infinity;
    let bottom = -Infinity;
    for (let line = 0; line < outline.lines; line++) {
      const first = offsets[line];
      const end = offsets[line + 1];
      const bounds = isClosed(coords, first, end) ? 1 : 0;
      for (let i = first; i < end; i++) {
        const at = i * 3;
        left = Math.min(left, coords[at]);
        right = Math.max(right, coords[at]);
        top = Math.min(top, coords[at + 1]);
        bottom = Math.max(bottom, coords[at + 1]);
        if (i + 1 === end && end - first > 1) continue;
        const next = i + 1 < end ? at + 3 : at;
        list[count * 4] = coords[at];
        list[count * 4 + 1] = coords[at + 1];
        list[count * 4 + 2] = coords[next];
        list[count * 4 + 3] = coords[next + 1];
        closed[count++] = bounds;
      }
    }
    this.count = count;
    if (count === 0) return;
    const largest = Math.max(right - left, bottom - top);
    const cells = Math.min(MOST_CELLS, Math.ceil(Math.sqrt(count)) * 2);
    this.cell = largest > 0 ? largest / cells : 1;
    this.left = left;
    this.top = top;
    this.columns = Math.min(cells, Math.floor((right - left) / this.cell) + 1);
    this.rows = Math.min(cells, Math.floor((bottom - top) / this.cell) + 1);
    this.middleX = (left + right) / 2;
    this.middleY = (top + bottom) / 2;
    this.radius = Math.hypot(right - left, bottom - top) / 2;
  }

  /** Counts, then fills: the second round writes each cell's list from its end to its start. */
  private sortIntoCells(): void {
    const { columns, rows, count } = this;
    const starts = cellStarts.take(columns * rows + 1);
    starts.fill(0, 0, columns * rows + 1);
    for (let s = 0; s < count; s++) this.visitCells(s, starts, null);
    for (let i = 1; i <= columns * rows; i++) starts[i] += starts[i - 1];
    const items = cellItems.take(starts[columns * rows]);
    for (let s = 0; s < count; s++) this.visitCells(s, starts, items);
  }

  private visitCells(s: number, starts: Uint32Array, items: Uint32Array | null): void {
    const { left, top, cell, columns, rows } = this;
    const list = segments.take(0);
    const ax = list[s * 4];
    const ay = list[s * 4 + 1];
    const bx = list[s * 4 + 2];
    const by = list[s * 4 + 3];
    const low = Math.min(ay, by);
    const high = Math.max(ay, by);
    const slope = high > low ? (bx - ax) / (by - ay) : 0;
    const lastRow = clamp(Math.floor((high - top) / cell), rows);
    for (let row = clamp(Math.floor((low - top) / cell), rows); row <= lastRow; row++) {
      // The part of the segment in this row of cells. Across a level one it is all of it.
      const from = Math.max(low, top + row * cell);
      const to = Math.min(high, top + (row + 1) * cell);
      const x0 = high > low ? ax + (from - ay) * slope : ax;
      const x1 = high > low ? ax + (to - ay) * slope : bx;
      const lastColumn = clamp(Math.floor((Math.max(x0, x1) - left) / cell), columns);
      for (let c = clamp(Math.floor((Math.min(x0, x1) - left) / cell), columns); c <= lastColumn; c++) {
        const at = row * columns + c;
        if (items === null) starts[at]++;
        else items[--starts[at]] = s;
      }
    }
  }

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
    const { top, cell, rows } = this;
    const list = segments.take(0);
    const low = Math.min(list[s * 4 + 1], list[s * 4 + 3]);
    const high = Math.max(list[s * 4 + 1], list[s * 4 + 3]);
    const last = clamp(Math.floor((high - top) / cell), rows);
    for (let row = clamp(Math.floor((low - top) / cell), rows); row <= last; row++) {
      if (items === null) starts[row]++;
      else items[--starts[row]] = s;
    }
  }
}

function clamp(index: number, count: number): number {
  return index < 0 ? 0 : index >= count ? count - 1 : index;
}
