// Takes lines out of a writer again, for ops that must see a line before they know whether it is wanted.

import type { LineWriter } from "../line-writer.ts";
import type { Polylines } from "../polylines.ts";

/** Drops the lines from `first` on that `unwanted` says, told `limit`; the others move up. */
export function dropLines(
  out: LineWriter,
  first: number,
  unwanted: (lines: Polylines, line: number, limit: number) => boolean,
  limit = 0,
): void {
  const { coords, offsets, lines } = out;
  let kept = first;
  let to = offsets[first];
  for (let line = first; line < lines; line++) {
    const from = offsets[line];
    const end = offsets[line + 1];
    if (unwanted(out, line, limit)) continue;
    coords.copyWithin(to * 3, from * 3, end * 3);
    to += end - from;
    offsets[++kept] = to;
  }
  out.points = to;
  out.lines = kept;
}

export const isShort = (lines: Polylines, line: number, limit: number): boolean =>
  lines.offsets[line + 1] - lines.offsets[line] < limit;

/** Of what `traceContours` wrote: does it run clockwise on the sheet, round something outside? */
export function isHole(lines: Polylines, line: number): boolean {
  const { coords, offsets } = lines;
  let twiceArea = 0;
  for (let i = offsets[line] * 3; i + 3 < offsets[line + 1] * 3; i += 3) {
    twiceArea += coords[i] * coords[i + 4] - coords[i + 3] * coords[i + 1];
  }
  return twiceArea > 0;
}
