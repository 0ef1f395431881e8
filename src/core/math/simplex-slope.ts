// Simplex noise in space together with its slope, for fields that are followed rather than looked at. A noise function
// takes and returns doubles, and V8 boxes them at the call; here they go in and out through an array.
//
// After Perlin's simplex noise as Gustavson tells it, "Simplex noise demystified" (2005). As in `displace-kernel.ts` the
// falloff is (½ − r²)⁴, so that the slope has no creases either, and corners are hashed, not looked up.

const SKEW = 1 / 3;
const UNSKEW = 1 / 6;
/** Brings the greatest sum of four corners to just below 1. */
const GAIN = 76.8;

/** Of the middles of a cube's edges, seen from its centre; four of the twelve twice. */
const GRADIENT_X = Float64Array.of(1, -1, 1, -1, 1, -1, 1, -1, 0, 0, 0, 0, 1, 0, -1, 0);
const GRADIENT_Y = Float64Array.of(1, 1, -1, -1, 0, 0, 0, 0, 1, -1, 1, -1, 1, -1, 1, -1);
const GRADIENT_Z = Float64Array.of(0, 0, 0, 0, 1, 1, -1, -1, 1, 1, -1, -1, 0, 1, 0, -1);

/** Reads x, y, z from `io[0..2]`; writes the noise there, −1..1, to `io[3]`, its slope along x and y to `io[4..5]`. */
export function sampleSlope(seed: number, io: Float64Array): void {
  const skew = (io[0] + io[1] + io[2]) * SKEW;
  const i = Math.floor(io[0] + skew);
  const j = Math.floor(io[1] + skew);
  const k = Math.floor(io[2] + skew);
  const unskew = (i + j + k) * UNSKEW;
  const x0 = io[0] - i + unskew;
  const y0 = io[1] - j + unskew;
  const z0 = io[2] - k + unskew;
  // The simplex is walked along the axis of the longest way first: 2 for that axis, 0 for that of the shortest.
  const rankX = (x0 >= y0 ? 1 : 0) + (x0 >= z0 ? 1 : 0);
  const rankY = (x0 >= y0 ? 0 : 1) + (y0 >= z0 ? 1 : 0);
  const rankZ = 3 - rankX - rankY;

  let value = 0;
  let slopeX = 0;
  let slopeY = 0;
  for (let corner = 0; corner < 4; corner++) {
    const stepX = rankX >= 3 - corner ? 1 : 0;
    const stepY = rankY >= 3 - corner ? 1 : 0;
    const stepZ = rankZ >= 3 - corner ? 1 : 0;
    const x = x0 - stepX + corner * UNSKEW;
    const y = y0 - stepY + corner * UNSKEW;
    const z = z0 - stepZ + corner * UNSKEW;
    const fall = 0.5 - x * x - y * y - z * z;
    if (fall <= 0) continue;
    let hash = Math.imul(i + stepX, 0x27d4eb2f) ^ Math.imul(j + stepY, 0x165667b1) ^ Math.imul(k + stepZ, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ Math.imul(seed, 0x2c1b3c6d), 0x735a2d97);
    const g = (hash ^ (hash >>> 15)) >>> 28;
    const along = GRADIENT_X[g] * x + GRADIENT_Y[g] * y + GRADIENT_Z[g] * z;
    const cube = fall * fall * fall;
    value += cube * fall * along;
    slopeX += cube * (fall * GRADIENT_X[g] - 8 * along * x);
    slopeY += cube * (fall * GRADIENT_Y[g] - 8 * along * y);
  }
  io[3] = value * GAIN;
  io[4] = slopeX * GAIN;
  io[5] = slopeY * GAIN;
}
