// Font files: outlines of TrueType and CFF glyphs, flattened and kept. The one file that knows opentype.js, which is
// given nothing but the tables that outlines and kerning need; a hostile file ends in a `SketchError`.

/// <reference path="./opentype-module.d.ts" />

import { type Font, type Glyph as FontGlyph, type PathCommand, parse } from "opentype.js/dist/opentype.min.mjs";
import { SketchError } from "../sketch-error.ts";
import { checkCff } from "./cff-check.ts";
import { CharacterMap } from "./character-map.ts";
import type { Face, Glyph } from "./face.ts";
import { brokenFont, FontDirectory } from "./sfnt.ts";

const OUTLINES = ["head", "hhea", "hmtx", "maxp", "loca", "glyf", "CFF ", "kern"];
/** Kerning classes are unfolded by the parser; a table larger than this costs more than it shows. */
const MAX_GPOS_BYTES = 512 * 1024;

/** The parser insists on tables of names and characters. Ours say nothing. */
const EMPTY_NAMES = Uint8Array.of(0, 0, 0, 0, 0, 6);
const EMPTY_CHARACTERS = Uint8Array.of(
  ...[0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12], // one table, for Windows, at byte 12
  ...[0, 4, 0, 24, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255, 0, 1, 0, 0], // format 4, the closing segment
);
const EMPTY_GLYPH_NAMES = Uint8Array.of(0, 3, ...new Array<number>(30).fill(0));
const EMPTY = { name: EMPTY_NAMES, cmap: EMPTY_CHARACTERS, post: EMPTY_GLYPH_NAMES };

/** Flattened glyphs of all fonts. The oldest goes first. */
const MAX_GLYPHS = 2048;
const MAX_GLYPH_BYTES = 8 * 1024 * 1024;
/** Curves are cut into at most so many chords, whatever the tolerance. */
const MAX_CHORDS = 64;
/** A glyph of more points is an attack, or a map of the world. */
const MAX_GLYPH_POINTS = 100_000;

/** Pairs whose kerning was looked up, per face. */
const MAX_PAIRS = 4096;

const kept = new Map<number, { glyph: Glyph; tolerance: number }>();
let keptBytes = 0;
let facesOpened = 0;
/** By the bytes themselves, so that a face is let go with them. */
const faces = new WeakMap<Uint8Array, Map<number, FontFace>>();

/** A face of a font file. The same bytes and index give the same object. Throws `SketchError`. */
export function openFont(bytes: Uint8Array, index: number): Face {
  const known = faces.get(bytes)?.get(index);
  if (known !== undefined) return known;
  const face = guarded(() => new FontFace(bytes, index));
  const siblings = faces.get(bytes) ?? new Map<number, FontFace>();
  siblings.set(index, face);
  faces.set(bytes, siblings);
  return face;
}

export function keptGlyphs(): { entries: number; maxEntries: number; bytes: number; maxBytes: number } {
  return { entries: kept.size, maxEntries: MAX_GLYPHS, bytes: keptBytes, maxBytes: MAX_GLYPH_BYTES };
}

class FontFace implements Face {
  readonly capHeight: number;
  private readonly number = facesOpened++;
  private readonly font: Font;
  private readonly characters: CharacterMap;
  private readonly em: number;
  private readonly pairs = new Map<number, number>();

  constructor(bytes: Uint8Array, index: number) {
    const directory = new FontDirectory(bytes, index);
    this.characters = new CharacterMap(directory.view, directory.table("cmap"));
    const cff = directory.table("CFF ");
    if (cff !== null) checkCff(directory.view, cff);
    const gpos = directory.table("GPOS");
    const tags = gpos !== null && gpos.length <= MAX_GPOS_BYTES ? [...OUTLINES, "GPOS"] : OUTLINES;
    const plain = directory.extract(tags, EMPTY);
    // Glyphs are read when first asked for.
    this.font = parse(plain, { lowMemory: true });
    this.em = this.font.unitsPerEm >= 16 && this.font.unitsPerEm <= 16_384 ? this.font.unitsPerEm : 1000;
    this.capHeight = this.capHeightOf(directory);
  }

  advance(codePoint: number): number {
    const { advanceWidth } = this.glyphOf(codePoint);
    return advanceWidth !== undefined && Number.isFinite(advanceWidth) ? advanceWidth / this.em : 0;
  }

  kerning(left: number, right: number): number {
    const pair = this.characters.glyphOf(left) * 0x1_0000 + this.characters.glyphOf(right);
    let value = this.pairs.get(pair);
    if (value === undefined) {
      value = this.lookUpKerning(left, right);
      if (this.pairs.size >= MAX_PAIRS) this.pairs.clear();
      this.pairs.set(pair, value);
    }
    return value;
  }

  glyph(codePoint: number, tolerance: number): Glyph {
    const number = this.characters.glyphOf(codePoint);
    const key = this.number * 0x1_0000 + number;
    const known = kept.get(key);
    if (known !== undefined && known.tolerance === tolerance) return known.glyph;
    const glyph = guarded(() => {
      const source = this.glyphOf(codePoint);
      const outline = flatten(source.path.commands, this.em, tolerance);
      return { ...outline, advance: this.advance(codePoint), isMissing: number === 0 };
    });
    keep(key, glyph, tolerance);
    return glyph;
  }

