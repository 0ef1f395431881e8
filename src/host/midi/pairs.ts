// 14-bit controllers: CC n (0–31) carries the upper seven bits and waits, CC n + 32 the lower seven and completes.
//
//   MSB 64 …………… held          LSB 3 …… (64 << 7 | 3) / 16383
//   LSB 4 …… (64 << 7 | 4)      a knob that turns finely may send only its lower half
//
// A device that never sends the lower half must not stay silent: an upper half that has waited SETTLE_MS counts alone,
// as 7 bits do, v / 127 (so that 127 is 1). That is later than any lower half comes, and so never a jump in between.

export const SETTLE_MS = 20;

/** `controller` is that of the upper half. `value` is 0..1. */
export type OnPair = (channel: number, controller: number, value: number, atMs: number) => void;

export interface Pairs {
  /** A control change of a device in 14-bit mode; true when it was half of a pair. */
  take(channel: number, controller: number, value: number, atMs: number): boolean;
  /** Lets upper halves speak that have waited long enough. Returns whether any still waits. */
  settle(nowMs: number): boolean;
}

export function createPairs(onPair: OnPair): Pairs {
  const upper = new Uint8Array(16 * 32);
  /** When the upper half came; 0 when it has been used. */
  const since = new Float64Array(16 * 32);
  let waiting = 0;
  return {
    take(channel, controller, value, atMs) {
      if (controller >= 64) return false;
      const slot = channel * 32 + (controller & 31);
      if (controller < 32) {
        if (since[slot] === 0) waiting++;
        upper[slot] = value;
        since[slot] = atMs;
        return true;
      }
      if (since[slot] !== 0) waiting--;
      since[slot] = 0;
      onPair(channel, controller & 31, ((upper[slot] << 7) | value) / 16383, atMs);
      return true;
    },
    settle(nowMs) {
      for (let slot = 0; waiting > 0 && slot < since.length; slot++) {
        if (since[slot] === 0 || nowMs - since[slot] < SETTLE_MS) continue;
        const at = since[slot];
        since[slot] = 0;
        waiting--;
        onPair(slot >> 5, slot & 31, upper[slot] / 127, at);
      }
      return waiting > 0;
    },
  };
}
