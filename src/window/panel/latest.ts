// Of a flood of values only the latest counts: the first goes at once, what follows waits for its turn. One timer, and no more
// than one value per name is held.

export interface Latest<T> {
  put(name: string, value: T): void;
  /** What waits goes now. */
  flush(): void;
}

export function createLatest<T>(send: (name: string, value: T) => void, everyMs: number, now: () => number): Latest<T> {
  const waiting = new Map<string, T>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let sentAt = -Infinity;

  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.size > 0) sentAt = now();
    for (const [name, value] of waiting) send(name, value);
    waiting.clear();
  };

  return {
    put(name, value) {
      waiting.set(name, value);
      const wait = sentAt + everyMs - now();
      if (wait <= 0) flush();
      else timer ??= setTimeout(flush, wait);
    },
    flush,
  };
}
