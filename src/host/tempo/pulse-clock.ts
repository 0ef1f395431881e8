// MIDI timing clock → tempo and phase. Pure: the same pulses at the same times give the same clock.
//
// Pulses come with jitter (±2 ms over USB is usual), some are lost, some come twice, and the tempo may jump. So:
//   acquire  the first pulses are laid on an even grid, whose step is the median of their intervals (steady-grid.ts);
//   hold     then a second-order loop takes over: each pulse moves phase and period by a little of its distance. Its
//            gains begin as those of a straight line through all pulses and come to rest at those of about 24.
// Which pulse one is, is decided by where the loop expects it, not by counting: a lost one leaves no trace and a doubled
// one is passed over. When pulses keep coming where none is expected, the tempo is another, and it is acquired anew.

import { BPM } from "../../protocol/tempo.ts";
import { fitGrid } from "./steady-grid.ts";

export const PULSES_PER_BEAT = 24;

/** Of a pulse. What claims to be faster or slower is no clock. */
const SHORTEST_MS = 60_000 / BPM.max / PULSES_PER_BEAT;
const LONGEST_MS = 60_000 / BPM.min / PULSES_PER_BEAT;

export interface PulseClock {
  pulse(atMs: number): void;
  /** Pulses since the first, with fractions, at a moment. Grows by one for each pulse that was sent, lost ones too. */
  pulsesAt(ms: number): number;
  /** Number of the last pulse. */
  count(): number;
  /** Null until there are two pulses. */
  bpm(): number | null;
  /** Whether there were enough pulses to be followed. */
  locked(): boolean;
  lastMs(): number | null;
  /** Distance of the last pulses from the clock, ms. Positive: they come late. */
  residuals(): { mean: number; deviation: number } | null;
  readonly heard: { pulses: number; dropped: number; doubled: number };
  /** Forgets everything: another sender. */
  reset(): void;
}

const KEPT = 24;
/** Pulses on the grid before the loop takes over. */
const ACQUIRE = 8;
/** Fewer are not worth following: 125 ms at 120 bpm. */
const LOCKED = 6;
/** Gains at rest: a step of 2 ms moves the phase by 0.2 ms. Lower ones lag behind a ritardando. */
const PHASE_GAIN = 0.1;
const PERIOD_GAIN = 0.006;
/** Pulses this far off, three running and on the same side, are another tempo. Never less than this many ms … */
const FAR_MS = 1.5;
/** … nor than this many standard deviations. */
const FAR_DEVIATIONS = 3;
const FAR_RUN = 3;
/** So many running that came after a gap, or so many of the last eight that were too many: the tempo is half, or double. */
const GAPS = 8;
const EXTRAS = 4;
const EXTRAS_OF = 8;
/** Of a period: what follows this soon is the same pulse once more, at whatever tempo. */
const TWICE = 0.25;
/** A pause of so many pulses, and so long: what comes after it is acquired anew. */
const PAUSE = 12;
const PAUSE_MS = 300;

type Kind = "normal" | "far" | "gap" | "extra";

/** A pulse as it came. */
interface Heard {
  at: number;
  /** Which one it was taken for. */
  number: number;
  kind: Kind;
}

