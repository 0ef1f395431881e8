import { halvedPieces } from "../math/halving.ts";
import { effectOp, int } from "../op.ts";

/**
 * Halves every segment `times` over, so that a bending effect has points to move. Pieces of one segment are equal and
 * never shorter than 0.01 mm. The number of points is known beforehand, so too many meet the budget, not the memory.
 *
 * @example G.grid(20).scale(110).translate(74, 105).subdivide(5).displace(8)
 */
export const subdivide = effectOp({
  name: "subdivide",
  help: "Adds points by halving segments.",
  params: { times: int(3, { range: [0, 10], hard: true, help: "Halvings: each doubles the points." }) },
  positional: (times) => ({ times }),
  size(p, input, size) {
    const { coords, offsets } = input;
    size.lines = input.lines;
    size.points = input.points;
    for (let line = 0; line < input.lines; line++) {
      for (let i = offsets[line]; i + 1 < offsets[line + 1]; i++)
        size.points += halvedPieces(coords, i * 3, p.times) - 1;
    }
  },
  apply(p, input, out) {
    const { coords, offsets } = input;
    const to = out.coords;
    let at = out.points * 3;
    for (let line = 0; line < input.lines; line++) {
      const first = offsets[line];
      const end = offsets[line + 1];
      const start = at;
      for (let i = first; i < end; i++) {
        const a = i * 3;
        const pieces = i + 1 < end ? halvedPieces(coords, a, p.times) : 1;
        to[at] = coords[a];
        to[at + 1] = coords[a + 1];
        to[at + 2] = coords[a + 2];
        at += 3;
        for (let piece = 1; piece < pieces; piece++, at += 3) {
          const share = piece / pieces;
          to[at] = coords[a] + (coords[a + 3] - coords[a]) * share;
          to[at + 1] = coords[a + 1] + (coords[a + 4] - coords[a + 1]) * share;
          to[at + 2] = coords[a + 2] + (coords[a + 5] - coords[a + 2]) * share;
        }
      }
      out.commitLine((at - start) / 3);
    }
  },
});
