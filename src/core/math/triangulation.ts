// Delaunay triangulation of points on the sheet. The only file that knows the `delaunator` package. Its working memory
// is kept while the number of points stays the same, so that moving points cost none.

import Delaunator from "delaunator";
import { uint8Scratch, uint32Scratch } from "../scratch.ts";

export interface Mesh {
  /** Three points per triangle. */
  triangles: Uint32Array;
  /** Pairs of points that are joined, each pair once: 2 per edge, `edges` edges. */
  ends: Uint32Array;
  edges: number;
  /** The neighbours of point i are `neighbours[starts[i]]` up to, not including, `neighbours[starts[i + 1]]`. */
  starts: Uint32Array;
  neighbours: Uint32Array;
  /** 1 for the points that take part: all but those that repeat another. */
  used: Uint8Array;
}

/** Points up to which the triangulator is kept: about 7 MB. */
const MOST_KEPT = 100_000;
const NONE = new Uint32Array(0);

const endsScratch = uint32Scratch();
const startsScratch = uint32Scratch();
const neighboursScratch = uint32Scratch();
const usedScratch = uint8Scratch();

const mesh: Mesh = { triangles: NONE, ends: NONE, edges: 0, starts: NONE, neighbours: NONE, used: new Uint8Array(0) };
let kept: Delaunator<Float64Array> | null = null;

/**
 * Triangulates the x, y of `coords` (x, y, z per point). What comes back is valid until the next call. Points on one
 * straight line make no triangles, but are joined along it.
 */
export function triangulate(coords: ArrayLike<number>, points: number): Readonly<Mesh> {
  mesh.triangles = NONE;
  mesh.edges = 0;
  if (points > 0) collectEdges(run(coords, points));
  collectNeighbours(points);
  return mesh;
}

function run(coords: ArrayLike<number>, points: number): Delaunator<Float64Array> {
  const reused = kept !== null && kept.coords.length === points * 2;
  const flat = reused ? (kept as Delaunator<Float64Array>).coords : new Float64Array(points * 2);
  for (let i = 0; i < points; i++) {
    flat[i * 2] = coords[i * 3];
    flat[i * 2 + 1] = coords[i * 3 + 1];
  }
  if (reused) {
    (kept as Delaunator<Float64Array>).update();
    return kept as Delaunator<Float64Array>;
  }
  const made = new Delaunator(flat);
  kept = points <= MOST_KEPT ? made : null;
  return made;
}

function collectEdges({ triangles, halfedges, hull }: Delaunator<Float64Array>): void {
  const ends = endsScratch.take(triangles.length * 2 + hull.length * 2);
  let edges = 0;
  for (let e = 0; e < triangles.length; e++) {
    // Of the two half-edges of an edge the later one counts; the hull's have no other.
    if (halfedges[e] > e) continue;
    ends[edges * 2] = triangles[e];
    ends[edges * 2 + 1] = triangles[e % 3 === 2 ? e - 2 : e + 1];
    edges++;
  }
  for (let i = 0; triangles.length === 0 && i + 1 < hull.length; i++, edges++) {
    ends[edges * 2] = hull[i];
    ends[edges * 2 + 1] = hull[i + 1];
  }
  mesh.triangles = triangles;
  mesh.ends = ends;
  mesh.edges = edges;
  // A lone point has no edge and still takes part.
  if (edges === 0 && hull.length > 0) {
    ends[0] = hull[0];
    ends[1] = hull[0];
  }
}

function collectNeighbours(points: number): void {
  const { ends, edges } = mesh;
  const starts = startsScratch.take(points + 2);
  const neighbours = neighboursScratch.take(edges * 2);
  const used = usedScratch.take(points);
  starts.fill(0, 0, points + 2);
  used.fill(0, 0, points);
  if (points > 0) used[ends[0]] = 1;
  // Counted two places up; filling then moves each start to where it belongs.
  for (let i = 0; i < edges * 2; i++) starts[ends[i] + 2]++;
  for (let i = 2; i < points + 2; i++) starts[i] += starts[i - 1];
  for (let i = 0; i < edges * 2; i++) {
    neighbours[starts[ends[i] + 1]++] = ends[i ^ 1];
    used[ends[i]] = 1;
  }
  mesh.starts = starts;
  mesh.neighbours = neighbours;
  mesh.used = used;
}
