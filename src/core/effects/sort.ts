import { PenOrder } from "../math/pen-order.ts";
import { effectOp, flag, sameSize } from "../op.ts";

/** Passes of 2-opt, at most; each finds less than the one before. */
const PASSES = 40;

const order = new PenOrder();

/**
 * Puts the lines in the order in which a pen travels least between them, starting at the sheet's corner 0, 0. While
 * playing, the pen goes on to the nearest end there is (about n steps: a grid that forgets what has been drawn); for
 * the plot, 2-opt then turns stretches round for as long as that helps, which is some n² steps in the worst case. If
 * the order was better before, it stays. Nothing changes but order and direction.
 *
 * @example G.grid(14).scale(110).translate(74, 105).explode(14).sort()
 */
export const sort = effectOp({
  name: "sort",
  help: "Order with little pen travel.",
  params: {
    reverse: flag(true, { help: "Lines may be drawn from either end; without it there is no 2-opt." }),
    improve: flag(true, { help: "Shorten the travel further for the plot (2-opt)." }),
  },
  iterative: true,
  size: sameSize,
  apply(p, input, out, _masks, job) {
    const { coords, offsets, lines } = input;
    if (input.points === 0) return;
    const places = order.begin(lines);
    for (let line = 0; line < lines; line++) {
      // A line without points stands where the next one starts: it costs no way.
      const first = Math.min(offsets[line], input.points - 1) * 3;
      const last = Math.max(first, (offsets[line + 1] - 1) * 3);
      places[line * 4] = coords[first];
      places[line * 4 + 1] = coords[first + 1];
      places[line * 4 + 2] = coords[last];
      places[line * 4 + 3] = coords[last + 1];
    }
    const before = order.penUp();
    order.greedy(p.reverse);
    if (p.improve && p.reverse && job.quality === "final") {
      order.prepare();
      for (let pass = 0; pass < PASSES && order.improve() > 0; pass++) job.progress((pass + 1) / PASSES);
    }
    if (order.penUp() > before) order.inTurn();
    for (let i = 0; i < lines; i++) {
      const entry = order.entries[i];
      const line = entry >> 1;
      const count = offsets[line + 1] - offsets[line];
      const start = (entry & 1) === 0 ? offsets[line] : offsets[line + 1] - 1;
      const step = (entry & 1) === 0 ? 3 : -3;
      let to = out.points * 3;
      for (let k = 0, from = start * 3; k < count; k++, from += step) {
        out.coords[to++] = coords[from];
        out.coords[to++] = coords[from + 1];
        out.coords[to++] = coords[from + 2];
      }
      out.commitLine(count);
    }
    order.release();
  },
});
