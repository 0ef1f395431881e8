import { LineWalker } from "../math/line-walker.ts";
import { effectOp, int, number, numbers } from "../op.ts";
import { hashToUnit } from "../random.ts";
import { float64Scratch } from "../scratch.ts";

/** A pattern shorter than this, in mm, is finer than any pen: such a line stays solid. */
const SHORTEST = 0.01;

const walker = new LineWalker();
/** Where each dash of the pattern starts and ends, in mm from its start. */
const marks = float64Scratch();

/**
 * Cuts every line into dashes by arc length; where a cut falls inside a segment, a point is set there. The pattern
 * starts anew on each line, with `offsetJitter` each at another place. `on` 0 leaves dots (lines of one point), `off` 0
 * leaves the line whole; so stay lines without length.
 *
 * `pattern` is a longer one, in place of `on` and `off`: dash, gap, dash, gap, … in mm. A list of odd length goes round
 * twice, so that dashes and gaps change places; less than 0 is 0.
 *
 * @example G.circle(10).repeat({ count: 12, offset: 0, scale: 1.17 }).translate(74, 105).dash({ pattern: [14, 2, 1, 2], offsetJitter: 40 })
 */
export const dash = effectOp({
  name: "dash",
  help: "Cuts lines into dashes.",
  params: {
    on: number(6, { range: [0, 50], unit: "mm", help: "Length of a dash." }),
    off: number(3, { range: [0, 50], unit: "mm", help: "Length of a gap." }),
    offset: number(0, { range: [-50, 50], unit: "mm", help: "Where in the pattern each line starts." }),
    offsetJitter: number(0, { range: [0, 50], unit: "mm", help: "Moves that place by chance, up to this far." }),
    pattern: numbers([], { unit: "mm", help: "Dash, gap, dash, gap …, instead of `on` and `off`." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, other places." }),
  },
  positional: (on, off, offset) => ({ on, off, offset }),
  size(p, input, size) {
    const dashes = dashesOf(p.pattern);
    const period = periodOf(p.on, p.off, p.pattern);
    size.points = input.points;
    size.lines = 0;
    for (let line = 0; line < input.lines; line++) {
      walker.aim(input.coords, input.offsets[line], input.offsets[line + 1]);
      const cuts = period > 0 ? (Math.floor(walker.length / period) + 2) * dashes : 1;
      size.lines += cuts;
      size.points += cuts * 2;
    }
  },
  apply(p, input, out) {
    const { coords } = input;
    const { seed, offset, offsetJitter } = p;
    const dashes = dashesOf(p.pattern);
    const period = periodOf(p.on, p.off, p.pattern);
    const spans = writeMarks(p.on, p.pattern, dashes);
    for (let line = 0; line < input.lines; line++) {
      walker.aim(coords, input.offsets[line], input.offsets[line + 1]);
      const { length } = walker;
      if (period === 0 || length === 0) {
        walker.copy(coords, out);
        continue;
      }
      const moved = offsetJitter === 0 ? offset : offset + offsetJitter * hashToUnit(seed, line);
      const started = ((moved % period) + period) % period;
      for (let i = 0; i * period - started <= length; i++) {
        for (let d = 0; d < dashes; d++) {
          const from = i * period - started + spans[d * 2];
          const to = Math.min(length, i * period - started + spans[d * 2 + 1]);
          // A dash that only touches the line's start or end is none; a dot there is one.
          const dot = spans[d * 2] === spans[d * 2 + 1];
          if (dot ? from >= 0 && from <= length : to > 0 && from < length) {
            walker.span[0] = Math.max(0, from);
            walker.span[1] = to;
            walker.cut(coords, out);
          }
        }
      }
    }
  },
});

/** Dashes in one round of the pattern. */
function dashesOf(pattern: ArrayLike<number>): number {
  return pattern.length === 0 ? 1 : pattern.length % 2 === 0 ? pattern.length / 2 : pattern.length;
}

/** Length of one round of the pattern; 0 when there is nothing to cut. */
function periodOf(on: number, off: number, pattern: ArrayLike<number>): number {
  let dashed = Math.max(0, on);
  let open = Math.max(0, off);
  if (pattern.length > 0) {
    dashed = 0;
    open = 0;
    for (let i = 0; i < dashesOf(pattern); i++) {
      dashed += Math.max(0, pattern[(i * 2) % pattern.length]);
      open += Math.max(0, pattern[(i * 2 + 1) % pattern.length]);
    }
  }
  return open > 0 && dashed + open >= SHORTEST ? dashed + open : 0;
}

function writeMarks(on: number, pattern: ArrayLike<number>, dashes: number): Float64Array {
  const spans = marks.take(dashes * 2);
  if (pattern.length === 0) {
    spans[0] = 0;
    spans[1] = Math.max(0, on);
    return spans;
  }
  let at = 0;
  for (let d = 0; d < dashes; d++) {
    spans[d * 2] = at;
    at += Math.max(0, pattern[(d * 2) % pattern.length]);
    spans[d * 2 + 1] = at;
    at += Math.max(0, pattern[(d * 2 + 1) % pattern.length]);
  }
  return spans;
}
