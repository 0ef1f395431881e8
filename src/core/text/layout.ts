// Text → where each of its letters stands, in em. Shared by `text` and `asemic`.

import { float64Scratch, uint32Scratch } from "../scratch.ts";
import type { Metrics } from "./face.ts";

export const ALIGNS = ["left", "centre", "right"] as const;
export const ANCHORS = ["centre", "baseline"] as const;

export interface Setting {
  align: (typeof ALIGNS)[number];
  /** Added after every letter, em. */
  letterSpacing: number;
  /** From baseline to baseline, em. */
  lineHeight: number;
  anchor: (typeof ANCHORS)[number];
}

/** Reused: valid until the next layout. */
export interface Layout {
  count: number;
  codePoints: Uint32Array;
  x: Float64Array;
  y: Float64Array;
}

const NEWLINE = 10;
const TAB = 9;
const SPACE = 32;
/** From here on letters are written without spaces (kana, ideographs): a line may be broken before and after each. */
const UNSPACED = 0x2e80;
const LAST_UNSPACED = 0x1_0000;
/** Ideographs beyond the basic plane. */
const FAR_IDEOGRAPHS = 0x2_0000;

const codePointScratch = uint32Scratch();
const advanceScratch = float64Scratch();
const xScratch = float64Scratch();
const yScratch = float64Scratch();
const startScratch = uint32Scratch();
const layout: Layout = { count: 0, codePoints: new Uint32Array(0), x: new Float64Array(0), y: new Float64Array(0) };

/**
 * Lines end at newlines, and where `boxWidth` (em; 0 or less: no box) is full: after the last space, beside an
 * ideograph or kana, else in the middle of the word. Spaces at a line's end hang out of the box and count for nothing.
 *
 * `align` is within the box, or within the widest line. The anchor "centre" puts the middle of that width and the middle
 * between the first line's capitals and the last baseline at 0, 0; "baseline" puts the first baseline at y 0 and the
 * edge (or middle) that lines are aligned to at x 0.
 */
export function layoutText(text: string, metrics: Metrics, setting: Setting, boxWidth: number): Layout {
  const count = readText(text);
  const { codePoints } = layout;
  const advances = advanceScratch.take(count);
  for (let i = 0; i < count; i++) {
    const kerning = i + 1 < count ? metrics.kerning(codePoints[i], codePoints[i + 1]) : 0;
    advances[i] = codePoints[i] === NEWLINE ? 0 : metrics.advance(codePoints[i]) + setting.letterSpacing + kerning;
  }
  const lines = breakLines(count, advances, boxWidth > 0 ? boxWidth : Infinity, setting.letterSpacing);
  place(count, lines, advances, metrics, setting, boxWidth);
  return layout;
}

/** Code points of the text, accents with their letters, line ends as one newline, tabs as spaces. Returns how many. */
function readText(written: string): number {
  const text = written.normalize("NFC");
  const codePoints = codePointScratch.take(text.length);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i) as number;
    if (codePoint > 0xffff) i++;
    if (codePoint === 13) continue;
    codePoints[count++] = codePoint === TAB ? SPACE : codePoint;
  }
  layout.count = count;
  layout.codePoints = codePoints;
  return count;
}

/** Writes where lines start to the scratch; returns how many there are. */
function breakLines(count: number, advances: Float64Array, box: number, letterSpacing: number): number {
  const { codePoints } = layout;
  const starts = startScratch.take(count + 2);
  let lines = 1;
  starts[0] = 0;
  let width = 0;
  /** Where the line may be broken, or -1. */
  let opening = -1;
  for (let i = 0; i < count; i++) {
    const codePoint = codePoints[i];
    const start = starts[lines - 1];
    if (codePoint === NEWLINE) {
      starts[lines++] = i + 1;
      width = 0;
      opening = -1;
      continue;
    }
    if (i > start && (codePoints[i - 1] === SPACE || isUnspaced(codePoint) || isUnspaced(codePoints[i - 1])))
      opening = i;
    if (codePoint !== SPACE && i > start && width + advances[i] - letterSpacing > box) {
      const next = opening > start ? opening : i;
      starts[lines++] = next;
      width = 0;
      for (let k = next; k < i; k++) width += advances[k];
      opening = -1;
    }
    width += advances[i];
  }
  starts[lines] = count;
  return lines;
}

function place(
  count: number,
  lines: number,
  advances: Float64Array,
  metrics: Metrics,
  setting: Setting,
  boxWidth: number,
): void {
  const { codePoints } = layout;
  const starts = startScratch.take(count + 2);
  const x = xScratch.take(count);
  const y = yScratch.take(count);
  let widest = boxWidth > 0 ? boxWidth : 0;
  if (!(boxWidth > 0)) {
    for (let line = 0; line < lines; line++) {
      widest = Math.max(widest, widthOf(starts[line], starts[line + 1], advances, codePoints, setting.letterSpacing));
    }
  }
  const share = setting.align === "left" ? 0 : setting.align === "right" ? 1 : 0.5;
  const left = setting.anchor === "centre" ? -widest / 2 : -widest * share;
  const top = setting.anchor === "centre" ? (metrics.capHeight - (lines - 1) * setting.lineHeight) / 2 : 0;
  for (let line = 0; line < lines; line++) {
    const width = widthOf(starts[line], starts[line + 1], advances, codePoints, setting.letterSpacing);
    let pen = left + (widest - width) * share;
    for (let i = starts[line]; i < starts[line + 1]; i++) {
      x[i] = pen;
      y[i] = top + line * setting.lineHeight;
      pen += advances[i];
    }
  }
  layout.x = x;
  layout.y = y;
}

/** Without the spaces at its end, and without the spacing after the last letter. */
function widthOf(
  from: number,
  to: number,
  advances: Float64Array,
  codePoints: Uint32Array,
  letterSpacing: number,
): number {
  let end = to;
  while (end > from && (codePoints[end - 1] === SPACE || codePoints[end - 1] === NEWLINE)) end--;
  let width = 0;
  for (let i = from; i < end; i++) width += advances[i];
  return end > from ? width - letterSpacing : 0;
}

function isUnspaced(codePoint: number): boolean {
  return (codePoint >= UNSPACED && codePoint < LAST_UNSPACED) || codePoint >= FAR_IDEOGRAPHS;
}
