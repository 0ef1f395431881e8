import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tokenize } from "../../src/window/code-tokens.ts";

const kinds = (text: string) =>
  tokenize(text.split("\n")).map((line) =>
    line.filter(({ kind }) => kind !== "").map(({ kind, text }) => `${kind} ${text}`),
  );

test("comments, strings, numbers and words, also across lines", () => {
  assert.deepEqual(kinds(`const a = 2.5; // "no"`), [["word const", "number 2.5", 'comment // "no"']]);
  assert.deepEqual(kinds("/* a\n b */ let x"), [["comment /* a"], ["comment  b */", "word let"]]);
  assert.deepEqual(kinds("`a\n// b` + '\\''"), [["string `a"], ["string // b`", "string '\\''"]]);
});

test("no character is lost or made up", () => {
  const text = fc.string({ unit: fc.constantFrom(..."`'\"/*\\\n ab1.const"), maxLength: 200 });
  fc.assert(
    fc.property(text, (source) => {
      const lines = source.split("\n");
      assert.deepEqual(
        tokenize(lines).map((tokens) => tokens.map((token) => token.text).join("")),
        lines,
      );
    }),
  );
});
