// The order in which a pen draws lines, and the end it starts each from: greedy, then 2-opt. The pen starts at the origin.

import { float64Scratch, int32Scratch } from "../scratch.ts";
import { EndGrid } from "./end-grid.ts";

const NO_FLOATS = new Float64Array(0);
const NO_INTS = new Int32Array(0);
/** Less gain than this, in mm, is rounding. */
const LEAST_GAIN = 1e-6;

/** Ends are numbered 2·line for a line's first point, 2·line + 1 for its last. */
export class PenOrder {
  /** The end the pen starts each line from, in order. */
  entries: Int32Array = NO_INTS;

  private lines = 0;
  private places: Float64Array = NO_FLOATS;
  private positions: Int32Array = NO_INTS;
  private readonly grid = new EndGrid();
  private readonly at = new Float64Array(2);
  private readonly placeMemory = float64Scratch();
  private readonly entryMemory = int32Scratch();
  private readonly positionMemory = int32Scratch();

  /** Takes in the ends of lines: `places` is x, y per end, to be filled in by the caller. Lines stand as they come. */
  begin(lines: number): Float64Array {
    this.lines = lines;
    this.places = this.placeMemory.take(lines * 4);
    this.entries = this.entryMemory.take(lines);
    this.inTurn();
    return this.places;
  }

  /** As they came, none turned round. */
  inTurn(): void {
    for (let line = 0; line < this.lines; line++) this.entries[line] = line * 2;
  }

  /** Always on to the nearest end there is; without `reverse`, to the nearest first point. */
  greedy(reverse: boolean): void {
    const { grid, places, entries, lines, at } = this;
    grid.begin(lines * 2);
    for (let i = 0; i < lines * 4; i++) grid.places[i] = places[i];
    if (!reverse) for (let line = 0; line < lines; line++) grid.omit(line * 2 + 1);
    grid.index(0);
    at.fill(0);
    for (let i = 0; i < lines; i++) {
      const entry = grid.nearest(at);
      entries[i] = entry;
      grid.remove(entry);
      if (reverse) grid.remove(entry ^ 1);
      at[0] = places[(entry ^ 1) * 2];
      at[1] = places[(entry ^ 1) * 2 + 1];
    }
    grid.release();
  }

  /** Millimetres with the pen up, from the origin to the last line's start. */
  penUp(): number {
    let sum = 0;
    for (let i = 0; i < this.lines; i++) sum += this.gap(this.exitOf(i - 1), this.entries[i]);
    return sum;
  }

  /** Makes a list of neighbours for `improve`, which may then be called again and again until it says 0. */
  prepare(): void {
    const { grid, places, lines } = this;
    this.positions = this.positionMemory.take(lines);
    grid.begin(lines * 2);
    for (let i = 0; i < lines * 4; i++) grid.places[i] = places[i];
    grid.index(0);
    for (let i = 0; i < lines; i++) this.positions[this.entries[i] >> 1] = i;
  }

  /**
   * One pass of 2-opt (Croes 1958): wherever two moves with the pen up would be shorter the other way round, what lies
   * between them is drawn backwards. Only ends nearer than the move at hand can make it shorter, so only cells about
   * it are searched. Says how many times it helped.
   */
  improve(): number {
    let helped = 0;
    for (let i = 0; i < this.lines; i++) if (this.improveAt(i)) helped++;
    return helped;
  }

  release(): void {
    this.grid.release();
    this.places = NO_FLOATS;
    this.entries = NO_INTS;
    this.positions = NO_INTS;
  }

  /** Looks for a better line to follow the one at i - 1 than the one at i. */
  private improveAt(i: number): boolean {
    const { grid, places, entries, positions, lines } = this;
    const from = this.exitOf(i - 1);
    const now = this.gap(from, entries[i]);
    if (now < LEAST_GAIN) return false;
    const x = from < 0 ? 0 : places[from * 2];
    const y = from < 0 ? 0 : places[from * 2 + 1];
    // The cells about it; a longer move looks no further than this, the next pass may.
    const column = grid.columnOf(x);
    const row = grid.rowOf(y);
    for (let r = Math.max(0, row - REACH); r <= Math.min(grid.rows - 1, row + REACH); r++) {
      for (let c = Math.max(0, column - REACH); c <= Math.min(grid.columns - 1, column + REACH); c++) {
        const cell = r * grid.columns + c;
        for (let k = grid.starts[cell]; k < grid.starts[cell] + grid.counts[cell]; k++) {
          const end = grid.items[k];
          const then = this.gap(from, end);
          if (then >= now) continue;
          const j = positions[end >> 1];
          if (j > i && entries[j] !== end) {
            // i … j backwards: from → exit of j … entry of i → entry after j.
            const after = j + 1 < lines ? entries[j + 1] : -1;
            const gain = now + this.gapAfter(end, after) - then - this.gapAfter(entries[i], after);
            if (gain > LEAST_GAIN) {
              this.turn(i, j);
              return true;
            }
          } else if (j < i - 1 && entries[j] !== end) {
            // j + 1 … i - 1 backwards: exit of j → from … entry of j + 1 → entry of i.
            const gain = now + this.gap(end, entries[j + 1]) - then - this.gap(entries[j + 1], entries[i]);
            if (gain > LEAST_GAIN) {
              this.turn(j + 1, i - 1);
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** Draws the lines at i … j backwards. */
  private turn(i: number, j: number): void {
    const { entries, positions } = this;
    for (let a = i, b = j; a <= b; a++, b--) {
      const entry = entries[a] ^ 1;
      entries[a] = entries[b] ^ 1;
      entries[b] = entry;
      positions[entries[a] >> 1] = a;
      positions[entry >> 1] = b;
    }
  }

  /** The end where the pen leaves the line at i; -1, the origin, before the first. */
  private exitOf(i: number): number {
    return i < 0 ? -1 : this.entries[i] ^ 1;
  }

  /** After the last line the pen need not go anywhere. */
  private gapAfter(exit: number, entry: number): number {
    return entry < 0 ? 0 : this.gap(exit, entry);
  }

  private gap(exit: number, entry: number): number {
    const { places } = this;
    const x = exit < 0 ? 0 : places[exit * 2];
    const y = exit < 0 ? 0 : places[exit * 2 + 1];
    const dx = places[entry * 2] - x;
    const dy = places[entry * 2 + 1] - y;
    return Math.sqrt(dx * dx + dy * dy);
  }
}

/** Cells to either side in which 2-opt looks for a better neighbour. */
const REACH = 2;
