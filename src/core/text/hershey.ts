// The built-in single-stroke faces: decoded when first used, accents added to letters that have none of their own.

import type { Face, Glyph } from "./face.ts";
import { HERSHEY_FACES } from "./hershey-data.ts";

export type HersheyName = keyof typeof HERSHEY_FACES;
export const HERSHEY_NAMES = Object.keys(HERSHEY_FACES) as HersheyName[];

/** Units of the data in one em: the line spacing its designer had in mind. */
const EM = 32;
const TOP = 1;
const BASELINE = 22;
const SPACE = 12;
const FIRST = 0x21;
const LAST = 0x7e;
const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SHIFT = 10;
/** Letters put together from a base and its marks; there are not many more in all of Latin. */
const MAX_COMPOSED = 1024;

/** Strokes in units of the data: x, y in turn. */
type Strokes = number[][];

const MISSING: Strokes = [[2, TOP, 2, BASELINE, 13, BASELINE, 13, TOP, 2, TOP]];
const MISSING_ADVANCE = 15;

/** Combining marks above: x from the middle of the letter, y up from a gap over it. */
const MARKS_ABOVE: Readonly<Record<number, Strokes>> = {
  768: [[-3, 4, 1, 0]],
  769: [[3, 4, -1, 0]],
  770: [[-4, 0, 0, 4, 4, 0]],
  771: [[-5, 1, -3, 3, -1, 3, 1, 1, 3, 1, 5, 3]],
  772: [[-4, 1, 4, 1]],
  774: [[-4, 4, -3, 1, -1, 0, 1, 0, 3, 1, 4, 4]],
  775: [[-1, 1, 0, 2, 1, 1, 0, 0, -1, 1]],
  776: [
    [-4, 1, -3, 2, -2, 1, -3, 0, -4, 1],
    [2, 1, 3, 2, 4, 1, 3, 0, 2, 1],
  ],
  778: [[-2, 2, -1, 4, 1, 4, 2, 2, 1, 0, -1, 0, -2, 2]],
  779: [
    [0, 4, -3, 0],
    [5, 4, 2, 0],
  ],
  780: [[-4, 4, 0, 0, 4, 4]],
};
/** Marks below the baseline. */
const MARKS_BELOW: Readonly<Record<number, Strokes>> = {
  807: [[0, 0, 0, -2, 2, -3, 2, -5, 0, -6, -2, -5]],
  808: [[1, 0, -1, -3, 0, -5, 2, -5]],
};
const GAP = 3;

/** Signs of good typesetting → the nearest the data has. */
const PLAIN: Readonly<Record<number, number>> = {
  160: 32,
  173: 45,
  8208: 45,
  8209: 45,
  8210: 45,
  8211: 45,
  8212: 45,
  8216: 39,
  8217: 39,
  8218: 44,
  8220: 34,
  8221: 34,
  8722: 45,
};

class HersheyFace implements Face {
  readonly capHeight = (BASELINE - TOP) / EM;
  private readonly letters: { advance: number; strokes: Strokes }[];
  private readonly glyphs = new Map<number, Glyph>();

  constructor(name: HersheyName) {
    this.letters = HERSHEY_FACES[name].split(" ").map(decode);
  }

  advance(codePoint: number): number {
    return this.glyph(codePoint).advance;
  }

  kerning(): number {
    return 0;
  }

  glyph(codePoint: number): Glyph {
    const known = this.glyphs.get(codePoint);
    if (known !== undefined) return known;
    const made = this.make(codePoint);
    if (this.glyphs.size >= MAX_COMPOSED) this.glyphs.clear();
    this.glyphs.set(codePoint, made);
    return made;
  }

  private make(written: number): Glyph {
    const codePoint = PLAIN[written] ?? written;
    if (codePoint === 32) return pack(SPACE, []);
    const letter = this.letters[codePoint - FIRST];
    if (codePoint >= FIRST && codePoint <= LAST && letter !== undefined) return pack(letter.advance, letter.strokes);
    return this.compose(codePoint) ?? pack(MISSING_ADVANCE, MISSING, true);
  }

  /** A letter of the data with its marks, or null where one of them is unknown. */
  private compose(codePoint: number): Glyph | null {
    const [base, ...marks] = Array.from(String.fromCodePoint(codePoint).normalize("NFD"), (c) => c.codePointAt(0) ?? 0);
    const letter = this.letters[base - FIRST];
    if (marks.length === 0 || base > LAST || letter === undefined) return null;
    const isDotted = base === 0x69 || base === 0x6a;
    const body = isDotted ? letter.strokes.filter((stroke) => extentOf([stroke]).bottom > 5) : letter.strokes;
    const { left, right, top } = extentOf(body);
    const strokes = [...body];
    let above = top - GAP;
    for (const mark of marks) {
      const drawn = MARKS_ABOVE[mark] ?? MARKS_BELOW[mark];
      if (drawn === undefined) return null;
      const y = mark in MARKS_ABOVE ? above : BASELINE;
      if (mark in MARKS_ABOVE) above -= 4 + GAP;
      const x = (left + right) / 2;
      for (const stroke of drawn) strokes.push(stroke.map((value, i) => (i % 2 === 0 ? x + value : y - value)));
    }
    return pack(letter.advance, strokes);
  }
}

const faces = new Map<HersheyName, Face>();

/** The face of this name, or null where none is built in. */
export function hersheyFace(name: string): Face | null {
  if (!Object.hasOwn(HERSHEY_FACES, name)) return null;
  const key = name as HersheyName;
  const face = faces.get(key) ?? new HersheyFace(key);
  faces.set(key, face);
  return face;
}

function decode(word: string): { advance: number; strokes: Strokes } {
  const strokes = word
    .slice(1)
    .split("-")
    .filter((part) => part !== "")
    .map((part) => Array.from(part, (sign) => SIGNS.indexOf(sign) - SHIFT));
  return { advance: SIGNS.indexOf(word[0]), strokes };
}

function pack(advance: number, strokes: Strokes, isMissing = false): Glyph {
  const flat = strokes.flat();
  const coords = Float32Array.from(flat, (value, i) => (i % 2 === 0 ? value : value - BASELINE) / EM);
  const ends = new Uint32Array(strokes.length);
  let end = 0;
  strokes.forEach((stroke, i) => {
    end += stroke.length / 2;
    ends[i] = end;
  });
  return { advance: advance / EM, coords, ends, isMissing };
}

function extentOf(strokes: Strokes): { left: number; right: number; top: number; bottom: number } {
  const xs = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 0));
  const ys = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 1));
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
