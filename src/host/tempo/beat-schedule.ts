// Callbacks that wait for a beat. One timer, set for whoever is due first and set again whenever the tempo moves.
// A place on the grid ("the next bar line") is looked for again when the position jumps or the metre changes.

import { barOf, beatAt, beatOfBar, msOfBeat, type TempoAnchor } from "../../protocol/tempo.ts";
import type { Quantum } from "./tempo-api.ts";

export interface BeatSchedule {
  at(beat: number, callback: (beat: number) => void): () => void;
  next(quantum: Quantum, callback: (beat: number) => void): () => void;
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
  beat: number;
  quantum: Quantum | null;
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

  function run(): void {
    // Never early, though timers are at times: who is called on a beat and asks for the next one must not get the same.
    const reached = parts.beat();
    const due = [...entries].filter(({ beat }) => beat <= reached).sort((a, b) => a.beat - b.beat);
    for (const entry of due) {
      entries.delete(entry);
      try {
        entry.callback(entry.beat);
      } catch (error) {
        parts.onError(error);
      }
    }
    arm();
  }

  return {
    at: (beat, callback) => add({ beat, quantum: null, callback }),
    next: (quantum, callback) => add({ beat: nextOn(anchor, quantum, parts.beat()), quantum, callback }),
    moved(next) {
      const grid =
        next.take !== anchor.take || next.beatsPerBar !== anchor.beatsPerBar || next.barBeat !== anchor.barBeat;
      anchor = next;
      if (grid) {
        const now = parts.beat();
        for (const entry of entries) if (entry.quantum) entry.beat = nextOn(anchor, entry.quantum, now);
      }
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
