import type { LineWriter } from "../line-writer.ts";
import { isClosed } from "../math/closed.ts";
import { EndGrid } from "../math/end-grid.ts";
import { effectOp, number } from "../op.ts";
import type { Polylines } from "../polylines.ts";
import { int32Scratch, uint8Scratch } from "../scratch.ts";

const ends = new EndGrid();
const partnerMemory = int32Scratch();
const writtenMemory = uint8Scratch();

/**
 * Makes longer lines of lines whose ends meet. Ends no further apart than `tolerance` in space are taken for one; where
 * several meet, the pen goes straight on as well as it can. A gap is bridged, never moved: no point changes its place,
 * and a point that is there twice is written once. A result stands where its first
 * line stood and keeps that line's direction; others may be turned round. Closed lines, dots and lines without length stay as they are.
 *
 * @example G.polyhedron({ kind: "dodecahedron" }).scale(120).rotate({ angles: [20, 30, 0] }).translate(74, 105).join().dash(9, 2)
 */
export const join = effectOp({
  name: "join",
  help: "Makes one line of lines whose ends meet.",
  params: {
    tolerance: number(0.05, { range: [0, 5], hard: true, unit: "mm", help: "Ends no further apart than this meet." }),
  },
  positional: (tolerance) => ({ tolerance }),
  size(_p, input, size) {
    size.points = input.points + input.lines; // a ring ends where it began
    size.lines = input.lines;
  },
  apply(p, input, out) {
    const { coords, offsets, lines } = input;
    // End 2·line is the line's first point, 2·line + 1 its last. `partner` is the end each is joined to.
    ends.begin(lines * 2);
    for (let line = 0; line < lines; line++) {
      const first = offsets[line];
      const last = offsets[line + 1] - 1;
      for (let side = 0; side < 2; side++) {
        const point = side === 0 ? first : last;
        ends.places[(line * 2 + side) * 2] = coords[point * 3];
        ends.places[(line * 2 + side) * 2 + 1] = coords[point * 3 + 1];
      }
      if (innerPoint(input, line * 2) >= 0 && !isClosed(coords, first, last + 1)) continue;
      ends.omit(line * 2);
      ends.omit(line * 2 + 1);
    }
    ends.index(Math.max(0, p.tolerance));
    const partner = partnerMemory.take(lines * 2);
    partner.fill(NONE, 0, lines * 2);
    for (let end = 0; end < lines * 2; end++) {
      if (!ends.isIn(end)) continue;
      const other = bestPartner(input, end, Math.max(0, p.tolerance));
      if (other < 0) continue;
      partner[end] = other;
      partner[other] = end;
      ends.remove(end);
      ends.remove(other);
    }
    ends.release();
    writeChains(input, partner, out);
  },
});

const NONE = -1;

/** The end within reach of `end` that lets the pen go straightest, or -1. */
function bestPartner(input: Polylines, end: number, tolerance: number): number {
  const { places, items, starts, counts, columns, rows } = ends;
  const { coords } = input;
  const a = pointOf(input, end) * 3;
  const inner = innerPoint(input, end) * 3;
  const ux = coords[a] - coords[inner];
  const uy = coords[a + 1] - coords[inner + 1];
  const uz = coords[a + 2] - coords[inner + 2];
  const u = Math.sqrt(ux * ux + uy * uy + uz * uz);
  const c0 = ends.columnOf(places[end * 2] - tolerance);
  const c1 = ends.columnOf(places[end * 2] + tolerance);
  const r0 = ends.rowOf(places[end * 2 + 1] - tolerance);
  const r1 = ends.rowOf(places[end * 2 + 1] + tolerance);
  let best = -1;
  let straightest = -Infinity;
  for (let r = r0; r <= r1 && r < rows; r++) {
    for (let c = c0; c <= c1; c++) {
      const cell = r * columns + c;
      for (let k = starts[cell]; k < starts[cell] + counts[cell]; k++) {
        const other = items[k];
        if (other === end || (other === (end ^ 1) && inner === pointOf(input, other) * 3)) continue; // no ring of one segment
        const b = pointOf(input, other) * 3;
        const dx = coords[b] - coords[a];
        const dy = coords[b + 1] - coords[a + 1];
        const dz = coords[b + 2] - coords[a + 2];
        if (dx * dx + dy * dy + dz * dz > tolerance * tolerance) continue;
        const away = innerPoint(input, other) * 3;
        const vx = coords[away] - coords[b];
        const vy = coords[away + 1] - coords[b + 1];
        const vz = coords[away + 2] - coords[b + 2];
        const v = Math.sqrt(vx * vx + vy * vy + vz * vz);
        const straight = (ux * vx + uy * vy + uz * vz) / (u * v);
        if (straight < straightest || (straight === straightest && other > best)) continue;
        straightest = straight;
        best = other;
      }
    }
  }
  return best;
}

function pointOf({ offsets }: Polylines, end: number): number {
  const line = end >> 1;
  return (end & 1) === 0 ? offsets[line] : offsets[line + 1] - 1;
}

/** The point nearest along the line that lies elsewhere than its end; -1 if none does. */
function innerPoint({ coords, offsets }: Polylines, end: number): number {
  const line = end >> 1;
  const first = offsets[line];
  const last = offsets[line + 1] - 1;
  const step = (end & 1) === 0 ? 1 : -1;
  const from = step > 0 ? first : last;
  for (let i = from + step; i >= first && i <= last; i += step) {
    const a = from * 3;
    const b = i * 3;
    if (coords[a] !== coords[b] || coords[a + 1] !== coords[b + 1] || coords[a + 2] !== coords[b + 2]) return i;
  }
  return -1;
}

/** Each chain from the free end that its first line leads to; a ring from its first line. */
function writeChains(input: Polylines, partner: Int32Array, out: LineWriter): void {
  const { coords, lines } = input;
  const written = writtenMemory.take(lines);
  written.fill(0, 0, lines);
  for (let line = 0; line < lines; line++) {
    if (written[line] === 1) continue;
    let entry = line * 2;
    while (partner[entry] !== NONE && partner[entry] >> 1 !== line) entry = partner[entry] ^ 1;
    const ring = partner[entry] !== NONE;
    if (ring) entry = line * 2;
    for (let at = entry; at !== NONE && written[at >> 1] === 0; at = partner[at ^ 1]) {
      written[at >> 1] = 1;
      appendLine(input, at, at === entry, out);
    }
    if (ring) appendPoint(coords, pointOf(input, entry), out);
  }
}

/** The points of a line, from its end `entry` on. */
function appendLine(input: Polylines, entry: number, starts: boolean, out: LineWriter): void {
  const { coords, offsets } = input;
  const count = offsets[(entry >> 1) + 1] - offsets[entry >> 1];
  const from = pointOf(input, entry);
  const step = (entry & 1) === 0 ? 1 : -1;
  for (let k = 0; k < count; k++) {
    const i = from + k * step;
    if (k > 0) out.lineTo(coords[i * 3], coords[i * 3 + 1], coords[i * 3 + 2]);
    else if (starts) out.moveTo(coords[i * 3], coords[i * 3 + 1], coords[i * 3 + 2]);
    else appendPoint(coords, i, out);
  }
}

/** Unless the pen is there already. */
function appendPoint(coords: Float32Array, i: number, out: LineWriter): void {
  const last = (out.points - 1) * 3;
  const x = coords[i * 3];
  const y = coords[i * 3 + 1];
  const z = coords[i * 3 + 2];
  if (out.coords[last] !== x || out.coords[last + 1] !== y || out.coords[last + 2] !== z) out.lineTo(x, y, z);
}
