// A MIDI clock on paper: where its pulses should fall, and when they were heard. Seeded, so that a failure comes again.

export interface SimulatedPulse {
  /** Which pulse, and when it is meant. */
  number: number;
  meantMs: number;
  /** When it was heard; once, never or twice. */
  heardMs: number[];
}

export interface SimulatedClock {
  /** Tempo at a beat. */
  bpmAt(beat: number): number;
  jitterMs: number;
  /** Chance of a pulse that is lost, or heard twice. */
  lost: number;
  doubled: number;
  seed: number;
}

/** Mulberry32: 0..1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function simulate(clock: SimulatedClock, fromMs: number, seconds: number): SimulatedPulse[] {
  const random = chance(clock.seed);
  const pulses: SimulatedPulse[] = [];
  let meantMs = fromMs;
  let last = Number.NEGATIVE_INFINITY;
  for (let number = 0; meantMs < fromMs + seconds * 1000; number++) {
    // Jitter is delay and its variation; a pulse never overtakes the one before it.
    const heard = Math.max(last, meantMs + (random() * 2 - 1) * clock.jitterMs);
    const isLost = number > 0 && random() < clock.lost;
    const isDoubled = random() < clock.doubled;
    const again = heard + random();
    const heardMs = isLost ? [] : isDoubled ? [heard, again] : [heard];
    last = heardMs.at(-1) ?? last;
    pulses.push({ number, meantMs, heardMs });
    meantMs += 60_000 / clock.bpmAt(number / 24) / 24;
  }
  return pulses;
}
