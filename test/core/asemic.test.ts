import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Polylines } from "../../src/core/polylines.ts";
import { asemic } from "../../src/core/shapes/asemic.ts";
import { extent } from "../support/polylines.ts";
import { type Raw, runShape } from "../support/run-op.ts";

const write = (raw: Raw): Polylines => runShape(asemic, { size: 10, ...raw });

/** The lines `from .. to` with their corner at 0, 0, rounded to micrometres. */
function shapeOf(out: Polylines, from = 0, to = out.lines): string {
  const points: number[][] = [];
  for (let i = out.offsets[from]; i < out.offsets[to]; i++) points.push([...out.coords.subarray(i * 3, i * 3 + 2)]);
  const least = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
  return points.map((point) => point.map((value, axis) => Math.round((value - least[axis]) * 500)).join()).join(" ");
}

test("the same character is the same letter, wherever it stands", () => {
  const alone = write({ text: "k" });
  const three = write({ text: "kek" });
  assert.equal(three.lines, 2 * alone.lines + write({ text: "e" }).lines);
  assert.equal(shapeOf(three, 0, alone.lines), shapeOf(alone));
  assert.equal(shapeOf(three, three.lines - alone.lines), shapeOf(alone));
});

test("another character, another seed: another letter", () => {
  const letters = "abcdefghijklmnopqrstuvwxyz".split("").map((letter) => shapeOf(write({ text: letter })));
  assert.equal(new Set(letters).size, 26);
  const seeds = Array.from({ length: 20 }, (_, seed) => shapeOf(write({ text: "a", seed })));
  assert.equal(new Set(seeds).size, 20);
});

test("spaces and newlines are no letters; nothing written, nothing drawn", () => {
  assert.equal(write({ text: "" }).points, 0);
  assert.equal(write({ text: " \n " }).points, 0);
  const apart = extent(write({ text: "a a", space: 2 }));
  const close = extent(write({ text: "a a", space: 0.5 }));
  assert.ok(Math.abs(apart.max[0] - apart.min[0] - (close.max[0] - close.min[0]) - 15) < 1e-3);
});

test("snapped straight strokes go in six directions only", () => {
  const out = write({ text: "snapped", style: "line", snap: 60, diacritics: 0 });
  for (let line = 0; line < out.lines; line++) {
    for (let i = out.offsets[line]; i + 1 < out.offsets[line + 1]; i++) {
      const [dx, dy] = [0, 1].map((axis) => out.coords[i * 3 + 3 + axis] - out.coords[i * 3 + axis]);
      const turns = (Math.atan2(dy, dx) * 180) / Math.PI / 60;
      assert.ok(Math.abs(turns - Math.round(turns)) < 1e-3, `${turns * 60}°`);
    }
  }
});

test("a curve at full tension passes along the straight strokes", () => {
  const raw = { text: "tense", diacritics: 0 };
  const curved = write({ ...raw, style: "curve", tension: 1, samples: 4 });
  const straight = write({ ...raw, style: "line" });
  for (let i = 0; i < straight.points; i++) {
    const line = straight.offsets.findIndex((offset) => offset > i) - 1;
    const at = curved.offsets[line] + (i - straight.offsets[line]) * 4;
    for (const axis of [0, 1]) assert.ok(Math.abs(curved.coords[at * 3 + axis] - straight.coords[i * 3 + axis]) < 1e-4);
  }
});

test("law: as many strokes and steps as the rules say, whatever they are", () => {
  const count = (most: number) => fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 60 }), count(8), count(12), fc.nat(999), (nodes, strokes, walks, seed) => {
      const out = write({
        text: "x",
        seed,
        nodes,
        fewestStrokes: strokes[0],
        mostStrokes: strokes[1],
        shortestWalk: walks[0],
        longestWalk: walks[1],
        style: "line",
        diacritics: 0,
      });
      assert.ok(out.lines <= Math.max(...strokes) && out.lines > 0);
      for (let i = 0; i < out.lines; i++) assert.ok(out.offsets[i + 1] - out.offsets[i] <= Math.max(...walks) + 1);
      const { min, max } = extent(out);
      assert.ok(max[0] - min[0] <= 7.001 && max[1] - min[1] <= 9.001, "a letter stays in its box");
    }),
    { seed: 1, numRuns: 200 },
  );
});
