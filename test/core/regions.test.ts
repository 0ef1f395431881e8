// Effects that make or divide regions: isocontour, metaball, voronoi, delaunay, partition.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { delaunay } from "../../src/core/effects/delaunay.ts";
import { isocontour } from "../../src/core/effects/isocontour.ts";
import { metaball } from "../../src/core/effects/metaball.ts";
import { partition } from "../../src/core/effects/partition.ts";
import { voronoi } from "../../src/core/effects/voronoi.ts";
import { regionHas, ringHas } from "../../src/core/math/region.ts";
import { createPolylines, type Polylines } from "../../src/core/polylines.ts";
import { extent, formatPolylines, parsePolylines } from "../support/polylines.ts";
import { distanceTo, polygonArea, ring, segmentsOf } from "../support/regions.ts";
import { runEffect } from "../support/run-op.ts";

const star = ring(10, (i) => (i % 2 === 0 ? 40 : 18), 60, 60);
/** A square with a hole that runs the other way round, so that signed areas add up. */
const frame = parsePolylines("0,0 60,0 60,60 0,60 0,0 | 20,20 20,40 40,40 40,20 20,20");

test("isocontour: every point lies at its distance, and phase moves them all", () => {
  for (const side of ["inside", "outside"]) {
    for (const phase of [0, 0.7, -0.5, 4.2]) {
      const lines = runEffect(isocontour, { side, phase, spacing: 2, maxDistance: 9, pitch: 0.4 }, star);
      assert.ok(lines.lines >= 4);
      for (let i = 0; i < lines.points; i++) {
        const [x, y] = [lines.coords[i * 3], lines.coords[i * 3 + 1]];
        const distance = distanceTo(star, x, y);
        const off = Math.abs(((((distance - phase) % 2) + 3) % 2) - 1);
        // Across the ridge of the distance, where it is not straight, interpolation is coarser than along an edge.
        assert.ok(off < 0.16, `${x},${y} lies ${distance} mm off`);
        assert.ok(distance < 9 + 0.16);
        if (distance > 0.3) assert.equal(regionHas(star, x, y), side === "inside");
      }
    }
  }
});

test("isocontour: gamma crowds the lines, levelStep thins them, a phase of one spacing changes nothing", () => {
  const square = parsePolylines("0,0 60,0 60,60 0,60 0,0");
  const bounds = (raw: object) => {
    const lines = runEffect(isocontour, { spacing: 5, maxDistance: 20, phase: 0.01, ...raw }, square);
    return Array.from({ length: lines.lines }, (_, i) => Math.round(lines.coords[lines.offsets[i] * 3] * 10) / 10);
  };
  const left = (raw: object) => bounds(raw).map((x) => Math.min(x, 60 - x));
  assert.equal(bounds({}).length, 4);
  assert.equal(bounds({ levelStep: 2 }).length, 2);
  assert.deepEqual(bounds({ phase: 5.01 }), bounds({}));
  assert.equal(left({ gamma: 2 }).length, 4);
  const areas = (raw: object) => {
    const lines = runEffect(isocontour, { spacing: 5, maxDistance: 20, phase: 0.01, ...raw }, square);
    return Array.from({ length: lines.lines }, (_, i) => (60 - Math.sqrt(-polygonArea(lines, i))) / 2);
  };
  areas({ gamma: 2 }).forEach((depth, k) => {
    assert.ok(Math.abs(depth - 20 * ((k * 5 + 0.01) / 20) ** 2) < 0.05, `line ${k} lies ${depth} deep`);
  });
});

