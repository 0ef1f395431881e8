// Results that outlive the frame, by content key. Bounded twice, in entries and in bytes: many small results cost more
// in objects than in points, a few large ones the other way round.
//
// What enters is decided by the evaluator (a key seen in two frames running). What leaves is the least recently used,
// and what nobody asked for in ten seconds. An entry of the current frame never leaves: the drawing points into it, and
// a working set larger than the cap would otherwise copy itself in and out on every frame.

import type { Polylines } from "./polylines.ts";

export interface MemoLimits {
  maxEntries: number;
  maxBytes: number;
}

export const DEFAULT_MEMO: MemoLimits = Object.freeze({ maxEntries: 1024, maxBytes: 64 * 1024 * 1024 });

export interface MemoStats {
  entries: number;
  bytes: number;
  hits: number;
  misses: number;
  evictions: number;
  /** Results that would have displaced something of the current frame, or were too large. */
  refused: number;
}

export interface Memo {
  readonly limits: MemoLimits;
  readonly stats: MemoStats;
  beginFrame(): void;
  find(keys: Int32Array, at: number): Polylines | null;
  /** Keeps a copy of `lines`, unless there is no room. */
  admit(keys: Int32Array, at: number, lines: Polylines): boolean;
  clear(): void;
}

/** Object overhead counted per entry, beside its arrays. */
const ENTRY_BYTES = 320;
const IDLE_FRAMES = 600;
const NONE = -1;

interface Kept extends Polylines {
  used: number;
  bytes: number;
  older: number;
  newer: number;
}

export function createMemo(limits: Partial<MemoLimits> = {}): Memo {
  const { maxEntries, maxBytes } = { ...DEFAULT_MEMO, ...limits };
  const stats: MemoStats = { entries: 0, bytes: 0, hits: 0, misses: 0, evictions: 0, refused: 0 };
  // Linear probing over a table at most half full; an entry is removed by shifting its followers back, so that no
  // tombstones pile up over a night.
  const slots = 1 << (32 - Math.clz32(Math.max(2, maxEntries * 2 - 1)));
  const mask = slots - 1;
  const table = new Int32Array(slots).fill(NONE);
  const keptKeys = new Int32Array(maxEntries * 4);
  const entries: (Kept | null)[] = [];
  const free: number[] = [];
  let newest = NONE;
  let oldest = NONE;
  let frame = 0;

  const same = (entry: number, keys: Int32Array, at: number) =>
    keptKeys[entry * 4] === keys[at] &&
    keptKeys[entry * 4 + 1] === keys[at + 1] &&
    keptKeys[entry * 4 + 2] === keys[at + 2] &&
    keptKeys[entry * 4 + 3] === keys[at + 3];

  const locate = (keys: Int32Array, at: number): number => {
    let slot = keys[at] & mask;
    while (table[slot] !== NONE && !same(table[slot], keys, at)) slot = (slot + 1) & mask;
    return slot;
  };

  const unlink = (entry: Kept) => {
    if (entry.older === NONE) oldest = entry.newer;
    else entries[entry.older]!.newer = entry.newer;
    if (entry.newer === NONE) newest = entry.older;
    else entries[entry.newer]!.older = entry.older;
  };

  const linkNewest = (index: number, entry: Kept) => {
    entry.older = newest;
    entry.newer = NONE;
    if (newest !== NONE) entries[newest]!.newer = index;
    newest = index;
    if (oldest === NONE) oldest = index;
  };

  const evict = (index: number) => {
    const entry = entries[index]!;
    unlink(entry);
    let hole = locate(keptKeys, index * 4);
    table[hole] = NONE;
    for (let slot = (hole + 1) & mask; table[slot] !== NONE; slot = (slot + 1) & mask) {
      const home = keptKeys[table[slot] * 4] & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      table[hole] = table[slot];
      table[slot] = NONE;
      hole = slot;
    }
    entries[index] = null;
    free.push(index);
    stats.entries--;
    stats.bytes -= entry.bytes;
    stats.evictions++;
  };

  /** Whether the oldest entry may go. */
  const expendable = () => oldest !== NONE && entries[oldest]!.used < frame;

  return {
    limits: { maxEntries, maxBytes },
    stats,
    beginFrame() {
      frame++;
      while (oldest !== NONE && frame - entries[oldest]!.used > IDLE_FRAMES) evict(oldest);
    },
    find(keys, at) {
      const index = table[locate(keys, at)];
      if (index === NONE) {
        stats.misses++;
        return null;
      }
      stats.hits++;
      const entry = entries[index]!;
      entry.used = frame;
      if (index !== newest) {
        unlink(entry);
        linkNewest(index, entry);
      }
      return entry;
    },
    admit(keys, at, lines) {
      if (table[locate(keys, at)] !== NONE) return false;
      const bytes = lines.points * 12 + (lines.lines + 1) * 4 + ENTRY_BYTES;
      if (maxEntries === 0 || bytes > maxBytes) {
        stats.refused++;
        return false;
      }
      while (stats.entries >= maxEntries || stats.bytes + bytes > maxBytes) {
        if (!expendable()) {
          stats.refused++;
          return false;
        }
        evict(oldest);
      }
      const index = free.pop() ?? entries.length;
      const entry: Kept = {
        coords: lines.coords.slice(0, lines.points * 3),
        offsets: lines.offsets.slice(0, lines.lines + 1),
        points: lines.points,
        lines: lines.lines,
        used: frame,
        bytes,
        older: NONE,
        newer: NONE,
      };
      entries[index] = entry;
      for (let i = 0; i < 4; i++) keptKeys[index * 4 + i] = keys[at + i];
      table[locate(keys, at)] = index;
      linkNewest(index, entry);
      stats.entries++;
      stats.bytes += bytes;
      return true;
    },
    clear() {
      while (oldest !== NONE) evict(oldest);
    },
  };
}
