// Spans of beats, as a pure function of the beat: the same beat gives the same value on any worker, and in a replay.

import { describeValue, SketchError } from "./sketch-error.ts";

/**
 * `every(4, (n) => palette[n % 3])` → another colour every four beats. `choose` gets how many whole spans are over, and
 * how much of the present one (0..1).
 */
export type Every = <T>(beats: number, choose: (n: number, phase: number) => T) => T;

export function createEvery(beat: () => number): Every {
  return (beats, choose) => {
    if (!(Number.isFinite(beats) && beats > 0)) {
      throw new SketchError(`every(): beats is ${describeValue(beats)}`, { expected: "a number of beats above 0" });
    }
    if (typeof choose !== "function") {
      throw new SketchError(`every(): choose is ${describeValue(choose)}`, {
        expected: "a function of the span's number and phase",
        try: "every(4, (n) => n % 2)",
      });
    }
    const spans = beat() / beats;
    const n = Math.floor(spans);
    return choose(n, spans - n);
  };
}
