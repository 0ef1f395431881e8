import assert from "node:assert/strict";
import { test } from "node:test";
import type { ShapeOp } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { circle } from "../../src/core/shapes/circle.ts";
import { grid } from "../../src/core/shapes/grid.ts";
import { line } from "../../src/core/shapes/line.ts";
import { lissajous } from "../../src/core/shapes/lissajous.ts";
import { polygon } from "../../src/core/shapes/polygon.ts";
import { polyhedron } from "../../src/core/shapes/polyhedron.ts";
import { sphere } from "../../src/core/shapes/sphere.ts";
import { torus } from "../../src/core/shapes/torus.ts";
import { extent, formatPolylines } from "../support/polylines.ts";
import { type Raw, readParams, runShape } from "../support/run-op.ts";

// Small enough to read.
const drawn: [ShapeOp, Raw, string][] = [
  [line, {}, "-0.5,0 0.5,0"],
  [line, { length: 4, angle: 90 }, "0,-2 0,2"],
  [polygon, { sides: 4 }, "0.5,0 0,0.5 -0.5,0 0,-0.5 0.5,0"],
  [polygon, { sides: 3, phase: 180 }, "-0.5,0 0.25,-0.433 0.25,0.433 -0.5,0"],
  [circle, { radius: 2, segments: 4 }, "2,0 0,2 -2,0 0,-2 2,0"],
  [grid, { nx: 2, ny: 0 }, "-0.5,-0.5 -0.5,0.5 | 0.5,-0.5 0.5,0.5"],
  [grid, { nx: 2, ny: 1 }, "-0.5,-0.5 -0.5,0.5 | 0.5,-0.5 0.5,0.5 | -0.5,0 0.5,0"],
];
for (const [op, raw, expected] of drawn) {
  test(`${op.name} ${JSON.stringify(raw)} draws ${expected}`, () => {
    assert.equal(formatPolylines(runShape(op, raw)), expected);
  });
}

// Points and lines; the spheres' are the original's published figures.
const counts: [ShapeOp, Raw, number, number][] = [
  [sphere, { level: 0 }, 263, 23],
  [sphere, { level: 1 }, 2_327, 71],
  [sphere, { level: 2 }, 6_439, 119],
  [sphere, { level: 3 }, 12_599, 167],
  [sphere, { level: 4 }, 20_807, 215],
  [sphere, { level: 5 }, 31_063, 263],
  [sphere, { level: 0, mode: "vertical" }, 144, 16],
  [sphere, { level: 0, mode: "horizontal" }, 119, 7],
  [sphere, { level: 5, style: "zigzag" }, 5_598, 2_799],
  [sphere, { level: 5, style: "rings" }, 12_675, 195],
  [sphere, { level: 0, style: "icosphere" }, 60, 30],
  [sphere, { level: 3, style: "icosphere" }, 3_840, 1_920],
  [sphere, { level: 4, style: "icosphere" }, 15_360, 7_680],
  [sphere, { level: 5, style: "icosphere" }, 61_440, 30_720],
  [sphere, { level: 7, style: "icosphere" }, 983_040, 491_520],
  [polyhedron, { kind: "tetrahedron" }, 12, 6],
  [polyhedron, { kind: "cube" }, 24, 12],
  [polyhedron, { kind: "octahedron" }, 24, 12],
  [polyhedron, { kind: "dodecahedron" }, 60, 30],
  [polyhedron, { kind: "icosahedron" }, 60, 30],
  [grid, {}, 80, 40],
  [torus, {}, 32 * 17 + 16 * 33, 48],
  [lissajous, {}, 1000, 1],
  [circle, {}, 97, 1],
];
for (const [op, raw, points, lines] of counts) {
  test(`${op.name} ${JSON.stringify(raw)} has ${points} points in ${lines} lines`, () => {
    const out = runShape(op, raw);
    assert.deepEqual([out.points, out.lines], [points, lines]);
  });
}

