import { boundingBox } from "../math/bounding-box.ts";
import { writeRamp } from "../math/ramp.ts";
import { effectOp, flag, int, number, vec3 } from "../op.ts";
import { hashToUnit } from "../random.ts";

const box = new Float64Array(6);
const centre = new Float64Array(3);
const ramp = new Float64Array(4);
const shift = new Float64Array(3);

/**
 * Breaks every segment into equal pieces and shifts each by `intensity`, at right angles to the segment in a random
 * direction; so a flat drawing also leaves the sheet a little. Intensity 0 or no pieces leaves all as it is, and so do
 * dots and segments without length.
 *
 * The strength may vary over the drawing: at a place it is base + slope·u, held between 0 and 1, where u runs from −1 to
 * 1 across the bounding box along each axis (`pivot` moves its zero). So `base: 0.5, slope: [0.5, 0, 0]` leaves the left
 * edge whole and breaks the right.
 *
 * After pyxidraw's collapse, whose first version forgot to shift the first piece.
 *
 * @example G.grid(16).scale(110).translate(74, 105).collapse({ intensity: 5, subdivisions: 14, base: 0.5, slope: [0.5, 0, 0] })
 */
export const collapse = effectOp({
  name: "collapse",
  help: "Breaks segments into pieces and scatters them.",
  params: {
    intensity: number(5, { range: [0, 10], unit: "mm", help: "How far each piece is shifted." }),
    subdivisions: int(6, { range: [0, 100], hard: true, help: "Pieces each segment breaks into." }),
    base: number(1, { range: [0, 1], unit: "share", help: "Strength in the middle." }),
    slope: vec3([0, 0, 0], { range: [-1, 1], help: "Rise of the strength from the middle to the edge." }),
    autoCentre: flag(true, { help: "Let the slope start in the middle of the drawing instead of at `pivot`." }),
    pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "Where the slope starts, without autoCentre." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, other directions." }),
  },
  positional: (intensity, subdivisions, seed) => ({ intensity, subdivisions, seed }),
  size(p, input, size) {
    size.points = input.points;
    size.lines = input.lines;
    if (p.intensity === 0 || p.subdivisions === 0) return;
    size.lines += input.points * p.subdivisions;
    size.points += input.points * p.subdivisions * 2;
  },
  apply(p, input, out) {
    const { coords, offsets } = input;
    const { intensity, seed } = p;
    if (intensity === 0 || p.subdivisions === 0) {
      out.copyTopology(input);
      for (let at = 0; at < input.points * 3; at++) out.coords[at] = coords[at];
      return;
    }
    boundingBox(input, box);
    for (let axis = 0; axis < 3; axis++) centre[axis] = p.autoCentre ? (box[axis] + box[axis + 3]) / 2 : p.pivot[axis];
    writeRamp(p.base, p.slope, centre, box, ramp);
    let drawn = 0;
    for (let line = 0; line < input.lines; line++) {
      const first = offsets[line] * 3;
      const last = (offsets[line + 1] - 1) * 3;
      if (first >= last) {
        if (first === last) out.moveTo(coords[first], coords[first + 1], coords[first + 2]);
        else out.commitLine(0);
        continue;
      }
      for (let a = first; a < last; a += 3) {
        const x = coords[a];
        const y = coords[a + 1];
        const z = coords[a + 2];
        const dx = coords[a + 3] - x;
        const dy = coords[a + 4] - y;
        const dz = coords[a + 5] - z;
        const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
        const pieces = length > 0 ? p.subdivisions : 1;
        for (let piece = 0; piece < pieces; piece++) {
          const from = piece / pieces;
          const to = (piece + 1) / pieces;
          const half = (from + to) / 2;
          const there = ramp[0] * (x + dx * half) + ramp[1] * (y + dy * half) + ramp[2] * (z + dz * half) + ramp[3];
          const strength = intensity * Math.min(1, Math.max(0, there));
          writeSideways(dx, dy, dz, length, hashToUnit(seed, drawn++) * 2 * Math.PI);
          const sx = shift[0] * strength;
          const sy = shift[1] * strength;
          const sz = shift[2] * strength;
          out.moveTo(x + dx * from + sx, y + dy * from + sy, z + dz * from + sz);
          out.lineTo(x + dx * to + sx, y + dy * to + sy, z + dz * to + sz);
        }
      }
    }
  },
});

/** Writes a unit vector at right angles to the segment; nothing where it has no length. `turn` 0 lies in the sheet. */
function writeSideways(dx: number, dy: number, dz: number, length: number, turn: number): void {
  const flat = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) {
    shift.fill(0);
    return;
  }
  // Two vectors at right angles to the segment and to each other: (ux, uy, 0) and their cross product with it.
  const ux = flat > 0 ? -dy / flat : 1;
  const uy = flat > 0 ? dx / flat : 0;
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  shift[0] = ux * cos - ((dz * uy) / length) * sin;
  shift[1] = uy * cos + ((dz * ux) / length) * sin;
  shift[2] = ((dx * uy - dy * ux) / length) * sin;
}
