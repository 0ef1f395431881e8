// The region that lines enclose: even-odd, over all lines together, each closed by a straight piece from its end to its
// start. So a letter's inner outline is a hole, and an open or a level line encloses what its chord cuts off, perhaps
// nothing. Only x and y count.

import type { Polylines } from "../polylines.ts";
import type { SampleGrid } from "./sample-grid.ts";

/** Writes 1 for the samples of `grid` inside the region of the lines `first .. end`, 0 for the others. */
export function fillRegion(lines: Polylines, grid: SampleGrid, inside: Uint8Array, first = 0, end = lines.lines): void {
  const { width, height } = grid;
  inside.fill(0, 0, grid.samples);
  for (let line = first; line < end; line++) toggleRing(lines, line, grid, inside);
  for (let y = 0; y < height; y++) {
    for (let i = y * width + 1; i < (y + 1) * width; i++) inside[i] ^= inside[i - 1];
  }
}

/** Marks, in each row of samples an edge crosses, the first sample to its right. */
function toggleRing(lines: Polylines, line: number, grid: SampleGrid, inside: Uint8Array): void {
  const { coords, offsets } = lines;
  const { width, height, originX, originY, pitch } = grid;
  const first = offsets[line] * 3;
  const end = offsets[line + 1] * 3;
  if (end - first < 9) return;
  let ax = (coords[end - 3] - originX) / pitch;
  let ay = (coords[end - 2] - originY) / pitch;
  for (let i = first; i < end; i += 3) {
    const bx = (coords[i] - originX) / pitch;
    const by = (coords[i + 1] - originY) / pitch;
    // An edge owns the rows from its upper end, included, to its lower end, not included: corners are met once.
    const from = Math.max(0, Math.ceil(Math.min(ay, by)));
    const to = Math.min(height, Math.ceil(Math.max(ay, by)));
    for (let y = from; y < to; y++) {
      const x = Math.max(0, Math.ceil(ax + ((y - ay) / (by - ay)) * (bx - ax)));
      if (x < width) inside[y * width + x] ^= 1;
    }
    ax = bx;
    ay = by;
  }
}

/** Whether a point lies in the region of `lines`. One step per edge. */
export function regionHas(lines: Polylines, x: number, y: number): boolean {
  let has = false;
  for (let line = 0; line < lines.lines; line++) if (ringHas(lines, line, x, y)) has = !has;
  return has;
}

/** Whether a point lies in the region of one line. */
export function ringHas(lines: Polylines, line: number, x: number, y: number): boolean {
  const { coords, offsets } = lines;
  const first = offsets[line] * 3;
  const end = offsets[line + 1] * 3;
  if (end - first < 9) return false;
  let has = false;
  let ax = coords[end - 3];
  let ay = coords[end - 2];
  for (let i = first; i < end; i += 3) {
    const bx = coords[i];
    const by = coords[i + 1];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) has = !has;
    ax = bx;
    ay = by;
  }
  return has;
}
