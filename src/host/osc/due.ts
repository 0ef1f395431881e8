// Bundles that are meant for later. A bounded table in the order of their time, with one timer for the first of them.

import { MAX_ELEMENTS, type OscMessage } from "./codec.ts";

export interface Due {
  /** False where it is too far ahead or the table is full. */
  add(atMs: number, message: OscMessage): boolean;
  usage(): { entries: number; maxEntries: number };
  clear(): void;
}

export const MAX_AHEAD_MS = 60_000;

export function createDue(parts: {
  now(): number;
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** Called when its time has come; `atMs` is the time it was meant for. */
  onDue(message: OscMessage, atMs: number): void;
}): Due {
  const waiting: { atMs: number; message: OscMessage }[] = [];
  let timer: unknown = null;

  function aim(): void {
    if (timer !== null) parts.clearTimer(timer);
    timer = waiting.length === 0 ? null : parts.setTimer(run, Math.max(0, waiting[0].atMs - parts.now()));
  }

  function run(): void {
    timer = null;
    const now = parts.now();
    while (waiting.length > 0 && waiting[0].atMs <= now) {
      const { message, atMs } = waiting.shift() as (typeof waiting)[number];
      parts.onDue(message, atMs);
    }
    aim();
  }

  return {
    add(atMs, message) {
      if (waiting.length >= MAX_ELEMENTS || atMs - parts.now() > MAX_AHEAD_MS) return false;
      // From the end: senders send in order. Equal times keep the order in which they came.
      let place = waiting.length;
      while (place > 0 && waiting[place - 1].atMs > atMs) place--;
      waiting.splice(place, 0, { atMs, message });
      if (place === 0) aim();
      return true;
    },
    usage: () => ({ entries: waiting.length, maxEntries: MAX_ELEMENTS }),
    clear() {
      waiting.length = 0;
      aim();
    },
  };
}
