import { meanPoint } from "../affine.ts";
import type { LineWriter } from "../line-writer.ts";
import { drawImages, SYMMETRIES, Symmetry } from "../math/symmetry.ts";
import { choice, effectOp, flag, int, number, vec3 } from "../op.ts";

/** Chords of the circles that show the mirrors. */
const CHORDS = 96;

const centre = new Float64Array(3);
const group = new Symmetry();

/**
 * A kaleidoscope in space. "azimuth" has `count` mirrors through an axis; the other groups have all the mirrors of a
 * tetrahedron (24 images), an octahedron or cube (48), or an icosahedron or dodecahedron (120), the kept region around
 * the `axis`. Without `reflection` only the turns are taken, half as many images. With `cut` the input is cut to one
 * region first, so images meet at the mirrors and never overlap; without it every image is the whole input.
 *
 * `axis` is where the group's z axis points ([0, 0, 0] leaves it), `angle` turns it about that. `showPlanes` draws each
 * mirror as a circle. With `cut`, what lies outside the region goes, and what lies on a mirror is drawn once.
 *
 * After pyxidraw's mirror3d; the groups are made from their mirrors as Coxeter describes them.
 *
 * @example G.polygon(60).scale(60).repeat({ count: 6, offset: 0, scale: 0.82 }).translate(9, 6, 50).mirror3d({ group: "icosahedral", autoCentre: false }).rotate(20, 25, 0).translate(74, 105)
 */
export const mirror3d = effectOp({
  name: "mirror3d",
  help: "Repeats one region of space in mirrors.",
  params: {
    group: choice(SYMMETRIES, "azimuth", { help: "Mirrors about an axis, or those of a regular solid." }),
    count: int(3, { range: [1, 64], hard: true, help: "Mirrors about the axis, for azimuth." }),
    axis: vec3([0, 0, 1], { range: [-1, 1], help: "Direction of the axis; its length does not matter." }),
    angle: number(0, { range: [-180, 180], unit: "deg", help: "Turns the mirrors about the axis." }),
    reflection: flag(true, { help: "Mirror images as well as turned ones." }),
    cut: flag(true, { help: "Keep one region of the input only, so that images do not overlap." }),
    showPlanes: flag(false, { help: "Draw the mirrors as circles." }),
    autoCentre: flag(true, { help: "Mirrors through the mean point instead of `pivot`." }),
    pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "Where the mirrors cross, without autoCentre." }),
  },
  positional: (count) => ({ count }),
  apply(p, input, out) {
    if (p.autoCentre) meanPoint(input, centre, 0);
    else centre.set(p.pivot);
    group.write(p.group, p.count, p.reflection, p.axis, p.angle);
    const reach = drawImages(group, centre, p.cut, input, out);
    if (!p.showPlanes || reach === 0) return;
    for (let image = group.turns; image < group.count; image++) drawPlane(image * 9, reach, out);
  },
});

/** Draws a mirror as a circle. A reflection that turns as well is none: its diagonal does not sum to 1. */
function drawPlane(m: number, radius: number, out: LineWriter): void {
  const { images } = group;
  if (Math.abs(images[m] + images[m + 4] + images[m + 8] - 1) > 1e-6) return;
  // The matrix is 1 − 2·n·nᵀ: the column with the least diagonal is the longest part of n.
  let column = 0;
  for (let axis = 1; axis < 3; axis++) if (images[m + axis * 4] < images[m + column * 4]) column = axis;
  const longest = Math.sqrt(Math.max(0, (1 - images[m + column * 4]) / 2));
  const nx = ((column === 0 ? 1 : 0) - images[m + column]) / (2 * longest);
  const ny = ((column === 1 ? 1 : 0) - images[m + 3 + column]) / (2 * longest);
  const nz = ((column === 2 ? 1 : 0) - images[m + 6 + column]) / (2 * longest);
  // Two directions in the plane: one at right angles to the axis the normal is furthest from, and their cross product.
  const flat = Math.abs(nz) < 0.9;
  const length = flat ? Math.hypot(nx, ny) : Math.hypot(ny, nz);
  const ux = flat ? -ny / length : 0;
  const uy = flat ? nx / length : -nz / length;
  const uz = flat ? 0 : ny / length;
  for (let i = 0; i <= CHORDS; i++) {
    const turn = ((i % CHORDS) * 2 * Math.PI) / CHORDS;
    const c = Math.cos(turn) * radius;
    const s = Math.sin(turn) * radius;
    const x = centre[0] + ux * c + (ny * uz - nz * uy) * s;
    const y = centre[1] + uy * c + (nz * ux - nx * uz) * s;
    const z = centre[2] + uz * c + (nx * uy - ny * ux) * s;
    if (i === 0) out.moveTo(x, y, z);
    else out.lineTo(x, y, z);
  }
}
