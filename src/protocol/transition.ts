// How one picture gives way to the next. The host asks, the window does all the timing: only there is it known which
// display frame is the first one after the bar.

export const TRANSITION_KINDS = ["cut", "fade", "dash", "morph"] as const;
export type TransitionKind = (typeof TRANSITION_KINDS)[number];

export const TRANSITION_UNITS = ["bars", "beats", "s"] as const;
export type TransitionUnit = (typeof TRANSITION_UNITS)[number];

export const TRANSITION_STARTS = ["bar", "beat", "now"] as const;
export type TransitionStart = (typeof TRANSITION_STARTS)[number];

export interface Transition {
  kind: TransitionKind;
  /** In `unit`; of no meaning for a cut. */
  length: number;
  unit: TransitionUnit;
  /** It begins with the next bar, the next beat, or at once. */
  on: TransitionStart;
}

/**
 * How a group goes on air. `"cut"`: at once, ending any transition. `"replace"`: at once, and a running transition goes on
 * towards it: what a save does. With a transition, `seed` is what the arriving sketch gets; the leaving one keeps its own.
 */
export type Arrival = "cut" | "replace" | (Transition & { seed?: number });

/** What the window answers to that: which transition this is, and the group that is still shown beside the new one. */
export interface AiredAs {
  transition: number;
  leaving: number | null;
}

export interface TransitionStats {
  /** Counts up with each transition; 0 before the first. */
  id: number;
  running: boolean;
  kind: TransitionKind;
  /** 0..1; 0 while it waits for its bar. */
  share: number;
  /** Epoch of the group that is leaving and still drawn, or 0. */
  leaving: number;
  /** The beat it was to begin on, the beat of the first display frame at or after it, and of the one before. */
  startBeat: number;
  startedBeat: number;
  beatBefore: number;
  /** Display frames in which both pictures were mixed, since the start of the window, and the mean ms that took. */
  mixed: number;
  mixMs: number;
  /** Both drawings were too large to be mixed: it became a cut half-way. */
  tooLarge: boolean;
  bytes: number;
  maxBytes: number;
}
