import type { LineWriter } from "../line-writer.ts";
import { choice, int, number, shapeOp, text as textParam } from "../op.ts";
import { uint32Scratch } from "../scratch.ts";
import type { Metrics } from "../text/face.ts";
import { writeLetter } from "../text/invented-letter.ts";
import { ALIGNS, ANCHORS, layoutText } from "../text/layout.ts";

const SPACE = 32;
const NEWLINE = 10;

/** Widths for the layout: the same for all letters, as they are all invented. */
const metrics = { advance: advanceOf, kerning: () => 0, capHeight: 0.8, letter: 1, space: 0.35 } satisfies Metrics & {
  letter: number;
  space: number;
};

function advanceOf(codePoint: number): number {
  return codePoint === SPACE ? metrics.space : metrics.letter;
}

/** Where each letter's lines begin in the output, and which letter of the text was the first of its kind. */
const startScratch = uint32Scratch();
const first = new Map<number, number>();

/**
 * Writing that looks like writing and says nothing: each character of `text` has its own invented letter, always the
 * same one for the same `seed` and rules. A letter is a few strokes that walk along a sparse graph over `nodes` chance
 * points, bent into curves or left straight, here and there with a mark. Lines, box, alignment and anchor are those of
 * `text`; `size` is one em in mm, a letter about 0.7 em wide and 0.8 high. An empty text draws nothing. z is 0.
 *
 * The graph of a letter costs up to nodes³ steps, in practice about nodes² (a third point that parts two is soon
 * found), for the first of each character only.
 *
 * After pyxidraw's asemic_glyph (snapping, marks) and grafix's asemic (text, walks, styles).
 *
 * @example G.asemic({ text: "a letter to nobody\nin no language\nby no hand", size: 9, seed: 4 }).translate(74, 105)
 */
export const asemic = shapeOp({
  name: "asemic",
  help: "Invented writing: every character has its own unreadable letter.",
  params: {
    text: textParam("asemic", { help: "Which letters in which order; a newline starts a new line." }),
    seed: int(0, { range: [0, 1000], help: "Another seed is another alphabet." }),
    size: number(20, { range: [1, 200], unit: "mm", help: "One em: a letter is about 0.7 wide." }),
    nodes: int(12, { range: [3, 200], hard: true, help: "Points a letter is drawn through." }),
    candidates: int(12, { range: [1, 50], hard: true, help: "Tries per point; more spread the points more evenly." }),
    fewestStrokes: int(2, { range: [1, 20], hard: true, help: "Least strokes of a letter." }),
    mostStrokes: int(5, { range: [1, 20], hard: true, help: "Most strokes of a letter." }),
    shortestWalk: int(2, { range: [1, 20], hard: true, help: "Least steps of a stroke." }),
    longestWalk: int(4, { range: [1, 20], hard: true, help: "Most steps of a stroke." }),
    style: choice(["curve", "line"], "curve", { help: "Strokes that swing, or that turn at corners." }),
    samples: int(12, { range: [1, 64], hard: true, help: "Chords per step of a curve." }),
    tension: number(0, { range: [0, 1], help: "How straight curves are pulled; at 1 they are lines." }),
    snap: number(0, { range: [0, 90], unit: "deg", help: "Turns strokes to multiples of this angle; 0 leaves them." }),
    diacritics: number(0.3, { range: [0, 1], unit: "share", help: "Strokes that get a mark at their end." }),
    diacriticRadius: number(0.04, { range: [0, 0.2], help: "Size of the marks, in em." }),
    align: choice(ALIGNS, "centre", { help: "Where lines of unequal length meet." }),
    anchor: choice(ANCHORS, "centre", { help: "What lies at 0, 0: the middle of it all, or the first baseline." }),
    advance: number(0.85, { range: [0.2, 2], help: "Width of a letter, in em." }),
    space: number(0.35, { range: [0, 2], help: "Width of a space, in em." }),
    letterSpacing: number(0, { range: [-0.2, 1], help: "Added between letters, in em." }),
    lineHeight: number(1.4, { range: [0.5, 3], help: "From baseline to baseline, in em." }),
    boxWidth: number(0, { range: [0, 400], unit: "mm", help: "Lines are broken at this width; 0 for never." }),
  },
  positional: (size, seed) => ({ size, seed }),
  draw(p, out) {
    const { size, seed } = p;
    metrics.letter = p.advance;
    metrics.space = p.space;
    const { count, codePoints, x, y } = layoutText(p.text, metrics, p, size === 0 ? 0 : p.boxWidth / Math.abs(size));
    const starts = startScratch.take(count + 1);
    first.clear();
    for (let i = 0; i < count; i++) {
      starts[i] = out.lines;
      starts[i + 1] = out.lines;
      if (codePoints[i] === SPACE || codePoints[i] === NEWLINE) continue;
      const same = first.get(codePoints[i]);
      if (same === undefined) {
        first.set(codePoints[i], i);
        writeLetter(codePoints[i], seed, p, x[i] * size, y[i] * size, size, out);
      } else copyLines(out, starts[same], starts[same + 1], (x[i] - x[same]) * size, (y[i] - y[same]) * size);
    }
  },
});

/** Writes lines that are there already once more, moved. */
function copyLines(out: LineWriter, from: number, to: number, dx: number, dy: number): void {
  for (let line = from; line < to; line++) {
    const start = out.offsets[line];
    const end = out.offsets[line + 1];
    for (let i = start; i < end; i++) {
      const x = out.coords[i * 3] + dx;
      const y = out.coords[i * 3 + 1] + dy;
      if (i === start) out.moveTo(x, y);
      else out.lineTo(x, y);
    }
  }
}
