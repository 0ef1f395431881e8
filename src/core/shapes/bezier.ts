import { int, shapeOp, vec3 } from "../op.ts";

/**
 * A cubic Bézier curve in space: it leaves `start` towards `startHandle` and reaches `end` coming from `endHandle`. Its
 * points stand at even steps of the curve's own parameter, so closer together where it turns.
 *
 * @example G.bezier({ start: [-55, 20], startHandle: [-30, -90], endHandle: [30, 90], end: [55, -20] }).repeat(25, 0, 2.6).translate(74, 72)
 */
export const bezier = shapeOp({
  name: "bezier",
  help: "Cubic Bézier curve, one line.",
  params: {
    start: vec3([-0.5, 0.25, 0], { range: [-300, 300], unit: "mm", help: "Where it begins, before any scaling." }),
    startHandle: vec3([-0.25, -0.75, 0], { range: [-300, 300], unit: "mm", help: "Where it heads for at first." }),
    endHandle: vec3([0.25, 0.75, 0], { range: [-300, 300], unit: "mm", help: "Where it comes from at last." }),
    end: vec3([0.5, -0.25, 0], { range: [-300, 300], unit: "mm", help: "Where it ends." }),
    segments: int(64, { range: [1, 2000], hard: true, help: "Number of chords." }),
  },
  size(p, size) {
    size.points = p.segments + 1;
    size.lines = 1;
  },
  draw(p, out) {
    const { start, startHandle, endHandle, end, segments } = p;
    const { coords } = out;
    let at = out.points * 3;
    for (let i = 0; i <= segments; i++) {
      const b = i / segments;
      const a = 1 - b;
      for (let axis = 0; axis < 3; axis++, at++) {
        coords[at] =
          a * a * a * start[axis] +
          3 * a * a * b * startHandle[axis] +
          3 * a * b * b * endHandle[axis] +
          b * b * b * end[axis];
      }
    }
    out.commitLine(segments + 1);
  },
});
