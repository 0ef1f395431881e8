import { affineMatrix } from "../math/affine-matrix.ts";
import { affineOp, vec3 } from "../op.ts";

const ONE = [1, 1, 1];
const ZERO = [0, 0, 0];

/**
 * Turns everything about `pivot`: about x first, then y, then z. A turn about z goes clockwise on the sheet; a plain
 * number is one.
 *
 * @example G.polyhedron(12).scale(120).rotate({ angles: [30, 20, 0] }).translate(74, 105)
 */
export const rotate = affineOp({
  name: "rotate",
  help: "Turns everything about a point.",
  params: {
    angles: vec3([0, 0, 0], {
      range: [-180, 180],
      unit: "deg",
      help: "Turns about the x, y and z axis, in this order.",
    }),
    pivot: vec3([0, 0, 0], { range: [-500, 500], unit: "mm", help: "The point that stays." }),
  },
  positional: (x, y, z) => ({ angles: y === undefined ? [0, 0, x] : [x, y, z ?? 0] }),
  usesCentre: () => false,
  matrix(p, _centre, out) {
    affineMatrix(ONE, p.angles, p.pivot, ZERO, out);
  },
});
