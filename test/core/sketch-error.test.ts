import assert from "node:assert/strict";
import { test } from "node:test";
import { describeValue, nearestName } from "../../src/core/sketch-error.ts";

const names = ["translate", "scale", "rotate", "displace", "subdivide", "repeat", "t"];
const rows: [string, string | null][] = [
  ["displce", "displace"],
  ["dispalce", "displace"],
  ["Displace", "displace"],
  ["scal", "scale"],
  ["rotat", "rotate"],
  ["subdevide", "subdivide"],
  ["translation", "translate"],
  ["x", "t"],
  ["blur", null],
  ["", null],
];
for (const [name, near] of rows)
  test(`nearest to "${name}" is ${near}`, () => assert.equal(nearestName(name, names), near));

test("values are described the way they were written", () => {
  const values: [unknown, string][] = [
    [undefined, "undefined"],
    [Number.NaN, "NaN"],
    ["5", 'text "5"'],
    [[1, 2], "a list of 2"],
    [{}, "an object"],
    [() => 1, "a function"],
    [new Map(), "a Map"],
    [new Float32Array(2), "a Float32Array"],
    [Symbol("x"), "a symbol"],
  ];
  for (const [value, text] of values) assert.equal(describeValue(value), text);
});
