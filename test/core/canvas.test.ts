import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCanvas } from "../../src/core/canvas.ts";
import type { CanvasSize } from "../../src/core/sketch.ts";
import { SketchError } from "../../src/core/sketch-error.ts";

const good: [CanvasSize, [number, number]][] = [
  [
    [400, 300],
    [400, 300],
  ],
  ["A5", [148, 210]],
  ["a4", [210, 297]],
  ["A4 landscape", [297, 210]],
  ["A4_LANDSCAPE", [297, 210]],
  ["A3 portrait", [297, 420]],
  ["letter", [215.9, 279.4]],
  ["Letter-Landscape", [279.4, 215.9]],
  ["square 200", [200, 200]],
  ["SQUARE_300", [300, 300]],
];
for (const [size, expected] of good) {
  test(`canvas ${JSON.stringify(size)}`, () => assert.deepEqual(parseCanvas(size), expected));
}

const bad: [unknown, RegExp, RegExp?][] = [
  ["A44", /text "A44"/, /"A4"/],
  ["leter landscape", /text "leter landscape"/, /"letter"/],
  ["constructor", /text/],
  ["landscape", /text "landscape"/],
  [[400], /a list of 1/],
  [[400, 0], /a side of 0/],
  [[400, -1], /a side of -1/],
  [[Number.NaN, 400], /a side of NaN/],
  [[400, 1e9], /a side of 1000000000/],
  [[400, "300"], /a side of text "300"/],
  [400, /canvas is 400/],
];
for (const [size, what, way] of bad) {
  test(`canvas ${JSON.stringify(size)} is refused`, () => {
    assert.throws(
      () => parseCanvas(size as CanvasSize),
      (error) =>
        error instanceof SketchError && what.test(error.message) && (way === undefined || way.test(error.try ?? "")),
    );
  });
}
