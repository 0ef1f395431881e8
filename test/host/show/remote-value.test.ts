// Values of a real V8, as the inspector describes them: what the prompt will get to see.

import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import { after, test } from "node:test";
import { printRemote } from "../../../src/host/show/remote-value.ts";

const session = new Session();
session.connect();
after(() => session.disconnect());

async function print(expression: string) {
  const { result } = await session.post("Runtime.evaluate", {
    expression: `(${expression})`,
    generatePreview: true,
    returnByValue: false,
  });
  return printRemote(result as never);
}

const rows: [expression: string, text: string, json?: unknown][] = [
  ["1", "1", 1],
  ["-0", "-0"],
  ["NaN", "NaN"],
  ["-Infinity", "-Infinity"],
  ["10n", "10n"],
  ["true", "true", true],
  ["null", "null", null],
  ["undefined", "undefined"],
  ["'text'", '"text"', "text"],
  ["'two\\nlines \\u001b[31m'", '"two\\nlines \\u001b[31m"', "two\nlines \u001b[31m"],
  ["Symbol('s')", "Symbol(s)"],
  ["{}", "{}"],
  [
    "{ a: 1, b: 'x', c: null, d: undefined, e: [1], f: { g: 1 }, h() {} }",
    '{ a: 1, b: "x", c: null, d: undefined, e: Array(1), … }',
  ],
  ["{ list: [1, 2], inner: { x: 1 }, run() {} }", "{ list: Array(2), inner: Object, run: ƒ }"],
  ["[1, 'a', [2]]", 'Array(3) [ 1, "a", Array(1) ]'],
  ["[]", "Array(0) []"],
  ["new Float32Array([1, 2.5])", "Float32Array(2) [ 1, 2.5 ]"],
  ["new Map([['a', 1], [{}, [2]]])", 'Map { "a" => 1, Object => Array(1) }'],
  ["new Set([1, 'b'])", 'Set { 1, "b" }'],
  ["new (class Walker { x = 1 })", "Walker { x: 1 }"],
  ["new Date(0)", String(new Date(0))],
  ["/a+b/gi", "/a+b/gi"],
  ["function draw(ctx) {\n  return 1;\n}", "function draw(ctx) {"],
  ["(a) => a", "(a) => a"],
];
for (const [expression, text, json] of rows) {
  test(expression, async () => {
    const printed = await print(expression);
    assert.equal(printed.text, text);
    assert.deepEqual(printed.json, json);
  });
}

test("long lists end in an ellipsis", async () => {
  const { text } = await print("Array.from({ length: 500 }, (_, i) => i)");
  assert.match(text, /^Array\(500\) \[ 0, 1, 2, .*, … \]$/);
  assert.ok(text.length < 1000);
});

test("an error shows what it says and where", async () => {
  assert.match((await print("new TypeError('wrong')")).text, /^TypeError: wrong\n {4}at /);
});

test("without a preview there is still a name", () => {
  assert.equal(printRemote({ type: "object", className: "Window", description: "Window" }).text, "Window");
  assert.equal(printRemote({ type: "object" }).text, "object");
  assert.equal(printRemote({ type: "function", description: `f${"x".repeat(500)}` }).text.length, 200);
});
