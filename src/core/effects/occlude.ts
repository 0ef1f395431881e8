import type { LineWriter } from "../line-writer.ts";
import { isClosed } from "../math/closed.ts";
import { EdgeStrips } from "../math/edge-strips.ts";
import { normalOf } from "../math/plane.ts";
import { Skyline } from "../math/skyline.ts";
import { choice, effectOp } from "../op.ts";
import type { Polylines } from "../polylines.ts";
import { float64Scratch } from "../scratch.ts";

/** A piece shorter than this share of its segment is not looked at. */
const SLIVER = 1e-7;
/** A face this steep, as nz of its normal, is seen edge-on and hides nothing. */
const EDGE_ON = 1e-4;
/** Nearer than this in z, in mm, two things are in one place: faces do not hide the edges they share. */
const SAME_DEPTH = 1e-3;

const faces = new EdgeStrips();
const skyline = new Skyline();
const planeMemory = float64Scratch();
const normal = new Float64Array(3);
const segment = new Float64Array(4);
const probe = new Float64Array(2);
/** From where to where the piece at hand is seen, as shares of its segment. */
const seen = new Float64Array(2);

/**
 * Takes away what is hidden, so that a pen draws solid things.
 *
 * - `order`: each closed line is a sheet of paper laid on those before it.
 * - `depth`: each closed line is a flat face that hides what lies behind it (less in z), wherever it stands in the
 *   order; lines that pierce a face go on in front of it. A face bent in space counts as the plane of its mean slope.
 * - `skyline`: each line, open or closed, hides everything below it of the lines before: ridges, from the last one in
 *   front to the first at the back. They come out in that order.
 *
 * A closed line within another is a sheet of its own, no hole; what is to lie on a sheet, such as its hatching, comes
 * after it in the order, and before the next sheet. Dots and lines without length stay if they are seen.
 *
 * Segments are cut where they cross outlines seen from the front; each piece is then behind a face or not (after
 * Appel, 1967). With strips of y that is about n·log n steps for faces that are small, n·k where k of them overlap
 * everywhere. The skyline is an upper envelope, merged line by line.
 *
 * @example G.line(1).scale(116).translate(74, 62).repeat({ count: 48, offset: [0, 2.2, 0] }).resample(0.8).displace({ amplitude: [0, 16, 0], frequency: [0.03, 0.06, 0.03] }).occlude({ by: "skyline" })
 */
export const occlude = effectOp({
  name: "occlude",
  help: "Hides what lies behind.",
  params: {
    by: choice(["order", "depth", "skyline"], "order", { help: "What makes one line lie behind another." }),
  },
  apply(p, input, out) {
    if (p.by === "skyline") hideBelowRidges(input, out);
    else hideBehindFaces(input, p.by === "depth", out);
  },
});

function hideBehindFaces(input: Polylines, byDepth: boolean, out: LineWriter): void {
  const { coords, offsets, lines } = input;
  // z = a·x + b·y + c of each face.
  const planes = planeMemory.take(lines * 3);
  faces.begin(input.points);
  for (let line = 0; line < lines; line++) {
    const first = offsets[line];
    const end = offsets[line + 1];
    if (!isClosed(coords, first, end)) continue;
    if (byDepth && !findPlane(coords, first, end, planes, line * 3)) continue;
    faces.add(coords, first, end, line);
  }
  faces.index();
  for (let line = 0; line < lines; line++) {
    const first = offsets[line];
    const end = offsets[line + 1];
    if (first === end) continue;
    let a = first * 3;
    probe[0] = coords[a];
    probe[1] = coords[a + 1];
    let covers = faces.findOwners(probe);
    if (end - first === 1) {
      seen[0] = 0;
      seen[1] = 1;
      for (let k = 0; k < covers; k++) narrow(coords, a, a, 0, 1, faces.found[k], line, byDepth, planes);
      if (seen[1] > seen[0]) writePoint(coords, a, a, 0, true, out);
      continue;
    }
    let drawing = false;
    for (let i = first; i + 1 < end; i++, a += 3) {
      segment[0] = coords[a];
      segment[1] = coords[a + 1];
      segment[2] = coords[a + 3];
      segment[3] = coords[a + 4];
      const cuts = faces.findCuts(segment);
      let from = 0;
      for (let c = 0; c <= cuts; c++) {
        const to = c < cuts ? faces.cuts[c] : 1;
        if (to - from < SLIVER) continue;
        if (cuts > 0) {
          const share = (from + to) / 2;
          probe[0] = segment[0] + (segment[2] - segment[0]) * share;
          probe[1] = segment[1] + (segment[3] - segment[1]) * share;
          covers = faces.findOwners(probe);
        }
        seen[0] = from;
        seen[1] = to;
        for (let k = 0; k < covers; k++) narrow(coords, a, a + 3, from, to, faces.found[k], line, byDepth, planes);
        drawing = writeSeen(coords, a, from, to, drawing, out);
        from = to;
      }
      if (drawing) writePoint(coords, a, a + 3, 1, false, out);
    }
  }
  faces.release();
}

