import { boundingBox } from "../math/bounding-box.ts";
import { traceContours } from "../math/contours.ts";
import { signedDistances } from "../math/distance-field.ts";
import { dropLines, isHole } from "../math/drop-lines.ts";
import { SampleGrid } from "../math/sample-grid.ts";
import { effectOp, flag, number } from "../op.ts";
import type { Polylines } from "../polylines.ts";
import { float32Scratch } from "../scratch.ts";

/** The charge is 0 on most of the sheet: an outline at 0 would be nowhere. */
const LEAST_THRESHOLD = 0.001;

const box = new Float64Array(6);
const grid = new SampleGrid();
/** The part of the grid that one line reaches. */
const part = new SampleGrid();
const chargeScratch = float32Scratch();
const distanceScratch = float32Scratch();

/**
 * Lets shapes flow together: each line spreads a charge, and what is drawn is where the sum of all charges equals
 * `threshold`. A line's charge is 1 on it and falls as (1 − d / radius)² to 0 at the distance `radius`; inside a closed
 * line it rises likewise towards 2. So at threshold 1 a shape that stands alone keeps its outline, and two outlines
 * nearer than about 0.6 radius grow a bridge; below 1 all swell, above 1 all shrink. A dot, or a line of two points, has
 * no inside: it becomes a drop, or a sausage, at thresholds below 1.
 *
 * Each line is closed by a straight piece, and is a shape of its own: a ring within a ring adds up, it is no hole. With
 * `holes` off only outer outlines are drawn. The field is sampled on a grid, so details below the `pitch` are lost; more
 * than half a million samples get a wider pitch. Work is, summed over all lines, the area each is felt in. New lines lie at
 * z 0. The idea is Blinn's, "A generalization of algebraic surface drawing" (1982).
 *
 * @example G.lissajous(3, 2, 0).scale(120).translate(74, 105).dash(0, 11).metaball({ radius: 9, threshold: 0.45 })
 */
export const metaball = effectOp({
  name: "metaball",
  help: "Lets shapes that are near each other flow together.",
  params: {
    radius: number(3, { range: [0, 50], unit: "mm", help: "How far a shape is felt." }),
    threshold: number(1, { range: [0, 5], help: "Charge at which the outline is drawn; lower is fatter." }),
    pitch: number(0.5, { range: [0.1, 5], unit: "mm", help: "Fineness of the grid it is found on." }),
    holes: flag(true, { help: "Draw the outlines of holes as well." }),
  },
  positional: (radius, threshold) => ({ radius, threshold }),
  apply(p, input, out) {
    const radius = Math.abs(p.radius);
    if (input.points === 0) return;
    boundingBox(input, box);
    const pitch = Math.max(0.01, p.pitch);
    grid.cover(box, radius + 2 * pitch, pitch);
    const { width, height, originX, originY } = grid;
    const charge = chargeScratch.take(grid.samples);
    charge.fill(0, 0, grid.samples);
    for (let line = 0; line < input.lines; line++) addCharge(input, line, Math.max(radius, grid.pitch), charge);

    const first = out.lines;
    traceContours(charge, width, height, Math.max(LEAST_THRESHOLD, p.threshold), originX, originY, grid.pitch, out);
    if (!p.holes) dropLines(out, first, isHole);
  },
});

function addCharge(input: Polylines, line: number, radius: number, charge: Float32Array): void {
  if (input.offsets[line] === input.offsets[line + 1]) return;
  aimPart(input, line, radius);
  const distances = distanceScratch.take(part.samples);
  signedDistances(input, part, distances, line, line + 1);
  const firstX = Math.round((part.originX - grid.originX) / grid.pitch);
  const firstY = Math.round((part.originY - grid.originY) / grid.pitch);
  for (let y = 0; y < part.height; y++) {
    const from = y * part.width;
    const to = (firstY + y) * grid.width + firstX;
    for (let x = 0; x < part.width; x++) {
      const distance = distances[from + x] / radius;
      const fall = Math.max(0, 1 - Math.abs(distance)) ** 2;
      charge[to + x] += distance > 0 ? 2 - fall : fall;
    }
  }
}

/** Sets `part` to the samples within `radius` of a line. */
function aimPart(input: Polylines, line: number, radius: number): void {
  const { coords, offsets } = input;
  const { originX, originY, pitch, width, height } = grid;
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (let i = offsets[line] * 3; i < offsets[line + 1] * 3; i += 3) {
    left = Math.min(left, coords[i]);
    right = Math.max(right, coords[i]);
    top = Math.min(top, coords[i + 1]);
    bottom = Math.max(bottom, coords[i + 1]);
  }
  const x0 = Math.max(0, Math.floor((left - radius - originX) / pitch));
  const y0 = Math.max(0, Math.floor((top - radius - originY) / pitch));
  part.pitch = pitch;
  part.originX = originX + x0 * pitch;
  part.originY = originY + y0 * pitch;
  part.width = Math.min(width, Math.ceil((right + radius - originX) / pitch) + 1) - x0;
  part.height = Math.min(height, Math.ceil((bottom + radius - originY) / pitch) + 1) - y0;
}
