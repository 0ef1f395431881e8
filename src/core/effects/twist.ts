import { boundingBox } from "../math/bounding-box.ts";
import { choice, effectOp, number, sameSize, vec3 } from "../op.ts";

const box = new Float64Array(6);
const centre = new Float64Array(3);
const axis = new Float64Array(3);

/**
 * Turns slices of the drawing about an axis through the middle of its bounding box: by −angle at one end, +angle at the
 * other, evenly between. The original turned about the axis of the whole sheet; so a thing that stands elsewhere was
 * flung away instead of twisted.
 *
 * The axis is x, y or z, or points in any `direction`; [0, 0, 0] is none, and its length does not matter.
 *
 * @example G.grid(26).scale(110).subdivide(5).rotate(0, 40, 0).translate(74, 105).twist({ angle: 80, direction: [1, 2, 0] })
 */
export const twist = effectOp({
  name: "twist",
  help: "Winds the drawing about an axis.",
  params: {
    angle: number(60, { range: [-360, 360], unit: "deg", help: "Turn at either end, against each other." }),
    axis: choice(["x", "y", "z"], "y", { help: "The axis it is wound about." }),
    direction: vec3([0, 0, 0], { range: [-1, 1], help: "Another axis, instead of x, y or z." }),
  },
  positional: (angle) => ({ angle }),
  size: sameSize,
  apply(p, input, out) {
    out.copyTopology(input);
    const from = input.coords;
    const to = out.coords;
    boundingBox(input, box);
    const most = (p.angle * Math.PI) / 180;
    if (p.direction[0] !== 0 || p.direction[1] !== 0 || p.direction[2] !== 0) {
      windAbout(p.direction, most, from, to, input.points * 3);
      return;
    }
    // The axis, and the two others in the order that makes a positive turn the same as in `rotate`.
    const k = p.axis === "x" ? 0 : p.axis === "y" ? 1 : 2;
    const i = (k + 1) % 3;
    const j = (k + 2) % 3;
    const half = (box[k + 3] - box[k]) / 2;
    const middle = box[k] + half;
    const ci = (box[i] + box[i + 3]) / 2;
    const cj = (box[j] + box[j + 3]) / 2;
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

/** As above for any axis: the ends are the first and the last point along it, each point turns by Rodrigues' formula. */
function windAbout(direction: Float64Array, most: number, from: Float32Array, to: Float32Array, end: number): void {
  const length = Math.hypot(direction[0], direction[1], direction[2]);
  for (let i = 0; i < 3; i++) {
    axis[i] = direction[i] / length;
    centre[i] = (box[i] + box[i + 3]) / 2;
  }
  const ax = axis[0];
  const ay = axis[1];
  const az = axis[2];
  let least = Infinity;
  let greatest = -Infinity;
  for (let at = 0; at < end; at += 3) {
    const along = ax * from[at] + ay * from[at + 1] + az * from[at + 2];
    if (along < least) least = along;
    if (along > greatest) greatest = along;
  }
  const half = (greatest - least) / 2;
  for (let at = 0; at < end; at += 3) {
    const x = from[at] - centre[0];
    const y = from[at + 1] - centre[1];
    const z = from[at + 2] - centre[2];
    const along = ax * from[at] + ay * from[at + 1] + az * from[at + 2];
    const angle = half > 0 ? ((along - least) / half - 1) * most : 0;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const kept = (ax * x + ay * y + az * z) * (1 - cos);
    to[at] = centre[0] + x * cos + (ay * z - az * y) * sin + ax * kept;
    to[at + 1] = centre[1] + y * cos + (az * x - ax * z) * sin + ay * kept;
    to[at + 2] = centre[2] + z * cos + (ax * y - ay * x) * sin + az * kept;
  }
}
