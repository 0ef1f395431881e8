// A factor that rises in a straight line across a drawing, for effects whose strength depends on the place.

/**
 * Writes four numbers such that `out[0]·x + out[1]·y + out[2]·z + out[3]` is `base` at `centre` and `base + slope` at
 * half the extent of the box away from it, along each axis. Along an axis without extent nothing rises.
 */
export function writeRamp(
  base: number,
  slope: ArrayLike<number>,
  centre: ArrayLike<number>,
  box: Float64Array,
  out: Float64Array,
): void {
  out[3] = base;
  for (let axis = 0; axis < 3; axis++) {
    const half = (box[axis + 3] - box[axis]) / 2;
    out[axis] = half > 0 ? slope[axis] / half : 0;
    out[3] -= out[axis] * centre[axis];
  }
}
