import { meanPoint } from "../affine.ts";
import { choice, effectOp, flag, number, sameSize, vec3 } from "../op.ts";

const centre = new Float64Array(3);
const middle = new Float64Array(3);

/**
 * Moves everything straight away from a centre, in space, by the same `distance`: each point by itself, or each line as
 * a whole by the direction of its mean point. Negative distances pull inward and stop at the centre. What stands in the
 * centre has no direction and stays.
 *
 * After pyxidraw's explode, which moved points only.
 *
 * @example G.grid(13).scale(90).dash(5, 2).translate(74, 105).explode({ distance: 14, by: "line" })
 */
export const explode = effectOp({
  name: "explode",
  help: "Moves points or lines away from a centre.",
  params: {
    distance: number(25, { range: [-50, 50], unit: "mm", help: "How far outward." }),
    by: choice(["point", "line"], "point", { help: "Move each point, or each line as a whole." }),
    autoCentre: flag(true, { help: "Away from the mean point instead of `pivot`." }),
    pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "The centre, without autoCentre." }),
  },
  positional: (distance) => ({ distance }),
  size: sameSize,
  apply(p, input, out) {
    out.copyTopology(input);
    const { coords, offsets } = input;
    const to = out.coords;
    if (p.autoCentre) meanPoint(input, centre, 0);
    else centre.set(p.pivot);
    const { distance } = p;
    const whole = p.by === "line";
    for (let line = 0; line < input.lines; line++) {
      const start = offsets[line] * 3;
      const end = offsets[line + 1] * 3;
      if (whole) meanOf(coords, start, end);
      for (let at = start; at < end; at += 3) {
        const x = (whole ? middle[0] : coords[at]) - centre[0];
        const y = (whole ? middle[1] : coords[at + 1]) - centre[1];
        const z = (whole ? middle[2] : coords[at + 2]) - centre[2];
        const r = Math.sqrt(x * x + y * y + z * z);
        const share = r > 0 ? Math.max(-1, distance / r) : 0;
        to[at] = coords[at] + x * share;
        to[at + 1] = coords[at + 1] + y * share;
        to[at + 2] = coords[at + 2] + z * share;
      }
    }
  },
});

function meanOf(coords: Float32Array, start: number, end: number): void {
  middle.fill(0);
  for (let at = start; at < end; at += 3) {
    for (let axis = 0; axis < 3; axis++) middle[axis] += coords[at + axis];
  }
  for (let axis = 0; axis < 3; axis++) middle[axis] /= Math.max(1, (end - start) / 3);
}
