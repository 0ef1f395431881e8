import { drawLathe, latheSize } from "../math/lathe.ts";
import { int, number, shapeOp } from "../op.ts";
import { float64Scratch } from "../scratch.ts";

const profiles = float64Scratch();

/**
 * An upright capsule around the y axis: a cylinder of `height` between two half spheres. Circles from cap to cap, then
 * as many lines from pole to pole as a circle has chords. Height 0 leaves a sphere.
 *
 * The original's default, radius .4 and height .8, is 1.6 tall; this one fits the unit box.
 *
 * @example G.capsule({ segments: 48, capSegments: 12 }).scale(150).rotate({ angles: [-20, 0, 25] }).translate(74, 105)
 */
export const capsule = shapeOp({
  name: "capsule",
  help: "Upright capsule: circles and lines from pole to pole.",
  params: {
    radius: number(0.25, { range: [0.05, 1], unit: "mm", help: "Radius of the caps, before any scaling." }),
    height: number(0.5, { range: [0, 2], unit: "mm", help: "Height of the part between the caps." }),
    segments: int(32, { range: [3, 512], hard: true, help: "Chords of a circle; lines down the side." }),
    capSegments: int(8, { range: [1, 128], hard: true, help: "Chords from the rim of a cap to its pole." }),
  },
  positional: (radius, height) => ({ radius, height }),
  size(p, size) {
    const points = profilePoints(p.height, p.capSegments);
    latheSize(points, p.radius === 0 ? points : 2, p.segments, size);
  },
  draw(p, out) {
    const { radius, height, capSegments } = p;
    const points = profilePoints(height, capSegments);
    const profile = profiles.take(points * 2);
    for (let i = 0; i < points; i++) {
      // Counted from the nearer pole, so that both caps are the same to the last bit and their poles have no circle.
      const fromPole = Math.min(i, points - 1 - i);
      const angle = (fromPole / capSegments) * (Math.PI / 2);
      const side = i < points / 2 ? -1 : 1;
      profile[i * 2] = radius * Math.sin(angle);
      profile[i * 2 + 1] = side * (height / 2 + radius * Math.cos(angle));
    }
    // With no part between the caps their rims are one circle, at height 0.
    drawLathe(profile, points, p.segments, out);
  },
});

function profilePoints(height: number, capSegments: number): number {
  return 2 * capSegments + (height === 0 ? 1 : 2);
}
