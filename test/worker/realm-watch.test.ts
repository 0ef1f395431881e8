// What a sketch can leave behind, and whether the worker that ran it notices.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { watchRealm } from "../../src/worker/realm-watch.ts";

/** A global scope of its own, with its own built-ins, and a watch marked on it. */
function realm() {
  const started: number[] = [];
  const ended: number[] = [];
  const timers = {
    setTimeout: () => started.push(1),
    setInterval: () => started.push(2),
    clearTimeout: (id: number) => void ended.push(id),
  };
  const vocabulary = { sphere() {} };
  const context = createContext({ ...timers, vocabulary });
  const scope = runInContext("globalThis", context);
  const watch = watchRealm(scope, [vocabulary]);
  watch.mark();
  return { run: (code: string) => runInContext(code, context), watch, started, ended };
}

test("a sketch that only computes leaves nothing", () => {
  const { run, watch } = realm();
  run(
    `(() => { const big = new Float32Array(1000); class A { m() {} } return [new A(), big.map(Math.sqrt), new Map([[1, 2]])]; })()`,
  );
  assert.equal(watch.change(), null);
});

const LEFT: [what: string, code: string, says: RegExp][] = [
  ["a new global", "globalThis.kept = []", /globalThis/],
  ["a var at the top", "var leaked = 1", /globalThis/],
  ["a replaced global", "JSON = { parse() {} }", /JSON/],
  ["a method added to a prototype", "Array.prototype.last = function () {}", /Array\.prototype/],
  [
    "a method replaced on a prototype",
    "Array.prototype.map = function () { return []; }",
    /Array\.prototype\.map was changed/,
  ],
  ["a replaced function of Math", "Math.random = () => 0", /Math\.random was changed/],
  [
    "a getter put in a value's place",
    "Object.defineProperty(Map.prototype, 'get', { get() { return () => 1; } })",
    /Map\.prototype\.get/,
  ],
  ["a deleted method", "delete String.prototype.trim", /String\.prototype/],
  ["a changed vocabulary", "vocabulary.sphere = () => 1", /vocabulary/],
];
for (const [what, code, says] of LEFT) {
  test(`${what} is noticed`, () => {
    const { run, watch } = realm();
    run(code);
    assert.match(watch.change() ?? "clean", says);
  });
}

test("timers of the sketch are ended", () => {
  const { run, watch, started, ended } = realm();
  run("setTimeout(() => {}, 10); setInterval(() => {}, 10);");
  assert.equal(started.length, 2);
  watch.clearTimers();
  assert.deepEqual(ended, [1, 2]);
  assert.equal(watch.change(), null);
});

test("timers without end make the worker unfit, in bounded memory", () => {
  const { run, watch } = realm();
  run("for (let i = 0; i < 10001; i++) setTimeout(() => {}, 1e9);");
  assert.match(watch.change() ?? "clean", /timers/);
});
