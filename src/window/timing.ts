// A ring of recent durations with percentiles, in fixed memory.

export interface TimingRing {
  add(ms: number): void;
  count(): number;
  /** Null without samples. `share` is 0..1. */
  percentile(share: number): number | null;
  clear(): void;
}

export function createTimingRing(size: number): TimingRing {
  const ring = new Float32Array(size);
  const sorted = new Float32Array(size);
  let next = 0;
  let filled = 0;
  return {
    add(ms) {
      ring[next] = ms;
      next = (next + 1) % size;
      if (filled < size) filled++;
    },
    count: () => filled,
    percentile(share) {
      if (filled === 0) return null;
      sorted.set(ring);
      sorted.fill(Infinity, filled); // behind everything: no view of a part is needed
      sorted.sort();
      return sorted[Math.min(filled - 1, Math.floor(share * filled))];
    },
    clear() {
      next = 0;
      filled = 0;
    },
  };
}
