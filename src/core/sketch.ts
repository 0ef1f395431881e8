// The contract between an artist's file and the program.

import type { Every } from "./every.ts";
import type { Layer } from "./layer.ts";
import type { Geometry } from "./recipe.ts";

/** What `draw` may return: lines, layers, or nested lists of both. `null` and `false` inside a list are skipped. */
export type Drawing = Geometry | Layer | null | false | undefined | readonly Drawing[];

export interface KnobOptions {
  min?: number;
  max?: number;
  step?: number;
  label?: string;
}

/** What the audio input hears. Everything is zero while it is off (`.audio default` turns it on). */
export interface Sound {
  /** Whether an input is open. */
  readonly on: boolean;
  /** Loudness (RMS), 0..1. */
  readonly level: number;
  /** Highest amplitude of late, falling slowly, 0..1. */
  readonly peak: number;
  /** 1 when a sound sets in, falling to 0 within about half a second. */
  readonly onset: number;
  /** Onsets counted since the input was opened. */
  readonly onsets: number;
  /** Energy of band `index`, 0..1: 0 is the lowest (40 Hz), 7 the highest (to 16 kHz), an octave and a bit each. */
  band(index: number): number;
}

/** A moment that somebody gave by OSC, by `.trigger name`, or by a key, pad or note linked to that. */
export interface Trigger {
  /** How often it fired. */
  readonly count: number;
  /** Seconds since it fired last; Infinity before the first time, so that `Math.exp(-age)` is then 0. */
  readonly age: number;
  /** Beats since it fired last; Infinity before the first time. */
  readonly beats: number;
  /** What came with it, 1 if nothing did. */
  readonly value: number;
}

/** Everything that varies from frame to frame. The same values give the same bytes, live or headless, on any worker. */
export interface SketchContext {
  /** Seconds of performance time. */
  readonly t: number;
  /** Musical time in quarters, from 0, with fractions. Never runs back, except where somebody moves it (MIDI start). */
  readonly beat: number;
  /** Bars that are over: 0 in the first. */
  readonly bar: number;
  /** How much of the bar is over: 0 on the bar line, below 1. Of the beat: `beat % 1`. */
  readonly phase: number;
  /** Beats per minute, as they are now. */
  readonly bpm: number;
  readonly beatsPerBar: number;
  /** The performance's seed, an unsigned 32-bit integer. */
  readonly seed: number;
  /** Frames this version has drawn before this one. Differs between workers: draw from `t`, not from this. */
  readonly frame: number;
  /** The sheet in mm. */
  readonly width: number;
  readonly height: number;
  /** MIDI controller `index` (0–127) as 0..1. `fallback` holds until that knob really moves. */
  cc(index: number, fallback?: number): number;
  /** A named control; the performer's value wins until the default in the code changes. */
  knob(name: string, value: number, options?: KnobOptions): number;
  /** The audio input: level, peak, bands, onset. */
  readonly audio: Sound;
  /** A named moment: `Math.exp(-trigger("kick").age * 6)` is a flash that fades. */
  trigger(name: string): Trigger;
  /** A seeded random stream: `random(0)` is the same everywhere, each `key` is another stream. Call the result for 0..1. */
  random(key?: number): () => number;
  /**
   * Another value each span of beats: `every(4, (n) => colours[n % 3])`. `choose` gets how many spans are over (`n`, from
   * 0) and how much of this one (`phase`, 0..1). A function of the beat alone: the same beat, the same value.
   */
  readonly every: Every;
  /** What `setup` returned. */
  readonly state: unknown;
}

/** Sheet size: `[width, height]` in mm, or a paper name such as `"A5"` or `"A4 landscape"`. */
export type CanvasSize = readonly [number, number] | string;

export interface SketchDefinition {
  canvas?: CanvasSize;
  /** Colour of the sheet. */
  background?: string | readonly number[];
  draw(context: SketchContext): Drawing;
  /** Makes the sketch stateful: runs once, its result is `context.state` and survives reloads while its shape allows. */
  setup?(context: SketchContext): unknown;
}

/** Identity at run time; in an editor, completion for the whole contract. `export default sketch({ draw() {} })` */
export function sketch(definition: SketchDefinition): SketchDefinition {
  return definition;
}
