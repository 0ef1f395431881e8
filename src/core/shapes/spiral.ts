import { int, number, shapeOp } from "../op.ts";

/**
 * A spiral whose turns lie evenly spaced (Archimedes, "On Spirals"), as one line from `innerRadius` to `outerRadius`.
 * Negative turns wind the other way; 0 turns leave a straight line, equal radii a circle.
 *
 * @example G.spiral({ outerRadius: 62, turns: 20, points: 2400 }).displace(5, 0.03).translate(74, 105)
 */
export const spiral = shapeOp({
  name: "spiral",
  help: "Spiral with even spacing, one line.",
  params: {
    innerRadius: number(0, { range: [0, 200], unit: "mm", help: "Where it begins, from the middle." }),
    outerRadius: number(0.5, { range: [0, 200], unit: "mm", help: "Where it ends, from the middle." }),
    turns: number(5, { range: [-20, 20], unit: "turns", help: "Times round; positive is clockwise." }),
    phase: number(0, { range: [-180, 180], unit: "deg", help: "Direction in which it begins." }),
    points: int(512, { range: [2, 8000], hard: true, unit: "points", help: "Points, at even angles." }),
  },
  positional: (outerRadius, turns) => ({ outerRadius, turns }),
  size(p, size) {
    size.points = p.points;
    size.lines = 1;
  },
  draw(p, out) {
    const { innerRadius, outerRadius, turns, points } = p;
    for (let i = 0; i < points; i++) {
      const share = i / (points - 1);
      const radius = innerRadius + (outerRadius - innerRadius) * share;
      const angle = (p.phase / 180 + turns * 2 * share) * Math.PI;
      const x = Math.cos(angle) * radius;
      const y = Math.sin(angle) * radius;
      if (i === 0) out.moveTo(x, y);
      else out.lineTo(x, y);
    }
  },
});
