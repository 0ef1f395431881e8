// Corners of the Archimedean solids by Wythoff's construction (Coxeter, "Regular Polytopes", 1948, chapters 5 and 11).
//
// Three mirrors through the middle, a and b at 180°/q, b and c at 60°, a and c at 90°, and one point between them: its
// mirror images of mirror images are the corners. Where it stands decides which solid comes of it: at distance 0 or 1
// from each mirror, so that all edges are equal. The two snubs take only every other image, those that an even number of
// mirrors makes. Their edges join the images of the point in two mirrors, which are equal when its distances are
// (a, 1, a² − 1) with a³ − 2a = 2·cos(180°/q); and each has a twin that only a mirror turns into it.

type Point = readonly [number, number, number];
type Mirrors = readonly [Point, Point, Point];

const PHI = (1 + Math.sqrt(5)) / 2;

/** Normals of the mirrors a, b, c, of length 1. The axes are those of the cube, and of the golden rectangles. */
const TETRAHEDRAL: Mirrors = [unit(0, 1, 1), unit(1, -1, 0), unit(0, 1, -1)];
const OCTAHEDRAL: Mirrors = [unit(0, 0, 1), unit(0, 1, -1), unit(1, -1, 0)];
const ICOSAHEDRAL: Mirrors = [unit(0, 0, 1), unit(-1, 1 / PHI, -PHI), unit(1, 0, 0)];

interface Recipe {
  mirrors: Mirrors;
  /** Distances of the point from the mirrors. */
  from: Point;
  /** Which of the twins: only for snubs. */
  snub?: "left" | "right";
}

const RECIPES = {
  truncatedTetrahedron: { mirrors: TETRAHEDRAL, from: [1, 1, 0] },
  cuboctahedron: { mirrors: OCTAHEDRAL, from: [0, 1, 0] },
  truncatedCube: { mirrors: OCTAHEDRAL, from: [1, 1, 0] },
  truncatedOctahedron: { mirrors: OCTAHEDRAL, from: [0, 1, 1] },
  rhombicuboctahedron: { mirrors: OCTAHEDRAL, from: [1, 0, 1] },
  truncatedCuboctahedron: { mirrors: OCTAHEDRAL, from: [1, 1, 1] },
  snubCubeLeft: { mirrors: OCTAHEDRAL, from: snubDistances(4), snub: "left" },
  snubCubeRight: { mirrors: OCTAHEDRAL, from: snubDistances(4), snub: "right" },
  icosidodecahedron: { mirrors: ICOSAHEDRAL, from: [0, 1, 0] },
  truncatedDodecahedron: { mirrors: ICOSAHEDRAL, from: [1, 1, 0] },
  truncatedIcosahedron: { mirrors: ICOSAHEDRAL, from: [0, 1, 1] },
  rhombicosidodecahedron: { mirrors: ICOSAHEDRAL, from: [1, 0, 1] },
  truncatedIcosidodecahedron: { mirrors: ICOSAHEDRAL, from: [1, 1, 1] },
  snubDodecahedronLeft: { mirrors: ICOSAHEDRAL, from: snubDistances(5), snub: "left" },
  snubDodecahedronRight: { mirrors: ICOSAHEDRAL, from: snubDistances(5), snub: "right" },
} as const satisfies Record<string, Recipe>;

export type Archimedean = keyof typeof RECIPES;
export const ARCHIMEDEAN = Object.keys(RECIPES) as Archimedean[];

/** x, y, z of each corner in turn, of some size. */
export function archimedeanCorners(name: Archimedean): number[] {
  const { mirrors, from, snub }: Recipe = RECIPES[name];
  const start = pointAt(mirrors, from);
  if (snub === undefined) {
    return images(
      start,
      mirrors.map((mirror) => (point) => reflect(point, mirror)),
    ).flat();
  }
  const turns = mirrors.flatMap((first) =>
    mirrors.filter((then) => then !== first).map((then) => (point: Point) => reflect(reflect(point, first), then)),
  );
  return images(start, turns).flatMap(([x, y, z]) => (snub === "left" ? [x, y, z] : [-x, y, z]));
}

/** The point and all that `moves`, made again and again, make of it. */
function images(start: Point, moves: ((point: Point) => Point)[]): Point[] {
  const found = [start];
  for (const point of found) {
    for (const move of moves) {
      const image = move(point);
      if (!found.some((other) => distance(image, other) < 1e-6)) found.push(image);
    }
  }
  return found;
}

/** Where the three distances meet: Cramer's rule, by cross products. */
function pointAt([a, b, c]: Mirrors, [fromA, fromB, fromC]: Point): Point {
  const bc = cross(b, c);
  const ca = cross(c, a);
  const ab = cross(a, b);
  const volume = dot(a, bc);
  const at = (axis: 0 | 1 | 2) => (fromA * bc[axis] + fromB * ca[axis] + fromC * ab[axis]) / volume;
  return [at(0), at(1), at(2)];
}

function snubDistances(q: number): Point {
  const wanted = 2 * Math.cos(Math.PI / q);
  let a = 2;
  for (let i = 0; i < 20; i++) a -= (a * a * a - 2 * a - wanted) / (3 * a * a - 2); // Newton's steps
  return [a, 1, a * a - 1];
}

function reflect(point: Point, mirror: Point): Point {
  const twice = 2 * dot(point, mirror);
  return [point[0] - twice * mirror[0], point[1] - twice * mirror[1], point[2] - twice * mirror[2]];
}

function unit(x: number, y: number, z: number): Point {
  const length = Math.sqrt(x * x + y * y + z * z);
  return [x / length, y / length, z / length];
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
