// Fields on a grid and the lines through them: regions, distances, contours.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createBudget } from "../../src/core/budget.ts";
import { GrowingWriter } from "../../src/core/line-writer.ts";
import { traceContours } from "../../src/core/math/contours.ts";
import { signedDistances } from "../../src/core/math/distance-field.ts";
import { fillRegion, regionHas } from "../../src/core/math/region.ts";
import { MOST_SAMPLES, SampleGrid } from "../../src/core/math/sample-grid.ts";
import { copyPolylines, type Polylines } from "../../src/core/polylines.ts";
import { formatPolylines, parsePolylines } from "../support/polylines.ts";
import { distanceTo, polygonArea, ring } from "../support/regions.ts";

const budget = createBudget();

function contours(field: number[][], level: number, pitch = 1): Polylines {
  const flat = Float32Array.from(field.flat());
  const out = new GrowingWriter((points, lines) => budget.askOp("the test", points, lines));
  out.begin();
  traceContours(flat, field[0].length, field.length, level, 0, 0, pitch, out);
  return copyPolylines(out);
}

/** A field as a picture: digits are values. */
const picture = (text: string): number[][] => text.split("|").map((row) => Array.from(row.trim(), Number));

const drawings: [why: string, field: string, level: number, expected: string][] = [
  ["an island, anticlockwise on the sheet", "000 | 020 | 000", 1, "0.5,1 1,1.5 1.5,1 1,0.5 0.5,1"],
  ["a lake, clockwise", "222 | 202 | 222", 1, "0.5,1 1,0.5 1.5,1 1,1.5 0.5,1"],
  ["a shore from border to border", "02 | 02", 1, "0.5,0 0.5,1"],
  ["a shore across", "222 | 000", 1, "0,0.5 1,0.5 2,0.5"],
  ["a steep slope crosses near its foot", "04 | 04", 1, "0.25,0 0.25,1"],
  ["corners that the mean parts", "200 | 002", 1.5, "0,0.25 0.25,0 | 2,0.75 1.75,1"],
  ["a corner joined to its opposite", "9100 | 1900 | 0000", 3, "0,0.75 0.25,1 1,1.67 1.67,1 1,0.25 0.75,0"],
  ["nothing above", "000 | 010", 5, ""],
  ["all above", "999 | 999", 5, ""],
  ["a peak that only touches", "000 | 010 | 000", 1, ""],
  ["a field of one row", "020", 1, ""],
];
for (const [why, field, level, expected] of drawings) {
  test(`contours draw ${why}: ${field} at ${level}`, () => {
    assert.equal(formatPolylines(contours(picture(field), level), 2), expected);
  });
}

test("contours of a cone are circles of the right radius, closed, one line each", () => {
  const size = 101;
  const field = Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => 60 - Math.hypot(x - 50, y - 50)),
  );
  for (const radius of [3.3, 10, 27.5, 49]) {
    const circle = contours(field, 60 - radius);
    assert.equal(circle.lines, 1);
    for (let i = 0; i < circle.points; i++) {
      const r = Math.hypot(circle.coords[i * 3] - 50, circle.coords[i * 3 + 1] - 50);
      // A chord of one pitch across the curve, with the field taken as straight between two samples.
      assert.ok(Math.abs(r - radius) < 0.13 / radius + 1e-5, `${r} on the circle of ${radius}`);
    }
    assert.deepEqual(circle.coords.slice(0, 2), circle.coords.slice(-3, -1));
    assert.ok(Math.abs(polygonArea(circle, 0) + Math.PI * radius ** 2) < 2 + radius * 0.1);
  }
});

