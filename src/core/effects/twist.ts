import { boundingBox } from "../math/bounding-box.ts";
import { choice, effectOp, number } from "../op.ts";

const box = new Float64Array(6);

/**
 * Turns slices of the drawing about an axis through the middle of its bounding box: by −angle at one end, +angle at the
 * other, evenly between. The original turned about the axis of the whole sheet; so a thing that stands elsewhere was
 * flung away instead of twisted.
 *
 * @example G.torus().scale(200).twist({ angle: 90, axis: "x" })
 */
export const twist = effectOp({
  name: "twist",
  help: "Winds the drawing about an axis.",
  params: {
    angle: number(60, { range: [-360, 360], unit: "deg", help: "Turn at either end, against each other." }),
    axis: choice(["x", "y", "z"], "y", { help: "The axis it is wound about." }),
  },
  positional: (angle) => ({ angle }),
  size(_p, input, size) {
    size.points = input.points;
    size.lines = input.lines;
  },
  apply(p, input, out) {
    out.copyTopology(input);
    const from = input.coords;
    const to = out.coords;
    // The axis, and the two others in the order that makes a positive turn the same as in `rotate`.
    const k = p.axis === "x" ? 0 : p.axis === "y" ? 1 : 2;
    const i = (k + 1) % 3;
    const j = (k + 2) % 3;
    boundingBox(input, box);
    const half = (box[k + 3] - box[k]) / 2;
    const middle = box[k] + half;
    const ci = (box[i] + box[i + 3]) / 2;
    const cj = (box[j] + box[j + 3]) / 2;
    const most = (p.angle * Math.PI) / 180;
    for (let at = 0; at < input.points * 3; at += 3) {
      const along = from[at + k];
      const angle = half > 0 ? ((along - middle) / half) * most : 0;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      const a = from[at + i] - ci;
      const b = from[at + j] - cj;
      to[at + i] = ci + a * cos - b * sin;
      to[at + j] = cj + a * sin + b * cos;
      to[at + k] = along;
    }
  },
});
