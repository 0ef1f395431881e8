import { effectOp, number, sameSize, vec3 } from "../op.ts";

/**
 * Adds a sine of its own coordinate to each coordinate: x + amplitude·sin(360°·frequency·x + phase), and y and z
 * alike. It squeezes and stretches in waves; animate `phase` to let them run.
 *
 * @example G.grid(34).scale(84).subdivide(5).rotate(45).translate(74, 105).wobble({ amplitude: 4, frequency: 0.035, phase: 40 })
 */
export const wobble = effectOp({
  name: "wobble",
  help: "Squeezes and stretches in waves.",
  params: {
    amplitude: vec3([2, 2, 2], { range: [0, 20], uniform: true, unit: "mm", help: "Largest shift along x, y, z." }),
    frequency: vec3([0.1, 0.1, 0.1], { range: [0, 0.2], uniform: true, unit: "1/mm", help: "Waves per mm." }),
    phase: number(0, { range: [0, 360], unit: "deg", help: "Moves the waves." }),
  },
  positional: (amplitude, frequency, phase) => ({ amplitude, frequency, phase }),
  size: sameSize,
  apply(p, input, out) {
    out.copyTopology(input);
    const from = input.coords;
    const to = out.coords;
    const phase = (p.phase * Math.PI) / 180;
    for (let axis = 0; axis < 3; axis++) {
      const amplitude = p.amplitude[axis];
      const rate = p.frequency[axis] * 2 * Math.PI;
      for (let at = axis; at < input.points * 3; at += 3) {
        to[at] = from[at] + amplitude * Math.sin(from[at] * rate + phase);
      }
    }
  },
});
