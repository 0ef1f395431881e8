import { choice, shapeOp } from "../op.ts";

const KINDS = ["tetrahedron", "cube", "octahedron", "dodecahedron", "icosahedron"] as const;
type Kind = (typeof KINDS)[number];
const BY_FACES: Record<number, Kind> = { 4: KINDS[0], 6: KINDS[1], 8: KINDS[2], 12: KINDS[3], 20: KINDS[4] };

const PHI = (1 + Math.sqrt(5)) / 2;
const SIGNS = [-1, 1];

/** Corners of each solid, of any size: x, y, z in turn. */
const CORNERS: Record<Kind, number[]> = {
  tetrahedron: [1, -1, 1, -1, -1, -1, 1, 1, -1, -1, 1, 1],
  cube: cubeCorners(),
  octahedron: [1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1],
  dodecahedron: [...cubeCorners(), ...goldenCorners(1 / PHI, PHI)],
  icosahedron: goldenCorners(1, PHI),
};

// Six numbers per edge, 0.7 KB for the largest; made once, when this file is loaded.
const EDGES = Object.fromEntries(KINDS.map((kind) => [kind, edgesOf(CORNERS[kind])])) as Record<Kind, Float32Array>;

/**
 * One of the five Platonic solids, its corners on a sphere of diameter 1. Every edge is one line of two points and is
 * drawn once: face outlines (the original's way) would send a pen over each edge twice.
 *
 * @example G.polyhedron({ kind: "dodecahedron" }).scale(140).rotate({ angles: [20, 30, 0] })
 */
export const polyhedron = shapeOp({
  name: "polyhedron",
  help: "Platonic solid, one line per edge.",
  params: {
    kind: choice(KINDS, "tetrahedron", { help: "Which solid; as a plain number, its faces: 4, 6, 8, 12, 20." }),
  },
  // An unknown number goes on as a word, so that validation can name it beside the choices.
  positional: (faces) => ({ kind: BY_FACES[faces] ?? (String(faces) as Kind) }),
  size(p, size) {
    size.lines = EDGES[p.kind].length / 6;
    size.points = size.lines * 2;
  },
  draw(p, out) {
    const edges = EDGES[p.kind];
    for (let at = 0; at < edges.length; at += 6) {
      out.moveTo(edges[at], edges[at + 1], edges[at + 2]);
      out.lineTo(edges[at + 3], edges[at + 4], edges[at + 5]);
    }
  },
});

function cubeCorners(): number[] {
  return SIGNS.flatMap((x) => SIGNS.flatMap((y) => SIGNS.flatMap((z) => [x, y, z])));
}

/** (0, ±a, ±b) and its two cyclic turns. */
function goldenCorners(a: number, b: number): number[] {
  return SIGNS.flatMap((i) => SIGNS.flatMap((j) => [0, i * a, j * b, i * a, j * b, 0, j * b, 0, i * a]));
}

/** The pairs of corners at the least distance, brought to a radius of .5. */
function edgesOf(corners: number[]): Float32Array {
  const count = corners.length / 3;
  const shrink = 0.5 / Math.hypot(corners[0], corners[1], corners[2]);
  const apart = (a: number, b: number) =>
    Math.hypot(
      corners[a * 3] - corners[b * 3],
      corners[a * 3 + 1] - corners[b * 3 + 1],
      corners[a * 3 + 2] - corners[b * 3 + 2],
    );
  let shortest = Infinity;
  for (let b = 1; b < count; b++) shortest = Math.min(shortest, apart(0, b));
  const edges: number[] = [];
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      if (apart(a, b) > shortest * 1.01) continue;
      for (const corner of [a, b]) for (let axis = 0; axis < 3; axis++) edges.push(corners[corner * 3 + axis] * shrink);
    }
  }
  return Float32Array.from(edges);
}
