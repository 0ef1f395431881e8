// What commands, keys and MIDI may do with the set and with transitions.

import type { TransitionKind } from "../../protocol/transition.ts";

export interface SetEntryStatus {
  /** From 1. */
  number: number;
  name: string;
  /** Null when it cannot be played; `.problems` says why. */
  sketch: string | null;
  preset: string | null;
  seed: number | null;
  program: number | null;
  /** As text: `fade 4 bars on bar`. */
  transition: string;
  current: boolean;
}

export interface TransitionStatus {
  kind: TransitionKind;
  /** `waiting` for its bar or beat, or `running`. */
  state: "waiting" | "running";
  share: number;
  from: string | null;
  to: string | null;
}

export interface SetStatus {
  entries: SetEntryStatus[];
  /** Number of the entry that was gone to last; null when the sketch on air did not come from the set. */
  current: number | null;
  /** What `.go next` would play. */
  next: string | null;
  transition: TransitionStatus | null;
}

export interface GoStatus extends SetStatus {
  /** What is on its way, and how. */
  gone: { name: string; sketch: string; generation: number; how: string };
}

export type GoTarget = { step: 1 | -1 } | { name: string } | { program: number };

export interface TransitionDefaults {
  /** Of `.go`. */
  go: string;
  /** Between two versions of one sketch: on a save, `.back` and `.forward`. */
  save: string;
}

export interface SetsApi {
  /** The set as it stands: sketches are looked for each time. */
  list(): Promise<SetStatus>;
  /**
   * Goes to an entry, or to any sketch by name. `how` is a transition as text; what it leaves open is the entry's or the
   * default's. Resolves when the picture is on its way, not when it has arrived; rejects with the problem that refused it,
   * and then the picture is as it was.
   */
  go(target: GoTarget, how?: string): Promise<GoStatus>;
  transitions(): TransitionDefaults;
  /** Until the configuration is saved again. */
  setTransition(of: keyof TransitionDefaults, text: string): void;
  /** A sane picture, whatever happened: no transition, not frozen, not black, a version that has proven itself. */
  panic(): Promise<{ generation: number | null; sketch: string | null }>;
}
