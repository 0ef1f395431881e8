import type { LineWriter } from "../line-writer.ts";
import type { Polylines } from "../polylines.ts";

/** Adds all lines of `input` as they are. For effects that keep the outline they worked in. */
export function copyLines(input: Polylines, out: LineWriter): void {
  out.reserve(input.points, input.lines);
  const { coords, offsets } = input;
  const shift = out.points * 3;
  for (let i = 0; i < input.points * 3; i++) out.coords[shift + i] = coords[i];
  for (let line = 0; line < input.lines; line++) out.commitLine(offsets[line + 1] - offsets[line]);
}
