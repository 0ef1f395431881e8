// Latest value per target: of what comes within a few milliseconds only the last matters, so a flood costs one action per
// target and tick of the clock, and its last value is never lost. The first of a burst goes at once.

export interface Gather<T> {
  put(key: string, value: T): void;
  /** What was overtaken by a later value, and what found no room. */
  readonly merged: number;
  readonly dropped: number;
  clear(): void;
}

const GATHER_MS = 8;
const MAX_KEYS = 1024;

export function createGather<T>(parts: {
  act(value: T): void;
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}): Gather<T> {
  const waiting = new Map<string, T>();
  const sent = new Set<string>();
  let timer: unknown = null;
  let merged = 0;
  let dropped = 0;

  function flush(): void {
    timer = null;
    sent.clear();
    if (waiting.size === 0) return;
    const values = [...waiting];
    waiting.clear();
    timer = parts.setTimer(flush, GATHER_MS);
    for (const [key, value] of values) {
      sent.add(key);
      parts.act(value);
    }
  }

  return {
    put(key, value) {
      if (!sent.has(key) && sent.size < MAX_KEYS) {
        sent.add(key);
        timer ??= parts.setTimer(flush, GATHER_MS);
        return parts.act(value);
      }
      if (waiting.has(key)) merged++;
      else if (waiting.size >= MAX_KEYS) {
        dropped++;
        return;
      }
      waiting.set(key, value);
    },
    get merged() {
      return merged;
    },
    get dropped() {
      return dropped;
    },
    clear() {
      waiting.clear();
      sent.clear();
      if (timer !== null) parts.clearTimer(timer);
      timer = null;
    },
  };
}
