// Fonts small enough to know by heart, made by opentype.js: .notdef is a square, あ a triangle with one bent side. 1000
// units an em.

import { Font, Glyph, Path } from "opentype.js/dist/opentype.min.mjs";

export function tinyFont(familyName = "Tiny", styleName = "Regular", advanceWidth = 1000): Uint8Array {
  const square = new Path();
  square.moveTo(0, 0);
  square.lineTo(500, 0);
  square.lineTo(500, 500);
  square.lineTo(0, 500);
  square.close();
  const bent = new Path();
  bent.moveTo(0, 0);
  bent.lineTo(1000, 0);
  bent.curveTo(1000, 500, 500, 1000, 0, 1000);
  bent.close();
  const font = new Font({
    familyName,
    styleName,
    unitsPerEm: 1000,
    ascender: 1000,
    descender: -200,
    glyphs: [
      new Glyph({ name: ".notdef", unicode: 0, advanceWidth: 600, path: square }),
      new Glyph({ name: "a", unicode: 0x3042, advanceWidth, path: bent }),
    ],
  });
  return new Uint8Array(font.toArrayBuffer());
}

/** A collection of these fonts. */
export function shelf(...fonts: readonly Uint8Array[]): Uint8Array {
  const head = 12 + fonts.length * 4;
  const made = new Uint8Array(head + fonts.reduce((sum, font) => sum + font.length, 0));
  const view = new DataView(made.buffer);
  view.setUint32(0, 0x74746366); // "ttcf"
  view.setUint32(4, 0x00010000);
  view.setUint32(8, fonts.length);
  let at = head;
  fonts.forEach((font, i) => {
    view.setUint32(12 + i * 4, at);
    made.set(font, at);
    // Tables are counted from the file's beginning.
    for (let entry = at + 12; entry < at + 12 + view.getUint16(at + 4) * 16; entry += 16) {
      view.setUint32(entry + 8, view.getUint32(entry + 8) + at);
    }
    at += font.length;
  });
  return made;
}
