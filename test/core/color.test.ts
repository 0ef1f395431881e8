import assert from "node:assert/strict";
import { test } from "node:test";
import { type ColorInput, inkFor, parseColor } from "../../src/core/color.ts";
import { SketchError } from "../../src/core/sketch-error.ts";

const round = (rgba: Float64Array) => [...rgba].map((v) => Math.round(v * 1000) / 1000);

const good: [ColorInput, number[]][] = [
  ["#f00", [1, 0, 0, 1]],
  ["#F008", [1, 0, 0, 0.533]],
  ["#336699", [0.2, 0.4, 0.6, 1]],
  ["#33669980", [0.2, 0.4, 0.6, 0.502]],
  ["0x336699", [0.2, 0.4, 0.6, 1]],
  [" Tomato ", [1, 0.388, 0.278, 1]],
  ["black", [0, 0, 0, 1]],
  ["rebeccapurple", [0.4, 0.2, 0.6, 1]],
  ["transparent", [0, 0, 0, 0]],
  [
    [0.1, 0.2, 0.3],
    [0.1, 0.2, 0.3, 1],
  ],
  [
    [1, 1, 1, 0.5],
    [1, 1, 1, 0.5],
  ],
  [
    [255, 0, 51],
    [1, 0, 0.2, 1],
  ],
  [
    [255, 0, 51, 0.5],
    [1, 0, 0.2, 0.5],
  ],
  [
    [255, 0, 51, 255],
    [1, 0, 0.2, 1],
  ],
  [
    [0, 0, 0],
    [0, 0, 0, 1],
  ],
];
for (const [input, rgba] of good) {
  test(`color ${JSON.stringify(input)}`, () => assert.deepEqual(round(parseColor(input)), rgba));
}

const bad: [unknown, RegExp, RegExp?][] = [
  ["tomatoe", /text "tomatoe"/, /"tomato"/],
  ["#12345", /text "#12345"/],
  ["#ggg", /text "#ggg"/],
  ["", /text ""/],
  ["__proto__", /text/],
  ["constructor", /text/],
  [[1, 2], /a list of 2/],
  [[1, Number.NaN, 0], /\[1\] is NaN/],
  [[256, 0, 0], /\[0\] is 256/],
  [[-1, 0, 0], /\[0\] is -1/],
  [7, /is 7/],
  [null, /is null/],
];
for (const [input, what, way] of bad) {
  test(`color ${JSON.stringify(input)} is refused`, () => {
    assert.throws(
      () => parseColor(input as ColorInput),
      (error) =>
        error instanceof SketchError && what.test(error.message) && (way === undefined || way.test(error.try ?? "")),
    );
  });
}

test("a parsed colour is written to what was passed, and what is kept stays as it was", () => {
  const out = new Float64Array(4);
  assert.equal(parseColor("red", out), out);
  out.fill(0.7);
  assert.deepEqual([...parseColor("red")], [1, 0, 0, 1]);
  for (let i = 0; i < 5000; i++) parseColor(`#${(i + 0x100000).toString(16)}`);
  assert.deepEqual([...parseColor("red")], [1, 0, 0, 1]);
});

test("ink shows on the sheet", () => {
  const rows: [ColorInput, number][] = [
    ["white", 0],
    ["black", 1],
    ["#111", 1],
    ["navy", 1],
    ["red", 0],
    ["yellow", 0],
    ["#808080", 0],
    ["transparent", 0],
    [[0, 0, 0, 0.1], 0],
  ];
  for (const [sheet, part] of rows) {
    assert.deepEqual([...inkFor(parseColor(sheet))], [part, part, part, 1], JSON.stringify(sheet));
  }
});
