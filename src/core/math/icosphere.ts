// The icosahedron halved `level` times, each edge once as a line of two points. Bookkeeping by edge ids, not by
// coordinates:
//
//         C            edge e gets its midpoint as vertex V + e,
//        / \           its halves are the edges 2e (start → middle) and 2e + 1 (middle → end),
//      m2---m1         each face adds three inner edges 2E + 3f, + 1, + 2,
//      / \ / \         and a face names its three edges as `id * 2 + direction`,
//     A---m0--B        direction 1 meaning "walked from end to start".
//
// So nothing is ever looked up: no hash, no per-edge object (a Set of numbers needs 36 times as long at level 7).
// All arrays have their final size from the start; running downwards, each step expands in place. The last step is
// never built at all: its edges follow from the edges and faces before it, so they are written straight to the output.

import type { LineWriter } from "../line-writer.ts";

interface Net {
  /** Edges, faces and their vertices are those of the level before this one (of level 0 itself at level 0). */
  level: number;
  vertices: number;
  edges: number;
  /** Two vertex numbers per edge. */
  ends: Uint32Array;
  /** Three `id * 2 + direction` per face. */
  faces: Uint32Array;
  /** x, y, z per vertex, radius .5; here the midpoints of the last step are included. */
  positions: Float32Array;
}

/** Points of one line are 2, so a level has twice as many points. */
export const icosphereEdges = (level: number): number => 30 * 4 ** level;
const verticesAt = (level: number): number => 10 * 4 ** level + 2;
const facesAt = (level: number): number => 20 * 4 ** level;

// Only the last level asked for is kept (3.9 MB at level 7, 0.25 MB at level 5): it holds no state that could differ.
let kept: Net | undefined;

/** Writes level 0..7 around the origin, radius .5. */
export function drawIcosphere(level: number, out: LineWriter): void {
  if (kept?.level !== level) {
    kept = undefined; // first let go, then build: the peak is one net, not two
    kept = buildNet(level);
  }
  if (level === 0) writeEdges(kept, out);
  else writeHalves(kept, out);
  const lines = icosphereEdges(level);
  for (let e = 0; e < lines; e++) out.commitLine(2);
}

function writeEdges({ ends, positions, edges }: Net, out: LineWriter): void {
  let at = out.points * 3;
  for (let end = 0; end < edges * 2; end++, at += 3) copyPoint(positions, ends[end] * 3, out.coords, at);
}

/** The two halves of each edge, then the three inner edges of each face: a read vertex serves two or four points. */
function writeHalves({ ends, faces, positions, edges, vertices }: Net, out: LineWriter): void {
  const { coords } = out;
  let at = out.points * 3;
  for (let e = 0; e < edges; e++, at += 12) {
    copyPoint(positions, ends[e * 2] * 3, coords, at);
    copyPoint(positions, (vertices + e) * 3, coords, at + 3);
    copyPoint(positions, (vertices + e) * 3, coords, at + 6);
    copyPoint(positions, ends[e * 2 + 1] * 3, coords, at + 9);
  }
  for (let f = 0; f < faces.length; f += 3, at += 18) {
    const m0 = (vertices + (faces[f] >>> 1)) * 3;
    const m1 = (vertices + (faces[f + 1] >>> 1)) * 3;
    const m2 = (vertices + (faces[f + 2] >>> 1)) * 3;
    copyPoint(positions, m0, coords, at);
    copyPoint(positions, m1, coords, at + 3);
    copyPoint(positions, m1, coords, at + 6);
    copyPoint(positions, m2, coords, at + 9);
    copyPoint(positions, m2, coords, at + 12);
    copyPoint(positions, m0, coords, at + 15);
  }
}

function copyPoint(from: Float32Array, a: number, to: Float32Array, b: number): void {
  to[b] = from[a];
  to[b + 1] = from[a + 1];
  to[b + 2] = from[a + 2];
}

function buildNet(level: number): Net {
  const last = Math.max(0, level - 1);
  const net: Net = {
    level,
    vertices: verticesAt(last),
    edges: icosphereEdges(last),
    ends: new Uint32Array(icosphereEdges(last) * 2),
    faces: new Uint32Array(facesAt(last) * 3),
    positions: new Float32Array(verticesAt(level) * 3),
  };
  writeIcosahedron(net.positions, net.ends, net.faces);
  for (let step = 0; step < last; step++) {
    const edges = icosphereEdges(step);
    const vertices = verticesAt(step);
    writeMidpoints(net, edges, vertices);
    splitFaces(net, edges, vertices, facesAt(step));
    splitEdges(net.ends, edges, vertices);
  }
  if (level > 0) writeMidpoints(net, net.edges, net.vertices);
  return net;
}

