// A planet with rings: a ball of dots, and bands of dust that pass behind it, through its shadow, and before it.
// `image` draws its built-in ball in white ink; `repeat` widens a circle to a band, `dash`, with its offset on the clock,
// lets the dust go round, the inner bands faster. `clip` does the rest: it halves the bands, takes the planet out of
// the half behind it, and its shadow out of both. `stipple` sets the stars, `asemic` signs the plate.
//
// Turn: "tilt", how far the rings lean away; "lines", how many there are; "dust", the gaps in them.
// Try: `style: "hatch"` in the image; a fifth band in BANDS; another LEAN.

import { E, G, L, lfo, sketch } from "hairline";

const nod = lfo({ period: 47, lo: -4, hi: 4 });
const LEAN = -50;
/** Where the shadow falls, in the plane of the rings, in degrees. */
const SHADOW = -58;
const PLANET = 53;
/** From radius to radius, in mm; dust and gaps along a ring. */
const BANDS = [
  { from: 64, to: 70, lines: 4, on: 2, off: 5 },
  { from: 74, to: 94.5, lines: 23, on: 80, off: 1.6 },
  { from: 100, to: 112, lines: 12, on: 30, off: 2.4 },
  { from: 116, to: 118, lines: 2, on: 3, off: 5 },
];

export default sketch({
  canvas: "A4",
  background: "#0d1018",
  draw({ t, width, height, knob, seed }) {
    const tilt = knob("tilt", 69, { min: 55, max: 88 }) + nod(t);
    const share = knob("lines", 1, { min: 0.2, max: 1.6 });
    const dust = knob("dust", 1, { min: 0, max: 4 });
    const place = E.translate(width / 2, height / 2 - 8);
    const lean = E.rotate(tilt, 0, LEAN);

    const planet = G.circle(PLANET, 120);
    const shadow = G.rect(100, PLANET * 1.9)
      .translate(50, 0)
      .rotate(SHADOW);
    const behind = G.rect(280, 140).translate(0, -70);
    const rings = BANDS.map(({ from, to, lines, on, off }, i) => {
      const count = Math.max(1, Math.round(lines * share) - 1);
      const dashes = { on, off: off * dust, offset: (-t * 400) / from, offsetJitter: 90, seed: i };
      const band = G.circle(from, 180)
        .repeat({ count, offset: 0, scale: (to / from) ** (1 / count), autoCentre: false })
        .dash(dashes)
        .clip({ keep: "outside" }, shadow);
      const back = lean(band.clip(behind)).clip({ keep: "outside" }, planet);
      return [back, lean(band.clip({ keep: "outside" }, behind))].map((half) => place(half));
    });
    const ball = G.image({ style: "stipple", dots: 2600, dotSize: 0.004, invert: true, gamma: 1.2, seed })
      .scale((2 * PLANET) / 0.95)
      .clip(planet);
    const stars = G.rect(width - 24, height - 24).stipple({ count: 110, iterations: 1, seed });
    const signature = G.asemic({ text: "seen once\nnamed never", size: 5, seed }).translate(58, 122);
    return [
      L(place(stars.clip({ keep: "outside" }, planet)), { name: "stars", color: "#8fa3c8", width: 0.45, pen: 1 }),
      L(place(ball), { name: "planet", color: "#f1e7d3", width: 0.25, pen: 2 }),
      L([rings[1], rings[3]], { name: "bright rings", color: "#e9b872", width: 0.28, pen: 3, blend: "screen" }),
      L([rings[0], rings[2]], { name: "pale rings", color: "#8fb4d9", width: 0.25, pen: 1, blend: "screen" }),
      L(place(signature), { name: "signature", color: "#e9b872", width: 0.25, pen: 3 }),
    ];
  },
});
