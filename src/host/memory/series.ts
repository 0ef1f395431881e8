// The counters of the last minutes: one ring of times, one ring of values for each series, all in fixed memory. Known
// events are kept beside them, because a step that an event made must not read as a slope.

export interface Window {
  times: number[];
  values: number[];
  /** What began the window, where it is shorter than asked; "" where nothing did. */
  reason: string;
}

export interface Cut {
  atMs: number;
  reason: string;
}

export interface SeriesBook {
  /** One reading of every series. A series that is missing in it, or not a number, has a gap there. */
  add(atMs: number, sample: Readonly<Record<string, number>>): void;
  cut(atMs: number, reason: string): void;
  cuts(): readonly Cut[];
  names(): string[];
  /** Null before the first reading. */
  last(name: string): number | null;
  first(name: string): number | null;
  peak(name: string): { value: number; atMs: number } | null;
  resetPeaks(): void;
  /** The last seconds, but nothing from before the last cut and the warm-up after it. */
  window(name: string, seconds: number, nowMs: number): Window;
  /** The last seconds, cuts or not: for a plot. */
  history(name: string, seconds: number, nowMs: number): Window;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

interface Series {
  values: Float64Array;
  first: number | null;
  last: number | null;
  peak: { value: number; atMs: number } | null;
}

const MAX_CUTS = 200;
/** After an event heaps settle first: code is compiled, caches fill. */
const WARM_UP_MS = 5000;

export function createSeriesBook({ capacity, maxSeries }: { capacity: number; maxSeries: number }): SeriesBook {
  const times = new Float64Array(capacity);
  const series = new Map<string, Series>();
  let cuts: Cut[] = [];
  let next = 0;
  let filled = 0;

  function open(name: string): Series | null {
    const known = series.get(name);
    if (known) return known;
    if (series.size >= maxSeries) return null;
    const made = { values: new Float64Array(capacity).fill(Number.NaN), first: null, last: null, peak: null };
    series.set(name, made);
    return made;
  }

  function read(name: string, fromMs: number, reason: string): Window {
    const found = series.get(name);
    const window: Window = { times: [], values: [], reason };
    for (let i = 0; found && i < filled; i++) {
      const at = (next - filled + i + capacity) % capacity;
      if (times[at] < fromMs || Number.isNaN(found.values[at])) continue;
      window.times.push(times[at]);
      window.values.push(found.values[at]);
    }
    return window;
  }

  return {
    add(atMs, sample) {
      times[next] = atMs;
      for (const each of series.values()) each.values[next] = Number.NaN;
      for (const name in sample) {
        const value = sample[name];
        const own = Number.isFinite(value) ? open(name) : null;
        if (!own) continue;
        own.values[next] = value;
        own.first ??= value;
        own.last = value;
        if (own.peak === null) own.peak = { value, atMs };
        else if (value > own.peak.value) {
          own.peak.value = value;
          own.peak.atMs = atMs;
        }
      }
      next = (next + 1) % capacity;
      filled = Math.min(capacity, filled + 1);
    },
    cut(atMs, reason) {
      cuts.push({ atMs, reason });
      if (cuts.length > MAX_CUTS) cuts = cuts.slice(-MAX_CUTS);
    },
    cuts: () => cuts,
    names: () => [...series.keys()],
    last: (name) => series.get(name)?.last ?? null,
    first: (name) => series.get(name)?.first ?? null,
    peak: (name) => series.get(name)?.peak ?? null,
    resetPeaks() {
      for (const each of series.values()) each.peak = null;
    },
    window(name, seconds, nowMs) {
      const asked = nowMs - seconds * 1000;
      const last = cuts[cuts.length - 1];
      return last && last.atMs + WARM_UP_MS > asked
        ? read(name, last.atMs + WARM_UP_MS, last.reason)
        : read(name, asked, "");
    },
    history: (name, seconds, nowMs) => read(name, nowMs - seconds * 1000, ""),
    usage: () => ({
      entries: filled * series.size,
      maxEntries: capacity * maxSeries,
      bytes: capacity * 8 * (series.size + 1),
      maxBytes: capacity * 8 * (maxSeries + 1),
    }),
  };
}
