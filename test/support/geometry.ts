// What the property tests of line ops measure with: slow, plain, and written apart from the kernels it judges.

import fc from "fast-check";
import { createPolylines, type Polylines } from "../../src/core/polylines.ts";

export type Point = number[];

/** Points of one line, or of all. */
export function pointsOf(lines: Polylines, line?: number): Point[] {
  const first = line === undefined ? 0 : lines.offsets[line];
  const end = line === undefined ? lines.points : lines.offsets[line + 1];
  return Array.from({ length: end - first }, (_, i) => [
    ...lines.coords.subarray((first + i) * 3, (first + i) * 3 + 3),
  ]);
}

export function fromPoints(lines: readonly (readonly Point[])[]): Polylines {
  const out = createPolylines(lines.flat().length, lines.length);
  out.coords.set(lines.flat().flatMap(([x, y, z = 0]) => [x, y, z]));
  let points = 0;
  lines.forEach((line, i) => {
    points += line.length;
    out.offsets[i + 1] = points;
  });
  return out;
}

export function lengthOf(lines: Polylines): number {
  let sum = 0;
  for (let line = 0; line < lines.lines; line++) {
    const points = pointsOf(lines, line);
    for (let i = 1; i < points.length; i++) sum += distance(points[i], points[i - 1]);
  }
  return sum;
}

export const distance = (a: Point, b: Point): number => Math.hypot(...a.map((value, axis) => value - b[axis]));

export function segmentDistance(point: Point, a: Point, b: Point): number {
  const along = a.map((value, axis) => b[axis] - value);
  const square = along.reduce((sum, value) => sum + value * value, 0);
  const dot = along.reduce((sum, value, axis) => sum + value * (point[axis] - a[axis]), 0);
  const t = square > 0 ? Math.min(1, Math.max(0, dot / square)) : 0;
  return distance(
    point,
    a.map((value, axis) => value + along[axis] * t),
  );
}

/** Distance from a point to a line of points; in the plane if the point has no z. */
export function toLine(point: Point, line: readonly Point[]): number {
  const flat = line.map((each) => each.slice(0, point.length));
  if (flat.length === 1) return distance(point, flat[0]);
  return Math.min(...flat.slice(1).map((each, i) => segmentDistance(point, flat[i], each)));
}

/** Even-odd, over all lines together. */
export function isInside(x: number, y: number, lines: Polylines): boolean {
  let inside = false;
  for (let line = 0; line < lines.lines; line++) {
    const points = pointsOf(lines, line);
    for (let i = 1; i < points.length; i++) {
      const [px, py] = points[i - 1];
      const [qx, qy] = points[i];
      if (py > y !== qy > y && x < px + ((y - py) / (qy - py)) * (qx - px)) inside = !inside;
    }
  }
  return inside;
}

/** Twice as positive as the area is large where the line goes from x towards y. */
export function areaOf(lines: Polylines): number {
  let sum = 0;
  for (let line = 0; line < lines.lines; line++) {
    const points = pointsOf(lines, line);
    for (let i = 1; i < points.length; i++) sum += points[i - 1][0] * points[i][1] - points[i][0] * points[i - 1][1];
  }
  return sum / 2;
}

// Half of the points on a coarse grid: there lines meet corners, run along edges, and come back to where they were.
const coordinate = fc.oneof(
  fc.integer({ min: -4, max: 4 }).map((step) => step * 5),
  fc.double({ min: -25, max: 25, noNaN: true }),
);
const point = fc.tuple(coordinate, coordinate, fc.integer({ min: 0, max: 3 }));

/** A few lines of a few points, dots among them. */
export const anyLines: fc.Arbitrary<Polylines> = fc
  .array(fc.array(point, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 })
  .map(fromPoints);

/** One closed line in the plane, that may cross itself. */
export const anyOutline: fc.Arbitrary<Polylines> = fc
  .array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 9 })
  .map((points) => fromPoints([[...points, points[0]]]));

/** A closed line that does not cross itself: a star about a centre. */
export const anyStar: fc.Arbitrary<Polylines> = fc
  .tuple(fc.array(fc.double({ min: 3, max: 20, noNaN: true }), { minLength: 3, maxLength: 12 }), coordinate, coordinate)
  .map(([radii, x, y]) => {
    const points = radii.map((radius, i) => {
      const turn = (i / radii.length) * 2 * Math.PI;
      return [x + radius * Math.cos(turn), y + radius * Math.sin(turn)];
    });
    return fromPoints([[...points, points[0]]]);
  });
