import { countGiven, endsWhereItBegins } from "../math/given-points.ts";
import { flag, int, numbers, shapeOp } from "../op.ts";

/**
 * One line through given points, written as one flat list: x, y, x, y … or, with `dimensions` 3, x, y, z, x, y, z ….
 * `closed` leads back to the first point unless the list does so itself. One point is a dot, no points are nothing.
 *
 * @example G.polyline({ points: [-52, 60, 52, 60, 52, -20, -52, 60, -52, -20, 52, 60, 0, -20, -52, 60, 0, -80, 52, 60] }).repeat({ count: 12, offset: 0, scale: 0.9 }).translate(74, 105)
 */
export const polyline = shapeOp({
  name: "polyline",
  help: "Line through given points.",
  params: {
    points: numbers([-0.5, 0.5, -0.3, -0.3, -0.1, 0.3, 0.1, -0.5, 0.3, 0.1, 0.5, -0.1], {
      unit: "mm",
      help: "The points as a flat list, x and y (and z) in turn.",
    }),
    dimensions: int(2, { range: [2, 3], hard: true, help: "Numbers per point: 2 on the sheet, 3 in space." }),
    closed: flag(false, { help: "Lead back to the first point." }),
  },
  size(p, size) {
    const given = countGiven(p.points, p.dimensions);
    size.lines = given > 0 ? 1 : 0;
    size.points = given + (closes(p.points, p.dimensions, p.closed) ? 1 : 0);
  },
  draw(p, out) {
    const { points, dimensions } = p;
    const given = countGiven(points, dimensions);
    const total = given + (closes(points, dimensions, p.closed) ? 1 : 0);
    for (let i = 0; i < total; i++) {
      const at = (i % given) * dimensions;
      const z = dimensions === 3 ? points[at + 2] : 0;
      if (i === 0) out.moveTo(points[at], points[at + 1], z);
      else out.lineTo(points[at], points[at + 1], z);
    }
  },
});

/** Whether the first point has to be repeated. */
function closes(points: ArrayLike<number>, dimensions: number, closed: boolean): boolean {
  return closed && points.length > dimensions && !endsWhereItBegins(points, dimensions);
}
