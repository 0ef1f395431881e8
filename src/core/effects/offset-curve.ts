import type { LineWriter } from "../line-writer.ts";
import { isClosed } from "../math/closed.ts";
import { EdgeStrips } from "../math/edge-strips.ts";
import { ParallelPath } from "../math/parallel-path.ts";
import { choice, effectOp, flag, int, number } from "../op.ts";

/** Nearer than this, in mm, one piece goes on where the one before ended. */
const SAME = 1e-4;
/** A piece shorter than this share of its segment is not looked at. */
const SLIVER = 1e-7;

const left = new ParallelPath();
const right = new ParallelPath();
const caps = new ParallelPath();
const source = new EdgeStrips();
const raw = new EdgeStrips();
const segment = new Float64Array(4);
const probe = new Float64Array(3);

/**
 * Lines that run beside each line, `count` of them, each `distance` further off: to the left or right as one walks along
 * it, or to both sides. What would come nearer to its own line than its distance is cut away, so that narrow bends
 * leave no loops; of a closed line, the parallels are closed again. Corners on the outer side are round, mitred (up to
 * four distances) or bevelled. Seen from the front; z is that of the line. Dots and lines without length have no side,
 * and go unless the original is kept.
 *
 * The raw parallel is cut where it crosses itself, the one on the other side, or a circle about an end, for there its
 * distance can fall below what it should be; each piece is then measured against the line (after Tiller and Hanson,
 * 1984). With strips of y for both, some n·log n steps; n² for a line that crosses itself everywhere, or a
 * distance as large as the line.
 *
 * @example G.lissajous().scale(105).translate(74, 105).trim({ start: 0, end: 0.45 }).offsetCurve({ distance: 2, count: 5, side: "both", keepOriginal: true })
 */
export const offsetCurve = effectOp({
  name: "offsetCurve",
  help: "Parallel lines.",
  params: {
    distance: number(1, { range: [0, 25], unit: "mm", help: "From each line to the next." }),
    side: choice(["left", "right", "both"], "both", { help: "As one walks along the line." }),
    count: int(1, { range: [1, 20], hard: true, unit: "lines", help: "Parallels per side." }),
    join: choice(["round", "mitre", "bevel"], "round", { help: "Shape of outer corners." }),
    keepOriginal: flag(false, { help: "Draw the lines themselves, too." }),
  },
  positional: (distance, count) => ({ distance, count }),
  apply(p, input, out) {
    const { coords, offsets, lines } = input;
    for (let line = 0; line < lines; line++) {
      const first = offsets[line];
      const end = offsets[line + 1];
      if (p.keepOriginal) out.copyLines(input, line, line + 1);
      source.begin(end - first);
      source.add(coords, first, end, line);
      source.index();
      const closed = isClosed(coords, first, end);
      for (let k = 1; k <= p.count && source.count > 0; k++) {
        const distance = Math.max(0, p.distance) * k;
        left.build(coords, first, end, closed, distance, p.join);
        right.build(coords, first, end, closed, -distance, p.join);
        caps.buildCircles(coords, first, end - 1, distance);
        raw.begin(left.count + right.count + caps.count);
        raw.add(left.points, 0, left.count, 0);
        raw.add(right.points, 0, right.count, 0);
        if (!closed) raw.add(caps.points, 0, caps.count, 0);
        raw.index();
        if (p.side !== "right") writeKept(left, distance, out);
        if (p.side !== "left") writeKept(right, distance, out);
        raw.release();
        left.release();
        right.release();
        caps.release();
      }
      source.release();
    }
  },
});

/** Writes what of a raw parallel keeps its distance from the line. */
function writeKept(path: ParallelPath, distance: number, out: LineWriter): void {
  const { points, leasts } = path;
  let started = false;
  let drawing = false;
  for (let i = 0; i + 1 < path.count; i++) {
    const a = i * 3;
    segment[0] = points[a];
    segment[1] = points[a + 1];
    segment[2] = points[a + 3];
    segment[3] = points[a + 4];
    const cuts = raw.findCuts(segment);
    let from = 0;
    for (let c = 0; c <= cuts; c++) {
      const to = c < cuts ? raw.cuts[c] : 1;
      if (to - from < SLIVER) continue;
      const share = (from + to) / 2;
      probe[0] = segment[0] + (segment[2] - segment[0]) * share;
      probe[1] = segment[1] + (segment[3] - segment[1]) * share;
      source.findDistance(probe, distance + 1);
      const kept = probe[2] >= leasts[i];
      if (kept && !drawing && !(started && penIsAt(points, a, from, out))) writePoint(points, a, from, true, out);
      if (!kept && drawing && from > 0) writePoint(points, a, from, false, out);
      drawing = kept;
      started ||= kept;
      from = to;
    }
    if (drawing) writePoint(points, a, 1, false, out);
  }
}

/** Where a loop was cut out, one piece begins where the one before ended. */
function penIsAt(points: Float32Array, a: number, share: number, out: LineWriter): boolean {
  const last = (out.points - 1) * 3;
  const x = points[a] + (points[a + 3] - points[a]) * share;
  const y = points[a + 1] + (points[a + 4] - points[a + 1]) * share;
  return Math.abs(x - out.coords[last]) < SAME && Math.abs(y - out.coords[last + 1]) < SAME;
}

function writePoint(points: Float32Array, a: number, share: number, starts: boolean, out: LineWriter): void {
  const x = points[a] + (points[a + 3] - points[a]) * share;
  const y = points[a + 1] + (points[a + 4] - points[a + 1]) * share;
  const z = points[a + 2] + (points[a + 5] - points[a + 2]) * share;
  if (starts) out.moveTo(x, y, z);
  else out.lineTo(x, y, z);
}
