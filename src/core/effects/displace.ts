import { boundingBox } from "../math/bounding-box.ts";
import { sampleSimplex3, simplexTable } from "../math/simplex3.ts";
import { effectOp, int, number, vec3 } from "../op.ts";
import type { Polylines } from "../polylines.ts";

const box = new Float64Array(6);
const slope = new Float64Array(8);
const io = new Float64Array(4);

/**
 * Shifts every point by 3D gradient noise: three samples, far apart in the same field, move x, y and z. `t` slides the
 * field, ten cells a unit; it is added after the frequency, so turning the frequency does not make the picture jump.
 *
 * A gradient lets amplitude or frequency rise across the drawing: 1 means from half at one side of the bounding box to
 * one and a half at the other; the factor stays within `minFactor` and `maxFactor`. Simplex noise stays within ±1, so
 * no point moves further than the amplitude (times `maxFactor`) along any axis.
 *
 * After pyxidraw's displace, which used Perlin's older noise; simplex has no visible grid and costs less.
 *
 * @example G.sphere(3).scale(150).displace({ amplitude: 12, frequency: 0.02, t: t * 0.05 })
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
    minFactor: number(0.1, { range: [0, 1], help: "Least factor the gradients may reach." }),
    maxFactor: number(2, { range: [1, 4], help: "Greatest factor the gradients may reach." }),
    t: number(0, { range: [0, 10], help: "Slides the noise; feed it time. Slow is about 0.05 a second." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, another noise." }),
  },
  positional: (amplitude, frequency, t) => ({ amplitude, frequency, t }),
  size(_p, input, size) {
    size.points = input.points;
    size.lines = input.lines;
  },
  apply(p, input, out) {
    out.copyTopology(input);
    const from = input.coords;
    const to = out.coords;
    const end = input.points * 3;
    const ax = p.amplitude[0];
    const ay = p.amplitude[1];
    const az = p.amplitude[2];
    const fx = p.frequency[0];
    const fy = p.frequency[1];
    const fz = p.frequency[2];
    if (ax === 0 && ay === 0 && az === 0) {
      for (let at = 0; at < end; at++) to[at] = from[at];
      return;
    }
    const table = simplexTable(p.seed);
    const phase = p.t * 10 + 1000;
    const graded = writeSlope(p.amplitudeGradient, p.frequencyGradient, input);
    const { minFactor, maxFactor } = p;
    let amplitude = 1;
    let frequency = 1;
    for (let at = 0; at < end; at += 3) {
      const x = from[at];
      const y = from[at + 1];
      const z = from[at + 2];
      if (graded) {
        const a = slope[0] * x + slope[1] * y + slope[2] * z + slope[3];
        const f = slope[4] * x + slope[5] * y + slope[6] * z + slope[7];
        amplitude = a < minFactor ? minFactor : a > maxFactor ? maxFactor : a;
        frequency = f < minFactor ? minFactor : f > maxFactor ? maxFactor : f;
      }
      const u = x * fx * frequency + phase;
      const v = y * fy * frequency + phase;
      const w = z * fz * frequency + phase;
      io[0] = u;
      io[1] = v;
      io[2] = w;
      sampleSimplex3(table, io);
      to[at] = x + ax * amplitude * io[3];
      io[0] = u + 100;
      io[1] = v + 100;
      io[2] = w + 100;
      sampleSimplex3(table, io);
      to[at + 1] = y + ay * amplitude * io[3];
      io[0] = u + 200;
      io[1] = v + 200;
      io[2] = w + 200;
      sampleSimplex3(table, io);
      to[at + 2] = z + az * amplitude * io[3];
    }
  },
});

/** Turns the gradients into `factor = slope · point + offset`, 1 in the middle of the box; false when all are zero. */
function writeSlope(amplitude: Float64Array, frequency: Float64Array, input: Polylines): boolean {
  let any = false;
  for (let axis = 0; axis < 3; axis++) any ||= amplitude[axis] !== 0 || frequency[axis] !== 0;
  if (!any) return false;
  boundingBox(input, box);
  slope[3] = 1;
  slope[7] = 1;
  for (let axis = 0; axis < 3; axis++) {
    const extent = box[axis + 3] - box[axis];
    const middle = (box[axis + 3] + box[axis]) / 2;
    slope[axis] = extent > 0 ? amplitude[axis] / extent : 0;
    slope[4 + axis] = extent > 0 ? frequency[axis] / extent : 0;
    slope[3] -= slope[axis] * middle;
    slope[7] -= slope[4 + axis] * middle;
  }
  return true;
}
