// Ridge lines: a range of hills at night, drawn from the front. Every line hides what is behind it and below its crest:
// the hidden parts are cut away, so a pen draws it as clean as the screen does. Five inks lead from far to near.
//
// It breathes with sound when there is some (`.audio default`): bass lifts the hills, treble roughens their crests, an
// onset lights the nearest ink.
//
// Teaches repeat, resample, displace with a gradient, lowpass, occlude, drop by place, and `audio`. Turn `gain` (height
// of the hills), `smoothing` (mm of blur along each line), `rows` and `pace`.
// Try gain 0; smoothing 0 with another frequency of 0.2, for radio noise; amplitudeGradient 0, for a sea.

import { G, L, lfo, palette, sketch } from "hairline";

const WIDTH = 160;
const DEPTH = 205;
/** From point to point, in mm. */
const STEP = 1.2;
const swell = lfo({ period: 23, lo: 0.8, hi: 1.1 });
// From far to near.
const INKS = palette({ hue: 318, chroma: 0.11, style: "triangle", count: 5, lightness: [0.5, 0.93] });

/** For `drop`: what begins in this share of the depth, from the back. So steep a slope leaves nothing to chance. */
const farthest = (share: number) =>
  ({ interval: 0, probability: 0.5 + 1000 * (2 * share - 1), probabilitySlope: [0, 0, -1000] }) as const;

export default sketch({
  canvas: "A4",
  background: "#0b0b0d",
  draw({ t, width, height, knob, seed, audio }) {
    const gain = knob("gain", 20, { min: 0, max: 40 }) * swell(t + 8);
    const bass = Math.max(audio.band(0), audio.band(1));
    const treble = Math.max(audio.band(5), audio.band(6), audio.band(7));
    const lift = gain * (1 + bass * 0.5);
    const smoothing = knob("smoothing", 0.8, { min: 0, max: 8 });
    const rows = Math.round(knob("rows", 60, { min: 8, max: 100, step: 1 }));
    const time = t * knob("pace", 0.02, { min: 0, max: 0.2 });

    // z tells how near a row is, from 0 to 1: no pen sees it, but `drop` can part the rows by it.
    const land = G.line(WIDTH)
      .translate(width / 2, height / 2 + 10 - DEPTH / 2)
      .repeat({ count: rows - 1, offset: [0, DEPTH / (rows - 1), 1 / (rows - 1)] })
      .resample(STEP)
      .displace({
        amplitude: [0, lift, 0],
        frequency: [0.042, 0.03, 0],
        amplitudeGradient: [-3, 0, 0],
        profile: "radial",
        radius: DEPTH / 2,
        minFactor: 0.04,
        t: time,
        seed,
      })
      .displace({
        amplitude: [0, gain * (0.05 + treble * 0.15), 0],
        frequency: [0.22, 0.3, 0],
        t: time * 2,
        seed: seed + 1,
      })
      .lowpass(smoothing, STEP)
      .occlude({ by: "skyline" });

    let rest = land;
    return INKS.map((color, i) => {
      const far = farthest(1 / (INKS.length - i));
      const nearest = i === INKS.length - 1;
      const band = !nearest ? rest.drop({ ...far, mode: "keep" }) : rest;
      rest = rest.drop(far);
      return L(band, {
        name: `ink ${i + 1}`,
        color,
        width: 0.3 + i * 0.03 + (nearest ? audio.onset * 0.4 : 0),
        pen: i + 1,
      });
    });
  },
});
