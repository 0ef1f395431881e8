import { effectOp, int, number } from "../op.ts";
import { hashToUnit } from "../random.ts";

/** Turns by this angle never come back to where one was, so the copies fill a disc evenly. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Draws every line `count` times within `radius`, as a pen does that goes over it again: the first stroke stays where
 * it is, the others are moved on the sheet to places that fill the disc evenly, a little off by chance, and other ones
 * for each line.
 *
 * After pyxidraw's boldify (parallel copies) and grafix's bold (jittered ones).
 *
 * @example G.polyhedron({ kind: "dodecahedron" }).scale(120).rotate(20, 30, 0).translate(74, 105).bold({ count: 7, radius: 1.4 })
 */
export const bold = effectOp({
  name: "bold",
  help: "Goes over every line several times.",
  params: {
    count: int(5, { range: [1, 50], hard: true, help: "Strokes in place of one." }),
    radius: number(0.5, { range: [0, 10], unit: "mm", help: "How far the strokes stray." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, other strokes." }),
  },
  positional: (count, radius, seed) => ({ count, radius, seed }),
  size(p, input, size) {
    size.points = input.points * p.count;
    size.lines = input.lines * p.count;
  },
  apply(p, input, out) {
    const { coords, offsets } = input;
    const { count, radius, seed } = p;
    const to = out.coords;
    let at = out.points * 3;
    for (let line = 0; line < input.lines; line++) {
      const first = offsets[line] * 3;
      const end = offsets[line + 1] * 3;
      const turn = hashToUnit(seed, line) * 2 * Math.PI;
      for (let stroke = 0; stroke < count; stroke++) {
        const jitter = hashToUnit(~seed, line * count + stroke);
        const reach = stroke === 0 ? 0 : radius * Math.sqrt((stroke - jitter) / (count - 1));
        const dx = reach * Math.cos(turn + stroke * GOLDEN_ANGLE);
        const dy = reach * Math.sin(turn + stroke * GOLDEN_ANGLE);
        for (let from = first; from < end; from += 3, at += 3) {
          to[at] = coords[from] + dx;
          to[at + 1] = coords[from + 1] + dy;
          to[at + 2] = coords[from + 2];
        }
        out.commitLine((end - first) / 3);
      }
    }
  },
});
