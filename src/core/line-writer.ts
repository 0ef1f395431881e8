// Where kernels write. Memory comes from the arena and holds what the op stated; writing more is the op's bug and
// throws with both numbers. The layout is well formed after every call, so there is no "finish" to forget.

import type { Polylines } from "./polylines.ts";

/** A kernel wrote more than its `size` stated. The evaluator names the op. */
export class OverflowError extends RangeError {}

export class LineWriter implements Polylines {
  coords: Float32Array;
  offsets: Uint32Array;
  points = 0;
  lines = 0;

  /** Room for `coords.length / 3` points and `offsets.length - 1` lines. */
  constructor(coords: Float32Array, offsets: Uint32Array) {
    this.coords = coords;
    this.offsets = offsets;
    offsets[0] = 0;
  }

  /** Aims the writer at other memory and empties it. */
  reset(coords: Float32Array, offsets: Uint32Array): void {
    this.coords = coords;
    this.offsets = offsets;
    this.points = 0;
    this.lines = 0;
    offsets[0] = 0;
  }

  /** Starts a new line at a point. */
  moveTo(x: number, y: number, z = 0): void {
    if (this.lines + 2 > this.offsets.length) this.overflow("lines", this.lines + 1, this.offsets.length - 1);
    this.lines++;
    this.lineTo(x, y, z);
  }

  /** Adds a point to the current line. */
  lineTo(x: number, y: number, z = 0): void {
    const at = this.points * 3;
    if (at + 3 > this.coords.length) this.overflow("points", this.points + 1, Math.floor(this.coords.length / 3));
    const { coords } = this;
    coords[at] = x;
    coords[at + 1] = y;
    coords[at + 2] = z;
    this.points++;
    this.offsets[this.lines] = this.points;
  }

  /** Declares `points` more points, already written into `coords`, to be one line. For kernels that write by index. */
  commitLine(points: number): void {
    if (this.lines + 2 > this.offsets.length) this.overflow("lines", this.lines + 1, this.offsets.length - 1);
    if ((this.points + points) * 3 > this.coords.length)
      this.overflow("points", this.points + points, Math.floor(this.coords.length / 3));
    this.points += points;
    this.lines++;
    this.offsets[this.lines] = this.points;
  }

  /** Takes over the offsets of `input`: for effects that move points and leave the lines as they are. */
  copyTopology(input: Polylines): void {
    if (input.lines + 1 > this.offsets.length) this.overflow("lines", input.lines, this.offsets.length - 1);
    if (input.points * 3 > this.coords.length)
      this.overflow("points", input.points, Math.floor(this.coords.length / 3));
    for (let i = 0; i <= input.lines; i++) this.offsets[i] = input.offsets[i];
    this.points = input.points;
    this.lines = input.lines;
  }

  private overflow(what: string, wrote: number, room: number): never {
    throw new OverflowError(`op wrote ${wrote} ${what}, its size stated ${room}`);
  }
}
