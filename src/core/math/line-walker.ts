// Walks along one polyline and cuts pieces out of it by arc length. Pieces are asked for in rising order, so a line of
// n points with m pieces costs n + m steps. It remembers numbers only, never the arrays: nothing is kept alive by it.

import type { LineWriter } from "../line-writer.ts";

export class LineWalker {
  /** Length of the whole line in mm. */
  length = 0;
  private first = 0;
  private last = 0;
  /** The segment the walk is in starts at this point … */
  private at = 0;
  /** … which lies this far along the line. */
  private travelled = 0;

  /** Aims at the points `first .. end` of `coords`. */
  aim(coords: Float32Array, first: number, end: number): void {
    this.first = first;
    this.last = end - 1;
    this.at = first;
    this.travelled = 0;
    this.length = 0;
    for (let i = first; i < end - 1; i++) this.length += distance(coords, i);
  }

  /** Writes the stretch `from .. to` (mm along the line) as one line: at most `points between + 2` points. */
  cut(coords: Float32Array, from: number, to: number, out: LineWriter): void {
    this.advance(coords, from);
    this.writePoint(coords, from, out, true);
    let step = this.at < this.last ? distance(coords, this.at) : 0;
    while (this.at < this.last && this.travelled + step < to) {
      this.travelled += step;
      this.at++;
      if (this.travelled > from) {
        const c = this.at * 3;
        out.lineTo(coords[c], coords[c + 1], coords[c + 2]);
      }
      step = this.at < this.last ? distance(coords, this.at) : 0;
    }
    if (to > from) this.writePoint(coords, to, out, false);
  }

  /** Writes the whole line as it is. */
  copy(coords: Float32Array, out: LineWriter): void {
    const from = this.first * 3;
    const to = (this.last + 1) * 3;
    const base = out.points * 3 - from;
    for (let c = from; c < to; c++) out.coords[base + c] = coords[c];
    out.commitLine(this.last - this.first + 1);
  }

  private advance(coords: Float32Array, to: number): void {
    while (this.at < this.last) {
      const step = distance(coords, this.at);
      if (this.travelled + step >= to) return;
      this.travelled += step;
      this.at++;
    }
  }

  private writePoint(coords: Float32Array, along: number, out: LineWriter, starts: boolean): void {
    const a = this.at * 3;
    const b = Math.min(this.at + 1, this.last) * 3;
    const step = this.at < this.last ? distance(coords, this.at) : 0;
    const share = step > 0 ? Math.min(1, Math.max(0, (along - this.travelled) / step)) : 0;
    const x = coords[a] + (coords[b] - coords[a]) * share;
    const y = coords[a + 1] + (coords[b + 1] - coords[a + 1]) * share;
    const z = coords[a + 2] + (coords[b + 2] - coords[a + 2]) * share;
    if (starts) out.moveTo(x, y, z);
    else out.lineTo(x, y, z);
  }
}

function distance(coords: Float32Array, i: number): number {
  const a = i * 3;
  const x = coords[a + 3] - coords[a];
  const y = coords[a + 4] - coords[a + 1];
  const z = coords[a + 5] - coords[a + 2];
  return Math.sqrt(x * x + y * y + z * z);
}
