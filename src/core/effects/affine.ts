import { affineMatrix } from "../math/affine-matrix.ts";
import { affineOp, flag, vec3 } from "../op.ts";

/**
 * Scale, then rotate, then move, in one step. With `autoCentre` the still point is the mean of all points, so things
 * turn where they are; without it, `pivot`.
 *
 * @example G.grid(9).scale(90).translate(74, 105).affine({ rotation: [50, 0, 30], scale: 0.9 })
 */
export const affine = affineOp({
  name: "affine",
  help: "Scales, turns and moves in one step.",
  params: {
    autoCentre: flag(true, { help: "Scale and turn about the mean point instead of `pivot`." }),
    pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "The point that stays, without autoCentre." }),
    rotation: vec3([0, 0, 0], { range: [-180, 180], unit: "deg", help: "Turns about x, y and z, in this order." }),
    scale: vec3([1, 1, 1], {
      range: [0.25, 4],
      uniform: true,
      help: "Factor along x, y, z; one number stands for all.",
    }),
    delta: vec3([0, 0, 0], { range: [-200, 200], unit: "mm", help: "The move, made last." }),
  },
  usesCentre: (p) => p.autoCentre,
  matrix(p, centre, out) {
    affineMatrix(p.scale, p.rotation, p.autoCentre ? centre : p.pivot, p.delta, out);
  },
});
