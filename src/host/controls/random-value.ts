// New values for knobs by chance. Each depends on the seed and its own name alone, so that the same seed gives the same
// values whichever other knobs there are, are locked, or are left out by a search.

import type { KnobStatus } from "./controls-api.ts";

type Range = Pick<KnobStatus, "name" | "min" | "max" | "step">;

/** On the knob's steps, inside its range. */
export function randomValue({ name, min, max, step }: Range, seed: number): number {
  const share = hash(seed, name) / 0x1_0000_0000;
  if (!(step > 0)) return min + share * (max - min);
  // The end of the range is a step of its own, where the steps do not meet it.
  const steps = Math.floor((max - min) / step + 1e-9);
  return Math.min(max, min + Math.floor(share * (steps + 1)) * step);
}

/** 32 bits of a seed and a name; only integer arithmetic, so the same everywhere. */
function hash(seed: number, name: string): number {
  let word = scramble(seed);
  for (let i = 0; i < name.length; i++) word = scramble(word ^ name.charCodeAt(i));
  return scramble(word) >>> 0;
}

function scramble(given: number): number {
  let word = (given + 0x9e3779b9) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return word ^ (word >>> 15);
}