export function createPulseClock(): PulseClock {
  const heard = { pulses: 0, dropped: 0, doubled: 0 };
  /** The last pulses since the tempo was last taken to be another one. */
  let recent: Heard[] = [];
  /** The loop: pulse `count` should have come at `at`, and they come every `period` ms. */
  let count = 0;
  let at = 0;
  let period = 0;
  /** Pulses that the line or the loop has seen. */
  let settled = 0;
  /** Far pulses running: negative when they come early. */
  let farRun = 0;
  let distances: number[] = [];
  let lastMs: number | null = null;

  /** Lays what was heard on a grid. */
  function acquire(): void {
    const grid = fitGrid(recent.map((pulse) => pulse.at));
    if (!grid || !(grid.period >= SHORTEST_MS)) return; // not a number, too: all at one instant
    count = recent[0].number + grid.step;
    at = grid.at;
    period = within(grid.period);
    settled = recent.length;
    for (const pulse of recent) pulse.number = recent[0].number + Math.round((pulse.at - recent[0].at) / period);
  }

  /** Another tempo, and it began where the pulses began to be odd: a single normal one among them is chance. */
  function beginAgain(): void {
    let from = recent.length - 1;
    while (from > 0 && (recent[from].kind !== "normal" || recent[from - 1].kind !== "normal")) from--;
    recent = recent.slice(from);
    for (const pulse of recent) pulse.kind = "normal";
    farRun = 0;
    distances = [];
    acquire();
  }

  function keep(pulse: Heard): void {
    recent.push(pulse);
    if (recent.length > KEPT) recent.shift();
  }

  const oddOnes = (kind: Kind, of: number) => recent.slice(-of).filter((pulse) => pulse.kind === kind).length;

  function hold(atMs: number): void {
    // While pulses drift away from the loop, the one before tells better which this is.
    const before = farRun === 0 ? at : (recent.findLast((pulse) => pulse.kind !== "extra")?.at ?? at);
    const steps = Math.max(0, Math.round((atMs - before) / period));
    if (steps === 0) {
      heard.doubled++;
      if (atMs - (recent.at(-1)?.at ?? at) < TWICE * period) return;
      keep({ at: atMs, number: count, kind: "extra" });
      if (oddOnes("extra", EXTRAS_OF) >= EXTRAS) beginAgain();
      return;
    }
    heard.dropped += steps - 1;
    const expected = at + steps * period;
    const distance = atMs - expected;
    const far = Math.abs(distance) > Math.max(FAR_MS, FAR_DEVIATIONS * deviationOf(distances));
    const side = Math.sign(distance);
    farRun = far ? (Math.sign(farRun) === side ? farRun : 0) + side : 0;
    if (!far) {
      distances.push(distance);
      if (distances.length > KEPT) distances.shift();
    }
    settled++;
    count += steps;
    at = expected + gain(PHASE_GAIN, (2 * (2 * settled - 1)) / (settled * (settled + 1))) * distance;
    period = within(period + (gain(PERIOD_GAIN, 6 / (settled * (settled + 1))) * distance) / steps);
    keep({ at: atMs, number: count, kind: steps > 1 ? "gap" : far ? "far" : "normal" });
    if (Math.abs(farRun) >= FAR_RUN || oddOnes("gap", GAPS) >= GAPS) beginAgain();
  }

  /** After a pause: the number it would have at the old tempo, so that whoever coasted finds the grid where it was left. */
  function resume(atMs: number): void {
    count += Math.max(1, Math.round((atMs - at) / period));
    at = atMs;
    settled = 1;
    farRun = 0;
    distances = [];
    recent = [{ at: atMs, number: count, kind: "normal" }];
  }

  return {
    heard,
    pulse(atMs) {
      heard.pulses++;
      const pause = lastMs !== null && period > 0 && atMs - lastMs > Math.max(PAUSE_MS, PAUSE * period);
      lastMs = Math.max(atMs, lastMs ?? atMs);
      if (pause) resume(atMs);
      else if (settled < ACQUIRE) {
        keep({ at: atMs, number: count, kind: "normal" });
        acquire();
      } else hold(atMs);
    },
    pulsesAt: (ms) => (period > 0 ? count + (ms - at) / period : count),
    count: () => count,
    bpm: () => (period > 0 ? 60_000 / (period * PULSES_PER_BEAT) : null),
    locked: () => settled >= LOCKED,
    lastMs: () => lastMs,
    residuals() {
      if (distances.length < 4) return null;
      return { mean: distances.reduce((a, b) => a + b, 0) / distances.length, deviation: deviationOf(distances) };
    },
    reset() {
      Object.assign(heard, { pulses: 0, dropped: 0, doubled: 0 });
      recent = [];
      distances = [];
      count = at = period = settled = farRun = 0;
      lastMs = null;
    },
  };
}

const within = (period: number) => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, period));

const gain = (atRest: number, ofLine: number) => Math.min(1, Math.max(atRest, ofLine));

function deviationOf(values: readonly number[]): number {
  if (values.length < 4) return 0;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
