import { countGiven, endsWhereItBegins } from "../math/given-points.ts";
import { flag, int, number, numbers, shapeOp } from "../op.ts";

/**
 * A smooth line through given points (flat list as in `polyline`): a cardinal spline, at tension 0 that of Catmull and
 * Rom, "A class of local interpolating splines" (1974). At each point it runs along the way from the point before to
 * the point after; an open end runs straight towards its neighbour. Tension 1 leaves the corners.
 *
 * With `closed` it returns to the first point without a kink, whether or not the list repeats that point. One point is a
 * dot, no points are nothing.
 *
 * @example G.spline({ points: [-52, 40, -26, -60, 0, 55, 26, -60, 52, 40, 0, 75], closed: true, segments: 40 }).repeat({ count: 16, offset: [0, -2, 0], scale: 0.93 }).translate(74, 108)
 */
export const spline = shapeOp({
  name: "spline",
  help: "Smooth line through given points.",
  params: {
    points: numbers([-0.5, 0.5, -0.3, -0.3, -0.1, 0.3, 0.1, -0.5, 0.3, 0.1, 0.5, -0.1], {
      unit: "mm",
      help: "The points as a flat list, x and y (and z) in turn.",
    }),
    dimensions: int(2, { range: [2, 3], hard: true, help: "Numbers per point: 2 on the sheet, 3 in space." }),
    closed: flag(false, { help: "Lead back to the first point." }),
    tension: number(0, { range: [0, 1], help: "0 swings wide, 1 is straight from point to point." }),
    segments: int(16, { range: [1, 500], hard: true, help: "Chords between two points." }),
  },
  size(p, size) {
    const given = countGiven(p.points, p.dimensions);
    size.lines = given > 0 ? 1 : 0;
    size.points = given > 0 ? spansOf(p.points, p.dimensions, p.closed) * p.segments + 1 : 0;
  },
  draw(p, out) {
    const { points, dimensions, segments } = p;
    if (points.length === 0) return;
    const spans = spansOf(points, dimensions, p.closed);
    // Points that count: a closed list that repeats its first point has one less.
    const count = p.closed ? Math.max(1, spans) : spans + 1;
    const bend = (1 - p.tension) / 2;
    const { coords } = out;
    let at = out.points * 3;
    for (let span = 0; span < spans; span++) {
      const b = span * dimensions;
      const c = ((span + 1) % count) * dimensions;
      const hasBefore = p.closed || span > 0;
      const hasAfter = p.closed || span + 2 < count;
      const a = ((span + count - 1) % count) * dimensions;
      const d = ((span + 2) % count) * dimensions;
      for (let i = 0; i < segments; i++, at += 3) {
        const t = i / segments;
        const s = 1 - t;
        // Hermite's four weights.
        const fromB = s * s * (1 + 2 * t);
        const fromC = t * t * (1 + 2 * s);
        const alongB = s * s * t * bend;
        const alongC = -t * t * s * bend;
        for (let axis = 0; axis < 3; axis++) {
          if (axis >= dimensions) {
            coords[at + axis] = 0;
            continue;
          }
          const pb = points[b + axis];
          const pc = points[c + axis];
          const pa = hasBefore ? points[a + axis] : 2 * pb - pc;
          const pd = hasAfter ? points[d + axis] : 2 * pc - pb;
          coords[at + axis] = fromB * pb + fromC * pc + alongB * (pc - pa) + alongC * (pd - pb);
        }
      }
    }
    const last = (spans % count) * dimensions;
    coords[at] = points[last];
    coords[at + 1] = points[last + 1];
    coords[at + 2] = dimensions === 3 ? points[last + 2] : 0;
    out.commitLine(spans * segments + 1);
  },
});

/** Stretches between neighbouring points. */
function spansOf(points: ArrayLike<number>, dimensions: number, closed: boolean): number {
  const between = points.length / dimensions - 1;
  return closed && between > 0 && !endsWhereItBegins(points, dimensions) ? between + 1 : between;
}
