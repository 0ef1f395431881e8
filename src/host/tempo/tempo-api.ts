// What the rest of the program may do with musical time: `show.tempo`. Times are epoch milliseconds
// (`performance.timeOrigin + performance.now()`); left out, they are now.
//
// Who feeds it: the MIDI part calls `pulse`, `start`, `continue`, `stop`, `songPosition`; the OSC part calls `osc`; the
// prompt and the keys call `tap`, `setBpm`, `nudge`. Each is heard always and followed only when its source governs.
//
// Who waits for it: `onBeat` and `onNext` call back within a millisecond or two after a beat has come. They survive
// tempo changes, stops and jumps of the position.
//
//   const cancel = show.tempo.onNext({ bars: 1 }, (beat) => transition.begin());

import type { TempoAnchor } from "../../protocol/tempo.ts";
import type { Quantised } from "./quantised.ts";

export const TEMPO_SOURCES = ["auto", "internal", "midi", "osc"] as const;
/** `auto`: MIDI clock while it runs, else internal (which OSC may set). */
export type TempoSource = (typeof TEMPO_SOURCES)[number];

export interface TempoStatus {
  bpm: number;
  playing: boolean;
  /** From 0, in quarters. */
  beat: number;
  /** Number of the bar, from 0. */
  bar: number;
  /** How much of the bar is over, 0..1. */
  phase: number;
  beatsPerBar: number;
  /** What was chosen, and what is followed now. */
  source: TempoSource;
  following: "internal" | "tap" | "midi" | "osc";
  /** The source fell silent, and the clock goes on at its last tempo. */
  coasting: boolean;
  /** Of MIDI clock, over its last pulses: how far single pulses lie from the clock (standard deviation, ms); null without. */
  jitterMs: number | null;
  /** Mean distance of the last 24 pulses from the clock: positive when they come late. */
  driftMs: number | null;
  /** Pulses heard, and those that were missing or too many. */
  pulses: number;
  dropped: number;
  doubled: number;
  /** Quantised actions that wait. */
  waiting: number;
}

/** A place on the grid: the next beat (bar line) whose number is a multiple of `beats` (`bars`). */
export type Quantum = { beats: number } | { bars: number };

export interface NextOptions {
  /** Called so many beats before the place: for what needs time to make ready. At once, if that has passed. */
  lead?: number;
  /** Places up to this beat do not count. */
  after?: number;
}

export interface TempoApi {
  status(): TempoStatus;
  /** The beat now; never less than before in the same take. */
  beat(): number;
  anchor(): TempoAnchor;
  /** When a beat is due at the present tempo, epoch ms; Infinity while the clock stands. */
  msOfBeat(beat: number): number;

  /** The next place of the grid after `from` (now, if left out). `nextBeat({ bars: 4 })` → 16 */
  nextBeat(quantum: Quantum, from?: number): number;
  /** Calls back once when `beat` is reached; at once if it has passed. Returns the way to cancel. Throws when too many wait. */
  onBeat(beat: number, callback: (beat: number) => void): () => void;
  /** Calls back once at the next place of the grid, also after a jump or a change of metre. */
  onNext(quantum: Quantum, callback: (beat: number) => void, options?: NextOptions): () => void;
  /** Told of every new anchor: tempo, position, metre, stop and go. */
  onChange(listener: (anchor: TempoAnchor) => void): () => void;

  /** A user's mistake (out of range, or another source governs) is thrown as a `CommandProblem`. */
  setBpm(bpm: number, atMs?: number): void;
  /** Returns how many taps in a row this was; the tempo follows from the third on, the beat from the second. */
  tap(atMs?: number): number;
  /** Moves the beat forward (or back, by waiting) under whatever governs. In beats. */
  nudge(beats: number): void;
  /** Begins another take at this beat. */
  setBeat(beat: number, atMs?: number): void;
  /** The bar that runs keeps its beginning. */
  setBeatsPerBar(beats: number): void;
  setPlaying(on: boolean): void;
  setSource(source: TempoSource): void;

  /** MIDI timing clock: 24 to a quarter. */
  pulse(atMs: number): void;
  /** MIDI start: the next pulse is beat 0. */
  start(atMs: number): void;
  /** MIDI continue: the next pulse goes on where the stop was, or where the song position pointed. */
  continue(atMs: number): void;
  stop(atMs: number): void;
  songPosition(sixteenths: number): void;
  /** What an OSC sender tells of its clock: a tempo, a position at `atMs`, or both. */
  osc(told: { bpm?: number; beat?: number }, atMs: number): void;

  /** Commands that wait for a beat (`.at`, `.every`). */
  readonly actions: Quantised;
}
