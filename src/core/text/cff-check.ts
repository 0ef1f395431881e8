// Whether the frame of a `CFF ` table holds: its lists lie within it, and its offsets lead to such lists. The parser
// believes all of that, and with an offset that is missing it reads for minutes. (Adobe Technical Note 5176.)

import { brokenFont } from "./sfnt.ts";

const CHARSET = 15;
const ENCODING = 16;
const CHAR_STRINGS = 17;
const PRIVATE = 18;
const SUBROUTINES = 19;
const FONT_LIST = 1236; // operators of two bytes: 1200 + the second
const FONT_SELECT = 1237;

/** A list of the format: where each of its items begins and ends. */
interface List {
  count: number;
  itemAt(index: number): { start: number; end: number };
  end: number;
}

/** Throws `SketchError` where it does not. */
export function checkCff(view: DataView, table: { start: number; length: number }): void {
  const bounds = { start: table.start, end: table.start + table.length };
  const u8 = (at: number): number => {
    if (!(at >= bounds.start && at < bounds.end)) throw brokenFont("its outlines are cut off");
    return view.getUint8(at);
  };
  if (u8(bounds.start) !== 1) throw brokenFont("its outlines are of a kind that is not read");

  const list = (at: number): List => {
    const count = u8(at) * 256 + u8(at + 1);
    if (count === 0) return { count, itemAt: () => ({ start: at, end: at }), end: at + 2 };
    const width = u8(at + 2);
    if (width < 1 || width > 4) throw brokenFont("a list of its outlines is no list");
    const data = at + 2 + (count + 1) * width; // offsets count from 1
    const offset = (index: number): number => {
      let value = 0;
      for (let i = 0; i < width; i++) value = value * 256 + u8(at + 3 + index * width + i);
      return value;
    };
    let before = 1;
    for (let i = 0; i <= count; i++) {
      const here = offset(i);
      if (here < before || data + here > bounds.end) throw brokenFont("a list of its outlines is no list");
      before = here;
    }
    return {
      count,
      itemAt: (index) => ({ start: data + offset(index), end: data + offset(index + 1) }),
      end: data + before,
    };
  };

  /** The whole numbers of each operator; what is no whole number counts as NaN. */
  const dictionary = ({ start, end }: { start: number; end: number }): Map<number, number[]> => {
    const entries = new Map<number, number[]>();
    let operands: number[] = [];
    for (let at = start; at < end; ) {
      const first = u8(at++);
      if (first <= 21) {
        entries.set(first === 12 ? 1200 + u8(at++) : first, operands);
        operands = [];
      } else if (first === 28) {
        operands.push(((u8(at) << 24) >> 16) | u8(at + 1));
        at += 2;
      } else if (first === 29) {
        operands.push((u8(at) << 24) | (u8(at + 1) << 16) | (u8(at + 2) << 8) | u8(at + 3));
        at += 4;
      } else if (first === 30) {
        while ((u8(at) & 15) !== 15 && u8(at) >> 4 !== 15) at++;
        at++;
        operands.push(Number.NaN);
      } else if (first >= 32 && first <= 246) operands.push(first - 139);
      else if (first >= 247 && first <= 250) operands.push((first - 247) * 256 + u8(at++) + 108);
      else if (first >= 251 && first <= 254) operands.push(-(first - 251) * 256 - u8(at++) - 108);
      else throw brokenFont("a dictionary of its outlines is none");
    }
    return entries;
  };

  /** The place that an operator leads to; the parser takes its first operand. */
  const place = (operands: number[] | undefined, least: number): number => {
    const offset = operands?.[0] ?? Number.NaN;
    if (!(offset >= least && bounds.start + offset < bounds.end)) throw brokenFont("its outlines lead nowhere");
    return bounds.start + offset;
  };

  const checkPrivate = (operands: number[] | undefined): void => {
    if (operands === undefined || operands.length !== 2) throw brokenFont("its outlines lead nowhere");
    const [size, offset] = operands;
    const start = bounds.start + offset;
    if (!(size >= 0 && offset >= 0 && start + size <= bounds.end)) throw brokenFont("its outlines lead nowhere");
    const subroutines = dictionary({ start, end: start + size }).get(SUBROUTINES);
    if (subroutines !== undefined && subroutines[0] !== 0) list(start + (subroutines[0] ?? Number.NaN));
  };

  const names = list(bounds.start + u8(bounds.start + 2));
  const tops = list(names.end);
  const strings = list(tops.end);
  list(strings.end);
  if (tops.count !== 1) throw brokenFont("it is several fonts in one");
  const top = dictionary(tops.itemAt(0));
  list(place(top.get(CHAR_STRINGS), 1));
  for (const operator of [CHARSET, ENCODING]) if (top.has(operator)) place(top.get(operator), 0);
  checkPrivate(top.get(PRIVATE) ?? [0, 0]);
  if (!top.has(FONT_LIST)) return;
  place(top.get(FONT_SELECT), 1);
  const fonts = list(place(top.get(FONT_LIST), 1));
  for (let i = 0; i < fonts.count; i++) checkPrivate(dictionary(fonts.itemAt(i)).get(PRIVATE));
}
