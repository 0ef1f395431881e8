// The plane of a closed line in space, and coordinates within it: for ops that fill or hide faces.

/** Three origin, three each along u, along v, and at right angles. */
export const FRAME = 12;

/** Writes the normal of the points `first .. end`, its length twice the area they enclose (Newell's sum). */
export function normalOf(coords: Float32Array, first: number, end: number, out: Float64Array): void {
  out.fill(0, 0, 3);
  // About the first point, so that far from the origin nothing is lost to rounding.
  const ox = coords[first * 3];
  const oy = coords[first * 3 + 1];
  const oz = coords[first * 3 + 2];
  for (let i = first; i + 1 < end; i++) {
    const a = i * 3;
    const ax = coords[a] - ox;
    const ay = coords[a + 1] - oy;
    const az = coords[a + 2] - oz;
    const bx = coords[a + 3] - ox;
    const by = coords[a + 4] - oy;
    const bz = coords[a + 5] - oz;
    out[0] += ay * bz - az * by;
    out[1] += az * bx - ax * bz;
    out[2] += ax * by - ay * bx;
  }
}

/**
 * Writes a frame with its origin at point i: u lies as near to the sheet's x as it can, v completes it towards +y. So a
 * plane parallel to the sheet has the sheet's own directions. `normal` may have any length but 0.
 */
export function frameAt(coords: Float32Array, i: number, normal: Float64Array, out: Float64Array): void {
  const length = Math.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2);
  const towards = normal[2] < 0 ? -1 : 1;
  const nx = (normal[0] / length) * towards;
  const ny = (normal[1] / length) * towards;
  const nz = (normal[2] / length) * towards;
  // x less its share along the normal; for a plane that faces along x, y in its stead.
  const alongX = Math.abs(nx) < 0.999;
  let ux = alongX ? 1 - nx * nx : -ny * nx;
  let uy = alongX ? -nx * ny : 1 - ny * ny;
  let uz = alongX ? -nx * nz : -ny * nz;
  const size = Math.sqrt(ux * ux + uy * uy + uz * uz);
  ux /= size;
  uy /= size;
  uz /= size;
  for (let axis = 0; axis < 3; axis++) out[axis] = coords[i * 3 + axis];
  out[3] = ux;
  out[4] = uy;
  out[5] = uz;
  out[6] = ny * uz - nz * uy;
  out[7] = nz * ux - nx * uz;
  out[8] = nx * uy - ny * ux;
  out[9] = nx;
  out[10] = ny;
  out[11] = nz;
}

/** How far point i lies from the plane. */
export function distanceToPlane(coords: Float32Array, i: number, frame: Float64Array): number {
  const a = i * 3;
  return Math.abs(
    (coords[a] - frame[0]) * frame[9] + (coords[a + 1] - frame[1]) * frame[10] + (coords[a + 2] - frame[2]) * frame[11],
  );
}
