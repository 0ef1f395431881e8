import { LineWalker } from "../math/line-walker.ts";
import { effectOp, number } from "../op.ts";

const walker = new LineWalker();

/**
 * Sets points along each line at even distances, of `step` or a little less so that both ends are kept. Corners between
 * two points are cut off; closed lines stay closed. Dots and lines without length stay as they are.
 *
 * @example G.polygon(7).scale(120).translate(74, 105).repeat({ count: 14, offset: 0, scale: 0.9 }).resample(2).displace({ amplitude: 7, frequency: 0.03 })
 */
export const resample = effectOp({
  name: "resample",
  help: "Points at even distances.",
  params: { step: number(1, { range: [0.1, 20], hard: true, unit: "mm", help: "Distance between points, at most." }) },
  positional: (step) => ({ step }),
  size(p, input, size) {
    size.points = 0;
    size.lines = input.lines;
    for (let line = 0; line < input.lines; line++) {
      const first = input.offsets[line];
      const end = input.offsets[line + 1];
      walker.aim(input.coords, first, end);
      size.points += walker.length > 0 ? Math.ceil(walker.length / p.step) + 1 : end - first;
    }
  },
  apply(p, input, out) {
    const { coords, offsets } = input;
    for (let line = 0; line < input.lines; line++) {
      const first = offsets[line];
      const end = offsets[line + 1];
      walker.aim(coords, first, end);
      const { length } = walker;
      if (length === 0) {
        walker.copy(coords, out);
        continue;
      }
      const pieces = Math.ceil(length / p.step);
      const to = out.coords;
      let at = out.points * 3;
      let travelled = 0;
      let i = first;
      let next = gap(coords, i);
      for (let piece = 0; piece < pieces; piece++, at += 3) {
        const along = (length * piece) / pieces;
        while (i + 2 < end && travelled + next <= along) {
          travelled += next;
          next = gap(coords, ++i);
        }
        const share = next > 0 ? Math.min(1, (along - travelled) / next) : 0;
        const a = i * 3;
        to[at] = coords[a] + (coords[a + 3] - coords[a]) * share;
        to[at + 1] = coords[a + 1] + (coords[a + 4] - coords[a + 1]) * share;
        to[at + 2] = coords[a + 2] + (coords[a + 5] - coords[a + 2]) * share;
      }
      for (let axis = 0; axis < 3; axis++) to[at + axis] = coords[(end - 1) * 3 + axis];
      out.commitLine(pieces + 1);
    }
  },
});

/** Length of the segment that starts at point i. */
function gap(coords: Float32Array, i: number): number {
  const a = i * 3;
  const x = coords[a + 3] - coords[a];
  const y = coords[a + 4] - coords[a + 1];
  const z = coords[a + 5] - coords[a + 2];
  return Math.sqrt(x * x + y * y + z * z);
}
