// Simplex noise for sketches, seeded. The only file that knows the `simplex-noise` package.
// A noise function is a table of a few KB; asking for the same seed again returns the same function.

import { createNoise2D, createNoise3D, createNoise4D } from "simplex-noise";
import { random } from "./random.ts";

export type Noise2 = (x: number, y: number) => number;
export type Noise3 = (x: number, y: number, z: number) => number;
export type Noise4 = (x: number, y: number, z: number, w: number) => number;

/** Seeds kept per dimension; the one made first goes first. */
const MAX_KEPT = 64;

function kept<F>(create: (chance: () => number) => F): (seed?: number) => F {
  const bySeed = new Map<number, F>();
  return (seed = 0) => {
    let noise = bySeed.get(seed);
    if (noise === undefined) {
      noise = create(random(seed, "noise"));
      if (bySeed.size >= MAX_KEPT) for (const oldest of bySeed.keys()) if (bySeed.delete(oldest)) break;
      bySeed.set(seed, noise);
    }
    return noise;
  };
}

/** `noise2(seed)(x, y)` → −1..1 */
export const noise2: (seed?: number) => Noise2 = kept(createNoise2D);
/** `noise3(seed)(x, y, z)` → −1..1 */
export const noise3: (seed?: number) => Noise3 = kept(createNoise3D);
/** `noise4(seed)(x, y, z, w)` → −1..1 */
export const noise4: (seed?: number) => Noise4 = kept(createNoise4D);
