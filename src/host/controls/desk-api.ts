// What a performer's hands may do beyond single values: `show.desk`. The panel and the commands know this interface.

import type { Target } from "./target.ts";

/** Values of knobs and controllers that were changed together. */
export interface DeskChange {
  /** `amount`, `preset verse`, … */
  label: string;
  /** How many really changed. */
  changed: number;
  /** Names of the knobs that were left alone because they are locked. */
  locked: string[];
}

export interface PresetStatus {
  name: string;
  /** ISO time, "" where the file does not say. */
  savedAt: string;
  knobs: number;
  ccs: number;
  /** Applied or saved last. */
  current: boolean;
  /** What of the file cannot be used. */
  notes: string[];
}

export interface MorphStatus {
  from: string;
  to: string;
  /** The knob that leads from one to the other: set, link, learn it like any other. */
  knob: string;
  /** 0..1 */
  at: number;
}

/**
 * Presets of the sketch on air. A set list applies one by `show.desk.presets.apply(name)` once its sketch is on air: it resolves
 * when the window has been told, and rejects with a `CommandProblem` where there is none of that name.
 */
export interface PresetsApi {
  list(): Promise<PresetStatus[]>;
  /** Everything as it stands, with a small picture where there is one. Refuses a name that is taken unless `over`. */
  save(name: string, over: boolean): Promise<{ name: string; path: string; bytes: number; replaced: string | null }>;
  /** Linked knobs have to meet their value again. `notes`: what did not fit the sketch. */
  apply(name: string): Promise<DeskChange & { notes: string[] }>;
  /** Returns where the file went. */
  drop(name: string): Promise<string>;
  /** Makes the control between two presets, and moves it to `at`. */
  morph(from: string, to: string, at: number): Promise<MorphStatus & { notes: string[] }>;
  morphing(): MorphStatus | null;
  endMorph(): void;
  /** As listed last; `picture` is a small one as a data URL, "" where there is none. */
  known(): { name: string; picture: string; current: boolean }[];
}

export interface DeskApi {
  /**
   * A value by hand, that can be taken back. Moves of one `gesture`, a drag, are taken back together. Null gives it back to
   * the code. A locked knob stays, and is named in the answer.
   */
  set(target: Target, value: number | null, gesture?: number): Promise<DeskChange>;
  undo(): Promise<DeskChange | null>;
  redo(): Promise<DeskChange | null>;
  /** How many steps there are either way. */
  depth(): { undo: number; redo: number };
  /** False where there is no such knob. */
  lock(name: string, on: boolean): boolean;
  /** New values for these knobs, all if null, by a seed; locked ones stay. */
  randomise(seed: number, names: readonly string[] | null): Promise<DeskChange>;
  /** Gives these knobs back to the code, all and the controllers if null; locked ones stay. */
  reset(names: readonly string[] | null): Promise<DeskChange>;
  readonly presets: PresetsApi;
}

/** With its panel in the window. */
export interface ShownDeskApi extends DeskApi {
  panel(): boolean;
  setPanel(on: boolean): Promise<void>;
}
