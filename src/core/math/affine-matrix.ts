// The one place that knows how scale, rotation and movement become twelve numbers.

const DEGREE = Math.PI / 180;

/**
 * Writes three rows of x, y, z, offset: scale, then turn about x, then y, then z (degrees), both seen from `pivot`, then
 * move by `delta`. With y down and z towards the viewer a positive turn about z looks clockwise on the sheet.
 */
export function affineMatrix(
  scale: ArrayLike<number>,
  angles: ArrayLike<number>,
  pivot: ArrayLike<number>,
  delta: ArrayLike<number>,
  out: Float64Array,
): void {
  const cx = Math.cos(angles[0] * DEGREE);
  const sx = Math.sin(angles[0] * DEGREE);
  const cy = Math.cos(angles[1] * DEGREE);
  const sy = Math.sin(angles[1] * DEGREE);
  const cz = Math.cos(angles[2] * DEGREE);
  const sz = Math.sin(angles[2] * DEGREE);
  out[0] = cz * cy * scale[0];
  out[1] = (cz * sy * sx - sz * cx) * scale[1];
  out[2] = (cz * sy * cx + sz * sx) * scale[2];
  out[4] = sz * cy * scale[0];
  out[5] = (sz * sy * sx + cz * cx) * scale[1];
  out[6] = (sz * sy * cx - cz * sx) * scale[2];
  out[8] = -sy * scale[0];
  out[9] = cy * sx * scale[1];
  out[10] = cy * cx * scale[2];
  for (let row = 0; row < 12; row += 4) {
    const axis = row / 4;
    const pivoted = out[row] * pivot[0] + out[row + 1] * pivot[1] + out[row + 2] * pivot[2];
    out[row + 3] = pivot[axis] - pivoted + delta[axis];
  }
}
