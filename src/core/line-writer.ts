// Where kernels write. Memory comes from the arena and holds what the op stated; writing more is the op's bug and
// throws with both numbers. The layout is well formed after every call, so there is no "finish" to forget.

import type { Polylines } from "./polylines.ts";
import { float32Scratch, uint32Scratch } from "./scratch.ts";

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

  /**
   * Makes sure of room for this much more. For kernels that write by index: read `coords` anew afterwards, since the
   * memory of an op without `size` moves when it grows.
   */
  reserve(points: number, lines: number): void {
    if (this.lines + lines + 1 > this.offsets.length) this.overflow("lines", this.lines + lines, points, lines);
    if ((this.points + points) * 3 > this.coords.length) this.overflow("points", this.points + points, points, lines);
  }

  /** Starts a new line at a point. */
  moveTo(x: number, y: number, z = 0): void {
    if (this.lines + 2 > this.offsets.length) this.overflow("lines", this.lines + 1, 1, 1);
    this.lines++;
    this.lineTo(x, y, z);
  }

  /** Adds a point to the current line. */
  lineTo(x: number, y: number, z = 0): void {
    const at = this.points * 3;
    if (at + 3 > this.coords.length) this.overflow("points", this.points + 1, 1, 0);
    const { coords } = this;
    coords[at] = x;
    coords[at + 1] = y;
    coords[at + 2] = z;
    this.points++;
    this.offsets[this.lines] = this.points;
  }

  /** Declares `points` more points, already written into `coords`, to be one line. For kernels that write by index. */
  commitLine(points: number): void {
    this.reserve(points, 1);
    this.points += points;
    this.lines++;
    this.offsets[this.lines] = this.points;
  }

  /** Takes over the offsets of `input`: for effects that move points and leave the lines as they are. */
  copyTopology(input: Polylines): void {
    this.points = 0;
    this.lines = 0;
    this.reserve(input.points, input.lines);
    for (let i = 0; i <= input.lines; i++) this.offsets[i] = input.offsets[i];
    this.points = input.points;
    this.lines = input.lines;
  }

  /** Copies lines `first .. end` of other polylines as they are. */
  copyLines(from: Polylines, first: number, end: number): void {
    const start = from.offsets[first] * 3;
    const stop = from.offsets[end] * 3;
    this.reserve((stop - start) / 3, end - first);
    const { coords } = this;
    for (let i = start, at = this.points * 3; i < stop; i++, at++) coords[at] = from.coords[i];
    for (let line = first; line < end; line++) this.commitLine(from.offsets[line + 1] - from.offsets[line]);
  }

  /** There is no room for `points` and `lines` more. */
  protected overflow(what: "points" | "lines", wrote: number, _points: number, _lines: number): void {
    const room = what === "lines" ? this.offsets.length - 1 : Math.floor(this.coords.length / 3);
    throw new OverflowError(`op wrote ${wrote} ${what}, its size stated ${room}`);
  }
}

const coordsScratch = float32Scratch();
const offsetsScratch = uint32Scratch();

/** Writes into scratch memory that doubles when it must, for ops that cannot say beforehand how much they will write. */
export class GrowingWriter extends LineWriter {
  private readonly ask: (points: number, lines: number) => void;

  /** `ask` is asked before each growth, and throws if that much is not allowed. */
  constructor(ask: (points: number, lines: number) => void) {
    super(coordsScratch.take(3), offsetsScratch.take(2));
    this.ask = ask;
  }

  /** Empties the writer. What it held is gone. */
  begin(): void {
    this.reset(coordsScratch.take(3), offsetsScratch.take(2));
  }

  protected override overflow(_what: "points" | "lines", _wrote: number, points: number, lines: number): void {
    const { coords, offsets } = this;
    this.ask(this.points + points, this.lines + lines);
    const wanted = this.points + points;
    if (wanted * 3 > coords.length) {
      this.coords = coordsScratch.take(Math.max(wanted * 3, coords.length * 2));
      if (this.coords !== coords) this.coords.set(coords.subarray(0, this.points * 3));
    }
    if (this.lines + lines + 1 > offsets.length) {
      this.offsets = offsetsScratch.take(Math.max(this.lines + lines + 1, offsets.length * 2));
      if (this.offsets !== offsets) this.offsets.set(offsets.subarray(0, this.lines + 1));
    }
  }
}
