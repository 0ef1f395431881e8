// Seeded chance. The same seed and key give the same stream on every machine: only 32-bit integer arithmetic is used.

/** A stream of numbers 0 ≤ x < 1. Each `key`, a number or a word, is an independent stream of the same seed. */
export function random(seed: number, key: number | string = 0): () => number {
  // Small fast chaotic generator with a counter (sfc32): 128 bits of state, period at least 2^32.
  let a = scramble(seed | 0);
  let b = scramble(a ^ keyWord(key));
  let c = scramble(b + fraction(seed));
  let counter = 1;
  const next = (): number => {
    const out = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return (out >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 12; i++) next(); // until the seed has reached every bit
  return next;
}

/** One number 0 ≤ x < 1 for a seed and an index, without a stream: `hashToUnit(seed, step)`. */
export function hashToUnit(seed: number, index: number): number {
  return (scramble(scramble((seed | 0) ^ 0x5bd1e995) + (index | 0)) >>> 0) / 0x1_0000_0000;
}

function scramble(word: number): number {
  word = (word + 0x9e3779b9) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return word ^ (word >>> 15);
}

/** Seeds 1.25 and 1.5 are different seeds. */
function fraction(seed: number): number {
  return Math.floor((seed - Math.floor(seed)) * 0x1_0000_0000) | 0;
}

function keyWord(key: number | string): number {
  if (typeof key === "number") return scramble((key | 0) ^ fraction(key));
  let word = key.length;
  for (let i = 0; i < key.length; i++) word = scramble(word ^ key.charCodeAt(i));
  return ~word;
}