test("metaball: a shape alone keeps its outline at threshold 1, near ones join, far ones do not", () => {
  const alone = runEffect(
    metaball,
    {},
    ring(60, () => 12, 20, 20),
  );
  assert.equal(alone.lines, 1);
  for (let i = 0; i < alone.points; i++) {
    const r = Math.hypot(alone.coords[i * 3] - 20, alone.coords[i * 3 + 1] - 20);
    assert.ok(Math.abs(r - 12) < 0.12, `radius ${r}`);
  }
  const pair = (gap: number) =>
    runEffect(
      metaball,
      {},
      parsePolylines(
        `0,0 10,0 10,10 0,10 0,0 | ${10 + gap},0 ${20 + gap},0 ${20 + gap},10 ${10 + gap},10 ${10 + gap},0`,
      ),
    );
  assert.equal(pair(1).lines, 1);
  assert.equal(pair(3).lines, 2);
  assert.equal(runEffect(metaball, { threshold: 0.5 }, parsePolylines("5,5 | 50,50")).lines, 2);
});

test("metaball: without holes only outer outlines are left", () => {
  const dots = createPolylines(20, 20);
  for (let i = 0; i < 20; i++) {
    dots.coords.set([30 * Math.cos((i * Math.PI) / 10), 30 * Math.sin((i * Math.PI) / 10), 0], i * 3);
    dots.offsets[i + 1] = i + 1;
  }
  const raw = { radius: 12, threshold: 0.5 };
  const both = runEffect(metaball, raw, dots);
  const outer = runEffect(metaball, { ...raw, holes: false }, dots);
  assert.deepEqual([both.lines, outer.lines], [2, 1]);
  assert.ok(extent(outer).max[0] > 30);
});

const coordinate = fc.integer({ min: 0, max: 400 }).map((n) => n / 8);
const cloud = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 40 });
const dotsOf = (points: [number, number][]): Polylines => parsePolylines(points.map((p) => p.join(",")).join(" | "));

