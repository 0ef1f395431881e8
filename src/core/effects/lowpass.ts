import { CLOSINGS, filteredPoints, filterLines } from "../math/gaussian-line.ts";
import { choice, effectOp, number } from "../op.ts";

/**
 * Smooths every line along its length: it is sampled every `step` mm (evenly, ends kept) and blurred by a Gaussian of
 * `sigma` mm. Bends much shorter than sigma go, long ones stay. Ends of open lines stay where they are; closed lines are
 * blurred all round and so shrink a little.
 *
 * Lines without length stay as they are. Costs samples × sigma / step.
 *
 * After grafix's lowpass.
 *
 * @example G.polyhedron(20).scale(125).rotate(20, 12, 0).translate(74, 105).pixelate(9).lowpass({ sigma: 4 })
 */
export const lowpass = effectOp({
  name: "lowpass",
  help: "Smooths lines: long bends stay.",
  params: {
    step: number(0.5, { range: [0.05, 20], hard: true, unit: "mm", help: "Distance between the new points." }),
    sigma: number(1, { range: [0, 30], unit: "mm", help: "Width of the blur." }),
    closed: choice(CLOSINGS, "auto", { help: "Whether ends meet: as they are, never, or always." }),
  },
  positional: (sigma, step) => ({ sigma, step }),
  size(p, input, size) {
    size.points = filteredPoints(input, p.step, p.closed);
    size.lines = input.lines;
  },
  apply(p, input, out) {
    filterLines(input, p.step, p.sigma, p.closed, 1, 0, out);
  },
});
