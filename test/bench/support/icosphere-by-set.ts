// Two ways of subdividing an icosahedron that look things up, kept to measure against:
//
//   tuples   the original's: recurse per face, remember drawn edges in a set keyed by their coordinates
//   numeric  what one writes next: vertices by number, midpoints in a Map and edges in a Set, keyed `low * 2^26 + high`
//
// Both give each edge once, as pairs of points of a sphere of radius .5.

const HEIGHT = 0.5 / Math.sqrt(5);
const RADIUS = 1 / Math.sqrt(5);

function icosahedron(): { points: number[][]; faces: [number, number, number][] } {
  const points = [[0, -0.5, 0]];
  for (let k = 0; k < 5; k++)
    points.push([Math.cos((k * 2 * Math.PI) / 5) * RADIUS, -HEIGHT, Math.sin((k * 2 * Math.PI) / 5) * RADIUS]);
  for (let k = 0; k < 5; k++)
    points.push([
      Math.cos(((k + 0.5) * 2 * Math.PI) / 5) * RADIUS,
      HEIGHT,
      Math.sin(((k + 0.5) * 2 * Math.PI) / 5) * RADIUS,
    ]);
  points.push([0, 0.5, 0]);
  const faces: [number, number, number][] = [];
  for (let k = 0; k < 5; k++) {
    const next = (k + 1) % 5;
    faces.push([0, 1 + k, 1 + next], [1 + k, 6 + k, 1 + next], [1 + next, 6 + k, 6 + next], [6 + k, 11, 6 + next]);
  }
  return { points, faces };
}

function between(a: readonly number[], b: readonly number[]): number[] {
  const sum = [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
  const outward = 0.5 / Math.hypot(sum[0], sum[1], sum[2]);
  return sum.map((part) => part * outward);
}

export function byTuples(level: number): Float32Array {
  const { points, faces } = icosahedron();
  const seen = new Set<string>();
  const out: number[] = [];
  const name = (p: readonly number[]) => p.map((part) => part.toFixed(6)).join(",");
  const edge = (a: readonly number[], b: readonly number[]) => {
    const [first, second] = [name(a), name(b)].sort();
    const key = `${first}|${second}`;
    if (seen.has(key)) return;
    seen.add(key);
    out.push(a[0], a[1], a[2], b[0], b[1], b[2]);
  };
  const split = (a: readonly number[], b: readonly number[], c: readonly number[], depth: number) => {
    if (depth === 0) {
      edge(a, b);
      edge(b, c);
      edge(c, a);
      return;
    }
    const [ab, bc, ca] = [between(a, b), between(b, c), between(c, a)];
    split(a, ab, ca, depth - 1);
    split(ab, b, bc, depth - 1);
    split(ca, bc, c, depth - 1);
    split(ab, bc, ca, depth - 1);
  };
  for (const [a, b, c] of faces) split(points[a], points[b], points[c], level);
  return Float32Array.from(out);
}

export function byNumbers(level: number): Float32Array {
  const start = icosahedron();
  const xyz = start.points.flat();
  let faces = Uint32Array.from(start.faces.flat());
  const keyOf = (a: number, b: number) => (a < b ? a * 67_108_864 + b : b * 67_108_864 + a);
  for (let step = 0; step < level; step++) {
    const middles = new Map<number, number>();
    const middle = (a: number, b: number) => {
      const key = keyOf(a, b);
      const known = middles.get(key);
      if (known !== undefined) return known;
      const x = xyz[a * 3] + xyz[b * 3];
      const y = xyz[a * 3 + 1] + xyz[b * 3 + 1];
      const z = xyz[a * 3 + 2] + xyz[b * 3 + 2];
      const outward = 0.5 / Math.sqrt(x * x + y * y + z * z);
      const made = xyz.length / 3;
      xyz.push(x * outward, y * outward, z * outward);
      middles.set(key, made);
      return made;
    };
    const next = new Uint32Array(faces.length * 4);
    for (let f = 0, to = 0; f < faces.length; f += 3) {
      const [a, b, c] = [faces[f], faces[f + 1], faces[f + 2]];
      const ab = middle(a, b);
      const bc = middle(b, c);
      const ca = middle(c, a);
      for (const vertex of [a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca]) next[to++] = vertex;
    }
    faces = next;
  }
  const seen = new Set<number>();
  const out = new Float32Array(30 * 4 ** level * 6);
  let at = 0;
  for (let f = 0; f < faces.length; f += 3) {
    for (let side = 0; side < 3; side++) {
      const a = faces[f + side];
      const b = faces[f + ((side + 1) % 3)];
      const key = keyOf(a, b);
      if (seen.has(key)) continue;
      seen.add(key);
      for (let i = 0; i < 3; i++) out[at + i] = xyz[a * 3 + i];
      for (let i = 0; i < 3; i++) out[at + 3 + i] = xyz[b * 3 + i];
      at += 6;
    }
  }
  return out;
}
