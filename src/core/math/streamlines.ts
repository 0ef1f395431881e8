// Evenly spaced streamlines, after Jobard & Lefer, "Creating evenly-spaced streamlines of arbitrary density" (1997): a
// line is followed both ways from its seed until it comes too near to another; then seeds are offered on both sides of
// it, one separation away. Ours also closes orbits, and reaches what lines cannot (a bay behind an obstacle) from a
// lattice of further seeds.

import type { LineWriter } from "../line-writer.ts";
import { hashToUnit } from "../random.ts";
import { float64Scratch, int32Scratch } from "../scratch.ts";
import type { FlowField } from "./flow-field.ts";

export interface StreamSettings {
  /** Lines stay within this rectangle around the origin, in mm. */
  width: number;
  height: number;
  /** From a line to the next, in mm, above 0. */
  separation: number;
  /** The share of the separation at which a line ends, above 0, at most 1. */
  test: number;
  /** Shorter lines are left out, in mm. */
  shortest: number;
  seed: number;
}

/** Points per separation along a line: near enough to each other to stand for it when distances are tested. */
const STEPS = 3;
/** Cosine between two steps, 18 degrees: below it the direction of the one before is no guide. */
const BEND = 0.95;
/** Steps of one line in one direction. */
const MOST_STEPS = 10_000;

const xyScratch = float64Scratch();
const headScratch = int32Scratch();
const nextScratch = int32Scratch();
const startScratch = int32Scratch();
const io = new Float64Array(4);

export class Streamlines {
  private readonly field: FlowField;
  private readonly settings: StreamSettings;
  /** All points in the order they were made: of each line those ahead of its seed, then those behind it. */
  private xy: Float64Array = new Float64Array(0);
  private points = 0;
  private capacity = 0;
  /** Points by grid cell, one separation wide: the latest in the cell, and from each point the one before it. */
  private head: Int32Array = new Int32Array(0);
  private next: Int32Array = new Int32Array(0);
  private columns = 0;
  private rows = 0;
  private step = 1;
  /** The line being followed. */
  private line = 0;
  private lineStart = 0;
  /** From here on its points lie behind the seed. */
  private seedEnd = 0;

  /** `settings` are read, and the field is asked, when `draw` is called. */
  constructor(field: FlowField, settings: StreamSettings) {
    this.field = field;
    this.settings = settings;
  }

  /** At most `most` points. Tells how far it is, line by line, by the lattice cells it has asked. */
  draw(most: number, out: LineWriter, progress: (share: number) => void): void {
    this.begin(most);
    const starts = startScratch.take(this.capacity + 1);
    // Lines offer seeds in the order they were drawn. What the lattice adds offers seeds in turn.
    let offering = 0;
    let cell = -1;
    this.tryLine(0, 0, starts, out);
    while (cell < this.columns * this.rows) {
      progress(Math.max(0, cell) / (this.columns * this.rows));
      if (offering < this.line) this.offerBeside(starts[offering], starts[++offering], starts, out);
      else this.offerCell(++cell, starts, out);
    }
  }

  private begin(most: number): void {
    const { width, height, separation } = this.settings;
    this.capacity = most;
    this.xy = xyScratch.take(most * 2);
    this.next = nextScratch.take(most);
    this.columns = Math.ceil(width / separation) + 1;
    this.rows = Math.ceil(height / separation) + 1;
    this.head = headScratch.take(this.columns * this.rows);
    this.head.fill(-1, 0, this.columns * this.rows);
    this.points = 0;
    this.line = 0;
    this.lineStart = 0;
    this.step = separation / STEPS;
  }

  private offerBeside(first: number, end: number, starts: Int32Array, out: LineWriter): void {
    const { xy } = this;
    const { separation } = this.settings;
    for (let i = first; i < end; i += STEPS) {
      const x = xy[i * 2];
      const y = xy[i * 2 + 1];
      this.look(x, y);
      const dx = io[2] * separation;
      const dy = io[3] * separation;
      this.tryLine(x - dy, y + dx, starts, out);
      this.tryLine(x + dy, y - dx, starts, out);
    }
  }

