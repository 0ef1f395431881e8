// Memory for one frame: a bump allocator over a growable shared memory, emptied at the start of each frame.
//
// A view (`Float32Array`, `Uint32Array`) is an object, and a new one per op and frame is just the garbage this program
// is there to avoid. So the n-th allocation of a frame keeps its views from frame to frame, and its place is kept
// still: sizes are rounded up into coarse classes, and an allocation remembers the largest class it needed lately. A
// count that wobbles then lands at the same address with the same length, and the old views fit.
//
//   |<- coords, as stated ->|<- offsets ->|          open:  room for the op's upper bound
//   |<- coords, used ->|<- offsets ->| next …        close: if the tail is worth it, offsets move down and it is free
//
// The memory must be shared (or never grow): growth then leaves older views valid, which a plain ArrayBuffer's would
// not be. It never shrinks, WebAssembly cannot; the peak is therefore reported.

import type { LineWriter } from "./line-writer.ts";
import { SketchError } from "./sketch-error.ts";

/** The part of `WebAssembly.Memory` the arena needs. */
export interface ArenaMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface Arena {
  /** Forgets all allocations. Lines of the frame before are gone. */
  beginFrame(): void;
  /** Room for this much; aims and empties `writer`. Finish with `close` before the next `open`. */
  open(writer: LineWriter, points: number, lines: number): void;
  /** Gives back what the op stated and did not use. */
  close(writer: LineWriter): void;
  /** Room for points only, with the lines of somebody else: for maps that leave the topology as it is. */
  openPoints(writer: LineWriter, points: number, offsets: Uint32Array, lines: number): void;
  readonly stats: ArenaStats;
}

export interface ArenaStats {
  /** In use in this frame. */
  bytes: number;
  /** Most ever in use. */
  peak: number;
  /** Of the memory behind it. */
  capacity: number;
  /** Typed arrays made since the start. Stands still in a steady state. */
  viewsMade: number;
  /** Allocations whose views are kept. */
  pooled: number;
}

const PAGE = 65_536;
const GROW_PAGES = 16;
/** A smaller tail is not worth moving the offsets for. */
const TAIL_BYTES = 65_536;
/** Remembered sizes are looked at this often, and lowered only when they are this many times too large. */
const WINDOW_FRAMES = 256;
const TOO_LARGE = 2;

/** One allocation of the frame, by its order in it, with the views made for it. */
interface Place {
  at: number;
  /** Words of each view; what is asked for, rounded and remembered. */
  coords: number;
  offsets: number;
  /** Words of coords kept after `close`. */
  kept: number;
  /** Largest needs in the current window. */
  coordsNeed: number;
  offsetsNeed: number;
  keptNeed: number;
  coordsView: Float32Array | null;
  offsetsView: Uint32Array | null;
  movedView: Uint32Array | null;
}