// Everything fits the unit box, and these fill it.
const filling: [ShapeOp, Raw][] = [
  [polygon, { sides: 8 }],
  [circle, {}],
  [grid, {}],
  [lissajous, {}],
  [sphere, { level: 2 }],
  [sphere, { level: 2, style: "zigzag" }],
  [sphere, { level: 2, style: "rings" }],
  [sphere, { level: 3, style: "icosphere" }],
];
for (const [op, raw] of filling) {
  test(`${op.name} ${JSON.stringify(raw)} is about 1 across`, () => {
    const { min, max } = extent(runShape(op, raw));
    for (const axis of [0, 1]) {
      assert.ok(min[axis] >= -0.5 - 1e-6 && max[axis] <= 0.5 + 1e-6, `axis ${axis}: ${min[axis]} to ${max[axis]}`);
      assert.ok(max[axis] - min[axis] > 0.95, `axis ${axis}: only ${max[axis] - min[axis]} across`);
    }
  });
}

for (const style of ["latlon", "zigzag", "icosphere", "rings"]) {
  test(`sphere ${style}: every point lies on the sphere`, () => {
    for (let level = 0; level <= 4; level++) assertOnSphere(runShape(sphere, { level, style }));
  });
}

for (const kind of ["tetrahedron", "cube", "octahedron", "dodecahedron", "icosahedron"]) {
  test(`polyhedron ${kind}: corners on the sphere, edges equal, none twice, each corner met equally often`, () => {
    const out = runShape(polyhedron, { kind });
    assertOnSphere(out);
    const edges = edgeSet(out);
    assert.equal(edges.size, out.lines);
    const met = new Map<string, number>();
    for (const end of [...edges].flatMap((edge) => edge.split(" "))) met.set(end, (met.get(end) ?? 0) + 1);
    assert.equal(new Set(met.values()).size, 1);
    const lengths = Array.from({ length: out.lines }, (_, i) => distance(out, i * 2, i * 2 + 1));
    assert.ok(Math.max(...lengths) - Math.min(...lengths) < 1e-6);
  });
}

// Edges and faces of a solid with F faces, E edges and C corners: F + C = E + 2 (Euler).
for (const [kind, faces, edges] of [
  ["tetrahedron", 4, 6],
  ["dodecahedron", 12, 30],
  ["icosahedron", 20, 30],
  ["truncatedIcosahedron", 32, 90],
  ["snubCubeLeft", 38, 60],
  ["truncatedIcosidodecahedron", 62, 180],
] as const) {
  test(`polyhedron ${kind} by faces: ${faces} flat closed lines that meet in its ${edges} edges, two in each`, () => {
    const out = runShape(polyhedron, { kind, style: "faces" });
    assertOnSphere(out);
    assert.equal(out.lines, faces);
    const met = new Map<string, number>();
    for (let line = 0; line < out.lines; line++) {
      const [first, end] = [out.offsets[line] * 3, out.offsets[line + 1] * 3];
      assert.deepEqual(out.coords.slice(first, first + 3), out.coords.slice(end - 3, end));
      for (let at = first; at < end - 3; at += 3) {
        const ends = [out.coords.slice(at, at + 3), out.coords.slice(at + 3, at + 6)].map(String);
        met.set(ends.join(" "), (met.get(ends.join(" ")) ?? 0) + 1);
        assert.equal(met.get(ends.join(" ")), 1, "two faces go along an edge in opposite directions");
      }
    }
    assert.equal(met.size, edges * 2);
    for (const edge of met.keys()) assert.ok(met.has(edge.split(" ").reverse().join(" ")));
  });
}

test("polyhedron takes a number of faces", () => {
  assert.deepEqual(polyhedron.positional?.(12), { kind: "dodecahedron" });
  assert.throws(() => readParams(polyhedron, polyhedron.positional?.(7) as Raw), /kind is text "7"/);
});

for (let level = 0; level <= 3; level++) {
  test(`icosphere level ${level}: the edges that halving every face and dropping doubles gives`, () => {
    assert.deepEqual(edgeSet(runShape(sphere, { level, style: "icosphere" })), naiveIcosphere(level));
  });
}

