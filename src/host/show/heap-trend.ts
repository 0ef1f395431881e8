// Heap of all realms over the last minute, and its slope. Cut at reloads: a step there would ruin any estimate.

export interface HeapTrend {
  add(bytes: number, nowMs: number): void;
  cut(): void;
  /** `slope` in bytes per second, null while there is too little to say. */
  read(): { bytes: number; slope: number | null };
}

const KEPT = 240;
/** After a reload the heap settles first: code is compiled, caches fill. */
const WARM_UP_MS = 5000;
const MIN_SPAN_MS = 10_000;
/** Readings swing with the collector; the minimum of a stretch is what is really held. */
const STRETCH_MS = 3000;

export function createHeapTrend(): HeapTrend {
  let samples: { at: number; bytes: number }[] = [];
  let cutAt: number | null = null;
  let last = 0;
  return {
    add(bytes, nowMs) {
      last = bytes;
      cutAt ??= nowMs;
      if (nowMs - cutAt < WARM_UP_MS) return;
      samples.push({ at: nowMs, bytes });
      if (samples.length > KEPT) samples.shift();
    },
    cut() {
      samples = [];
      cutAt = null;
    },
    read: () => ({ bytes: last, slope: slopeOf(samples) }),
  };
}

/** Theil–Sen over the minima of three-second stretches. */
function slopeOf(samples: readonly { at: number; bytes: number }[]): number | null {
  if (samples.length < 2 || samples[samples.length - 1].at - samples[0].at < MIN_SPAN_MS) return null;
  const minima = new Map<number, { at: number; bytes: number }>();
  for (const sample of samples) {
    const stretch = Math.floor((sample.at - samples[0].at) / STRETCH_MS);
    const low = minima.get(stretch);
    if (!low || sample.bytes < low.bytes) minima.set(stretch, sample);
  }
  const points = [...minima.values()];
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      if (points[j].at > points[i].at)
        slopes.push(((points[j].bytes - points[i].bytes) / (points[j].at - points[i].at)) * 1000);
    }
  }
  slopes.sort((a, b) => a - b);
  return slopes.length === 0 ? null : slopes[slopes.length >> 1];
}
