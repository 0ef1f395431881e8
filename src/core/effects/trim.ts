import { LineWalker } from "../math/line-walker.ts";
import { effectOp, number } from "../op.ts";

const walker = new LineWalker();

/**
 * Keeps the part of every line between two shares of its length, cut exactly; the points between stay. The order of
 * `start` and `end` does not matter, equal ones keep nothing. Lines without length stay as they are.
 *
 * @example G.circle(9).repeat({ count: 16, offset: 0, rotationStep: [0, 0, 25], scale: 1.12 }).translate(74, 105).trim(0.1, 0.75)
 */
export const trim = effectOp({
  name: "trim",
  help: "Keeps a part of every line.",
  params: {
    start: number(0.1, { range: [0, 1], hard: true, unit: "share", help: "Where the kept part starts." }),
    end: number(0.5, { range: [0, 1], hard: true, unit: "share", help: "Where the kept part ends." }),
  },
  positional: (start, end) => ({ start, end }),
  size(_p, input, size) {
    size.points = input.points + 2 * input.lines;
    size.lines = input.lines;
  },
  apply(p, input, out) {
    const { coords } = input;
    const from = Math.min(p.start, p.end);
    const to = Math.max(p.start, p.end);
    for (let line = 0; line < input.lines; line++) {
      walker.aim(coords, input.offsets[line], input.offsets[line + 1]);
      walker.span[0] = from * walker.length;
      walker.span[1] = to * walker.length;
      if (walker.length === 0) walker.copy(coords, out);
      else if (to > from) walker.cut(coords, out);
    }
  },
});
