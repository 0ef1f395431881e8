import { meanPoint } from "../affine.ts";
import { isClosed } from "../math/closed.ts";
import { halvedPieces } from "../math/halving.ts";
import { effectOp, flag, int, number, vec3 } from "../op.ts";

const centre = new Float64Array(3);
const step = new Float64Array(3);

/**
 * Draws every line, a copy of it `distance` away along `direction` and scaled by `scale`, and a rib from each point to
 * its copy. Scale 0 draws the ribs to a tip and no copy. Before that, segments are halved `subdivisions` times: each
 * halving doubles the ribs. The copy grows about the mean point of the input or about `pivot`. Without a direction it
 * is scaled only.
 *
 * After pyxidraw's extrude.
 *
 * @example G.polygon(7).scale(95).extrude({ distance: 85, scale: 0.3, subdivisions: 3 }).rotate(-62, 0, 20).translate(74, 100)
 */
export const extrude = effectOp({
  name: "extrude",
  help: "Adds a copy further off, and ribs to it.",
  params: {
    direction: vec3([0, 0, 1], { range: [-1, 1], help: "Where the copy stands; its length does not matter." }),
    distance: number(10, { range: [-200, 200], unit: "mm", help: "How far away the copy stands." }),
    scale: number(0.5, { range: [0, 3], help: "Size of the copy." }),
    subdivisions: int(2, { range: [0, 8], hard: true, help: "Halvings of every segment: each doubles the ribs." }),
    autoCentre: flag(true, { help: "Scale the copy about the mean point instead of `pivot`." }),
    pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "The point the copy grows about." }),
  },
  positional: (distance, scale) => ({ distance, scale }),
  size(p, input, size) {
    const { coords, offsets } = input;
    let points = input.points;
    for (let line = 0; line < input.lines; line++) {
      for (let i = offsets[line]; i + 1 < offsets[line + 1]; i++) {
        points += halvedPieces(coords, i * 3, p.subdivisions) - 1;
      }
    }
    // The line, its copy, and a rib of two points for each of its points.
    size.points = points * 4;
    size.lines = input.lines * 2 + points;
  },
  apply(p, input, out) {
    const { coords, offsets } = input;
    const { scale } = p;
    if (p.autoCentre) meanPoint(input, centre, 0);
    else centre.set(p.pivot);
    const length = Math.hypot(p.direction[0], p.direction[1], p.direction[2]);
    // A copied point is scale·point + step.
    for (let axis = 0; axis < 3; axis++) {
      const moved = length > 0 ? (p.direction[axis] / length) * p.distance : 0;
      step[axis] = centre[axis] * (1 - scale) + moved;
    }
    const to = out.coords;
    for (let line = 0; line < input.lines; line++) {
      const start = out.points * 3;
      let at = start;
      for (let i = offsets[line]; i < offsets[line + 1]; i++) {
        const a = i * 3;
        const pieces = i + 1 < offsets[line + 1] ? halvedPieces(coords, a, p.subdivisions) : 1;
        for (let piece = 0; piece < pieces; piece++, at += 3) {
          const share = piece / pieces;
          for (let axis = 0; axis < 3; axis++) {
            const here = coords[a + axis];
            to[at + axis] = piece === 0 ? here : here + (coords[a + 3 + axis] - here) * share;
          }
        }
      }
      const end = at;
      out.commitLine((end - start) / 3);
      if (scale !== 0) {
        for (let from = start; from < end; from += 3, at += 3) {
          for (let axis = 0; axis < 3; axis++) to[at + axis] = to[from + axis] * scale + step[axis];
        }
        out.commitLine((end - start) / 3);
      }
      // A closed line's last point is its first again.
      const ribs = isClosed(to, start / 3, end / 3) ? end - 3 : end;
      for (let from = start; from < ribs; from += 3) {
        const x = to[from];
        const y = to[from + 1];
        const z = to[from + 2];
        out.moveTo(x, y, z);
        out.lineTo(x * scale + step[0], y * scale + step[1], z * scale + step[2]);
      }
    }
  },
});