export function createArena(memory: ArenaMemory): Arena {
  const places: Place[] = [];
  const stats: ArenaStats = { bytes: 0, peak: 0, capacity: memory.buffer.byteLength, viewsMade: 0, pooled: 0 };
  let buffer = memory.buffer;
  let words = new Uint32Array(buffer, 0, buffer.byteLength >> 2);
  let next = 0;
  let top = 0;
  let frames = 0;
  let most = 0;
  let forgetSizes = false;

  /** Whether the memory holds `bytes`, after growing it if it must. */
  const reach = (bytes: number): boolean => {
    if (bytes > memory.buffer.byteLength) {
      const pages = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
      if (!grew(memory, Math.ceil(pages / GROW_PAGES) * GROW_PAGES) && !grew(memory, pages)) return false;
    }
    if (memory.buffer !== buffer) {
      buffer = memory.buffer;
      words = new Uint32Array(buffer, 0, buffer.byteLength >> 2);
      stats.viewsMade++;
      stats.capacity = buffer.byteLength;
    }
    return true;
  };

  /** Room behind `place`, or an error; what was remembered must not be what makes a frame too large for ever. */
  const ensure = (place: Place, bytes: number) => {
    if (reach(bytes)) return;
    forgetSizes = true;
    resize(place, 0, 0, 0);
    throw new SketchError(`the frame needs ${bytes} bytes of memory, ${memory.buffer.byteLength} is all there is`, {
      try: "Draw fewer points.",
    });
  };

  const placeHere = (): Place => {
    if (next === places.length) places.push(emptyPlace());
    const place = places[next++];
    if (next > most) most = next;
    if (place.at !== top) {
      place.at = top;
      place.coordsView = null;
      place.offsetsView = null;
      place.movedView = null;
    }
    return place;
  };

  const take = (to: number) => {
    top = align16(to);
    stats.bytes = top;
    if (top > stats.peak) stats.peak = top;
  };

  const remember = (place: Place, coords: number, offsets: number) => {
    if (coords > place.coordsNeed) place.coordsNeed = coords;
    if (offsets > place.offsetsNeed) place.offsetsNeed = offsets;
    if (coords > place.coords) {
      place.coords = coords;
      place.coordsView = null;
      place.offsetsView = null; // it lies behind the coords
    }
    if (offsets > place.offsets) {
      place.offsets = offsets;
      place.offsetsView = null;
      place.movedView = null;
    }
  };

  const lowerSizes = () => {
    places.length = Math.min(places.length, most);
    for (const place of places) {
      if (place.coords > place.coordsNeed * TOO_LARGE || place.offsets > place.offsetsNeed * TOO_LARGE) {
        resize(place, place.coordsNeed, place.offsetsNeed, place.keptNeed);
      } else if (place.kept > place.keptNeed * TOO_LARGE) {
        place.kept = place.keptNeed;
        place.movedView = null;
      }
      place.coordsNeed = 0;
      place.offsetsNeed = 0;
      place.keptNeed = 0;
    }
    most = 0;
  };

  return {
    stats,
    beginFrame() {
      next = 0;
      top = 0;
      stats.bytes = 0;
      if (++frames % WINDOW_FRAMES === 0) lowerSizes();
      if (forgetSizes) for (const place of places) resize(place, 0, 0, 0);
      forgetSizes = false;
      stats.pooled = places.length;
    },
    open(writer, points, lines) {
      const place = placeHere();
      remember(place, sizeClass(points * 3), sizeClass(lines + 1));
      const offsetsAt = place.at + align16(place.coords * 4);
      ensure(place, offsetsAt + place.offsets * 4);
      if (place.coordsView === null) {
        place.coordsView = new Float32Array(buffer, place.at, place.coords);
        stats.viewsMade++;
      }
      if (place.offsetsView === null) {
        place.offsetsView = new Uint32Array(buffer, offsetsAt, place.offsets);
        stats.viewsMade++;
      }
      take(offsetsAt + place.offsets * 4);
      writer.reset(place.coordsView, place.offsetsView);
    },
    close(writer) {
      const place = places[next - 1];
      const used = sizeClass(writer.points * 3);
      if (used > place.keptNeed) place.keptNeed = used;
      if (used > place.kept) {
        place.kept = used;
        place.movedView = null;
      }
      if ((place.coords - place.kept) * 4 < TAIL_BYTES) return;
      const from = place.at + align16(place.coords * 4);
      const to = place.at + align16(place.kept * 4);
      words.copyWithin(to >> 2, from >> 2, (from >> 2) + writer.lines + 1);
      if (place.movedView === null) {
        place.movedView = new Uint32Array(buffer, to, place.offsets);
        stats.viewsMade++;
      }
      writer.offsets = place.movedView;
      take(to + place.offsets * 4);
    },
    openPoints(writer, points, offsets, lines) {
      const place = placeHere();
      remember(place, sizeClass(points * 3), 0);
      ensure(place, place.at + place.coords * 4);
      if (place.coordsView === null) {
        place.coordsView = new Float32Array(buffer, place.at, place.coords);
        stats.viewsMade++;
      }
      // As if its offsets were elsewhere, which they are; a place that once held lines keeps room for them.
      take(place.at + align16(place.coords * 4) + place.offsets * 4);
      writer.coords = place.coordsView;
      writer.offsets = offsets;
      writer.points = points;
      writer.lines = lines;
    },
  };
}

function grew(memory: ArenaMemory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}

function resize(place: Place, coords: number, offsets: number, kept: number): void {
  place.coords = coords;
  place.offsets = offsets;
  place.kept = kept;
  place.coordsView = null;
  place.offsetsView = null;
  place.movedView = null;
}

function emptyPlace(): Place {
  return {
    at: -1,
    coords: 0,
    offsets: 0,
    kept: 0,
    coordsNeed: 0,
    offsetsNeed: 0,
    keptNeed: 0,
    coordsView: null,
    offsetsView: null,
    movedView: null,
  };
}

/** Rounds a number of words up: four classes to the octave, none below 64. */
export function sizeClass(words: number): number {
  if (words <= 64) return 64;
  const step = 1 << (29 - Math.clz32(words - 1));
  return Math.ceil(words / step) * step;
}

function align16(bytes: number): number {
  return (bytes + 15) & ~15;
}
