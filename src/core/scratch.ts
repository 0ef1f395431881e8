// Working memory of kernels: typed arrays that are kept from call to call, so that an op makes none in the steady state.
// Each scratch is made once, at the top of the file that uses it, and serves one purpose there. Its content is whatever
// the last call left; nothing may be kept in it from call to call.
//
// What nobody has taken for ten seconds is let go, so a night of different sketches does not pile up; all of them
// together have a limit, and asking for more is a mistake of the sketch.

import { SketchError } from "./sketch-error.ts";

export interface Scratch<A> {
  /** At least `length` items, content unspecified. The same array as before while it is long enough. */
  take(length: number): A;
}

export interface ScratchStats {
  bytes: number;
  /** Most bytes there ever were. */
  peak: number;
  /** Arrays held. */
  entries: number;
}

type Column = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

interface Kept {
  array: Column | null;
  used: number;
}

const IDLE_FRAMES = 600;
const SMALLEST = 64;

const all: Kept[] = [];
const stats: ScratchStats = { bytes: 0, peak: 0, entries: 0 };
let frame = 0;
let maxBytes = 1024 * 1024 * 1024;

/** Limits all scratches of this realm together. */
export function limitScratch(bytes: number): void {
  maxBytes = bytes;
}

function createScratch<A extends Column>(make: (length: number) => A): Scratch<A> {
  const kept: Kept = { array: null, used: 0 };
  all.push(kept);
  return {
    take(length) {
      kept.used = frame;
      const held = kept.array as A | null;
      if (held !== null && held.length >= length) return held;
      const before = held === null ? 0 : held.byteLength;
      // Refused before it is allocated; an array of eight bytes an item is assumed.
      if (!(stats.bytes - before + length * 8 <= maxBytes)) throw tooMuch(length * 8);
      // A quarter more than asked for: a count that creeps up must not allocate at every step.
      const made = make(Math.max(SMALLEST, Math.ceil(length * 1.25)));
      if (held === null) stats.entries++;
      stats.bytes -= before;
      kept.array = made;
      stats.bytes += made.byteLength;
      if (stats.bytes > stats.peak) stats.peak = stats.bytes;
      return made;
    },
  };
}

export const float32Scratch = (): Scratch<Float32Array> => createScratch((length) => new Float32Array(length));
export const float64Scratch = (): Scratch<Float64Array> => createScratch((length) => new Float64Array(length));
export const int32Scratch = (): Scratch<Int32Array> => createScratch((length) => new Int32Array(length));
export const uint32Scratch = (): Scratch<Uint32Array> => createScratch((length) => new Uint32Array(length));
export const uint8Scratch = (): Scratch<Uint8Array> => createScratch((length) => new Uint8Array(length));

/** Reused, always up to date. */
export const scratchStats = (): Readonly<ScratchStats> => stats;

/** Called by evaluators once a frame. */
export function ageScratch(): void {
  if (++frame % IDLE_FRAMES === 0) release(frame - IDLE_FRAMES);
}

/** Arrays held, of as many as there are purposes; bytes, of as many as are allowed. */
export const scratchUsage = (): { entries: number; maxEntries: number; bytes: number; maxBytes: number } => ({
  entries: stats.entries,
  maxEntries: all.length,
  bytes: stats.bytes,
  maxBytes,
});

/** Lets go of everything, as after a reload. */
export function releaseScratch(): void {
  release(frame);
}

function tooMuch(bytes: number): SketchError {
  return new SketchError(`an op wants ${bytes} bytes of working memory, ${stats.bytes} are in use`, {
    expected: `at most ${maxBytes} together`,
    try: "Lower its counts or levels, or raise budgets.bytes.",
  });
}

function release(usedUntil: number): void {
  for (const kept of all) {
    if (kept.array === null || kept.used > usedUntil) continue;
    stats.bytes -= kept.array.byteLength;
    stats.entries--;
    kept.array = null;
  }
}
