/** No segment is halved into pieces shorter than this, in mm. */
const SHORTEST = 0.01;

/** Into how many equal pieces `times` halvings cut the segment that starts at `coords[a]`: a power of two, or fewer. */
export function halvedPieces(coords: Float32Array, a: number, times: number): number {
  const x = coords[a + 3] - coords[a];
  const y = coords[a + 4] - coords[a + 1];
  const z = coords[a + 5] - coords[a + 2];
  const most = Math.sqrt(x * x + y * y + z * z) / SHORTEST;
  let pieces = 1;
  for (let i = 0; i < times && pieces * 2 <= most; i++) pieces *= 2;
  return pieces;
}
