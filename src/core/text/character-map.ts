// Code point → number of a glyph, by a font's `cmap` table. Read in place: a font for Chinese has 30,000 entries, of
// which a drawing uses a few, and a broken one can state billions.

import { brokenFont } from "./sfnt.ts";

/** Formats that say more come first. */
const FORMATS = [12, 4, 6, 0];

export class CharacterMap {
  private readonly view: DataView;
  private readonly start: number;
  private readonly end: number;
  private readonly format: number = -1;

  constructor(view: DataView, table: { start: number; length: number } | null) {
    this.view = view;
    this.start = 0;
    this.end = table === null ? 0 : table.start + table.length;
    if (table === null || table.length < 4) return;
    const count = Math.min(64, view.getUint16(table.start + 2));
    for (let i = 0; i < count; i++) {
      const entry = table.start + 4 + i * 8;
      if (entry + 8 > this.end) throw brokenFont("its character map is cut off");
      const platform = view.getUint16(entry);
      const encoding = view.getUint16(entry + 2);
      const unicode = platform === 0 || (platform === 3 && (encoding === 1 || encoding === 10 || encoding === 0));
      const start = table.start + view.getUint32(entry + 4);
      if (!unicode || start + 16 > this.end) continue;
      const format = view.getUint16(start);
      const rank = FORMATS.indexOf(format);
      if (rank < 0 || (this.format >= 0 && rank >= FORMATS.indexOf(this.format))) continue;
      this.start = start;
      this.format = format;
    }
  }

  /** 0, the sign for a missing one, where the font has no glyph for it. */
  glyphOf(codePoint: number): number {
    switch (this.format) {
      case 12:
        return this.byGroups(codePoint);
      case 4:
        return codePoint > 0xffff ? 0 : this.bySegments(codePoint);
      case 6: {
        const at = codePoint - this.u16(this.start + 6);
        return at >= 0 && at < this.u16(this.start + 8) ? this.u16(this.start + 10 + at * 2) : 0;
      }
      case 0:
        return codePoint < 256 && this.start + 6 + codePoint < this.end
          ? this.view.getUint8(this.start + 6 + codePoint)
          : 0;
      default:
        return 0;
    }
  }

  private byGroups(codePoint: number): number {
    const first = this.start + 16;
    let low = 0;
    let high = Math.min(this.u32(this.start + 12), Math.floor((this.end - first) / 12)) - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const group = first + middle * 12;
      if (codePoint > this.u32(group + 4)) low = middle + 1;
      else if (codePoint < this.u32(group)) high = middle - 1;
      else return (this.u32(group + 8) + codePoint - this.u32(group)) & 0xffff;
    }
    return 0;
  }

  private bySegments(codePoint: number): number {
    const segments = this.u16(this.start + 6) >> 1;
    const ends = this.start + 14;
    const starts = ends + segments * 2 + 2;
    const deltas = starts + segments * 2;
    const offsets = deltas + segments * 2;
    let low = 0;
    let high = segments - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.u16(ends + middle * 2) < codePoint) low = middle + 1;
      else high = middle;
    }
    const start = this.u16(starts + low * 2);
    if (low >= segments || codePoint < start || codePoint > this.u16(ends + low * 2)) return 0;
    const delta = this.u16(deltas + low * 2);
    const offset = this.u16(offsets + low * 2);
    if (offset === 0) return (codePoint + delta) & 0xffff;
    const glyph = this.u16(offsets + low * 2 + offset + (codePoint - start) * 2);
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }

  /** 0 beyond the table: a cut-off map has no glyph there. */
  private u16(at: number): number {
    return at + 2 <= this.end ? this.view.getUint16(at) : 0;
  }

  private u32(at: number): number {
    return at + 4 <= this.end ? this.view.getUint32(at) : 0;
  }
}
