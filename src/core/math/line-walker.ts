// Walks along one polyline and cuts pieces out of it by arc length. Pieces are asked for in rising order, so a line of
// n points with m pieces costs n + m steps. It remembers lengths only, never the line: nothing is kept alive by it.

import type { LineWriter } from "../line-writer.ts";
import { float64Scratch } from "../scratch.ts";

export class LineWalker {
  /** Length of the whole line in mm. */
  length = 0;
  /** What `cut` is to cut out, from and to, in mm along the line. Arguments would be boxed, two for each dash. */
  readonly span = new Float64Array(2);
  /** How far along the line each of its points lies. */
  private readonly travelled = float64Scratch();
  private first = 0;
  private last = 0;
  /** The walk is in the segment that starts at this point, counted from the line's first. */
  private at = 0;

  /** Aims at the points `first .. end` of `coords`. */
  aim(coords: Float32Array, first: number, end: number): void {
    const travelled = this.travelled.take(end - first + 1);
    let length = 0;
    travelled[0] = 0;
    for (let i = 1; i < end - first; i++) {
      const a = (first + i) * 3;
      const x = coords[a] - coords[a - 3];
      const y = coords[a + 1] - coords[a - 2];
      const z = coords[a + 2] - coords[a - 1];
      length += Math.sqrt(x * x + y * y + z * z);
      travelled[i] = length;
    }
    this.length = length;
    this.first = first;
    this.last = end - first - 1;
    this.at = 0;
  }

  /** Writes the stretch `span[0] .. span[1]` as one line: at most `points between + 2` points. */
  cut(coords: Float32Array, out: LineWriter): void {
    const { span, last } = this;
    const travelled = this.travelled.take(0);
    const from = span[0];
    const to = span[1];
    let { at } = this;
    while (at < last && travelled[at + 1] < from) at++;
    let inner = at + 1;
    while (inner < last && travelled[inner] <= from) inner++;
    let end = at;
    while (end < last && travelled[end + 1] < to) end++;
    const between = Math.max(0, end + 1 - inner);
    const points = between + (to > from ? 2 : 1);
    out.reserve(points, 1);
    let c = out.points * 3;
    this.writeAt(coords, at, 0, out.coords, c);
    const source = (this.first + inner) * 3;
    for (let k = 0; k < between * 3; k++) out.coords[c + 3 + k] = coords[source + k];
    c += (between + 1) * 3;
    if (to > from) this.writeAt(coords, end, 1, out.coords, c);
    out.commitLine(points);
    this.at = end;
  }

  /** Writes the whole line as it is. */
  copy(coords: Float32Array, out: LineWriter): void {
    const from = this.first * 3;
    const to = (this.first + this.last + 1) * 3;
    const base = out.points * 3 - from;
    for (let c = from; c < to; c++) out.coords[base + c] = coords[c];
    out.commitLine(this.last + 1);
  }

  /** Writes the point at `span[which]`, which lies in the segment that starts at point `at`. */
  private writeAt(coords: Float32Array, at: number, which: 0 | 1, to: Float32Array, c: number): void {
    const travelled = this.travelled.take(0);
    const next = Math.min(at + 1, this.last);
    const step = travelled[next] - travelled[at];
    const share = step > 0 ? Math.min(1, Math.max(0, (this.span[which] - travelled[at]) / step)) : 0;
    const a = (this.first + at) * 3;
    const b = (this.first + next) * 3;
    for (let axis = 0; axis < 3; axis++) {
      to[c + axis] = coords[a + axis] + (coords[b + axis] - coords[a + axis]) * share;
    }
  }
}
