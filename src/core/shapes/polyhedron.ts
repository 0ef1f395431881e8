import { convexFaces } from "../math/convex-faces.ts";
import { ARCHIMEDEAN, type Archimedean, archimedeanCorners } from "../math/uniform-solids.ts";
import { choice, shapeOp } from "../op.ts";

const PLATONIC = ["tetrahedron", "cube", "octahedron", "dodecahedron", "icosahedron"] as const;
type Platonic = (typeof PLATONIC)[number];
type Kind = Platonic | Archimedean;
const KINDS: readonly Kind[] = [...PLATONIC, ...ARCHIMEDEAN];
const BY_FACES: Record<number, Platonic> = {
  4: "tetrahedron",
  6: "cube",
  8: "octahedron",
  12: "dodecahedron",
  20: "icosahedron",
};

const PHI = (1 + Math.sqrt(5)) / 2;
const SIGNS = [-1, 1];

/** Corners of any size: x, y, z in turn. */
const CORNERS: Record<Platonic, number[]> = {
  tetrahedron: [1, -1, 1, -1, -1, -1, 1, 1, -1, -1, 1, 1],
  cube: cubeCorners(),
  octahedron: [1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1],
  dodecahedron: [...cubeCorners(), ...goldenCorners(1 / PHI, PHI)],
  icosahedron: goldenCorners(1, PHI),
};

// Six numbers per edge, 4.3 KB for the largest; a solid is computed when it is first drawn, its edges in at most 5 ms,
// its faces in some 20.
const EDGES: Partial<Record<Kind, Float32Array>> = {};
const FACES: Partial<Record<Kind, Float32Array[]>> = {};

/**
 * One of the five Platonic or thirteen Archimedean solids, its corners on a sphere of diameter 1. Every edge is one line
 * of two points and is drawn once. The original's way is `style: "faces"`: each face is a closed line, to be hatched,
 * hidden by depth or blown apart; it sends a pen over each edge twice.
 *
 * The two snub solids come left and right: seen from outside, the squares of `snubCubeRight` are turned clockwise
 * against the faces of the cube, the pentagons of `snubDodecahedronRight` against those of the dodecahedron. Where the
 * original kept files of corners, `math/uniform-solids.ts` finds them by mirrors.
 *
 * @example G.polyhedron({ kind: "truncatedIcosidodecahedron" }).scale(130).rotate({ angles: [12, 20, 0] }).translate(74, 105)
 */
export const polyhedron = shapeOp({
  name: "polyhedron",
  help: "Platonic or Archimedean solid, by its edges or its faces.",
  params: {
    kind: choice(KINDS, "tetrahedron", { help: "Which solid; as a plain number, its faces: 4, 6, 8, 12, 20." }),
    style: choice(["edges", "faces"], "edges", { help: "Each edge once, or each face as a closed line." }),
  },
  // An unknown number goes on as a word, so that validation can name it beside the choices.
  positional: (faces) => ({ kind: BY_FACES[faces] ?? (String(faces) as Kind) }),
  size(p, size) {
    if (p.style === "faces") {
      const faces = facesOf(p.kind);
      size.lines = faces.length;
      size.points = 0;
      for (const face of faces) size.points += face.length / 3 + 1;
      return;
    }
    size.lines = edgesOf(p.kind).length / 6;
    size.points = size.lines * 2;
  },
  draw(p, out) {
    if (p.style === "faces") {
      for (const face of facesOf(p.kind)) {
        out.moveTo(face[0], face[1], face[2]);
        for (let at = 3; at < face.length; at += 3) out.lineTo(face[at], face[at + 1], face[at + 2]);
        out.lineTo(face[0], face[1], face[2]);
      }
      return;
    }
    const edges = edgesOf(p.kind);
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

function edgesOf(kind: Kind): Float32Array {
  let edges = EDGES[kind];
  if (edges === undefined) {
    edges = shortestPairs(isPlatonic(kind) ? CORNERS[kind] : archimedeanCorners(kind));
    EDGES[kind] = edges;
  }
  return edges;
}

function facesOf(kind: Kind): Float32Array[] {
  let faces = FACES[kind];
  if (faces === undefined) {
    faces = convexFaces(edgesOf(kind));
    FACES[kind] = faces;
  }
  return faces;
}

function isPlatonic(kind: Kind): kind is Platonic {
  return kind in CORNERS;
}

/** The pairs of corners at the least distance, brought to a radius of .5: of solids with equal edges, these are all. */
function shortestPairs(corners: number[]): Float32Array {
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
