import type { LineWriter } from "../line-writer.ts";
import { closedPoints, isClosed } from "../math/closed.ts";
import { EdgeStrips } from "../math/edge-strips.ts";
import { addOutlines } from "../math/outlines.ts";
import { choice, effectOp, flag } from "../op.ts";
import type { Polylines } from "../polylines.ts";

/** A piece between two cuts that is shorter than this share of its segment takes over the answer before it. */
const SLIVER = 1e-7;

const region = new EdgeStrips();
const segment = new Float64Array(4);
const middle = new Float64Array(2);

/**
 * Cuts the lines at the closed outlines of the further inputs and keeps what lies inside them, or outside. The outlines
 * of all further inputs together make one region by the even-odd rule: an outline within another is a hole. Lines of
 * theirs that are not closed do nothing; without any region all is outside. Seen from the front: z plays no part, and
 * is interpolated where a line is cut.
 *
 * Edges are listed by strips of y; a segment that meets none is as its line was before, and only the pieces of one that
 * does are asked for inside or outside, each at its middle. So a point exactly on an outline, or a line along one,
 * cannot turn inside out. The way of scan-line clippers (Wylie, Romney, Evans and Erdahl, 1967), for open lines.
 *
 * @example G.grid(48).scale(130).rotate(30).translate(74, 105).clip({ drawOutline: true }, G.polygon(5).scale(110).translate(74, 105), G.circle(28).translate(74, 105))
 */
export const clip = effectOp({
  name: "clip",
  help: "Keeps what lies inside outlines.",
  params: {
    keep: choice(["inside", "outside"], "inside", { help: "Which part stays." }),
    drawOutline: flag(false, { help: "Draw the outlines as well." }),
  },
  masks: { least: 1, most: 5, help: "the outlines to clip by" },
  apply(p, input, out, masks) {
    const { coords, offsets } = input;
    let most = 0;
    for (let i = 0; i < masks.length; i++) most += closedPoints(masks[i]);
    region.begin(most);
    for (let i = 0; i < masks.length; i++) addOutlines(masks[i], region);
    region.index();
    for (let line = 0; line < input.lines; line++) {
      clipLine(coords, offsets[line], offsets[line + 1], p.keep === "inside", out);
    }
    region.release();
    if (p.drawOutline) for (let i = 0; i < masks.length; i++) drawOutlines(masks[i], out);
  },
});

function drawOutlines(mask: Polylines, out: LineWriter): void {
  for (let line = 0; line < mask.lines; line++) {
    if (isClosed(mask.coords, mask.offsets[line], mask.offsets[line + 1])) out.copyLines(mask, line, line + 1);
  }
}

function clipLine(coords: Float32Array, first: number, end: number, inside: boolean, out: LineWriter): void {
  if (first === end) return;
  let a = first * 3;
  middle[0] = coords[a];
  middle[1] = coords[a + 1];
  let kept = region.contains(middle) === inside;
  /** Whether the last point written is where the walk is. */
  let drawing = false;
  if (kept && end - first === 1) out.moveTo(coords[a], coords[a + 1], coords[a + 2]);
  for (let i = first; i + 1 < end; i++, a += 3) {
    segment[0] = coords[a];
    segment[1] = coords[a + 1];
    segment[2] = coords[a + 3];
    segment[3] = coords[a + 4];
    const cuts = region.findCuts(segment);
    let from = 0;
    for (let c = 0; c <= cuts; c++) {
      const to = c < cuts ? region.cuts[c] : 1;
      if (to - from < SLIVER) continue;
      if (cuts > 0) {
        const share = (from + to) / 2;
        middle[0] = segment[0] + (segment[2] - segment[0]) * share;
        middle[1] = segment[1] + (segment[3] - segment[1]) * share;
        kept = region.contains(middle) === inside;
      }
      if (kept && !drawing) writePoint(coords, a, from, true, out);
      if (!kept && drawing && from > 0) writePoint(coords, a, from, false, out);
      drawing = kept;
      from = to;
    }
    if (drawing) out.lineTo(coords[a + 3], coords[a + 4], coords[a + 5]);
  }
}

function writePoint(coords: Float32Array, a: number, share: number, starts: boolean, out: LineWriter): void {
  const x = coords[a] + (coords[a + 3] - coords[a]) * share;
  const y = coords[a + 1] + (coords[a + 4] - coords[a + 1]) * share;
  const z = coords[a + 2] + (coords[a + 5] - coords[a + 2]) * share;
  if (starts) out.moveTo(x, y, z);
  else out.lineTo(x, y, z);
}
