// Callbacks that wait for a beat. One timer, set for whoever is due first and set again whenever the tempo moves.
// A place on the grid ("the next bar line") is looked for again when the position jumps or the metre changes.

import { barOf, beatAt, beatOfBar, msOfBeat, type TempoAnchor } from "../../protocol/tempo.ts";
import type { NextOptions, Quantum } from "./tempo-api.ts";

export interface BeatSchedule {
  at(beat: number, callback: (beat: number) => void): () => void;
  next(quantum: Quantum, callback: (beat: number) => void, options?: NextOptions): () => void;
  /** There is another anchor. */
  moved(anchor: TempoAnchor): void;
  waiting(): number;
  stop(): void;
}

export interface BeatScheduleParts {
  anchor: TempoAnchor;
  nowMs(): number;
  /** The beat as it is shown: it may lag behind the anchor while it waits for a correction. */
  beat(): number;
  onError(error: unknown): void;
}

export const MAX_WAITING = 256;
/** Looked at again at least this often, whatever a timer's clock does. */
const LONGEST_MS = 1000;
/** Looked at so often while the beat is ahead of its anchor. */
const SLEW_LOOK_MS = 4;

interface Entry {
  /** When to call, and the beat that is meant: the same but for a lead. */
  beat: number;
  place: number;
  quantum: Quantum | null;
  lead: number;
  callback: (beat: number) => void;
}

export function createBeatSchedule(parts: BeatScheduleParts): BeatSchedule {
  const entries = new Set<Entry>();
  let { anchor } = parts;
  let timer: NodeJS.Timeout | null = null;

  function add(entry: Entry): () => void {
    if (entries.size >= MAX_WAITING) throw new RangeError(`${entries.size} callbacks wait for a beat already`);
    entries.add(entry);
    arm();
    return () => {
      if (entries.delete(entry)) arm();
    };
  }

  function arm(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    let first = Number.POSITIVE_INFINITY;
    for (const { beat } of entries) first = Math.min(first, beat);
    const shown = parts.beat();
    const now = parts.nowMs();
    const dueMs = first <= shown ? 0 : msOfBeat(anchor, first) - now;
    if (dueMs === Number.POSITIVE_INFINITY) return;
    // While a correction is waited for, the beat that is shown lies before the anchor's.
    const longest = shown > beatAt(anchor, now) + SLACK ? SLEW_LOOK_MS : LONGEST_MS;
    timer = setTimeout(run, Math.min(longest, Math.max(0, Math.ceil(dueMs))));
    timer.unref(); // what waits for a beat does not keep a show alive
  }

  function findPlaces(elsewhere: boolean): void {
    const now = parts.beat();
    for (const entry of entries) {
      // What has come already, and waits for its timer only, keeps its place.
      if (entry.quantum === null || (!elsewhere && entry.beat <= now)) continue;
      entry.place = nextOn(anchor, entry.quantum, now);
      entry.beat = entry.place - entry.lead;
    }
  }

  function run(): void {
    // Never early, though timers are at times: who is called on a beat and asks for the next one must not get the same.
    const reached = parts.beat();
    const due = [...entries].filter(({ beat }) => beat <= reached).sort((a, b) => a.beat - b.beat);
    for (const entry of due) {
      entries.delete(entry);
      try {
        entry.callback(entry.place);
      } catch (error) {
        parts.onError(error);
      }
    }
    arm();
  }

  return {
    at: (beat, callback) => add({ beat, place: beat, quantum: null, lead: 0, callback }),
    next(quantum, callback, { lead = 0, after = 0 } = {}) {
      const place = nextOn(anchor, quantum, Math.max(parts.beat(), after));
      return add({ beat: place - lead, place, quantum, lead, callback });
    },
    moved(next) {
      const elsewhere = next.take !== anchor.take;
      const grid = elsewhere || next.beatsPerBar !== anchor.beatsPerBar || next.barBeat !== anchor.barBeat;
      anchor = next;
      if (grid) findPlaces(elsewhere);
      arm();
    },
    waiting: () => entries.size,
    stop() {
      entries.clear();
      arm();
    },
  };
}

/** The first place of the grid after `from`. On the very line is too late: that one has begun. */
export function nextOn(anchor: TempoAnchor, quantum: Quantum, from: number): number {
  if ("beats" in quantum) return (Math.floor(from / quantum.beats + SLACK) + 1) * quantum.beats;
  const bars = barOf(anchor, from + SLACK) / quantum.bars;
  return beatOfBar(anchor, (Math.floor(bars) + 1) * quantum.bars);
}

/** So that a callback on a beat that asks for the next one does not get the same by a rounding error. */
const SLACK = 1e-6;
