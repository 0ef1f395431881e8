import assert from "node:assert/strict";
import { test } from "node:test";
import { blockAround } from "../../src/window/editor/block-around.ts";

test("a block is what lies between blank lines", () => {
  const rows: [text: string, line: number, block: number[]][] = [
    ["a", 1, [1, 1]],
    ["a\n\nb\nc\n\nd", 4, [3, 4]],
    ["a\n\nb\nc\n\nd", 6, [6, 6]],
    ["a\n  \nb", 2, [2, 2]],
    ["a\nb\nc", 2, [1, 3]],
    ["", 1, [1, 1]],
  ];
  for (const [text, line, block] of rows) assert.deepEqual(blockAround(text.split("\n"), line), block, text);
});