test("voronoi: each point of a cell is nearest to the cell's own site, and the cells fill the box", () => {
  fc.assert(
    fc.property(cloud, (points) => {
      const sites = [...new Map(points.map((p) => [p.join(), p])).values()];
      const cells = runEffect(voronoi, { margin: 5 }, dotsOf(points));
      assert.equal(cells.lines, sites.length);
      let area = 0;
      for (let cell = 0; cell < cells.lines; cell++) {
        area += Math.abs(polygonArea(cells, cell));
        // Which site a cell belongs to: the one inside it. There must be just one, and its corners agree.
        const own = sites.filter(([x, y]) => ringHas(cells, cell, x, y));
        assert.equal(own.length, 1);
        for (let i = cells.offsets[cell] * 3; i < cells.offsets[cell + 1] * 3; i += 3) {
          const far = ([x, y]: [number, number]) => Math.hypot(cells.coords[i] - x, cells.coords[i + 1] - y);
          assert.ok(far(own[0]) <= Math.min(...sites.map(far)) + 1e-3);
        }
      }
      const { min, max } = extent(dotsOf(points));
      const whole = (max[0] - min[0] + 10) * (max[1] - min[1] + 10);
      assert.ok(Math.abs(area - whole) < whole * 1e-5, `${area} of ${whole}`);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("delaunay: no point lies within a triangle's circle; edges are those of the triangles, each once", () => {
  fc.assert(
    fc.property(cloud, (points) => {
      const dots = dotsOf(points);
      const triangles = runEffect(delaunay, { style: "triangles" }, dots);
      const sides = new Set<string>();
      const name = ([ax, ay, bx, by]: number[]) => [`${ax},${ay}`, `${bx},${by}`].sort().join(" ");
      for (let t = 0; t < triangles.lines; t++) {
        const c = Array.from(triangles.coords.subarray(t * 12, t * 12 + 9));
        const twice = (c[3] - c[0]) * (c[7] - c[1]) - (c[6] - c[0]) * (c[4] - c[1]);
        for (const [x, y] of points) {
          const d = [0, 3, 6].map((i) => [c[i] - x, c[i + 1] - y, (c[i] - x) ** 2 + (c[i + 1] - y) ** 2]);
          const det =
            d[0][0] * (d[1][1] * d[2][2] - d[2][1] * d[1][2]) -
            d[0][1] * (d[1][0] * d[2][2] - d[2][0] * d[1][2]) +
            d[0][2] * (d[1][0] * d[2][1] - d[2][0] * d[1][1]);
          // Eighths are exact, so a point on the circle gives exactly 0.
          assert.ok(det * Math.sign(twice) <= 0, `${x},${y} within the circle of ${c}`);
        }
      }
      for (const segment of segmentsOf(triangles, false)) {
        if (segment[0] !== segment[2] || segment[1] !== segment[3]) sides.add(name(segment));
      }
      const edges = segmentsOf(runEffect(delaunay, {}, dots), false).filter((s) => s[0] !== s[2] || s[1] !== s[3]);
      assert.equal(new Set(edges.map(name)).size, edges.length);
      if (triangles.lines > 0) assert.deepEqual(new Set(edges.map(name)), sides);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("delaunay keeps z, joins points in a row, and leaves long edges out", () => {
  assert.equal(formatPolylines(runEffect(delaunay, {}, parsePolylines("20,0 0,0,5 | 10,0"))), "0,0,5 10,0 | 10,0 20,0");
  const all = runEffect(delaunay, {}, star);
  const short = runEffect(delaunay, { longest: 30 }, star);
  assert.ok(short.lines < all.lines && short.lines > 0);
  for (const [ax, ay, bx, by] of segmentsOf(short, false)) assert.ok(Math.hypot(ax - bx, ay - by) <= 30);
});

const regions: Record<string, Polylines> = {
  star,
  "square with a hole": frame,
  square: parsePolylines("0,0 60,0 60,60 0,60"),
};
for (const [name, region] of Object.entries(regions)) {
  test(`partition of a ${name}: cells fill it, none reaches out of it, each is nearest to one site`, () => {
    let whole = 0;
    for (let line = 0; line < region.lines; line++) whole += polygonArea(region, line);
    for (const sites of [1, 2, 12, 80]) {
      for (const seed of [0, 7]) {
        const cells = runEffect(partition, { sites, seed }, region);
        let area = 0;
        for (let cell = 0; cell < cells.lines; cell++) {
          area += polygonArea(cells, cell);
        }
        assert.ok(Math.abs(area - whole) < Math.abs(whole) * 1e-4, `${area} of ${whole} in ${sites} cells`);
        assert.ok(cells.lines >= sites);
        for (const [ax, ay, bx, by] of segmentsOf(cells, false)) {
          const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
          assert.ok(regionHas(region, x, y) || distanceTo(region, x, y) < 1e-3, `${x},${y} is outside`);
        }
      }
    }
  });
}

test("partition: modes say what one region is, density says where the cells are", () => {
  const count = (mode: string) => runEffect(partition, { mode, sites: 1 }, frame).lines;
  assert.deepEqual(["merge", "group", "ring"].map(count), [2, 2, 2]);
  const island = parsePolylines(
    "0,0 90,0 90,90 0,90 0,0 | 10,10 80,10 80,80 10,80 10,10 | 30,30 50,30 50,50 30,50 30,30",
  );
  // Outer with hole, and the island in it by itself.
  assert.equal(runEffect(partition, { mode: "group", sites: 1 }, island).lines, 3);
  const ringAreas = runEffect(partition, { mode: "ring", sites: 1 }, frame);
  assert.deepEqual(
    [0, 1].map((i) => Math.abs(polygonArea(ringAreas, i))),
    [3600, 400],
  );

  const square = parsePolylines("0,0 60,0 60,60 0,60 0,0");
  const right = (slope: number) => {
    const cells = runEffect(partition, { sites: 100, densityBase: 0.5, densitySlope: [slope, 0, 0] }, square);
    let sum = 0;
    for (let i = 0; i < cells.points; i++) sum += cells.coords[i * 3] > 30 ? 1 : 0;
    return sum / cells.points;
  };
  assert.ok(right(0.5) > 0.65 && right(-0.5) < 0.35 && Math.abs(right(0) - 0.5) < 0.12);
});
