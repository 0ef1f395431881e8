// Moiré engine: two gratings, two inks, one disc, and a third figure that nobody drew: it lives where the lines almost
// meet. Two whirls bend them against each other; a hundredth of pitch moves the figure by centimetres.
//
// Teaches grid as a grating, rotate, warp by an outline, clip. Turn `blue angle`, `red angle` and `pitch ratio` slowly,
// from a controller: this is the sketch to feel how smooth it is. `lens` is how much both are bent.
// Try a polygon for the eye, mode: "scale" for one of the whirls, or lens 0 and 1° between equal pitches.

import { E, G, L, lfo, sketch } from "hairline";

const RADIUS = 132;
const PITCH = 2.4;
const leaning = lfo({ period: 46, lo: -2.5, hi: 3.5 });
const wandering = lfo({ period: 61, lo: -22, hi: 22 });

export default sketch({
  canvas: [300, 300],
  background: "#f6f1e6",
  draw({ t, width, height, knob }) {
    const blueAngle = knob("blue angle", 18, { min: -90, max: 90 });
    const redAngle = knob("red angle", 20, { min: -90, max: 90 }) + leaning(t + 14);
    const ratio = knob("pitch ratio", 1.035, { min: 0.8, max: 1.25 });
    const lens = knob("lens", 1, { min: 0, max: 1 });
    const [x, y] = [width / 2, height / 2];

    const disc = G.circle(RADIUS, 240).translate(x, y);
    const eye = G.circle(104).translate(x + wandering(t), y + wandering(t * 1.3 + 20) * 0.8);
    const grating = (pitch: number, angle: number) => {
      const sides = Math.ceil((RADIUS * 1.05) / pitch);
      return G.grid(2 * sides + 1, 0)
        .scale(2 * sides * pitch, RADIUS * 2.1)
        .subdivide(6)
        .rotate(angle)
        .translate(x, y);
    };
    const inDisc = E.clip(disc);
    const blue = grating(PITCH, blueAngle).warp({ mode: "swirl", angle: 15, band: 104, strength: lens }, eye);
    const red = grating(PITCH * ratio, redAngle).warp({ mode: "swirl", angle: -10, band: 104, strength: lens }, eye);
    return [
      L(inDisc(blue), { name: "blue", color: "#1c4fd6", width: 1, pen: 1, blend: "multiply" }),
      L(inDisc(red), { name: "red", color: "#ee4a2c", width: 1, pen: 2, blend: "multiply" }),
    ];
  },
});
