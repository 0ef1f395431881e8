import type { LineWriter } from "../line-writer.ts";
import { boundingBox } from "../math/bounding-box.ts";
import { measureRows, type RowRanges, traceContours } from "../math/contours.ts";
import { signedDistances } from "../math/distance-field.ts";
import { SampleGrid } from "../math/sample-grid.ts";
import { choice, effectOp, int, number } from "../op.ts";
import type { Polylines } from "../polylines.ts";
import { float32Scratch } from "../scratch.ts";

/** More contours than this on one side are widened to this many. */
const MOST_LEVELS = 500;

const box = new Float64Array(6);
const wanted = new Float64Array(6);
const grid = new SampleGrid();
const fieldScratch = float32Scratch();
const leastScratch = float32Scratch();
const greatestScratch = float32Scratch();
const NONE = new Float32Array(0);
const rows: RowRanges = { least: NONE, greatest: NONE };

/**
 * Lines of equal distance from the outlines, like the ripples round an island and the depth lines of a lake: every
 * `spacing` mm up to `maxDistance`, within the closed lines, without, or both. The outlines themselves are drawn where
 * `phase` is 0. Turning `phase` up lets the lines travel away from the outline, and after `spacing` × `levelStep` the
 * picture is the same again.
 *
 * `gamma` bends the spacing: a line at distance d moves to maxDistance·(d / maxDistance)^gamma, so above 1 the lines
 * crowd near the outline, below 1 far from it. `levelStep` draws every second, third … line only.
 *
 * Where a further geometry is given, contours are found within its box and a little beyond, and end there: what a sheet
 * or a `clip` cuts away afterwards need not be looked for. Outlines beyond the box count, if less exactly.
 *
 * The region is even-odd over all lines, each closed by a straight piece; a line of one or two points has a distance but
 * nothing inside. Distances are measured on a grid: a contour is right within a tenth of the `pitch` along straight
 * edges, and rounds corners over about one pitch. A grid of more than half a million samples gets a wider pitch, and more
 * than 500 contours on one side a wider spacing. A new line lies at z 0. Distances after Danielsson, "Euclidean
 * distance mapping" (1980).
 *
 * @example G.circle(30).translate(74, 105).displace({ amplitude: 26, frequency: 0.014 }).isocontour({ side: "both", maxDistance: 24 })
 */
export const isocontour = effectOp({
  name: "isocontour",
  help: "Lines of equal distance from the outlines.",
  params: {
    spacing: number(2, { range: [0.2, 10], unit: "mm", help: "From contour to contour." }),
    phase: number(0, { range: [-10, 10], unit: "mm", help: "Moves all contours away from the outline." }),
    maxDistance: number(30, { range: [0, 100], unit: "mm", help: "Where the contours end." }),
    side: choice(["inside", "outside", "both"], "inside", { help: "On which side of the outline." }),
    pitch: number(0.5, { range: [0.1, 5], unit: "mm", help: "Fineness of the grid they are found on." }),
    gamma: number(1, { range: [0.2, 5], help: "Above 1 they crowd near the outline, below 1 far from it." }),
    levelStep: int(1, { range: [1, 10], help: "Draw every so many-th contour only." }),
  },
  positional: (spacing, phase) => ({ spacing, phase }),
  masks: { least: 0, most: 1, help: "what the contours are wanted in: its box" },
  apply(p, input, out, masks) {
    const most = Math.max(0, p.maxDistance);
    if (input.points === 0 || most === 0) return;
    boundingBox(input, box);
    const pitch = Math.max(0.01, p.pitch);
    let margin = p.side === "inside" ? pitch : most + 2 * pitch;
    if (masks.length > 0) {
      if (!cutTo(masks[0], margin, pitch)) return;
      margin = 0;
    }
    grid.cover(box, margin, pitch);
    const field = fieldScratch.take(grid.samples);
    signedDistances(input, grid, field);
    rows.least = leastScratch.take(grid.height);
    rows.greatest = greatestScratch.take(grid.height);
    measureRows(field, grid.width, grid.height, rows);

    const period = Math.max(Math.abs(p.spacing) * Math.max(1, p.levelStep), most / MOST_LEVELS);
    const start = p.phase - Math.floor(p.phase / period) * period;
    const gamma = Math.max(0.01, p.gamma);
    for (let distance = start; distance <= most; distance += period) {
      const bent = most * (distance / most) ** gamma;
      if (p.side !== "outside") trace(field, bent, out);
      if (p.side !== "inside" && (bent > 0 || p.side === "outside")) trace(field, -bent, out);
    }
  },
});

/** Widens the box by `margin`, and cuts it to that of the mask and two samples around it. False if nothing is left. */
function cutTo(mask: Polylines, margin: number, pitch: number): boolean {
  if (mask.points === 0) return false;
  boundingBox(mask, wanted);
  for (let axis = 0; axis < 2; axis++) {
    box[axis] = Math.max(box[axis] - margin, wanted[axis] - 2 * pitch);
    box[axis + 3] = Math.min(box[axis + 3] + margin, wanted[axis + 3] + 2 * pitch);
    if (!(box[axis + 3] > box[axis])) return false;
  }
  return true;
}

function trace(field: Float32Array, level: number, out: LineWriter): void {
  traceContours(field, grid.width, grid.height, level, grid.originX, grid.originY, grid.pitch, out, 0, rows);
}