  private lookUpKerning(left: number, right: number): number {
    try {
      const value = this.font.getKerningValue(this.glyphOf(left), this.glyphOf(right)) / this.em;
      return Math.abs(value) < 2 ? value : 0;
    } catch {
      return 0; // a broken kerning table costs the kerning, not the text
    }
  }

  private glyphOf(codePoint: number): FontGlyph {
    return guarded(() => this.font.glyphs.get(this.characters.glyphOf(codePoint)) ?? this.font.glyphs.get(0));
  }

  /** As the font states it, else the height of its H. */
  private capHeightOf(directory: FontDirectory): number {
    const os2 = directory.table("OS/2");
    const stated = os2 !== null && os2.length >= 90 ? directory.view.getInt16(os2.start + 88) / this.em : 0;
    if (stated > 0.1 && stated < 2) return stated;
    const { coords } = this.glyph(0x48, 0.01);
    let highest = 0;
    for (let i = 1; i < coords.length; i += 2) highest = Math.max(highest, -coords[i]);
    return highest > 0.1 && highest < 2 ? highest : 0.7;
  }
}

/** What a parser throws at a broken file becomes a mistake that can be shown. */
function guarded<T>(work: () => T): T {
  try {
    const made = work();
    if (made === undefined) throw brokenFont("a glyph is missing");
    return made;
  } catch (error) {
    if (error instanceof SketchError) throw error;
    throw brokenFont(error instanceof Error ? error.message.slice(0, 200) : "it cannot be parsed");
  }
}

function keep(key: number, glyph: Glyph, tolerance: number): void {
  const old = kept.get(key);
  if (old !== undefined) keptBytes -= bytesOf(old.glyph);
  kept.set(key, { glyph, tolerance });
  keptBytes += bytesOf(glyph);
  for (const [oldest, entry] of kept) {
    if (kept.size <= MAX_GLYPHS && keptBytes <= MAX_GLYPH_BYTES) break;
    kept.delete(oldest);
    keptBytes -= bytesOf(entry.glyph);
  }
}

function bytesOf(glyph: Glyph): number {
  return glyph.coords.byteLength + glyph.ends.byteLength;
}

/** Every contour as a closed stroke. */
function flatten(commands: readonly PathCommand[], em: number, tolerance: number): Pick<Glyph, "coords" | "ends"> {
  const coords: number[] = [];
  const ends: number[] = [];
  const allowed = Math.max(1e-5, tolerance) * em;
  let first = 0;
  let x = 0;
  let y = 0;
  const add = (toX: number, toY: number) => {
    if (coords.length >= MAX_GLYPH_POINTS * 2) throw brokenFont(`a glyph has more than ${MAX_GLYPH_POINTS} points`);
    if (!Number.isFinite(toX) || !Number.isFinite(toY)) throw brokenFont("a glyph has a point that is no number");
    coords.push(toX / em, -toY / em);
    x = toX;
    y = toY;
  };
  const close = () => {
    const start = first * 2;
    let isPlace = true; // some fonts mark anchors by contours that stay in one place
    for (let i = start + 2; i < coords.length; i++) isPlace &&= coords[i] === coords[start + (i % 2)];
    if (isPlace) coords.length = start;
    else {
      const last = coords.length - 2;
      if (coords[start] !== coords[last] || coords[start + 1] !== coords[last + 1]) {
        coords.push(coords[start], coords[start + 1]);
      }
      ends.push(coords.length / 2);
    }
    first = coords.length / 2;
  };
  for (const command of commands) {
    const [fromX, fromY] = [x, y];
    switch (command.type) {
      case "M":
        close();
        add(command.x, command.y);
        break;
      case "L":
        add(command.x, command.y);
        break;
      case "Q": {
        const bend = Math.hypot(fromX - 2 * command.x1 + command.x, fromY - 2 * command.y1 + command.y);
        const chords = chordsFor(bend / 4, allowed);
        for (let i = 1; i <= chords; i++) {
          const t = i / chords;
          const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
          add(a * fromX + b * command.x1 + c * command.x, a * fromY + b * command.y1 + c * command.y);
        }
        break;
      }
      case "C": {
        const { x1, y1, x2, y2 } = command;
        const bend = Math.max(
          Math.hypot(fromX - 2 * x1 + x2, fromY - 2 * y1 + y2),
          Math.hypot(x1 - 2 * x2 + command.x, y1 - 2 * y2 + command.y),
        );
        const chords = chordsFor(bend * 0.75, allowed);
        for (let i = 1; i <= chords; i++) {
          const t = i / chords;
          const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
          add(a * fromX + b * x1 + c * x2 + d * command.x, a * fromY + b * y1 + c * y2 + d * command.y);
        }
        break;
      }
      case "Z":
        close();
        break;
    }
  }
  close();
  return { coords: Float32Array.from(coords), ends: Uint32Array.from(ends) };
}

/** Chords that keep a curve, off by `error` from its one chord, within `allowed`: the error falls with their square. */
function chordsFor(error: number, allowed: number): number {
  const chords = Math.ceil(Math.sqrt(error / allowed));
  return chords >= 1 ? Math.min(MAX_CHORDS, chords) : 1;
}
