import { drawLathe, latheSize } from "../math/lathe.ts";
import { int, number, shapeOp } from "../op.ts";
import { float64Scratch } from "../scratch.ts";

const profiles = float64Scratch();

/**
 * An upright cone around the y axis, its tip above: circles, the lowest one its base, then as many lines down from the
 * tip as a circle has chords. The origin is halfway up.
 *
 * @example G.cone({ segments: 60, rings: 12 }).scale(170).rotate({ angles: [-25, 0, 14] }).translate(74, 105)
 */
export const cone = shapeOp({
  name: "cone",
  help: "Upright cone: circles and lines from its tip.",
  params: {
    radius: number(0.3, { range: [0.05, 1], unit: "mm", help: "Radius of the base, before any scaling." }),
    height: number(0.6, { range: [0.1, 2], unit: "mm", help: "Height, before any scaling." }),
    segments: int(32, { range: [3, 512], hard: true, help: "Chords of a circle; lines down the side." }),
    rings: int(1, { range: [1, 512], hard: true, unit: "lines", help: "Circles, the base included." }),
  },
  positional: (radius, height) => ({ radius, height }),
  size(p, size) {
    latheSize(p.rings + 1, p.radius === 0 ? p.rings + 1 : 1, p.segments, size);
  },
  draw(p, out) {
    const profile = profiles.take((p.rings + 1) * 2);
    for (let i = 0; i <= p.rings; i++) {
      profile[i * 2] = (p.radius * i) / p.rings;
      profile[i * 2 + 1] = (i / p.rings - 0.5) * p.height;
    }
    drawLathe(profile, p.rings + 1, p.segments, out);
  },
});