test("icosphere: coming back to a level draws the same bytes", () => {
  const first = runShape(sphere, { level: 3, style: "icosphere" });
  runShape(sphere, { level: 5, style: "icosphere" });
  assert.deepEqual(runShape(sphere, { level: 3, style: "icosphere" }).coords, first.coords);
});

test("sphere level stays within 0 to 7, and says so", () => {
  const clamps: string[] = [];
  assert.equal(readParams(sphere, { level: 9 }, clamps).level, 7);
  assert.deepEqual(clamps, ["sphere level 9 → 7"]);
});

test("torus: both families of circles close and lie on the tube", () => {
  const out = runShape(torus, {});
  for (let i = 0; i < out.lines; i++) assert.equal(distance(out, out.offsets[i], out.offsets[i + 1] - 1), 0);
  for (let i = 0; i < out.points; i++) {
    const [x, y, z] = out.coords.subarray(i * 3, i * 3 + 3);
    assert.ok(Math.abs(Math.hypot(Math.hypot(x, y) - 0.25, z) - 0.125) < 1e-6);
  }
});

test("lissajous: whole frequencies close the curve", () => {
  const out = runShape(lissajous, { frequency: [5, 3, 2], phase: [10, 20, 30], points: 300 });
  assert.ok(distance(out, 0, 299) < 1e-6);
});

function assertOnSphere(lines: Polylines): void {
  for (let i = 0; i < lines.points; i++) {
    const radius = Math.hypot(...lines.coords.subarray(i * 3, i * 3 + 3));
    assert.ok(Math.abs(radius - 0.5) < 1e-6, `point ${i} at radius ${radius}`);
  }
}

function distance(lines: Polylines, a: number, b: number): number {
  const at = (i: number) => lines.coords.subarray(i * 3, i * 3 + 3);
  return Math.hypot(at(a)[0] - at(b)[0], at(a)[1] - at(b)[1], at(a)[2] - at(b)[2]);
}

/** Edges as texts of rounded ends, either way round the same. */
function edgeSet(lines: Polylines): Set<string> {
  const edges = new Set<string>();
  for (let i = 0; i < lines.lines; i++) {
    const at = lines.offsets[i] * 3;
    edges.add(edgeName([...lines.coords.subarray(at, at + 3)], [...lines.coords.subarray(at + 3, at + 6)]));
  }
  return edges;
}

function edgeName(a: number[], b: number[]): string {
  const name = (p: number[]) => p.map((v) => (Math.round(v * 1e4) / 1e4 + 0).toString()).join(",");
  return [name(a), name(b)].sort().join(" ");
}

/** The way the original does it: halve each face into four, collect edges in a set. */
function naiveIcosphere(level: number): Set<string> {
  type P = number[];
  const toSphere = (p: P): P => p.map((v) => (v * 0.5) / Math.hypot(...p));
  const middle = (a: P, b: P): P => toSphere(a.map((v, i) => v + b[i]));
  const ring = (k: number, y: number, turn: number): P => {
    const angle = ((k + turn) * 2 * Math.PI) / 5;
    return toSphere([2 * Math.cos(angle), y, 2 * Math.sin(angle)]);
  };
  const [north, south]: P[] = [
    [0, -0.5, 0],
    [0, 0.5, 0],
  ];
  let faces: P[][] = [0, 1, 2, 3, 4].flatMap((k) => {
    const [a, b, c, d] = [ring(k, -1, 0), ring(k + 1, -1, 0), ring(k, 1, 0.5), ring(k + 1, 1, 0.5)];
    return [
      [north, a, b],
      [a, c, b],
      [b, c, d],
      [c, south, d],
    ];
  });
  for (let i = 0; i < level; i++) {
    faces = faces.flatMap(([a, b, c]) => {
      const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
      return [
        [a, ab, ca],
        [ab, b, bc],
        [ca, bc, c],
        [ab, bc, ca],
      ];
    });
  }
  return new Set(faces.flatMap(([a, b, c]) => [edgeName(a, b), edgeName(b, c), edgeName(c, a)]));
}
