// What is written about the ops is what they say of themselves. `npm run docs` writes it anew.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { drawExample, opsPage, pictureOf, readOps, wordsSource } from "../docs/op-docs.ts";
import { extent } from "../support/polylines.ts";

const CORE = new URL("../../src/core/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, CORE), "utf8");
const ops = readOps();

for (const op of ops) {
  test(`${op.name}: its example runs, stays near a sheet, and is the picture on its page`, () => {
    const lines = drawExample(op);
    const { min, max } = extent(lines);
    for (const axis of [0, 1]) {
      assert.ok(min[axis] > -40 && max[axis] < 250, `${min} to ${max}: outside the sheet`);
      assert.ok(max[axis] - min[axis] < 240, `${min} to ${max}`);
    }
    assert.ok(Math.max(max[0] - min[0], max[1] - min[1]) > 20, "large enough to see");
    assert.equal(read(`pictures/${op.name}.svg`), pictureOf(lines, op.name), "npm run docs");
  });

  test(`${op.name}: its docstring says more than its help`, () => {
    assert.ok(op.text.length > op.op.help.length, op.text);
  });
}

test("types with hover help, the page and the pictures are those of the ops", () => {
  assert.equal(read("words.ts"), wordsSource(ops), "npm run docs");
  assert.equal(read("OPS.md"), opsPage(ops), "npm run docs");
  assert.deepEqual(readdirSync(new URL("pictures/", CORE)).sort(), ops.map(({ name }) => `${name}.svg`).sort());
});
