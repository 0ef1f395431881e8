// Musical time as it crosses realms: one anchor, from which anybody works out the beat of any moment. The host makes
// anchors (host/tempo/), the window follows the newest one frame by frame. Nothing is sent while the tempo holds.
//
// A *take* is a stretch of musical time in which beats only go forward. Whoever moves the position on purpose (a MIDI
// start, a song position, `.tempo beat 0`) begins another take. Inside a take a correction may put the aim behind what
// was already shown; then the follower goes on at half speed until the aim has caught up, and never turns back.

export interface TempoAnchor {
  bpm: number;
  /** The beat at `atMs`, from 0 on; beats are quarters whatever the metre. */
  beat: number;
  /** Epoch milliseconds: `performance.timeOrigin + performance.now()` in any realm. */
  atMs: number;
  /** False: the beat stands still. */
  playing: boolean;
  beatsPerBar: number;
  /** A bar line: the beat it lies on, and the number (from 0) of the bar that begins there. */
  barBeat: number;
  bar: number;
  take: number;
  /** Grows with every anchor of a show; an older one is no news. */
  revision: number;
}

export const BPM = { min: 10, max: 1000 } as const;
export const BEATS_PER_BAR = { min: 1, max: 64 } as const;

export const msPerBeat = (anchor: TempoAnchor): number => 60_000 / anchor.bpm;

export function beatAt(anchor: TempoAnchor, ms: number): number {
  return anchor.playing ? anchor.beat + ((ms - anchor.atMs) * anchor.bpm) / 60_000 : anchor.beat;
}

/** When `beat` is reached, in epoch ms; it may lie in the past. Infinity while the clock stands. */
export function msOfBeat(anchor: TempoAnchor, beat: number): number {
  return anchor.playing ? anchor.atMs + (beat - anchor.beat) * msPerBeat(anchor) : Number.POSITIVE_INFINITY;
}

/** Number of the bar that `beat` lies in, from 0. */
export function barOf(anchor: TempoAnchor, beat: number): number {
  return anchor.bar + Math.floor((beat - anchor.barBeat) / anchor.beatsPerBar);
}

/** How much of its bar is over at `beat`: 0 on the bar line, below 1. */
export function phaseOf(anchor: TempoAnchor, beat: number): number {
  const bars = (beat - anchor.barBeat) / anchor.beatsPerBar;
  return bars - Math.floor(bars);
}

/** The beat that bar `bar` begins at. */
export function beatOfBar(anchor: TempoAnchor, bar: number): number {
  return anchor.barBeat + (bar - anchor.bar) * anchor.beatsPerBar;
}

/** For a window that opens on a frozen picture: the beat that is held. The anchor itself is news to it afterwards. */
export const heldAt = (anchor: TempoAnchor, beat: number): TempoAnchor => ({
  ...anchor,
  beat,
  playing: false,
  revision: anchor.revision - 1,
});

export interface BeatFollower {
  /** The newest anchor; one that is older than what is known is let go. */
  aim(anchor: TempoAnchor): void;
  /** The beat at `ms`; never less than it answered before in the same take. Ask with times that do not go back. */
  beat(ms: number): number;
  anchor(): TempoAnchor;
}

export function createBeatFollower(start: TempoAnchor): BeatFollower {
  let anchor = start;
  /** In an object: numbers with fractions that a closure keeps are made anew at each change, sixty times a second. */
  const last = { shown: start.beat, aimed: start.beat, ms: start.atMs };
  return {
    anchor: () => anchor,
    aim(next) {
      if (next.revision <= anchor.revision) return;
      if (next.take !== anchor.take) {
        last.shown = next.beat;
        last.ms = next.atMs;
      }
      anchor = next;
      last.aimed = beatAt(anchor, last.ms);
    },
    beat(ms) {
      const aim = beatAt(anchor, ms);
      // Whichever is further: so that it does not matter how often, or when, somebody looks.
      last.shown = Math.max(aim, last.shown + Math.max(0, aim - last.aimed) / 2);
      last.aimed = aim;
      last.ms = ms;
      return last.shown;
    },
  };
}
