import { affineMatrix } from "../math/affine-matrix.ts";
import { affineOp, vec3 } from "../op.ts";

const ONE = [1, 1, 1];
const ZERO = [0, 0, 0];

/**
 * Moves everything, in mm.
 *
 * @example G.circle(40).translate(74, 105)
 */
export const translate = affineOp({
  name: "translate",
  help: "Moves everything.",
  params: { by: vec3([0, 0, 0], { range: [-500, 500], unit: "mm", help: "How far to the right, down, nearer." }) },
  positional: (x, y = 0, z = 0) => ({ by: [x, y, z] }),
  usesCentre: () => false,
  matrix(p, _centre, out) {
    affineMatrix(ONE, ZERO, ZERO, p.by, out);
  },
});
