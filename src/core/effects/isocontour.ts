import type { LineWriter } from "../line-writer.ts";
import { boundingBox } from "../math/bounding-box.ts";
import { measureRows, type RowRanges, traceContours } from "../math/contours.ts";
import { signedDistances } from "../math/distance-field.ts";
import { SampleGrid } from "../math/sample-grid.ts";
import { choice, effectOp, int, number } from "../op.ts";
import { float32Scratch } from "../scratch.ts";

/** More contours than this on one side are widened to this many. */
const MOST_LEVELS = 500;

const box = new Float64Array(6);
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
  apply(p, input, out) {
    const most = Math.max(0, p.maxDistance);
    if (input.points === 0 || most === 0) return;
    boundingBox(input, box);
    const pitch = Math.max(0.01, p.pitch);
    grid.cover(box, p.side === "inside" ? pitch : most + 2 * pitch, pitch);
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

function trace(field: Float32Array, level: number, out: LineWriter): void {
  traceContours(field, grid.width, grid.height, level, grid.originX, grid.originY, grid.pitch, out, 0, rows);
}
