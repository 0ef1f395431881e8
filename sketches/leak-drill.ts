// A whirlwind, drawn from memory: the top ring is now, each ring below it a moment earlier, so every gust runs down to
// the ground and out over it. It is here to practise on, because it makes a mistake that looks like care: both layers
// need the same rings, so the rings of a time are kept. But time does not come back, and all of them stay.
//
// Some 1.3 MB a second: `.mem` shows it, `.trace start` and `.diff` name the line, `.why` says what holds on to it.
// The cure: keep one time, the last. (And the journal below is for a replay that nobody ever wrote.)

import { defineShape, E, flag, L, noise3, number, sketch } from "hairline";

const FUNNEL = 56;
const DUST = 14;
/** Seconds from ring to ring. */
const STEP = 0.07;
const CORNERS = 32;
/** Points from corner to corner. */
const SMOOTH = 6;
const wind = noise3(11);

/** By time: x and y of every corner of every ring, about 1 from its middle, the newest ring first. */
const outlines = new Map<number, Float32Array>();
const journal: { moment: number; sway: number }[] = [];

const swayAt = (moment: number) => wind(moment * 0.17, 0, 3);

function outlinesAt(t: number): Float32Array {
  const known = outlines.get(t);
  if (known) return known;
  const corners = new Float32Array((FUNNEL + DUST) * CORNERS * 2);
  for (let k = 0, at = 0; k < FUNNEL + DUST; k++) {
    const moment = t - k * STEP;
    for (let i = 0; i < CORNERS; i++) {
      const x = Math.cos((i / CORNERS) * 2 * Math.PI);
      const y = Math.sin((i / CORNERS) * 2 * Math.PI);
      const gust = 0.24 * wind(x * 0.8, y * 0.8, moment * 0.45) + 0.045 * wind(x * 1.9, y * 1.9, 40 + moment * 0.7);
      corners[at++] = x * (1 + gust);
      corners[at++] = y * (1 + gust);
    }
    journal.push({ moment, sway: swayAt(moment) });
  }
  outlines.set(t, corners);
  return corners;
}

/** A smooth way through four numbers, between the middle two. */
function between(a: number, b: number, c: number, d: number, f: number): number {
  return b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
}

const whirlwind = defineShape({
  name: "whirlwind",
  params: {
    ground: flag(false, { help: "The rings that have come down, instead of those that stand." }),
    height: number(212, { range: [10, 400], unit: "mm", help: "From the ground to the top." }),
    radius: number(58, { range: [1, 200], unit: "mm", help: "Of the largest ring." }),
    t: number(0, { range: [0, 100], unit: "s", help: "Time at the top." }),
  },
  size(p, size) {
    size.lines = p.ground ? DUST : FUNNEL;
    size.points = size.lines * (CORNERS * SMOOTH + 1);
  },
  draw(p, out) {
    const corners = outlinesAt(p.t);
    const [first, count] = p.ground ? [FUNNEL, DUST] : [0, FUNNEL];
    for (let k = 0; k < count; k++) {
      const up = p.ground ? 0 : 1 - k / count;
      const size = p.radius * (p.ground ? 0.1 + 0.9 * ((k + 1) / count) ** 1.2 : 0.06 + 0.94 * up ** 2);
      const flat = p.ground ? 0.2 : 0.34;
      const x = 34 * swayAt(p.t - (first + k) * STEP) * Math.sin(up * 2.2);
      const y = (0.5 - up ** 1.12) * p.height;
      const at = (corner: number, axis: number) => corners[((first + k) * CORNERS + (corner % CORNERS)) * 2 + axis];
      for (let i = 0; i <= CORNERS * SMOOTH; i++) {
        const c = Math.floor(i / SMOOTH) + CORNERS;
        const f = (i % SMOOTH) / SMOOTH;
        const px = x + size * between(at(c - 1, 0), at(c, 0), at(c + 1, 0), at(c + 2, 0), f);
        const py = y + size * flat * between(at(c - 1, 1), at(c, 1), at(c + 1, 1), at(c + 2, 1), f);
        if (i === 0) out.moveTo(px, py);
        else out.lineTo(px, py);
      }
    }
  },
});

export default sketch({
  canvas: "A4",
  background: "#eeeae0",
  draw({ t, width, height, knob }) {
    const radius = knob("radius", 58, { min: 20, max: 66 });
    const place = E.translate(width / 2, height / 2 - 4);
    return [
      L(place(whirlwind({ t, radius })), { name: "wind", color: "#22303f", width: 0.25, pen: 1 }),
      L(place(whirlwind({ t, radius, ground: true })), { name: "dust", color: "#b8632f", width: 0.35, pen: 2 }),
    ];
  },
});
