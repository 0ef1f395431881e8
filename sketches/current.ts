// A river that remembers: evenly spaced lines stream past stones, and every stretch of water further down was an earlier
// moment, when the stones lay elsewhere. The faults between moments travel down the sheet with the water.
// `streamlines` draws each moment once, `simplify` drops the points straight water does without, `clip` cuts a moment to
// its stretch, `dash` with its offset on the clock lets drift run along the very lines.
//
// Turn: "spin", how fast the stones drag the water round; "separation", from line to line; "pace" of the faults.
// Try: `field: "curl"` or "vortex"; a fourth stone in STONES; TILT 0; stretches of 300 mm for a single moment.

import { G, L, sketch } from "hairline";

/** Where each stone is at home, in mm from the middle of the sheet, its radius, and how far it wanders. */
const STONES = [
  { x: -34, y: -84, radius: 21, reach: 15 },
  { x: 30, y: -10, radius: 34, reach: 17 },
  { x: -40, y: 66, radius: 15, reach: 16 },
  { x: 44, y: 92, radius: 10, reach: 18 },
];
/** Length of a moment along the river, in mm, and the tilt of the faults, in degrees. */
const STRETCH = 104;
const TILT = -11;
/** Where the water begins and ends on the sheet, and so far a tilted fault reaches above and below its middle, in mm. */
const BANK = 17;
const OVERHANG = 18;
/**
 * Where lines lie hangs on every line before them, so the least turn of a knob re-seeds a moment. Knobs reach the water in
 * steps, and each moment steps at another place: they change one after the other, and stand still in between.
 */
const inSteps = (value: number, step: number, moment: number) => {
  const shift = moment * 0.618 - Math.floor(moment * 0.618);
  return (Math.round(value / step - shift) + shift) * step;
};

export default sketch({
  canvas: "A4",
  background: "#f2ede0",
  draw({ t, width, height, knob, seed }) {
    const spin = knob("spin", 0.9, { min: -3, max: 3 });
    const separation = knob("separation", 2.8, { min: 2, max: 8 });
    const front = t * knob("pace", 2.5, { min: 0, max: 20 }) + 52;
    const middle = [width / 2, height / 2] as const;
    const water = [];
    const drift = [];
    const stones = [];
    const newest = Math.ceil((front - BANK + OVERHANG) / STRETCH);
    for (let moment = newest; front - moment * STRETCH < height - BANK + OVERHANG; moment--) {
      const stretch = G.rect(400, STRETCH, TILT).translate(width / 2, front - (moment - 0.5) * STRETCH);
      const discs = STONES.map(({ x, y, radius, reach }, i) => {
        const way = moment * 2.4 + i * 1.7 + seed;
        return [x + reach * Math.cos(way), y + reach * Math.sin(way * 1.3), radius];
      });
      const lines = G.streamlines({
        field: "around",
        width: width - 30,
        height: height - 2 * BANK,
        angle: 90,
        separation: inSteps(separation, 0.2, moment),
        shortest: 9,
        obstacles: discs.flat(),
        spin: inSteps(spin, 0.2, moment) * (moment % 2 === 0 ? 1 : -1),
      });
      const here = lines
        .simplify(0.03)
        .translate(...middle)
        .clip(stretch);
      water.push(here);
      drift.push(here.dash({ on: 6, off: 105, offset: -t * 8, offsetJitter: 111, seed: 3 }));
      for (const [x, y, radius] of discs) {
        const rings = G.circle(radius - 2.2, 90).repeat({
          count: Math.round(radius / 1.8),
          offset: [0.3, -0.5, 0],
          scale: 0.92,
          autoCentre: false,
        });
        stones.push(
          rings
            .rotate(t * 3)
            .translate(middle[0] + x, middle[1] + y)
            .clip(stretch),
        );
      }
    }
    return [
      L(water, { name: "water", color: "#24506f", width: 0.25, pen: 1, blend: "multiply" }),
      L(drift, { name: "drift", color: "#0f2f4a", width: 0.6, pen: 2, blend: "multiply" }),
      L(stones, { name: "stones", color: "#d9482b", width: 0.35, pen: 3, blend: "multiply" }),
    ];
  },
});