/** Takes from `seen` what of the piece `from .. to`, between the points at a and b, a face hides that covers it. */
function narrow(
  coords: Float32Array,
  a: number,
  b: number,
  from: number,
  to: number,
  face: number,
  line: number,
  byDepth: boolean,
  planes: Float64Array,
): void {
  if (face === line) return;
  if (!byDepth) {
    if (face > line) seen[1] = seen[0];
    return;
  }
  const plane = face * 3;
  const slopes = Math.abs(planes[plane]) + Math.abs(planes[plane + 1]);
  const slack = SAME_DEPTH * (1 + slopes);
  // How far behind the face both ends of the whole segment are; in between it changes evenly.
  const atA = planes[plane] * coords[a] + planes[plane + 1] * coords[a + 1] + planes[plane + 2] - coords[a + 2];
  const atB = planes[plane] * coords[b] + planes[plane + 1] * coords[b + 1] + planes[plane + 2] - coords[b + 2];
  const behind0 = atA + (atB - atA) * from;
  const behind1 = atA + (atB - atA) * to;
  if (behind0 <= slack && behind1 <= slack) return;
  if (behind0 > 0 && behind1 > 0) {
    seen[1] = seen[0];
    return;
  }
  const through = from + ((to - from) * behind0) / (behind0 - behind1);
  if (behind0 > 0) seen[0] = Math.max(seen[0], through);
  else seen[1] = Math.min(seen[1], through);
}

/** Draws what is seen of the piece `from .. to`; says whether the pen is down at its end. */
function writeSeen(
  coords: Float32Array,
  a: number,
  from: number,
  to: number,
  drawing: boolean,
  out: LineWriter,
): boolean {
  const isSeen = seen[1] - seen[0] >= SLIVER;
  const goesOn = isSeen && seen[0] === from;
  if (drawing && !goesOn && from > 0) writePoint(coords, a, a + 3, from, false, out);
  if (!isSeen) return false;
  if (!drawing || !goesOn) writePoint(coords, a, a + 3, seen[0], true, out);
  if (seen[1] === to) return true;
  writePoint(coords, a, a + 3, seen[1], false, out);
  return false;
}

function hideBelowRidges({ coords, offsets, lines }: Polylines, out: LineWriter): void {
  skyline.begin();
  for (let line = lines - 1; line >= 0; line--) {
    const first = offsets[line];
    const end = offsets[line + 1];
    let drawing = false;
    for (let i = first; i < end; i++) {
      if (i + 1 === end && end - first > 1) break;
      const a = i * 3;
      const b = end - first > 1 ? a + 3 : a;
      segment[0] = coords[a];
      segment[1] = coords[a + 1];
      segment[2] = coords[b];
      segment[3] = coords[b + 1];
      const parts = skyline.findSeen(segment);
      let at = 0;
      for (let part = 0; part < parts; part++) {
        const from = skyline.seen[part * 2];
        const to = skyline.seen[part * 2 + 1];
        if (to - from < SLIVER) continue;
        if (!drawing || from > at) writePoint(coords, a, b, from, true, out);
        if (a !== b) writePoint(coords, a, b, to, false, out);
        drawing = true;
        at = to;
      }
      drawing = drawing && at === 1;
    }
    for (let from = first, to = first + 1; from + 1 < end; from = to - 1, to = from + 1) {
      // As far as x goes one way.
      const step = coords[to * 3] >= coords[from * 3] ? 1 : -1;
      while (to < end && (coords[to * 3] - coords[to * 3 - 3]) * step >= 0) to++;
      skyline.join(coords, from, to, step);
    }
  }
  skyline.release();
}

/** Writes a, b, c of z = a·x + b·y + c; false for a face seen edge-on or without area. */
function findPlane(coords: Float32Array, first: number, end: number, planes: Float64Array, at: number): boolean {
  normalOf(coords, first, end, normal);
  const length = Math.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2);
  if (!(Math.abs(normal[2]) > length * EDGE_ON)) return false;
  let x = 0;
  let y = 0;
  let z = 0;
  const count = end - 1 - first;
  for (let i = first; i < end - 1; i++) {
    x += coords[i * 3] / count;
    y += coords[i * 3 + 1] / count;
    z += coords[i * 3 + 2] / count;
  }
  planes[at] = -normal[0] / normal[2];
  planes[at + 1] = -normal[1] / normal[2];
  planes[at + 2] = z - planes[at] * x - planes[at + 1] * y;
  return true;
}

function writePoint(coords: Float32Array, a: number, b: number, share: number, starts: boolean, out: LineWriter): void {
  const x = coords[a] + (coords[b] - coords[a]) * share;
  const y = coords[a + 1] + (coords[b + 1] - coords[a + 1]) * share;
  const z = coords[a + 2] + (coords[b + 2] - coords[a + 2]) * share;
  if (starts) out.moveTo(x, y, z);
  else out.lineTo(x, y, z);
}
