import type { LineWriter } from "../line-writer.ts";
import { choice, int, number, shapeOp } from "../op.ts";

const FORMS = ["sine", "triangle", "square", "sawtooth"] as const;
type Form = (typeof FORMS)[number];
type Straight = Exclude<Form, "sine">;

/** A form of straight pieces: each is this much of a cycle long … */
const PIECE: Record<Straight, number> = { triangle: 0.5, square: 0.5, sawtooth: 1 };
/** … and piece 0 begins here. */
const FIRST: Record<Straight, number> = { triangle: 0.25, square: 0, sawtooth: 0.5 };

/**
 * A wave along a straight line through the origin. At phase 0 all forms begin where a sine does: in the middle
 * and on their way to +y (the square at +y already), which is down the sheet at angle 0; negative cycles mirror that. A
 * sine has `points` points; the others have theirs exactly at their corners, however many there are, and none between.
 *
 * @example G.wave({ length: 116, amplitude: 9, cycles: 7, points: 400 }).repeat({ count: 30, offset: [0, 5, 0], rotationStep: [0, 0, 0.4] }).translate(74, 30)
 */
export const wave = shapeOp({
  name: "wave",
  help: "Wave along a straight line.",
  params: {
    form: choice(FORMS, "sine", { help: "Shape of a cycle." }),
    length: number(1, { range: [0, 400], unit: "mm", help: "Length of the whole, before any scaling." }),
    amplitude: number(0.25, { range: [0, 100], unit: "mm", help: "How far it swings to either side." }),
    cycles: number(3, { range: [-100, 100], hard: true, unit: "turns", help: "Swings along the whole length." }),
    phase: number(0, { range: [-180, 180], unit: "deg", help: "Where in the swing it begins." }),
    points: int(256, { range: [2, 8000], hard: true, unit: "points", help: "Points of a sine." }),
    angle: number(0, { range: [-180, 180], unit: "deg", help: "Turns it, clockwise on the sheet." }),
  },
  positional: (length, amplitude, cycles) => ({ length, amplitude, cycles }),
  size(p, size) {
    size.lines = 1;
    size.points = p.form === "sine" ? p.points : 2 * (Math.ceil(Math.abs(p.cycles) / PIECE[p.form]) + 2);
  },
  draw(p, out) {
    if (p.form === "sine") drawSine(p.points, p.cycles, p.phase, out);
    else drawStraight(p.form, p.cycles, p.phase, out);
    // Both draw along a length of 1 with an amplitude of 1.
    const cos = Math.cos((p.angle * Math.PI) / 180);
    const sin = Math.sin((p.angle * Math.PI) / 180);
    const { coords } = out;
    for (let at = 0; at < out.points * 3; at += 3) {
      const along = coords[at] * p.length;
      const aside = coords[at + 1] * p.amplitude;
      coords[at] = along * cos - aside * sin;
      coords[at + 1] = along * sin + aside * cos;
    }
  },
});

function drawSine(points: number, cycles: number, phase: number, out: LineWriter): void {
  for (let i = 0; i < points; i++) {
    const along = i / (points - 1);
    const y = Math.sin((cycles * along + (phase % 360) / 360) * 2 * Math.PI);
    if (i === 0) out.moveTo(along - 0.5, y);
    else out.lineTo(along - 0.5, y);
  }
}

/** Piece by piece. A triangle's neighbours share their corner; the others jump from the end of one to the next. */
function drawStraight(form: Straight, cycles: number, phase: number, out: LineWriter): void {
  // All forms are odd, so a wave that runs backwards is the one that runs forwards, upside down.
  const way = cycles < 0 ? -1 : 1;
  const span = Math.abs(cycles);
  const from = (way * (phase % 360)) / 360;
  const to = from + span;
  const piece = PIECE[form];
  const first = Math.floor((from - FIRST[form]) / piece);
  const last = Math.max(first, Math.ceil((to - FIRST[form]) / piece) - 1);
  for (let k = first; k <= last; k++) {
    const begins = FIRST[form] + k * piece;
    const a = Math.max(from, begins);
    const b = Math.min(to, begins + piece);
    const ya = way * heightIn(form, k, (a - begins) / piece);
    const yb = way * heightIn(form, k, (b - begins) / piece);
    if (k === first) out.moveTo(-0.5, ya);
    else if (form !== "triangle") out.lineTo((a - from) / span - 0.5, ya);
    out.lineTo(k === last ? 0.5 : (b - from) / span - 0.5, yb);
  }
}

/** Height within piece k, a share of the way through it. */
function heightIn(form: Straight, k: number, share: number): number {
  if (form === "sawtooth") return 2 * share - 1;
  const high = k % 2 === 0 ? 1 : -1;
  return form === "square" ? high : high * (1 - 2 * share);
}
