// Solids: the thirteen Archimedean ones, and those that are turned on a lathe.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ShapeOp } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { capsule } from "../../src/core/shapes/capsule.ts";
import { cone } from "../../src/core/shapes/cone.ts";
import { cylinder } from "../../src/core/shapes/cylinder.ts";
import { polyhedron } from "../../src/core/shapes/polyhedron.ts";
import { extent } from "../support/polylines.ts";
import { type Raw, runShape } from "../support/run-op.ts";

/** Corners, edges, and how many faces of so many sides. */
const archimedean: Record<string, [corners: number, edges: number, faces: Record<number, number>]> = {
  truncatedTetrahedron: [12, 18, { 3: 4, 6: 4 }],
  cuboctahedron: [12, 24, { 3: 8, 4: 6 }],
  truncatedCube: [24, 36, { 3: 8, 8: 6 }],
  truncatedOctahedron: [24, 36, { 4: 6, 6: 8 }],
  rhombicuboctahedron: [24, 48, { 3: 8, 4: 18 }],
  truncatedCuboctahedron: [48, 72, { 4: 12, 6: 8, 8: 6 }],
  snubCubeLeft: [24, 60, { 3: 32, 4: 6 }],
  snubCubeRight: [24, 60, { 3: 32, 4: 6 }],
  icosidodecahedron: [30, 60, { 3: 20, 5: 12 }],
  truncatedDodecahedron: [60, 90, { 3: 20, 10: 12 }],
  truncatedIcosahedron: [60, 90, { 5: 12, 6: 20 }],
  rhombicosidodecahedron: [60, 120, { 3: 20, 4: 30, 5: 12 }],
  truncatedIcosidodecahedron: [120, 180, { 4: 30, 6: 20, 10: 12 }],
  snubDodecahedronLeft: [60, 150, { 3: 80, 5: 12 }],
  snubDodecahedronRight: [60, 150, { 3: 80, 5: 12 }],
};

for (const [kind, [corners, edges, faces]] of Object.entries(archimedean)) {
  test(`polyhedron ${kind}: ${corners} corners on the sphere, ${edges} equal edges, its faces`, () => {
    const out = runShape(polyhedron, { kind });
    const solid = readSolid(out);
    assert.deepEqual([solid.corners.length, out.lines], [corners, edges]);
    for (const corner of solid.corners) assert.ok(Math.abs(Math.hypot(...corner) - 0.5) < 1e-6);
    const lengths = solid.edges.map(([a, b]) => apart(solid.corners[a], solid.corners[b]));
    assert.ok(Math.max(...lengths) - Math.min(...lengths) < 1e-5);
    assert.equal(new Set(solid.edges.map((edge) => [...edge].sort().join())).size, edges, "an edge is drawn twice");
    const sides = facesOf(solid);
    assert.deepEqual(tally(sides), faces);
    assert.equal(corners - edges + sides.length, 2, "Euler's formula");
  });
}

test("the snubs' twins are mirror images, and no turn makes one of the other", () => {
  for (const name of ["snubCube", "snubDodecahedron"]) {
    const left = readSolid(runShape(polyhedron, { kind: `${name}Left` }));
    const right = readSolid(runShape(polyhedron, { kind: `${name}Right` }));
    const has = (corners: number[][], [x, y, z]: number[]) => corners.some((c) => apart(c, [x, y, z]) < 1e-5);
    assert.ok(left.corners.every(([x, y, z]) => has(right.corners, [-x, y, z])));
    assert.ok(!left.corners.every((corner) => has(right.corners, corner)));
  }
});

const counts: [ShapeOp, Raw, number, number][] = [
  // Two circles of 33 points and 32 lines of 2 down the side.
  [cylinder, {}, 2 * 33 + 32 * 2, 34],
  [cylinder, { rings: 5, segments: 6 }, 5 * 7 + 6 * 5, 11],
  [cone, {}, 33 + 32 * 2, 33],
  [cone, { rings: 3, segments: 6 }, 3 * 7 + 6 * 4, 9],
  [capsule, { segments: 6, capSegments: 2 }, 4 * 7 + 6 * 6, 10],
  [capsule, { segments: 6, capSegments: 2, height: 0 }, 3 * 7 + 6 * 5, 9],
];
for (const [op, raw, points, lines] of counts) {
  test(`${op.name} ${JSON.stringify(raw)} has ${points} points in ${lines} lines`, () => {
    const out = runShape(op, raw);
    assert.deepEqual([out.points, out.lines], [points, lines]);
  });
}

