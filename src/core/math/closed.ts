import type { Polylines } from "../polylines.ts";

/** Ends no further apart than this, in mm, are one point: finer than any pen, coarser than the rounding of a chain. */
const TOUCHING = 0.001;

/** Whether the points `first .. end` are a closed line: three or more, the last one back where the first is. */
export function isClosed(coords: Float32Array, first: number, end: number): boolean {
  if (end - first < 3) return false;
  const a = first * 3;
  const b = (end - 1) * 3;
  return (
    Math.abs(coords[a] - coords[b]) <= TOUCHING &&
    Math.abs(coords[a + 1] - coords[b + 1]) <= TOUCHING &&
    Math.abs(coords[a + 2] - coords[b + 2]) <= TOUCHING
  );
}

/** Points of the closed lines. */
export function closedPoints({ coords, offsets, lines }: Polylines): number {
  let points = 0;
  for (let line = 0; line < lines; line++) {
    if (isClosed(coords, offsets[line], offsets[line + 1])) points += offsets[line + 1] - offsets[line];
  }
  return points;
}
