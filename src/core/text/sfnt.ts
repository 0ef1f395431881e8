// Reads the frame of a font file: which faces and tables it holds. A face is copied out with only the tables that
// outlines need, so a collection becomes an ordinary font, and neither a broken name table nor a program for hinting is
// ever looked at. Every offset comes from the file and is believed only after a check.

import { SketchError } from "../sketch-error.ts";

/** Large enough for the largest of the pan-CJK families. */
export const MAX_FONT_BYTES = 40 * 1024 * 1024;
const MAX_FACES = 64;
const MAX_TABLES = 128;
const COLLECTION = 0x74746366; // "ttcf"
const TRUETYPE = [0x00010000, 0x74727565]; // 1.0, "true"
const OPENTYPE = 0x4f54544f; // "OTTO"
const HEAD = 12;
const ENTRY = 16;

export class FontDirectory {
  readonly view: DataView;
  readonly faces: number;
  private readonly start: number;

  /** Throws `SketchError` for what is no font, or has no such face. */
  constructor(bytes: Uint8Array, index = 0) {
    if (bytes.byteLength > MAX_FONT_BYTES) {
      throw new SketchError(`the font has ${bytes.byteLength} bytes`, { expected: `at most ${MAX_FONT_BYTES}` });
    }
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.byteLength < HEAD + ENTRY) throw brokenFont("it is cut off");
    const collection = this.view.getUint32(0) === COLLECTION;
    this.faces = collection ? Math.min(MAX_FACES, this.view.getUint32(8)) : 1;
    if (!(index >= 0 && index < this.faces)) {
      throw new SketchError(`the font has no face ${index}`, { expected: `fontIndex from 0 to ${this.faces - 1}` });
    }
    if (collection && HEAD + index * 4 + 4 > bytes.byteLength) throw brokenFont("it is cut off");
    this.start = collection ? this.view.getUint32(HEAD + index * 4) : 0;
    if (this.start + HEAD > bytes.byteLength) throw brokenFont("it is cut off");
    const flavour = this.view.getUint32(this.start);
    if (flavour !== OPENTYPE && !TRUETYPE.includes(flavour)) {
      throw new SketchError("the file is no font that can be read", { expected: "an .otf, .ttf, .otc or .ttc file" });
    }
  }

  /** Where a table lies, or null where the face has none. */
  table(tag: string): { start: number; length: number } | null {
    const wanted = tagWord(tag);
    const count = Math.min(MAX_TABLES, this.view.getUint16(this.start + 4));
    for (let i = 0; i < count; i++) {
      const entry = this.start + HEAD + i * ENTRY;
      if (entry + ENTRY > this.view.byteLength) throw brokenFont("it is cut off");
      if (this.view.getUint32(entry) !== wanted) continue;
      const start = this.view.getUint32(entry + 8);
      const length = this.view.getUint32(entry + 12);
      if (start + length > this.view.byteLength) throw brokenFont(`its table "${tag}" is cut off`);
      return { start, length };
    }
    return null;
  }

  /** An ordinary font file with copies of these tables, as far as the face has them, and `extra` ones. */
  extract(tags: readonly string[], extra: Readonly<Record<string, Uint8Array>> = {}): ArrayBuffer {
    const { buffer, byteOffset } = this.view;
    const parts: [tag: string, bytes: Uint8Array][] = Object.entries(extra);
    for (const tag of tags) {
      const found = this.table(tag);
      if (found) parts.push([tag, new Uint8Array(buffer, byteOffset + found.start, found.length)]);
    }
    const body = parts.reduce((sum, [, bytes]) => sum + padded(bytes.length), 0);
    const made = new Uint8Array(HEAD + parts.length * ENTRY + body);
    const view = new DataView(made.buffer);
    view.setUint32(0, this.view.getUint32(this.start));
    view.setUint16(4, parts.length);
    let at = HEAD + parts.length * ENTRY;
    parts.forEach(([tag, bytes], i) => {
      const entry = HEAD + i * ENTRY;
      view.setUint32(entry, tagWord(tag));
      view.setUint32(entry + 8, at);
      view.setUint32(entry + 12, bytes.length);
      made.set(bytes, at);
      at += padded(bytes.length);
    });
    return made.buffer;
  }
}

export function brokenFont(why: string): SketchError {
  return new SketchError(`the font is broken: ${why}`, { try: "Take another copy of the file, or another font." });
}

function tagWord(tag: string): number {
  let word = 0;
  for (let i = 0; i < 4; i++) word = ((word << 8) | tag.charCodeAt(i)) >>> 0;
  return word;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
