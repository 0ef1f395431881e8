// Hands on the knobs: every control travels to and fro between two ends, each at its own pace, sixty times a second.

export interface Range {
  set(value: number): void;
  /** Where the code put it. */
  home: number;
  min: number;
  max: number;
}

export interface Hands {
  moves(): number;
  stop(): void;
}

const HZ = 60;
/** There and back of the quickest hand, in seconds; each further hand takes somewhat longer. */
const QUICKEST_S = 2.1;
const SLOWER_S = 0.37;

/** What seed.ts falls back to, where the hands on its controllers begin: CC 1-9. */
export const CC_HOME = [0.6, 0.1, 0.07, 0.5, 0.06, 0.5, 0.35, 0.74, 0.02];

/** Seconds that the hand on control `i` takes there and back. */
export const secondsOfHand = (i: number): number => QUICKEST_S + i * SLOWER_S;

/** `reach` is the share of its range that a control has to either side of its home; 1 is from end to end. */
export function turnControls(ranges: readonly Range[], reach: number): Hands {
  let moves = 0;
  const from = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - from) / 1000;
    moves++;
    ranges.forEach((range, i) => {
      range.set(positionAt(range, reach, seconds / secondsOfHand(i)));
    });
  }, 1000 / HZ);
  return {
    moves: () => moves,
    stop: () => clearInterval(timer),
  };
}

/** `positionAt({ home: 5, min: 0, max: 10 }, 0.1, 0.25)` → `6`: it begins at home, and turns at one above and one below. */
export function positionAt({ home, min, max }: Omit<Range, "set">, reach: number, turns: number): number {
  const [low, high] = reach >= 1 ? [min, max] : [-1, 1].map((side) => home + side * reach * (max - min));
  // A triangle that starts in the middle.
  const phase = (turns + 0.25) % 1;
  const share = phase < 0.5 ? phase * 2 : 2 - phase * 2;
  return Math.min(max, Math.max(min, low + share * (high - low)));
}
