import { meanPoint } from "../affine.ts";
import type { LineWriter } from "../line-writer.ts";
import { affineMatrix } from "../math/affine-matrix.ts";
import { choice, effectOp, flag, number, type ParamValues, vec3 } from "../op.ts";
import type { Polylines } from "../polylines.ts";

const ONE = [1, 1, 1];
const ZERO = [0, 0, 0];

const params = {
  camera: choice(["orbit", "eye"], "orbit", { help: "Turn the drawing before the camera, or place the camera." }),
  rotation: vec3([0, 0, 0], {
    range: [-180, 180],
    unit: "deg",
    help: "Turns the drawing about x, y and z, for orbit.",
  }),
  distance: number(300, { range: [50, 2000], unit: "mm", help: "Eye to target, for orbit; near is dramatic." }),
  eye: vec3([74, 105, 300], { range: [-1000, 1000], unit: "mm", help: "Where the camera stands, for eye." }),
  fov: number(40, { range: [5, 150], hard: true, unit: "deg", help: "Field of view, for eye." }),
  frame: number(148, { range: [10, 1000], unit: "mm", help: "What the field of view spans on the sheet, for eye." }),
  near: number(1, { range: [0.1, 100], hard: true, unit: "mm", help: "What is nearer to the eye is cut off." }),
  autoCentre: flag(true, { help: "Look at the mean point instead of `target`." }),
  target: vec3([0, 0, 0], { range: [-1000, 1000], unit: "mm", help: "Where the camera looks, without autoCentre." }),
};

/** From a point to the camera's right, down and depth: three rows of x, y, z, offset. */
const view = new Float64Array(12);
/** Focal length (what a mm at a depth of a mm is on the sheet) and the nearest depth. */
const lens = new Float64Array(2);
const target = new Float64Array(3);

/**
 * Projects a drawing in space onto the sheet as a pinhole camera does: what is further away gets smaller. The target
 * appears at its own x, y (move the result with `translate`), and z is 0 afterwards.
 *
 * "orbit": the drawing is turned about the target by `rotation`, as `rotate` does it, and seen from `distance` mm before
 * it; what is as far as the target keeps its size. "eye": the camera stands at `eye`, the sheet's y axis stays down, and
 * what the field of view takes in spans `frame` mm, whatever the distance.
 *
 * Lines are cut where they come nearer than `near`; what is behind the eye is gone. Straight lines stay straight, so
 * nothing needs to be subdivided.
 *
 * @example G.grid(9).scale(70).translate(74, 105).extrude({ distance: 70, scale: 1, subdivisions: 0 }).perspective({ rotation: [62, 0, 28], distance: 170 })
 */
export const perspective = effectOp({
  name: "perspective",
  help: "Projects onto the sheet through a camera.",
  params,
  positional: (distance) => ({ distance }),
  size(p, input, size) {
    aim(p, input);
    const { coords, offsets } = input;
    const near = lens[1];
    let crossings = 0;
    for (let line = 0; line < input.lines; line++) {
      let before = 0;
      for (let i = offsets[line]; i < offsets[line + 1]; i++) {
        const side = depthAt(coords, i * 3) < near ? -1 : 1;
        if (side * before < 0) crossings++;
        before = side;
      }
    }
    size.points = input.points + crossings;
    size.lines = input.lines + crossings;
  },
  apply(p, input, out) {
    aim(p, input);
    const { coords, offsets } = input;
    const focal = lens[0];
    const near = lens[1];
    for (let line = 0; line < input.lines; line++) {
      let seen = false;
      for (let i = offsets[line]; i < offsets[line + 1]; i++) {
        const at = i * 3;
        const x = coords[at];
        const y = coords[at + 1];
        const z = coords[at + 2];
        const depth = view[8] * x + view[9] * y + view[10] * z + view[11];
        const visible = depth >= near;
        if (i > offsets[line] && visible !== seen) writeCrossing(coords, at - 3, visible, out);
        if (visible) {
          const size = focal / depth;
          const right = target[0] + (view[0] * x + view[1] * y + view[2] * z + view[3]) * size;
          const down = target[1] + (view[4] * x + view[5] * y + view[6] * z + view[7]) * size;
          if (i === offsets[line]) out.moveTo(right, down);
          else out.lineTo(right, down);
        }
        seen = visible;
      }
    }
  },
});

function aim(p: ParamValues<typeof params>, input: Polylines): void {
  lens[1] = p.near;
  if (p.autoCentre) meanPoint(input, target, 0);
  else target.set(p.target);
  if (p.camera === "orbit") {
    affineMatrix(ONE, p.rotation, target, ZERO, view);
    view[3] -= target[0];
    view[7] -= target[1];
    for (let i = 8; i < 11; i++) view[i] = -view[i];
    view[11] = p.distance - (view[11] - target[2]);
    lens[0] = p.distance;
    return;
  }
  let fx = target[0] - p.eye[0];
  let fy = target[1] - p.eye[1];
  let fz = target[2] - p.eye[2];
  const length = Math.hypot(fx, fy, fz);
  fx = length > 0 ? fx / length : 0;
  fy = length > 0 ? fy / length : 0;
  fz = length > 0 ? fz / length : -1;
  // Right is at right angles to the view and to the sheet's y axis; looking along that axis, it is x.
  const flat = Math.hypot(fx, fz);
  const rx = flat > 1e-9 ? -fz / flat : 1;
  const rz = flat > 1e-9 ? fx / flat : 0;
  writeRow(0, rx, 0, rz, p.eye);
  writeRow(4, -rz * fy, rz * fx - rx * fz, rx * fy, p.eye);
  writeRow(8, fx, fy, fz, p.eye);
  lens[0] = p.frame / 2 / Math.tan((p.fov * Math.PI) / 360);
}

function writeRow(at: number, x: number, y: number, z: number, eye: Float64Array): void {
  view[at] = x;
  view[at + 1] = y;
  view[at + 2] = z;
  view[at + 3] = -(x * eye[0] + y * eye[1] + z * eye[2]);
}

function depthAt(coords: Float32Array, at: number): number {
  return view[8] * coords[at] + view[9] * coords[at + 1] + view[10] * coords[at + 2] + view[11];
}

/** The point at the nearest depth between the points at `a` and `a + 3`: the start of what follows, or the end so far. */
function writeCrossing(coords: Float32Array, a: number, starts: boolean, out: LineWriter): void {
  const before = depthAt(coords, a);
  const share = (lens[1] - before) / (depthAt(coords, a + 3) - before);
  const x = coords[a] + (coords[a + 3] - coords[a]) * share;
  const y = coords[a + 1] + (coords[a + 4] - coords[a + 1]) * share;
  const z = coords[a + 2] + (coords[a + 5] - coords[a + 2]) * share;
  const size = lens[0] / lens[1];
  const right = target[0] + (view[0] * x + view[1] * y + view[2] * z + view[3]) * size;
  const down = target[1] + (view[4] * x + view[5] * y + view[6] * z + view[7]) * size;
  if (starts) out.moveTo(right, down);
  else out.lineTo(right, down);
}
