// What each op costs, for `.ops`. Reading a clock makes a heap number, and two per op would be most of a steady frame's
// garbage; so calls and points are counted always, and time is taken on one frame in eight and scaled.

export interface OpCost {
  op: string;
  calls: number;
  /** Estimated from the frames that were timed. */
  ms: number;
  /** Points written. */
  points: number;
}

export interface OpCosts {
  /** Starts a frame; decides whether it is timed. */
  beginFrame(): void;
  /** Counts a call that cost no pass of its own. */
  count(op: string): void;
  /** Now, or 0 on a frame that is not timed. */
  start(): number;
  /** Books a call that began at `started`. */
  end(op: string, started: number, points: number): void;
  list(): OpCost[];
  reset(): void;
}

const EVERY = 8;
/** A sketch may make up op names; the table must not grow with them. */
const MAX_NAMES = 512;
const OTHERS = "(others)";

interface Tally {
  calls: number;
  points: number;
  timedCalls: number;
  timedMs: number;
}

export function createOpCosts(now: (() => number) | undefined): OpCosts {
  const tallies = new Map<string, Tally>();
  let frames = 0;
  let timing = false;

  const tallyOf = (op: string): Tally => {
    let tally = tallies.get(op);
    if (tally === undefined) {
      if (tallies.size >= MAX_NAMES && op !== OTHERS) return tallyOf(OTHERS);
      tally = { calls: 0, points: 0, timedCalls: 0, timedMs: 0 };
      tallies.set(op, tally);
    }
    return tally;
  };

  return {
    beginFrame() {
      timing = now !== undefined && frames++ % EVERY === 1; // not the first: it is cold
    },
    start: () => (timing && now !== undefined ? now() : 0),
    end(op, started, points) {
      const tally = tallyOf(op);
      tally.calls++;
      tally.points += points;
      if (timing && now !== undefined) {
        tally.timedCalls++;
        tally.timedMs += now() - started;
      }
    },
    count(op) {
      tallyOf(op).calls++;
    },
    list() {
      const costs: OpCost[] = [];
      for (const [op, { calls, points, timedCalls, timedMs }] of tallies) {
        costs.push({ op, calls, points, ms: timedCalls > 0 ? (timedMs / timedCalls) * calls : 0 });
      }
      return costs.sort((a, b) => b.ms - a.ms || b.points - a.points);
    },
    reset() {
      tallies.clear();
      frames = 0;
    },
  };
}