test("contours of any field: every end is on the border, no step is longer than a cell, same count of ins and outs", () => {
  const size = fc.integer({ min: 2, max: 9 });
  const fields = fc.tuple(size, size).chain(([w, h]) =>
    fc.array(fc.array(fc.constantFrom(0, 1, 2, 3, Number.NaN), { minLength: w, maxLength: w }), {
      minLength: h,
      maxLength: h,
    }),
  );
  fc.assert(
    fc.property(fields, (field) => {
      const lines = contours(field, 1.5);
      const [right, bottom] = [field[0].length - 1, field.length - 1];
      // Each crossing between two neighbours belongs to one line: once in the middle or at an end, twice where it closes.
      let crossings = 0;
      const inside = (x: number, y: number) => (field[y][x] >= 1.5 ? 1 : 0);
      for (let y = 0; y <= bottom; y++) {
        for (let x = 0; x <= right; x++) {
          if (x < right && inside(x, y) !== inside(x + 1, y)) crossings++;
          if (y < bottom && inside(x, y) !== inside(x, y + 1)) crossings++;
        }
      }
      let visited = lines.points;
      for (let line = 0; line < lines.lines; line++) {
        const [a, b] = [lines.offsets[line] * 3, lines.offsets[line + 1] * 3 - 3];
        const [ax, ay, bx, by] = [lines.coords[a], lines.coords[a + 1], lines.coords[b], lines.coords[b + 1]];
        if (ax === bx && ay === by) visited--;
        else
          for (const [x, y] of [
            [ax, ay],
            [bx, by],
          ]) {
            assert.ok(x === 0 || y === 0 || x === right || y === bottom, `${x},${y} ends inside`);
          }
        for (let i = a; i < b; i += 3) {
          const step = Math.hypot(lines.coords[i + 3] - lines.coords[i], lines.coords[i + 4] - lines.coords[i + 1]);
          assert.ok(step > 0 && step <= Math.SQRT2 + 1e-6, `step of ${step}`);
        }
      }
      assert.equal(visited, crossings);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a grid covers its box, keeps the pitch while it may, and never has too many samples", () => {
  const spans = fc.double({ min: 0, max: 1e6, noNaN: true });
  const grid = new SampleGrid();
  fc.assert(
    fc.property(spans, spans, fc.double({ min: 0.001, max: 10, noNaN: true }), (w, h, pitch) => {
      grid.cover(Float64Array.of(-5, 7, 0, w - 5, h + 7, 0), 3, pitch);
      assert.ok(grid.samples <= MOST_SAMPLES, `${grid.width} × ${grid.height}`);
      assert.ok(grid.width >= 2 && grid.height >= 2);
      assert.ok((grid.width - 1) * grid.pitch >= w + 6 && (grid.height - 1) * grid.pitch >= h + 6);
      if ((w + 6) * (h + 6) < (MOST_SAMPLES / 4) * pitch ** 2 && Math.max(w, h) < 1000 * pitch) {
        assert.equal(grid.pitch, pitch);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

const regions: Record<string, Polylines> = {
  triangle: parsePolylines("10,10 50,14 22,44 10,10"),
  "open triangle": parsePolylines("10,10 50,14 22,44"),
  "square on the samples": parsePolylines("10,10 30,10 30,30 10,30 10,10"),
  "square with a hole": parsePolylines("5,5 45,5 45,45 5,45 5,5 | 15,15 35,15 35,35 15,35 15,15"),
  star: ring(10, (i) => (i % 2 === 0 ? 22 : 7), 25, 25),
  bow: parsePolylines("5,5 45,45 45,5 5,45 5,5"),
  "line and dot": parsePolylines("5,5 45,20 | 30,30"),
};

for (const [name, lines] of Object.entries(regions)) {
  test(`region and distances of ${name} agree with the slow way`, () => {
    const grid = new SampleGrid();
    grid.cover(Float64Array.of(0, 0, 0, 50, 50, 0), 6, 0.7);
    const inside = new Uint8Array(grid.samples);
    const field = new Float32Array(grid.samples);
    fillRegion(lines, grid, inside);
    signedDistances(lines, grid, field);
    for (let y = 0; y < grid.height; y++) {
      for (let x = 0; x < grid.width; x++) {
        const i = y * grid.width + x;
        const [px, py] = [grid.originX + x * grid.pitch, grid.originY + y * grid.pitch];
        const distance = distanceTo(lines, px, py);
        if (distance > 1e-6) assert.equal(inside[i] === 1, regionHas(lines, px, py), `${px},${py}`);
        const expected = inside[i] === 1 ? distance : -distance;
        assert.ok(Math.abs(field[i] - expected) <= grid.pitch / 10, `${field[i]} at ${px},${py}, not ${expected}`);
      }
    }
  });
}
