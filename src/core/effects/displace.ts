import { boundingBox } from "../math/bounding-box.ts";
import { createDisplaceJob, displacePoints, SLOPE } from "../math/displace-kernel.ts";
import { choice, effectOp, int, number, sameSize, vec3 } from "../op.ts";

const box = new Float64Array(6);
const job = createDisplaceJob();

/**
 * Shifts every point by 3D gradient noise: three independent values of one field move x, y and z. `t` slides the field,
 * ten cells a unit; it is added after the frequency, so turning the frequency does not make the picture jump.
 *
 * A gradient lets amplitude or frequency rise across the drawing. `linear`: 1 means from half at one side of the bounding
 * box to one and a half at the other, along each axis. `radial`: 1 means from half at the centre of the box to one and a
 * half at `radius` (0: the box's half diagonal); the three numbers of a gradient are added up. The factor stays within
 * `minFactor` and `maxFactor`. The noise stays within ±1, so no point moves further than the amplitude (times
 * `maxFactor`) along any axis.
 *
 * After pyxidraw's displace, which used Perlin's older noise three times; simplex has no visible grid, and one walk to
 * the corners serves all three (`math/displace-kernel.ts`).
 *
 * @example G.sphere(3).scale(120).displace({ amplitude: 12, frequency: 0.02 }).translate(74, 105)
 */
export const displace = effectOp({
  name: "displace",
  help: "Shifts points by smooth noise.",
  params: {
    amplitude: vec3([8, 8, 8], { range: [0, 50], uniform: true, unit: "mm", help: "Largest shift along x, y, z." }),
    frequency: vec3([0.04, 0.04, 0.04], {
      range: [0, 0.1],
      uniform: true,
      unit: "1/mm",
      help: "Noise cells per mm: low is a swell, high is grit.",
    }),
    amplitudeGradient: vec3([0, 0, 0], { range: [-4, 4], help: "Rise of the amplitude across the drawing." }),
    frequencyGradient: vec3([0, 0, 0], { range: [-4, 4], help: "Rise of the frequency across the drawing." }),
    profile: choice(["linear", "radial"], "linear", {
      help: "Whether gradients rise across the box or from its centre.",
    }),
    radius: number(0, {
      range: [0, 200],
      unit: "mm",
      help: "Where a radial gradient has risen by one; 0 fits the box.",
    }),
    minFactor: number(0.1, { range: [0, 1], help: "Least factor the gradients may reach." }),
    maxFactor: number(2, { range: [1, 4], help: "Greatest factor the gradients may reach." }),
    t: number(0, { range: [0, 10], help: "Slides the noise; feed it time. Slow is about 0.05 a second." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, another noise." }),
  },
  positional: (amplitude, frequency, t) => ({ amplitude, frequency, t }),
  size: sameSize,
  apply(p, input, out) {
    out.copyTopology(input);
    job.amplitude.set(p.amplitude);
    job.frequency.set(p.frequency);
    job.phase = p.t * 10 + 1000;
    job.seed = p.seed;
    job.minFactor = p.minFactor;
    job.maxFactor = p.maxFactor;
    job.graded = anyOf(p.amplitudeGradient) || anyOf(p.frequencyGradient);
    if (job.graded) {
      boundingBox(input, box);
      for (let axis = 0; axis < 3; axis++) job.centre[axis] = (box[axis] + box[axis + 3]) / 2;
      writeSlope(p.profile, p.radius, p.amplitudeGradient, job.amplitudeSlope);
      writeSlope(p.profile, p.radius, p.frequencyGradient, job.frequencySlope);
    }
    displacePoints(job, input.coords, out.coords, input.points);
  },
});

function anyOf(gradient: Float64Array): boolean {
  return gradient[0] !== 0 || gradient[1] !== 0 || gradient[2] !== 0;
}

/** Factor = slope · point + rise · distance + offset: 1 in the middle of the box, or half way to the radius. */
function writeSlope(profile: "linear" | "radial", radius: number, gradient: Float64Array, out: Float64Array): void {
  out.fill(0);
  if (profile === "radial") {
    const fitted = Math.hypot(box[3] - box[0], box[4] - box[1], box[5] - box[2]) / 2;
    const reach = radius > 0 ? radius : fitted;
    const total = gradient[0] + gradient[1] + gradient[2];
    out[3] = reach > 0 ? total / reach : 0;
    out[SLOPE - 1] = reach > 0 ? 1 - total / 2 : 1;
    return;
  }
  out[SLOPE - 1] = 1;
  for (let axis = 0; axis < 3; axis++) {
    const extent = box[axis + 3] - box[axis];
    out[axis] = extent > 0 ? gradient[axis] / extent : 0;
    out[SLOPE - 1] -= out[axis] * job.centre[axis];
  }
}
