import type { LineWriter } from "../line-writer.ts";
import { type ConformalSetting, mapConformally } from "../math/conformal.ts";
import { choice, int, number, shapeOp } from "../op.ts";

/** Half the unit box, a little more: what touches it is inside. */
const EDGE = 0.5 + 1e-9;
/** A chord longer than this is divided, into so many at most … */
const LONGEST_CHORD = 0.005;
const MOST_CHORDS = 64;
/** … and one that is longer than this all the same went by way of infinity and is not drawn. */
const LONGEST_PASS = 0.1;

const image = new Float64Array(2);
/** The two ends of what the box leaves of a chord, as shares of it. */
const kept = new Float64Array(2);

interface Field extends ConformalSetting {
  uSpan: number;
  points: number;
  /** Brings the map's measure to the unit box. */
  shrink: number;
}

const field: Field = {
  kind: "cylinder",
  radius: 0,
  bendX: 0,
  bendY: 0,
  uSpan: 0,
  vSpan: 0,
  points: 0,
  shrink: 0,
};

/**
 * A net of lines that cross at right angles, of equal u and of equal v, bent by a map that keeps angles: the
 * equipotentials and the streamlines of a plane field (Needham, "Visual Complex Analysis", 1997). u and v run over the
 * spans, 0 in the middle; a single line of a kind runs through it.
 *
 * - `cylinder`: flow past a cylinder. v stays the same along a streamline; the one at 0 parts and runs round both sides.
 * - `mobius`: two sheaves of circles. The net is as given near the origin; the point 1 / bend goes to infinity.
 * - `exp`: rays and circles, each as far from the next as it is from the middle, so squares remain.
 *   The v span is once round, the u span says how far in it goes.
 *
 * Of the first two, the square of twice `extent` is brought to the unit box, and what leaves it is cut off, which
 * may be all; `exp` always fits. `points` are spread evenly along u or v; where they would come apart more are put between them.
 *
 * @example G.laplaceField({ kind: "cylinder", radius: 0.135, uLines: 41, vLines: 41, uSpan: 12, vSpan: 16 }).scale(124).rotate({ angles: [0, 0, 90] }).translate(74, 105)
 */
export const laplaceField = shapeOp({
  name: "laplaceField",
  help: "Net of right angles, bent like flow lines and potentials.",
  params: {
    kind: choice(["cylinder", "mobius", "exp"], "cylinder", { help: "How the net is bent." }),
    family: choice(["both", "u", "v"], "both", { help: "Which lines: those of equal u, those of equal v, or both." }),
    uLines: int(45, { range: [1, 200], hard: true, unit: "lines", help: "Lines of equal u." }),
    vLines: int(45, { range: [1, 200], hard: true, unit: "lines", help: "Lines of equal v." }),
    uSpan: number(12, { range: [1, 24], hard: true, help: "Part of the net that is drawn, along u." }),
    vSpan: number(12, { range: [1, 24], hard: true, help: "Part of the net that is drawn, along v." }),
    radius: number(0.125, { range: [0, 0.45], unit: "mm", help: "For cylinder: its radius, before any scaling." }),
    bendX: number(0.15, { range: [-2, 2], help: "For mobius: 0 leaves the net straight." }),
    bendY: number(0.1, { range: [-2, 2], help: "For mobius: the same across." }),
    extent: number(6, { range: [1, 24], hard: true, help: "Half the square that becomes the unit box." }),
    points: int(200, { range: [16, 4000], hard: true, unit: "points", help: "Points per line, before it is cut." }),
  },
  draw(p, out) {
    field.kind = p.kind;
    field.radius = Math.abs(p.radius) * 2 * p.extent;
    field.bendX = p.bendX;
    field.bendY = p.bendY;
    field.uSpan = p.uSpan;
    field.vSpan = p.vSpan;
    field.points = p.points;
    field.shrink = p.kind === "exp" ? shrinkExp(p.uSpan, p.vSpan) : 0.5 / p.extent;
    if (p.family !== "v") {
      for (let i = 0; i < p.uLines; i++) drawAcross(placeOf(i, p.uLines, p.uSpan), out);
    }
    if (p.family !== "u") {
      // Once round, the last line of exp would be the first again.
      const places = p.kind === "exp" ? p.vLines + 1 : p.vLines;
      for (let i = 0; i < p.vLines; i++) drawAlong(placeOf(i, places, p.vSpan), out);
    }
  },
});

