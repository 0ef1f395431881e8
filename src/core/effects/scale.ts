import { affineMatrix } from "../math/affine-matrix.ts";
import { affineOp, vec3 } from "../op.ts";

const ZERO = [0, 0, 0];

/**
 * Stretches everything away from `pivot`. Shapes are about 1 across, so this is what brings them to millimetres; a
 * negative factor mirrors.
 *
 * @example G.sphere(2).scale(120, 180, 120).translate(74, 105)
 */
export const scale = affineOp({
  name: "scale",
  help: "Stretches everything away from a point.",
  params: {
    by: vec3([1, 1, 1], { range: [0, 400], uniform: true, help: "Factor along x, y, z; one number stands for all." }),
    pivot: vec3([0, 0, 0], { range: [-500, 500], unit: "mm", help: "The point that stays." }),
  },
  positional: (x, y = x, z = y === x ? x : 1) => ({ by: [x, y, z] }),
  usesCentre: () => false,
  matrix(p, _centre, out) {
    affineMatrix(p.by, ZERO, p.pivot, ZERO, out);
  },
});
