import { meanPoint } from "../affine.ts";
import { affineMatrix } from "../math/affine-matrix.ts";
import { choice, effectOp, flag, int, number, type ParamValues, vec3 } from "../op.ts";

/** Keeps a long row of growing copies finite: a factor of 1.5 per step passes this at the 35th. */
const LARGEST_FACTOR = 1e6;

const centre = new Float64Array(3);
const factor = new Float64Array(3);
const angles = new Float64Array(3);
const delta = new Float64Array(3);
const matrix = new Float64Array(12);

const params = {
  count: int(3, { range: [0, 100], hard: true, help: "Copies besides the original, along a row." }),
  layout: choice(["row", "grid", "radial"], "row", { help: "One row, several rows, or rings around the middle." }),
  offset: vec3([12, 0, 0], { range: [-300, 300], unit: "mm", help: "Move per step along a row." }),
  rows: int(3, { range: [1, 100], hard: true, help: "Rows of a grid." }),
  rowOffset: vec3([0, 12, 0], { range: [-300, 300], unit: "mm", help: "Move from row to row of a grid." }),
  radius: number(30, { range: [-200, 200], unit: "mm", help: "From ring to ring, and of the first one." }),
  theta: number(0, { range: [-180, 180], unit: "deg", help: "Where on its ring the first copy stands; 0 is right." }),
  nTheta: int(6, { range: [1, 200], hard: true, help: "Copies on a ring." }),
  nRadius: int(1, { range: [1, 50], hard: true, help: "Rings around the middle." }),
  turned: flag(true, { help: "Turn each copy on a ring with its place." }),
  rotationStep: vec3([0, 0, 0], { range: [-180, 180], unit: "deg", help: "Turn per step, about x, y and z." }),
  scale: vec3([1, 1, 1], { range: [0.5, 1.5], uniform: true, help: "Factor per step; one number stands for all." }),
  curve: number(1, { range: [0.1, 5], help: "Spacing of a row or of rings; 1 is even." }),
  cumulativeOffset: flag(false, { help: "Let the moves add up: 1, 3, 6 … steps." }),
  cumulativeRotation: flag(false, { help: "Let the turns add up: 1, 3, 6 … steps." }),
  cumulativeScale: flag(false, { help: "Let the factors add up: 1, 3, 6 … steps." }),
  autoCentre: flag(true, { help: "Scale and turn about the mean point instead of `pivot`." }),
  pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "The point that stays, without autoCentre." }),
};

/**
 * Draws `count` copies besides the original. Copy i is i steps away from it: moved by i·offset, turned by
 * i·rotationStep, scaled by scale to the power i. So the steps are even, where the original's first version added up
 * its sums and went 1, 3, 6; the `cumulative…` flags bring that widening back, each for its own part.
 *
 * `curve` bends the row: copies stand at count·(i / count)^curve steps, above 1 crowding near the original, below 1
 * near the far end. Copies are scaled and turned about the mean point of the input, or about `pivot`, then moved.
 *
 * The layout "grid" draws that row `rows` times, each moved by `rowOffset`. "radial" sets `nTheta` copies on each of
 * `nRadius` rings around the same middle and draws no original there; a copy is `turned` with its place, a turn by
 * rotationStep is added for each place on the ring, and each ring further out is a step of `scale`. `curve` spaces the
 * rings; offset and flags belong to rows.
 *
 * @example G.polygon(4).scale(22).translate(74, 105).repeat({ layout: "radial", nTheta: 12, nRadius: 3, radius: 15, scale: 1.3 })
 */
export const repeat = effectOp({
  name: "repeat",
  help: "Adds copies, each a step further.",
  params,
  positional: (count, x, y = 0, z = 0) => (x === undefined ? { count } : { count, offset: [x, y, z] }),
  size(p, input, size) {
    const copies = copiesOf(p);
    size.points = input.points * copies;
    size.lines = input.lines * copies;
  },
  apply(p, input, out) {
    const { coords, offsets, points, lines } = input;
    if (p.autoCentre) meanPoint(input, centre, 0);
    else centre.set(p.pivot);
    const copies = copiesOf(p);
    for (let copy = 0; copy < copies; copy++) {
      if (p.layout === "radial") placeOnRing(p, copy);
      else placeInRow(p, copy);
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

/** Copies in all, the original included where it is one. */
function copiesOf(p: ParamValues<typeof params>): number {
  if (p.layout === "radial") return p.nTheta * p.nRadius;
  return (p.count + 1) * (p.layout === "grid" ? p.rows : 1);
}

/** Rows follow one another. */
function placeInRow(p: ParamValues<typeof params>, index: number): void {
  const row = Math.floor(index / (p.count + 1));
  const copy = index - row * (p.count + 1);
  const even = bent(copy, p.count, p.curve);
  const grown = (even * (even + 1)) / 2;
  for (let axis = 0; axis < 3; axis++) {
    delta[axis] = p.offset[axis] * (p.cumulativeOffset ? grown : even) + p.rowOffset[axis] * row;
    angles[axis] = p.rotationStep[axis] * (p.cumulativeRotation ? grown : even);
    factor[axis] = power(p.scale[axis], p.cumulativeScale ? grown : even, copy);
  }
}

/** Rings follow one another, from the innermost on. */
function placeOnRing(p: ParamValues<typeof params>, index: number): void {
  const ring = Math.floor(index / p.nTheta);
  const place = index - ring * p.nTheta;
  const theta = p.theta + (place * 360) / p.nTheta;
  const away = p.radius * bent(ring + 1, p.nRadius, p.curve);
  delta[0] = away * Math.cos((theta * Math.PI) / 180);
  delta[1] = away * Math.sin((theta * Math.PI) / 180);
  delta[2] = 0;
  for (let axis = 0; axis < 3; axis++) {
    angles[axis] = p.rotationStep[axis] * place + (axis === 2 && p.turned ? theta : 0);
    factor[axis] = power(p.scale[axis], ring, ring);
  }
}

/** Steps to item i of `count`. */
function bent(i: number, count: number, curve: number): number {
  return i === 0 ? 0 : count * (i / count) ** Math.max(0.01, curve);
}

/** A negative factor mirrors every other copy; the size follows the steps, which need not be whole. */
function power(base: number, steps: number, copy: number): number {
  const size = Math.min(LARGEST_FACTOR, Math.abs(base) ** steps);
  return base < 0 && copy % 2 === 1 ? -size : size;
}
