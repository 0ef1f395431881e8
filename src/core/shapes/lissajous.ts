import { int, number, shapeOp, vec3 } from "../op.ts";

/**
 * The curve sin(frequency·s + phase) / 2 on each axis, s from 0 to 360° (times `turns`), as one line. Whole
 * frequencies close it; a frequency of 0 leaves an axis still (and flat at phase 0).
 *
 * @example G.lissajous({ frequency: [5, 4, 3], phase: [90, 0, 45] }).scale(92, 124, 80).rotate({ angles: [20, 30, 0] }).translate(74, 105)
 */
export const lissajous = shapeOp({
  name: "lissajous",
  help: "Lissajous curve in space, one line.",
  params: {
    frequency: vec3([3, 2, 4], { range: [0, 10], unit: "turns", help: "Swings along x, y, z." }),
    phase: vec3([90, 0, 0], { range: [-180, 180], unit: "deg", help: "Where each swing starts." }),
    turns: number(1, { range: [0, 20], unit: "turns", help: "How much of the curve is drawn; 1 closes it." }),
    points: int(1000, { range: [2, 8000], hard: true, unit: "points", help: "Points along the curve." }),
  },
  positional: (x, y = 2, z = 4) => ({ frequency: [x, y, z] }),
  size(p, size) {
    size.points = p.points;
    size.lines = 1;
  },
  draw(p, out) {
    const { frequency, phase, turns, points } = p;
    const { coords } = out;
    let at = out.points * 3;
    for (let i = 0; i < points; i++) {
      const turn = (i / (points - 1)) * 2 * Math.PI * turns;
      for (let axis = 0; axis < 3; axis++, at++) {
        coords[at] = Math.sin(frequency[axis] * turn + (phase[axis] * Math.PI) / 180) * 0.5;
      }
    }
    out.commitLine(points);
  },
});
