import { drawLathe, latheSize } from "../math/lathe.ts";
import { int, number, shapeOp } from "../op.ts";
import { float64Scratch } from "../scratch.ts";

const profiles = float64Scratch();

/**
 * An upright cylinder around the y axis: circles from top to bottom, then as many lines down its side as a circle has
 * chords. Seen straight on it is a rectangle; turn it about x.
 *
 * @example G.cylinder({ segments: 72, rings: 13 }).scale(150).rotate({ angles: [-28, 0, 18] }).translate(74, 105)
 */
export const cylinder = shapeOp({
  name: "cylinder",
  help: "Upright cylinder: circles and lines down its side.",
  params: {
    radius: number(0.3, { range: [0.05, 1], unit: "mm", help: "Radius, before any scaling." }),
    height: number(0.6, { range: [0.1, 2], unit: "mm", help: "Height, before any scaling." }),
    segments: int(32, { range: [3, 512], hard: true, help: "Chords of a circle; lines down the side." }),
    rings: int(2, { range: [2, 512], hard: true, unit: "lines", help: "Circles, the top and bottom ones included." }),
  },
  positional: (radius, height) => ({ radius, height }),
  size(p, size) {
    latheSize(p.rings, p.radius === 0 ? p.rings : 0, p.segments, size);
  },
  draw(p, out) {
    const profile = profiles.take(p.rings * 2);
    for (let i = 0; i < p.rings; i++) {
      profile[i * 2] = p.radius;
      profile[i * 2 + 1] = (i / (p.rings - 1) - 0.5) * p.height;
    }
    drawLathe(profile, p.rings, p.segments, out);
  },
});
