import type { Polylines } from "../polylines.ts";

/** Writes the least x, y, z, then the greatest; six zeros for no points. */
export function boundingBox(lines: Polylines, out: Float64Array): void {
  const { coords, points } = lines;
  if (points === 0) {
    out.fill(0, 0, 6);
    return;
  }
  let x0 = Infinity;
  let y0 = Infinity;
  let z0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  let z1 = -Infinity;
  for (let at = 0; at < points * 3; at += 3) {
    const x = coords[at];
    const y = coords[at + 1];
    const z = coords[at + 2];
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
    if (z < z0) z0 = z;
    if (z > z1) z1 = z;
  }
  out[0] = x0;
  out[1] = y0;
  out[2] = z0;
  out[3] = x1;
  out[4] = y1;
  out[5] = z1;
}
