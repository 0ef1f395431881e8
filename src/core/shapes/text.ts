import type { Job } from "../op.ts";
import { choice, int, number, shapeOp, text as textParam } from "../op.ts";
import type { Face } from "../text/face.ts";
import { openFont } from "../text/font.ts";
import { hersheyFace } from "../text/hershey.ts";
import { ALIGNS, ANCHORS, layoutText } from "../text/layout.ts";

/**
 * Writing. The built-in faces are single strokes, made for pens: "sans", "serif", "italic", "script" and "gothic", for
 * Latin with its accents. Any other `font` is the outline of letters: a family of this computer ("Noto Sans JP"), or a
 * font file beside the sketch, `import font from "./x.otf"`. Such outlines are closed lines, ready to be filled; pairs
 * are kerned as the font says. A letter that a face does not have is drawn as the face's sign for it, mostly a box, and noted.
 *
 * `size` is one em in mm. Lines end at newlines, and where `boxWidth` mm are full: after a space, beside an ideograph or
 * kana, else inside the word. Everything is centred on 0, 0 between the first line's capitals and the last baseline, or,
 * with the anchor "baseline", starts from 0, 0 on the first baseline. An empty text draws nothing. z is 0.
 *
 * The built-in faces are A. V. Hershey's ("Calligraphy for Computers", 1967); layout and parameters are after pyxidraw's
 * and grafix's text.
 *
 * @example G.text({ text: "every line\nhas a weight", font: "script", size: 18 }).translate(74, 105)
 */
export const text = shapeOp({
  name: "text",
  help: "Writing, in single strokes or in the outlines of a font.",
  params: {
    text: textParam("HELLO", { help: "What is written; a newline starts a new line." }),
    font: textParam("sans", {
      help: 'A built-in face ("sans", "serif", "italic", "script", "gothic"), a font family, or an imported font file.',
    }),
    fontIndex: int(0, { range: [0, 31], hard: true, help: "Which face of a font collection (.ttc, .otc)." }),
    size: number(20, { range: [1, 200], unit: "mm", help: "One em: about the distance of lines set tight." }),
    align: choice(ALIGNS, "centre", { help: "Where lines of unequal length meet." }),
    anchor: choice(ANCHORS, "centre", { help: "What lies at 0, 0: the middle of it all, or the first baseline." }),
    letterSpacing: number(0, { range: [-0.2, 1], help: "Added between letters, in em." }),
    lineHeight: number(1.2, { range: [0.5, 3], help: "From baseline to baseline, in em." }),
    boxWidth: number(0, { range: [0, 400], unit: "mm", help: "Lines are broken at this width; 0 for never." }),
    tolerance: number(0.002, { range: [0.0005, 0.05], help: "How far outlines may be from the font's curves, in em." }),
  },
  positional: (size) => ({ size }),
  draw(p, out, job) {
    const face = faceOf(p.font, p.fontIndex, job);
    const { size } = p;
    const { count, codePoints, x, y } = layoutText(p.text, face, p, size === 0 ? 0 : p.boxWidth / Math.abs(size));
    for (let i = 0; i < count; i++) {
      if (codePoints[i] === 10) continue;
      const { coords, ends, isMissing } = face.glyph(codePoints[i], p.tolerance);
      if (isMissing) job.missingLetter(p.font, codePoints[i]);
      let at = 0;
      for (let stroke = 0; stroke < ends.length; stroke++) {
        out.moveTo((x[i] + coords[at * 2]) * size, (y[i] + coords[at * 2 + 1]) * size);
        for (at++; at < ends[stroke]; at++)
          out.lineTo((x[i] + coords[at * 2]) * size, (y[i] + coords[at * 2 + 1]) * size);
      }
    }
  },
});

function faceOf(font: string, index: number, job: Job): Face {
  return hersheyFace(font) ?? openFont(job.assets.font(font), index);
}
