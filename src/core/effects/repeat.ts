import { meanPoint } from "../affine.ts";
import { affineMatrix } from "../math/affine-matrix.ts";
import { effectOp, flag, int, number, vec3 } from "../op.ts";

/** Keeps a long row of growing copies finite: a factor of 1.5 per step passes this at the 35th. */
const LARGEST_FACTOR = 1e6;

const centre = new Float64Array(3);
const factor = new Float64Array(3);
const angles = new Float64Array(3);
const delta = new Float64Array(3);
const matrix = new Float64Array(12);

/**
 * Draws `count` copies besides the original. Copy i is i steps away from it: moved by i·offset, turned by
 * i·rotationStep, scaled by scale to the power i. So the steps are even, where the original's first version added up
 * its sums and went 1, 3, 6; the `cumulative…` flags bring that widening back, each for its own part.
 *
 * `curve` bends the row: copies stand at count·(i / count)^curve steps, above 1 crowding near the original, below 1
 * near the far end. Copies are scaled and turned about the mean point of the input, or about `pivot`, then moved.
 *
 * @example G.polygon(4).scale(40).repeat({ count: 24, offset: [4, 3, 0], rotationStep: [0, 0, 5], scale: 0.97 })
 */
export const repeat = effectOp({
  name: "repeat",
  help: "Adds copies, each a step further.",
  params: {
    count: int(3, { range: [0, 100], hard: true, help: "Copies besides the original." }),
    offset: vec3([12, 0, 0], { range: [-300, 300], unit: "mm", help: "Move per step." }),
    rotationStep: vec3([0, 0, 0], { range: [-180, 180], unit: "deg", help: "Turn per step, about x, y and z." }),
    scale: vec3([1, 1, 1], { range: [0.5, 1.5], uniform: true, help: "Factor per step; one number stands for all." }),
    curve: number(1, { range: [0.1, 5], help: "Spacing of the row; 1 is even." }),
    cumulativeOffset: flag(false, { help: "Let the moves add up: 1, 3, 6 … steps." }),
    cumulativeRotation: flag(false, { help: "Let the turns add up: 1, 3, 6 … steps." }),
    cumulativeScale: flag(false, { help: "Let the factors add up: 1, 3, 6 … steps." }),
    autoCentre: flag(true, { help: "Scale and turn about the mean point instead of `pivot`." }),
    pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "The point that stays, without autoCentre." }),
  },
  positional: (count, x, y = 0, z = 0) => (x === undefined ? { count } : { count, offset: [x, y, z] }),
  size(p, input, size) {
    size.points = input.points * (p.count + 1);
    size.lines = input.lines * (p.count + 1);
  },
  apply(p, input, out) {
    const { coords, offsets, points, lines } = input;
    if (p.autoCentre) meanPoint(input, centre, 0);
    else centre.set(p.pivot);
    for (let copy = 0; copy <= p.count; copy++) {
      const even = copy === 0 ? 0 : p.count * (copy / p.count) ** Math.max(0.01, p.curve);
      const grown = (even * (even + 1)) / 2;
      for (let axis = 0; axis < 3; axis++) {
        delta[axis] = p.offset[axis] * (p.cumulativeOffset ? grown : even);
        angles[axis] = p.rotationStep[axis] * (p.cumulativeRotation ? grown : even);
        factor[axis] = power(p.scale[axis], p.cumulativeScale ? grown : even, copy);
      }
      affineMatrix(factor, angles, centre, delta, matrix);
      const to = out.coords;
      let at = out.points * 3;
      for (let from = 0; from < points * 3; from += 3, at += 3) {
        const x = coords[from];
        const y = coords[from + 1];
        const z = coords[from + 2];
        to[at] = matrix[0] * x + matrix[1] * y + matrix[2] * z + matrix[3];
        to[at + 1] = matrix[4] * x + matrix[5] * y + matrix[6] * z + matrix[7];
        to[at + 2] = matrix[8] * x + matrix[9] * y + matrix[10] * z + matrix[11];
      }
      for (let line = 0; line < lines; line++) out.commitLine(offsets[line + 1] - offsets[line]);
    }
  },
});

/** A negative factor mirrors every other copy; the size follows the steps, which need not be whole. */
function power(base: number, steps: number, copy: number): number {
  const size = Math.min(LARGEST_FACTOR, Math.abs(base) ** steps);
  return base < 0 && copy % 2 === 1 ? -size : size;
}