function writeMidpoints({ ends, positions }: Net, edges: number, vertices: number): void {
  for (let e = 0; e < edges; e++) {
    const a = ends[e * 2] * 3;
    const b = ends[e * 2 + 1] * 3;
    const x = positions[a] + positions[b];
    const y = positions[a + 1] + positions[b + 1];
    const z = positions[a + 2] + positions[b + 2];
    const outward = 0.5 / Math.sqrt(x * x + y * y + z * z);
    const middle = (vertices + e) * 3;
    positions[middle] = x * outward;
    positions[middle + 1] = y * outward;
    positions[middle + 2] = z * outward;
  }
}

function splitFaces({ ends, faces }: Net, edges: number, vertices: number, count: number): void {
  for (let f = count - 1; f >= 0; f--) {
    const ab = faces[f * 3];
    const bc = faces[f * 3 + 1];
    const ca = faces[f * 3 + 2];
    const inner = edges * 2 + f * 3;
    const m0 = vertices + (ab >>> 1);
    const m1 = vertices + (bc >>> 1);
    const m2 = vertices + (ca >>> 1);
    const at = inner * 2;
    ends[at] = m0;
    ends[at + 1] = m1;
    ends[at + 2] = m1;
    ends[at + 3] = m2;
    ends[at + 4] = m2;
    ends[at + 5] = m0;
    const i0 = inner * 2;
    const i1 = i0 + 2;
    const i2 = i0 + 4;
    const to = f * 12;
    faces[to] = firstHalf(ab);
    faces[to + 1] = i2 | 1;
    faces[to + 2] = secondHalf(ca);
    faces[to + 3] = secondHalf(ab);
    faces[to + 4] = firstHalf(bc);
    faces[to + 5] = i0 | 1;
    faces[to + 6] = secondHalf(bc);
    faces[to + 7] = firstHalf(ca);
    faces[to + 8] = i1 | 1;
    faces[to + 9] = i0;
    faces[to + 10] = i1;
    faces[to + 11] = i2;
  }
}

// `id * 2 + direction` → the half that is walked first, or second, in the same direction.
const firstHalf = (edge: number): number => ((edge & ~1) * 2 + (edge & 1) * 2) | (edge & 1);
const secondHalf = (edge: number): number => ((edge & ~1) * 2 + (1 - (edge & 1)) * 2) | (edge & 1);

function splitEdges(ends: Uint32Array, edges: number, vertices: number): void {
  for (let e = edges - 1; e >= 0; e--) {
    const end = ends[e * 2 + 1];
    ends[e * 4] = ends[e * 2];
    ends[e * 4 + 1] = vertices + e;
    ends[e * 4 + 2] = vertices + e;
    ends[e * 4 + 3] = end;
  }
}

/** Twelve vertices: a pole, two rings of five, a pole; thirty edges and twenty faces follow from the ring number k. */
function writeIcosahedron(positions: Float32Array, ends: Uint32Array, faces: Uint32Array): void {
  const height = 0.5 / Math.sqrt(5);
  const radius = 1 / Math.sqrt(5);
  positions.set([0, -0.5, 0], 0);
  positions.set([0, 0.5, 0], 33);
  for (let k = 0; k < 5; k++) {
    const upper = (k * 2 * Math.PI) / 5;
    const lower = upper + Math.PI / 5;
    positions.set([Math.cos(upper) * radius, -height, Math.sin(upper) * radius], (1 + k) * 3);
    positions.set([Math.cos(lower) * radius, height, Math.sin(lower) * radius], (6 + k) * 3);
  }
  for (let k = 0; k < 5; k++) {
    const next = (k + 1) % 5;
    const [up, upNext, low, lowNext] = [1 + k, 1 + next, 6 + k, 6 + next];
    // Six edges per ring number: spoke, upper rim, slant down, slant back up, lower rim, spoke.
    ends.set([0, up, up, upNext, up, low, low, upNext, low, lowNext, low, 11], k * 12);
    const [e, eNext] = [k * 6, next * 6];
    const [spoke, rim, down, back, lowRim, lowSpoke] = [e, e + 1, e + 2, e + 3, e + 4, e + 5].map((id) => id * 2);
    faces.set([spoke, rim, (eNext * 2) | 1], k * 12);
    faces.set([down, back, rim | 1], k * 12 + 3);
    faces.set([back | 1, lowRim, ((eNext + 2) * 2) | 1], k * 12 + 6);
    faces.set([lowRim | 1, lowSpoke, ((eNext + 5) * 2) | 1], k * 12 + 9);
  }
}
