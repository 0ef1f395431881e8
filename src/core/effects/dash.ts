import { LineWalker } from "../math/line-walker.ts";
import { effectOp, number } from "../op.ts";

/** A pattern shorter than this, in mm, is finer than any pen: such a line stays solid. */
const SHORTEST = 0.01;

const walker = new LineWalker();

/**
 * Cuts every line into dashes by arc length; where a cut falls inside a segment, a point is set there. The pattern
 * starts anew on each line. `on` 0 leaves dots (lines of one point), `off` 0 leaves the line whole; so stay lines
 * without length.
 *
 * @example G.circle(60).dash(4, 2)
 */
export const dash = effectOp({
  name: "dash",
  help: "Cuts lines into dashes.",
  params: {
    on: number(6, { range: [0, 50], unit: "mm", help: "Length of a dash." }),
    off: number(3, { range: [0, 50], unit: "mm", help: "Length of a gap." }),
    offset: number(0, { range: [-50, 50], unit: "mm", help: "Where in the pattern each line starts." }),
  },
  positional: (on, off, offset) => ({ on, off, offset }),
  size(p, input, size) {
    const period = periodOf(p.on, p.off);
    size.points = input.points;
    size.lines = 0;
    for (let line = 0; line < input.lines; line++) {
      walker.aim(input.coords, input.offsets[line], input.offsets[line + 1]);
      const dashes = period > 0 ? Math.floor(walker.length / period) + 2 : 1;
      size.lines += dashes;
      size.points += dashes * 2;
    }
  },
  apply(p, input, out) {
    const { coords } = input;
    const on = Math.max(0, p.on);
    const period = periodOf(p.on, p.off);
    const started = period > 0 ? ((p.offset % period) + period) % period : 0;
    for (let line = 0; line < input.lines; line++) {
      walker.aim(coords, input.offsets[line], input.offsets[line + 1]);
      const { length } = walker;
      if (period === 0 || length === 0) {
        walker.copy(coords, out);
        continue;
      }
      for (let i = 0; i * period - started <= length; i++) {
        const from = i * period - started;
        const to = Math.min(length, from + on);
        // A dash that only touches the line's start or end is none; a dot there is one.
        if (on === 0 ? from >= 0 : to > 0 && from < length) walker.cut(coords, Math.max(0, from), to, out);
      }
    }
  },
});

/** Length of the pattern; 0 when there is nothing to cut. */
function periodOf(on: number, off: number): number {
  const period = Math.max(0, on) + Math.max(0, off);
  return off > 0 && period >= SHORTEST ? period : 0;
}
