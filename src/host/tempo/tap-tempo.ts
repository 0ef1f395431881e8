// Taps → tempo. The last eight count; a missed tap is a step nobody came for; one that falls off the grid is let
// go, a second one running begins another tempo; a pause begins anew.

import { fitGrid, median } from "./steady-grid.ts";

export interface TapTempo {
  tap(atMs: number): TapResult;
  clear(): void;
}

export interface TapResult {
  /** Taps of this row that count. */
  taps: number;
  /** From the third tap on. */
  bpm: number | null;
  /** When the beat of the last tap was, evened out. */
  atMs: number;
}

const KEPT = 8;
/** 20 bpm, one tap missed. */
const PAUSE_MS = 6000;
const PAUSE_BEATS = 2.6;
/** Two taps closer than this are one: 400 bpm is 150 ms. */
const BOUNCE_MS = 80;
/** Of a beat. A hand is off by less. */
const OFF_GRID = 0.25;

export function createTapTempo(): TapTempo {
  let times: number[] = [];
  let stray: number | null = null;

  const typical = () => median(times.slice(1).map((time, i) => time - times[i]));
  const isPause = (interval: number) =>
    interval > PAUSE_MS || (times.length >= 3 && interval > PAUSE_BEATS * typical());
  const isOffGrid = (interval: number) => {
    if (times.length < 3) return false;
    const beats = interval / typical();
    return Math.abs(beats - Math.max(1, Math.round(beats))) > OFF_GRID;
  };

  return {
    tap(atMs) {
      const last = times.at(-1) ?? Number.NEGATIVE_INFINITY;
      const interval = atMs - last;
      if (atMs - Math.max(last, stray ?? last) < BOUNCE_MS) return result(times, last);
      if (isPause(interval)) times = [];
      else if (isOffGrid(interval)) {
        // One is let go; a second one says that the hand has another tempo.
        if (stray === null) {
          stray = atMs;
          return result(times, last);
        }
        times = [stray];
      }
      stray = null;
      times = [...times, atMs].slice(-KEPT);
      return result(times, atMs);
    },
    clear() {
      times = [];
      stray = null;
    },
  };
}

function result(times: readonly number[], atMs: number): TapResult {
  const grid = times.length >= 3 ? fitGrid(times) : null;
  return { taps: times.length, bpm: grid ? 60_000 / grid.period : null, atMs: grid?.at ?? atMs };
}