  private offerCell(cell: number, starts: Int32Array, out: LineWriter): void {
    const { width, height, separation, seed } = this.settings;
    const column = (cell % this.columns) + hashToUnit(seed, cell * 2);
    const row = Math.floor(cell / this.columns) + hashToUnit(seed, cell * 2 + 1);
    this.tryLine(column * separation - width / 2, row * separation - height / 2, starts, out);
  }

  /** Follows and writes the line through a seed, if there is room for one. */
  private tryLine(x: number, y: number, starts: Int32Array, out: LineWriter): void {
    const { separation, shortest } = this.settings;
    // A hair less than the separation, which is the distance seeds are offered at.
    this.lineStart = this.points;
    if (this.points === this.capacity || this.isOutside(x, y) || !this.isFree(x, y, separation * 0.999, 0, false))
      return;
    this.add(x, y);
    const closed = this.follow(1);
    const seedEnd = this.points;
    if (!closed) this.follow(-1);
    const { points, lineStart } = this;
    if (points - lineStart < 2 || (points - lineStart - 1) * this.step < shortest) {
      this.cutBack(lineStart);
      return;
    }
    starts[this.line++] = lineStart;
    starts[this.line] = points;
    this.write(points - 1, seedEnd, lineStart, closed, out);
  }

  private write(last: number, seedEnd: number, start: number, closed: boolean, out: LineWriter): void {
    const { xy } = this;
    out.reserve(last - start + 2, 1);
    const { coords } = out;
    let at = out.points * 3;
    const count = last - start + 1 + (closed ? 1 : 0);
    for (let k = 0; k < count; k++, at += 3) {
      // Behind the seed from its far end, then ahead of it; a closed line has nothing behind.
      const behind = last - seedEnd + 1;
      const i = k < behind ? last - k : closed && k === count - 1 ? start : start + k - behind;
      coords[at] = xy[i * 2];
      coords[at + 1] = xy[i * 2 + 1];
      coords[at + 2] = 0;
    }
    out.commitLine(count);
  }

  /** Adds points from the seed on until there is no going on. Says whether it came back to the seed. */
  private follow(sign: number): boolean {
    const { step, lineStart, capacity } = this;
    const near = this.settings.separation * this.settings.test;
    let x = this.xy[lineStart * 2];
    let y = this.xy[lineStart * 2 + 1];
    // Where it came near its own beginning. It may go on from there only to close.
    let lapStart = -1;
    this.seedEnd = sign > 0 ? capacity : this.points;
    const half = step / 2;
    let ux = 0;
    let uy = 0;
    for (let steps = 1; steps <= MOST_STEPS && this.points < capacity; steps++) {
      // Half a step, and from there the direction of the whole one. The half step goes by the direction of the step before,
      // which is of the same order and saves one look of two; where the stream bends hard, by that of the place itself.
      if (steps > 1) this.look(x + ux * half * sign, y + uy * half * sign);
      if (steps === 1 || ux * io[2] + uy * io[3] < BEND) {
        this.look(x, y);
        ux = io[2];
        uy = io[3];
        this.look(x + ux * half * sign, y + uy * half * sign);
        // A direction that turns by more than 60° in half a step is none: a pole, or the eye of a whorl.
        if (ux * io[2] + uy * io[3] < 0.5) break;
      }
      ux = io[2];
      uy = io[3];
      const dx = io[2] * step * sign;
      const dy = io[3] * step * sign;
      if (sign > 0 && steps * step > near * 4) {
        if (this.closesBy(x, y, dx, dy)) return true;
        if (lapStart < 0 && this.approaches(x, y, dx, dy, near)) lapStart = this.points;
      }
      if (this.isOutside(x + dx, y + dy)) {
        const share = this.shareInside(x, y, dx, dy);
        if (share > 0 && this.isFree(x + dx * share, y + dy * share, near, steps * sign, false)) {
          this.add(x + dx * share, y + dy * share);
        }
        break;
      }
      x += dx;
      y += dy;
      const lapping = lapStart >= 0 && (this.points - lapStart) * step < near * 2;
      if (!this.isFree(x, y, near, steps * sign, lapping)) break;
      this.add(x, y);
    }
    if (lapStart >= 0) this.cutBack(lapStart);
    return false;
  }

