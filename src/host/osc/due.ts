// Messages of bundles that are meant for later: a table in the order of their time, bounded in entries, bytes and how far
// it reaches, with one timer for the first of them.

import { MAX_ELEMENTS, type OscMessage } from "./codec.ts";

export interface Due {
  /** False where it is too far ahead or the table is full. */
  add(atMs: number, message: OscMessage): boolean;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
  clear(): void;
}

export const MAX_AHEAD_MS = 60_000;
export const MAX_WAITING_BYTES = 2 ** 20;

export function createDue(parts: {
  now(): number;
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** Called when its time has come; `atMs` is the time it was meant for. */
  onDue(message: OscMessage, atMs: number): void;
}): Due {
  const waiting: { atMs: number; message: OscMessage }[] = [];
  let bytes = 0;
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
      bytes -= sizeOf(message);
      parts.onDue(message, atMs);
    }
    aim();
  }

  return {
    add(atMs, message) {
      const size = sizeOf(message);
      if (waiting.length >= MAX_ELEMENTS || bytes + size > MAX_WAITING_BYTES || atMs - parts.now() > MAX_AHEAD_MS)
        return false;
      // From the end: senders send in order. Equal times keep the order in which they came.
      let place = waiting.length;
      while (place > 0 && waiting[place - 1].atMs > atMs) place--;
      bytes += size;
      waiting.splice(place, 0, { atMs, message });
      if (place === 0) aim();
      return true;
    },
    usage: () => ({ entries: waiting.length, maxEntries: MAX_ELEMENTS, bytes, maxBytes: MAX_WAITING_BYTES }),
    clear() {
      waiting.length = 0;
      bytes = 0;
      aim();
    },
  };
}

/** About what it holds in memory. */
function sizeOf({ address, args }: OscMessage): number {
  let size = 100 + address.length * 2;
  for (const arg of args) size += 50 + ("value" in arg && hasLength(arg.value) ? arg.value.length * 2 : 0);
  return size;
}

const hasLength = (value: unknown): value is string | Uint8Array =>
  typeof value === "string" || value instanceof Uint8Array;
