import { int, shapeOp } from "../op.ts";

/**
 * Lines across the unit square, its borders included: `nx` upright ones, then `ny` level ones, two points each. A
 * single line of a kind runs through the middle; with none of a kind it is a grating. Put `subdivide` after it before
 * bending it.
 *
 * @example G.grid(24, 34).scale(116, 168).subdivide(5).displace(9, 0.02).translate(74, 105)
 */
export const grid = shapeOp({
  name: "grid",
  help: "Straight lines across the unit square, both ways.",
  params: {
    nx: int(20, { range: [0, 500], hard: true, unit: "lines", help: "Upright lines, side by side." }),
    ny: int(20, { range: [0, 500], hard: true, unit: "lines", help: "Level lines, one below the other." }),
  },
  positional: (nx, ny = nx) => ({ nx, ny }),
  size(p, size) {
    size.lines = p.nx + p.ny;
    size.points = size.lines * 2;
  },
  draw(p, out) {
    for (let i = 0; i < p.nx; i++) {
      const x = p.nx > 1 ? i / (p.nx - 1) - 0.5 : 0;
      out.moveTo(x, -0.5);
      out.lineTo(x, 0.5);
    }
    for (let i = 0; i < p.ny; i++) {
      const y = p.ny > 1 ? i / (p.ny - 1) - 0.5 : 0;
      out.moveTo(-0.5, y);
      out.lineTo(0.5, y);
    }
  },
});