  /** Whether the seed is about a step ahead, straight enough for a chord. */
  private closesBy(x: number, y: number, dx: number, dy: number): boolean {
    const { xy, lineStart, step } = this;
    const sx = xy[lineStart * 2] - x;
    const sy = xy[lineStart * 2 + 1] - y;
    const ahead = (sx * dx + sy * dy) / step;
    const aside = (sx * dy - sy * dx) / step;
    return ahead > step / 2 && ahead <= step * 1.5 && Math.abs(aside) < ahead / 4;
  }

  /** Whether a step leads towards the seed, and within the distance at which a line ends. */
  private approaches(x: number, y: number, dx: number, dy: number, near: number): boolean {
    const { xy, lineStart, step } = this;
    const sx = xy[lineStart * 2] - x;
    const sy = xy[lineStart * 2 + 1] - y;
    return sx * dx + sy * dy > 0 && sx * sx + sy * sy < (near + step * 2) ** 2;
  }

  private isOutside(x: number, y: number): boolean {
    const { width, height } = this.settings;
    return Math.abs(x) > width / 2 || Math.abs(y) > height / 2 || this.field.blocks(x, y);
  }

  /** How much of a step stays inside, to 1/256. */
  private shareInside(x: number, y: number, dx: number, dy: number): number {
    let share = 0;
    for (let part = 0.5; part > 0.003; part /= 2) {
      if (!this.isOutside(x + dx * (share + part), y + dy * (share + part))) share += part;
    }
    return share;
  }

  /**
   * Whether no point is nearer than `distance`. Of the line's own points those do not count that are its neighbours
   * along it, twice the distance each way; `along` is the steps from the seed, negative behind it. On the last lap before
   * a line closes, those near its seed do not count either.
   */
  private isFree(x: number, y: number, distance: number, along: number, lapping: boolean): boolean {
    const { xy, head, next, columns, rows, lineStart, seedEnd } = this;
    const { width, height, separation } = this.settings;
    const own = (distance * 2) / this.step;
    const square = distance * distance;
    // A cell is as wide as the separation, so half of the neighbours are out of reach of a distance that is half of it.
    const x0 = x + width / 2;
    const y0 = y + height / 2;
    const reach = distance + 1e-9 * separation;
    const left = Math.max(0, Math.floor((x0 - reach) / separation));
    const right = Math.min(columns - 1, Math.floor((x0 + reach) / separation));
    const bottom = Math.min(rows - 1, Math.floor((y0 + reach) / separation));
    for (let r = Math.max(0, Math.floor((y0 - reach) / separation)); r <= bottom; r++) {
      for (let c = left; c <= right; c++) {
        for (let i = head[r * columns + c]; i >= 0; i = next[i]) {
          const dx = xy[i * 2] - x;
          const dy = xy[i * 2 + 1] - y;
          if (dx * dx + dy * dy >= square) continue;
          if (i < lineStart) return false;
          const theirs = i < seedEnd ? i - lineStart : seedEnd - 1 - i;
          if (Math.abs(theirs - along) > own && !(lapping && theirs < own)) return false;
        }
      }
    }
    return true;
  }

  private look(x: number, y: number): void {
    io[0] = x;
    io[1] = y;
    this.field.sample(io);
  }

  private cellOf(x: number, y: number): number {
    const { width, height, separation } = this.settings;
    return Math.floor((y + height / 2) / separation) * this.columns + Math.floor((x + width / 2) / separation);
  }

  private add(x: number, y: number): void {
    const i = this.points++;
    const cell = this.cellOf(x, y);
    this.xy[i * 2] = x;
    this.xy[i * 2 + 1] = y;
    this.next[i] = this.head[cell];
    this.head[cell] = i;
  }

  /** Takes points out again until `points` are left: the last ones first, as the chains hold them. */
  private cutBack(points: number): void {
    while (this.points > points) {
      const i = --this.points;
      this.head[this.cellOf(this.xy[i * 2], this.xy[i * 2 + 1])] = this.next[i];
    }
  }
}