/** Line i of so many, evenly over the span; one alone is in the middle. */
function placeOf(i: number, lines: number, span: number): number {
  return lines === 1 ? 0 : ((2 * i - (lines - 1)) / (2 * (lines - 1))) * span;
}

/** What brings the outermost circle to a radius of .5. */
function shrinkExp(uSpan: number, vSpan: number): number {
  return 0.5 * Math.exp((-Math.PI * uSpan) / vSpan);
}

/** The line of equal u. One that meets the cylinder ends there and goes on behind it. */
function drawAcross(u: number, out: LineWriter): void {
  const end = field.vSpan / 2;
  if (field.kind === "cylinder" && Math.abs(u) < 2 * field.radius) {
    drawLine(u, -end, u, -0, out);
    drawLine(u, 0, u, end, out);
  } else {
    drawLine(u, -end, u, end, out);
  }
}

/** The line of equal v. The one at 0 runs round both sides of the cylinder. */
function drawAlong(v: number, out: LineWriter): void {
  const end = field.uSpan / 2;
  drawLine(-end, v, end, v, out);
  if (field.kind === "cylinder" && v === 0 && field.radius > 0) {
    const reach = Math.min(end, 2 * field.radius);
    drawLine(-reach, -0, reach, -0, out);
  }
}

function drawLine(u0: number, v0: number, u1: number, v1: number, out: LineWriter): void {
  const steps = field.points - 1;
  // Once round a circle ends where it began, to the last bit.
  const closes = field.kind === "exp" && u0 === u1;
  let drawing = false;
  mapTo(u0, v0);
  let x = image[0];
  let y = image[1];
  for (let i = 0; i < steps; i++) {
    const last = closes && i === steps - 1;
    mapTo(between(u0, u1, (i + 1) / steps), last ? v0 : between(v0, v1, (i + 1) / steps));
    const chords = chordsTo(x, y);
    for (let j = 1; j <= chords; j++) {
      const share = (i + j / chords) / steps;
      mapTo(between(u0, u1, share), last && j === chords ? v0 : between(v0, v1, share));
      const nextX = image[0];
      const nextY = image[1];
      if (isSeen(x, y, nextX, nextY)) {
        const dx = nextX - x;
        const dy = nextY - y;
        if (!drawing) out.moveTo(x + dx * kept[0], y + dy * kept[0]);
        if (kept[1] === 1) out.lineTo(nextX, nextY);
        else out.lineTo(x + dx * kept[1], y + dy * kept[1]);
        drawing = kept[1] === 1;
      } else {
        drawing = false;
      }
      x = nextX;
      y = nextY;
    }
  }
}

/** Keeps a zero's sign, which says on which side of the cylinder a line runs. */
function between(a: number, b: number, share: number): number {
  return a === b ? a : share === 1 ? b : a + (b - a) * share;
}

function mapTo(u: number, v: number): void {
  mapConformally(field, u, v, image);
  image[0] *= field.shrink;
  image[1] *= field.shrink;
}

/** Into how many chords the way from x, y to `image` is divided. */
function chordsTo(x: number, y: number): number {
  if (!isInside(x, y) && !isInside(image[0], image[1])) return 1;
  const dx = image[0] - x;
  const dy = image[1] - y;
  const length = Math.sqrt(dx * dx + dy * dy);
  return length < LONGEST_CHORD * MOST_CHORDS ? Math.max(1, Math.ceil(length / LONGEST_CHORD)) : MOST_CHORDS;
}

function isInside(x: number, y: number): boolean {
  return Math.abs(x) <= EDGE && Math.abs(y) <= EDGE;
}

/** Whether any of the chord lies in the unit box: `kept` says which part. */
function isSeen(x: number, y: number, nextX: number, nextY: number): boolean {
  kept[0] = 0;
  kept[1] = 1;
  const dx = nextX - x;
  const dy = nextY - y;
  if (!(dx * dx + dy * dy < LONGEST_PASS * LONGEST_PASS)) return false;
  if (isInside(x, y) && isInside(nextX, nextY)) return true;
  return cut(x, dx) && cut(y, dy);
}

/** Narrows `kept` to the part of a + share·d within the box; says whether any is left. */
function cut(a: number, d: number): boolean {
  if (d === 0) return Math.abs(a) <= EDGE;
  const one = (-EDGE - a) / d;
  const other = (EDGE - a) / d;
  kept[0] = Math.max(kept[0], Math.min(one, other));
  kept[1] = Math.min(kept[1], Math.max(one, other));
  return kept[0] < kept[1];
}
