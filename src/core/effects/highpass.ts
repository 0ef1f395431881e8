import { CLOSINGS, filteredPoints, filterLines } from "../math/gaussian-line.ts";
import { choice, effectOp, number } from "../op.ts";

/**
 * What `lowpass` takes away: the short bends of every line, `gain` times as large, gathered at the line's mean point.
 * `swell` is how much of the long bends stays: with 1 the line keeps its course and `gain` exaggerates its detail;
 * `swell` 1 and `gain` 1 only sample it anew. Sampling and closing as in `lowpass`.
 *
 * After grafix's highpass, which knew no swell.
 *
 * @example G.lissajous().scale(105).translate(74, 105).pixelate(6).lowpass(2).highpass({ sigma: 6, gain: 2.5, swell: 1 })
 */
export const highpass = effectOp({
  name: "highpass",
  help: "Brings out the short bends of lines.",
  params: {
    step: number(0.5, { range: [0.05, 20], hard: true, unit: "mm", help: "Distance between the new points." }),
    sigma: number(1, { range: [0, 30], unit: "mm", help: "Bends longer than this are long." }),
    gain: number(1, { range: [0, 10], help: "Size of the short bends." }),
    swell: number(0, { range: [0, 1], unit: "share", help: "How much of the long bends stays." }),
    closed: choice(CLOSINGS, "auto", { help: "Whether ends meet: as they are, never, or always." }),
  },
  positional: (sigma, gain) => ({ sigma, gain }),
  size(p, input, size) {
    size.points = filteredPoints(input, p.step, p.closed);
    size.lines = input.lines;
  },
  apply(p, input, out) {
    filterLines(input, p.step, p.sigma, p.closed, p.swell, p.gain, out);
  },
});
