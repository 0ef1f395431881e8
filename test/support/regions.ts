// Regions by the slow and plain way, to compare kernels with. Lines of three points and more are closed.

import { createPolylines, type Polylines } from "../../src/core/polylines.ts";

/** One closed line round a centre: `count` corners, the i-th at `radius(i)`. */
export function ring(count: number, radius: (i: number) => number, x = 0, y = 0): Polylines {
  const out = createPolylines(count + 1, 1);
  for (let i = 0; i <= count; i++) {
    const angle = ((i % count) * 2 * Math.PI) / count;
    out.coords.set([x + radius(i % count) * Math.cos(angle), y + radius(i % count) * Math.sin(angle), 0], i * 3);
  }
  out.offsets[1] = count + 1;
  return out;
}

/** The segments of a drawing as x, y, x, y. */
export function segmentsOf(lines: Polylines, close = true): number[][] {
  const all: number[][] = [];
  for (let line = 0; line < lines.lines; line++) {
    const points: number[][] = [];
    for (let i = lines.offsets[line]; i < lines.offsets[line + 1]; i++) {
      points.push([lines.coords[i * 3], lines.coords[i * 3 + 1]]);
    }
    if (points.length === 0) continue;
    const first = close && points.length > 2 ? points[points.length - 1] : points[0];
    points.forEach((point, i) => {
      all.push([...(i === 0 ? first : points[i - 1]), ...point]);
    });
  }
  return all;
}

/** Distance of a point from the nearest segment. */
export function distanceTo(lines: Polylines, x: number, y: number): number {
  let least = Infinity;
  for (const [ax, ay, bx, by] of segmentsOf(lines)) {
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = square > 0 ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square : 0;
    const share = Math.min(1, Math.max(0, along));
    least = Math.min(least, Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)));
  }
  return least;
}

/** Signed area of one line, positive when it runs clockwise on the sheet. */
export function polygonArea(lines: Polylines, line: number): number {
  let twice = 0;
  const first = lines.offsets[line] * 3;
  const end = lines.offsets[line + 1] * 3;
  for (let i = first; i < end; i += 3) {
    const j = i + 3 < end ? i + 3 : first;
    twice += lines.coords[i] * lines.coords[j + 1] - lines.coords[j] * lines.coords[i + 1];
  }
  return twice / 2;
}
