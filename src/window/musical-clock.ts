// Musical time in the window: follows the newest anchor of the host, frame by frame, and fills in what a job is told of
// it. While the picture is frozen nothing of it moves; the clock itself goes on, and is taken up where it then stands.

import { barOf, beatAt, createBeatFollower, phaseOf, type TempoAnchor } from "../protocol/tempo.ts";
import type { TickMoment } from "./frame-loop.ts";

export interface MusicalClock {
  aim(anchor: TempoAnchor): void;
  setFrozen(on: boolean): void;
  /** Writes beat, bar, phase, tempo and metre of `nowMs` (on the window's clock) into `moment`. */
  read(moment: TickMoment, nowMs: number): void;
}

export function createMusicalClock(start: TempoAnchor, timeOrigin: number, nowMs: number): MusicalClock {
  // A show that has played for a while does not begin at the beat its anchor was made.
  const follower = createBeatFollower({ ...start, beat: beatAt(start, timeOrigin + nowMs), atMs: timeOrigin + nowMs });
  let frozen = false;
  return {
    aim: follower.aim,
    setFrozen: (on) => {
      frozen = on;
    },
    read(moment, at) {
      if (frozen) return;
      const anchor = follower.anchor();
      const beat = follower.beat(timeOrigin + at);
      moment.beat = beat;
      moment.bar = barOf(anchor, beat);
      moment.phase = phaseOf(anchor, beat);
      moment.bpm = anchor.bpm;
      moment.beatsPerBar = anchor.beatsPerBar;
      moment.playing = anchor.playing;
      moment.barBeat = anchor.barBeat;
      moment.take = anchor.take;
    },
  };
}