// How far a point of the surface, given its distance from the axis and its height, is from where it should be.
const surfaces: [ShapeOp, Raw, (reach: number, y: number) => number][] = [
  [cylinder, { radius: 0.4, height: 0.8, rings: 7 }, (reach) => reach - 0.4],
  [cone, { radius: 0.4, height: 0.8, rings: 7 }, (reach, y) => reach - (0.4 * (y + 0.4)) / 0.8],
  [
    capsule,
    { radius: 0.2, height: 0.6, capSegments: 5 },
    (reach, y) => Math.hypot(reach, Math.max(0, Math.abs(y) - 0.3)) - 0.2,
  ],
  [capsule, { radius: 0.5, height: 0 }, (reach, y) => Math.hypot(reach, y) - 0.5],
];
for (const [op, raw, off] of surfaces) {
  test(`${op.name} ${JSON.stringify(raw)}: every point lies on it, circles close, top is above`, () => {
    const out = runShape(op, { segments: 12, ...raw });
    for (let i = 0; i < out.points; i++) {
      const [x, y, z] = pointAt(out, i);
      assert.ok(Math.abs(off(Math.hypot(x, z), y)) < 1e-6, `point ${i}`);
    }
    for (let i = 0; i < out.lines - 12; i++) {
      assert.deepEqual(pointAt(out, out.offsets[i]), pointAt(out, out.offsets[i + 1] - 1));
    }
    const { min, max } = extent(out);
    assert.ok(Math.abs(min[1] + max[1]) < 1e-6, "its middle is the origin");
    const side = out.lines - 1;
    assert.ok(pointAt(out, out.offsets[side])[1] < pointAt(out, out.offsets[side + 1] - 1)[1], "lines run down");
  });
}

test("cone: the tip is above", () => {
  const out = runShape(cone, { height: 1 });
  for (let i = 1; i < out.lines; i++)
    assert.deepEqual(
      pointAt(out, out.offsets[i]).map((v) => v + 0),
      [0, -0.5, 0],
    );
});

test("without a radius a solid is its axis", () => {
  for (const op of [cylinder, cone, capsule] as unknown as ShapeOp[]) {
    const out = runShape(op, { radius: 0, segments: 3 });
    assert.equal(out.lines, 3);
    for (let i = 0; i < out.points; i++) assert.equal(Math.hypot(pointAt(out, i)[0], pointAt(out, i)[2]), 0);
  }
});

interface Solid {
  corners: number[][];
  edges: [number, number][];
}

function readSolid(lines: Polylines): Solid {
  const corners: number[][] = [];
  const idOf = (point: number[]): number => {
    const known = corners.findIndex((corner) => apart(corner, point) < 1e-5);
    return known >= 0 ? known : corners.push(point) - 1;
  };
  const edges = Array.from({ length: lines.lines }, (_, i): [number, number] => {
    return [idOf(pointAt(lines, i * 2)), idOf(pointAt(lines, i * 2 + 1))];
  });
  return { corners, edges };
}

/** Sides of each face: from each edge, always the next one round the corner, until the first comes again. */
function facesOf({ corners, edges }: Solid): number[] {
  const neighbours = corners.map((corner, c) => {
    const others = edges.filter((edge) => edge.includes(c)).map(([a, b]) => (a === c ? b : a));
    // Angles in the plane that touches the sphere here, seen from outside.
    const first = corners[others[0]];
    const along = perpendicular(first, corner);
    const across = cross(corner, along).map((value) => value * 2); // corners are .5 long
    const angle = (other: number) => Math.atan2(dot(corners[other], across), dot(corners[other], along));
    return others.sort((a, b) => angle(a) - angle(b));
  });
  const seen = new Set<string>();
  const sides: number[] = [];
  for (const [a, b] of edges.flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ])) {
    let count = 0;
    for (let from = a, to = b; !seen.has(`${from} ${to}`); count++) {
      seen.add(`${from} ${to}`);
      const round = neighbours[to];
      const next = round[(round.indexOf(from) + 1) % round.length];
      from = to;
      to = next;
    }
    if (count > 0) sides.push(count);
  }
  return sides;
}

function tally(values: number[]): Record<number, number> {
  const counted: Record<number, number> = {};
  for (const value of values) counted[value] = (counted[value] ?? 0) + 1;
  return counted;
}

function pointAt(lines: Polylines, i: number): number[] {
  return [...lines.coords.subarray(i * 3, i * 3 + 3)];
}

function apart(a: number[], b: number[]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function dot(a: number[], b: number[]): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: number[], b: number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** The part of a that is square to b, of length 1. */
function perpendicular(a: number[], b: number[]): number[] {
  const share = dot(a, b) / dot(b, b);
  const square = a.map((value, axis) => value - share * b[axis]);
  const length = Math.hypot(...square);
  return square.map((value) => value / length);
}
