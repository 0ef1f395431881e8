import { boundingBox } from "../math/bounding-box.ts";
import { isClosed } from "../math/closed.ts";
import { LineWalker } from "../math/line-walker.ts";
import { writeRamp } from "../math/ramp.ts";
import { choice, effectOp, int, number, sameSize, vec3 } from "../op.ts";
import { hashToUnit } from "../random.ts";

const box = new Float64Array(6);
const centre = new Float64Array(3);
const ramp = new Float64Array(4);
const walker = new LineWalker();

/**
 * Leaves out lines: every `interval`-th (2 is the second, fourth …; `offset` counts from further on), those shorter
 * than `minLength` or longer than `maxLength`, and each with a `probability`. One reason suffices; 0 switches a rule
 * off. The probability may rise over the drawing: at a line's first point it is probability + slope·u, where u runs
 * from −1 to 1 across the bounding box along each axis.
 *
 * `mode: "keep"` draws what would have gone. `by: "face"` counts and drops closed lines only; open ones stay in either
 * mode. What stays is unchanged, in its order. Dots have length 0.
 *
 * After pyxidraw's drop; there the first line of each interval went.
 *
 * @example G.grid(60).scale(120).translate(74, 105).dash(3, 1).drop({ interval: 0, probability: 0.5, probabilitySlope: [0.3, 0.5, 0] })
 */
export const drop = effectOp({
  name: "drop",
  help: "Leaves out lines by number, length or chance.",
  params: {
    interval: int(2, { range: [0, 100], help: "Every n-th line goes; 0 is off." }),
    offset: int(0, { range: [-100, 100], help: "Lines to count before the first of an interval." }),
    minLength: number(0, { range: [0, 200], unit: "mm", help: "Shorter lines go; 0 is off." }),
    maxLength: number(0, { range: [0, 500], unit: "mm", help: "Longer lines go; 0 is off." }),
    probability: number(0, { range: [0, 1], unit: "share", help: "Chance of each line to go, in the middle." }),
    probabilitySlope: vec3([0, 0, 0], { range: [-1, 1], help: "Rise of the chance from the middle to the edge." }),
    by: choice(["line", "face"], "line", { help: "Every line, or closed lines only." }),
    mode: choice(["drop", "keep"], "drop", { help: "Leave them out, or draw nothing else." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, another choice." }),
  },
  positional: (interval, offset) => ({ interval, offset }),
  size: sameSize,
  apply(p, input, out) {
    const { coords, offsets } = input;
    const { interval, offset, minLength, maxLength, seed } = p;
    const faces = p.by === "face";
    const keeps = p.mode === "keep";
    boundingBox(input, box);
    for (let axis = 0; axis < 3; axis++) centre[axis] = (box[axis] + box[axis + 3]) / 2;
    writeRamp(p.probability, p.probabilitySlope, centre, box, ramp);
    let counted = 0;
    for (let line = 0; line < input.lines; line++) {
      const first = offsets[line];
      const end = offsets[line + 1];
      walker.aim(coords, first, end);
      if (faces && !isClosed(coords, first, end)) {
        walker.copy(coords, out);
        continue;
      }
      const index = counted++;
      const at = first * 3;
      const chance = end > first ? ramp[0] * coords[at] + ramp[1] * coords[at + 1] + ramp[2] * coords[at + 2] : 0;
      const goes =
        (interval > 0 && index >= offset && (index - offset) % interval === interval - 1) ||
        (minLength > 0 && walker.length < minLength) ||
        (maxLength > 0 && walker.length > maxLength) ||
        hashToUnit(seed, index) < chance + ramp[3];
      if (goes === keeps) walker.copy(coords, out);
    }
  },
});
