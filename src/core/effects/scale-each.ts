import { isClosed } from "../math/closed.ts";
import { choice, effectOp, sameSize, vec3 } from "../op.ts";

const centre = new Float64Array(3);

/**
 * Scales every line about its own middle, the middle of its bounding box, so that lines shrink or grow where they are.
 * `of: "closed"` leaves open lines as they are. (`scale` is one matrix for the whole drawing and fuses with its
 * neighbours; this is another for each line.)
 *
 * After grafix's scale by line and by face.
 *
 * @example G.grid(12).scale(98).rotate(20).translate(74, 105).dash(7, 0.5).scaleEach(0.55)
 */
export const scaleEach = effectOp({
  name: "scaleEach",
  help: "Scales every line about its own middle.",
  params: {
    by: vec3([0.8, 0.8, 0.8], { range: [0, 10], uniform: true, help: "Factor along x, y, z; one number for all." }),
    of: choice(["all", "closed"], "all", { help: "Every line, or closed ones only." }),
  },
  positional: (x, y = x, z = y === x ? x : 1) => ({ by: [x, y, z] }),
  size: sameSize,
  apply(p, input, out) {
    out.copyTopology(input);
    const { coords, offsets } = input;
    const to = out.coords;
    const fx = p.by[0];
    const fy = p.by[1];
    const fz = p.by[2];
    const onlyClosed = p.of === "closed";
    for (let line = 0; line < input.lines; line++) {
      const first = offsets[line];
      const end = offsets[line + 1];
      if (onlyClosed && !isClosed(coords, first, end)) {
        for (let at = first * 3; at < end * 3; at++) to[at] = coords[at];
        continue;
      }
      for (let axis = 0; axis < 3; axis++) centre[axis] = middleOf(coords, first * 3 + axis, end * 3);
      for (let at = first * 3; at < end * 3; at += 3) {
        to[at] = centre[0] + (coords[at] - centre[0]) * fx;
        to[at + 1] = centre[1] + (coords[at + 1] - centre[1]) * fy;
        to[at + 2] = centre[2] + (coords[at + 2] - centre[2]) * fz;
      }
    }
  },
});

/** Half way between the least and the greatest of every third number. */
function middleOf(coords: Float32Array, start: number, end: number): number {
  let least = Infinity;
  let most = -Infinity;
  for (let at = start; at < end; at += 3) {
    const value = coords[at];
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return (least + most) / 2;
}
