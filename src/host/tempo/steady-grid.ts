// Times that should lie on an even grid → the grid: which step each time is, and the straight line through them. Taps
// and the first pulses of a MIDI clock are read by it. Steps may be missing and times may come twice: the median of the
// intervals decides how many steps lie between two times.

export interface SteadyGrid {
  /** Ms between two steps. */
  period: number;
  /** Of the last time: its step, counted from the first, and where the line says it should have come. */
  step: number;
  at: number;
  /** Steps nobody came for, and times that came to a step already taken. */
  missing: number;
  doubled: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Null for fewer than two different times. Times ascend. */
export function fitGrid(times: readonly number[]): SteadyGrid | null {
  const intervals: number[] = [];
  for (let i = 1; i < times.length; i++) intervals.push(times[i] - times[i - 1]);
  const typical = median(intervals);
  if (!(typical > 0)) return null;

  const first = times[0];
  let step = 0;
  let missing = 0;
  let doubled = 0;
  let count = 1;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = 1; i < times.length; i++) {
    const steps = Math.round(intervals[i - 1] / typical);
    if (steps === 0) {
      doubled++;
      // The next interval is measured from the time that counted.
      if (i < intervals.length) intervals[i] += intervals[i - 1];
      continue;
    }
    step += steps;
    missing += steps - 1;
    const y = times[i] - first;
    count++;
    sumX += step;
    sumY += y;
    sumXX += step * step;
    sumXY += step * y;
  }
  if (count < 2) return null;
  const period = (count * sumXY - sumX * sumY) / (count * sumXX - sumX * sumX);
  const at = first + (sumY - period * sumX) / count + period * step;
  return { period, step, at, missing, doubled };
}
