import assert from "node:assert/strict";
import { test } from "node:test";
import { closeRealm, DENIED } from "../../src/worker/realm.ts";

/** A scope as browsers build it: own properties, and some that come from its prototypes. */
function fakeScope() {
  class EventTargetLike {}
  class WorkerScope extends EventTargetLike {}
  class Scope extends WorkerScope {}
  const scope = new Scope();
  const holders = [scope, Scope.prototype, WorkerScope.prototype, EventTargetLike.prototype];
  DENIED.forEach((name, index) => {
    const holder = holders[index % holders.length];
    if (index % 3 === 0) Object.defineProperty(holder, name, { get: () => "door", configurable: true });
    else Object.defineProperty(holder, name, { value: () => "door", configurable: true, writable: true });
  });
  // One name twice: taking away the nearest must not uncover the one behind it.
  Object.defineProperty(scope, "postMessage", { value: () => "nearer", configurable: true });
  Object.defineProperty(EventTargetLike.prototype, "postMessage", { value: () => "farther", configurable: true });
  Object.assign(scope, { Math, setTimeout, performance, console: { log() {} } });
  return scope as unknown as Record<string, unknown> & { console: Console };
}

test("no name on the deny list can be reached, by whatever prototype", () => {
  const scope = fakeScope();
  closeRealm(
    scope,
    () => {},
    () => 0,
  );
  for (const name of DENIED) assert.equal(scope[name], undefined, name);
  for (const name of ["Math", "setTimeout", "performance"]) assert.notEqual(scope[name], undefined, name);
  assert.equal(Object.hasOwn(Object.prototype, "constructor"), true, "everybody's prototype is left alone");
});

test("what cannot be deleted is emptied, and what cannot be touched stops nothing", () => {
  const scope = fakeScope();
  Object.defineProperty(scope, "fetch", { value: 1, writable: true, configurable: false });
  Object.defineProperty(scope, "eval", { value: 1, writable: false, configurable: false });
  closeRealm(
    scope,
    () => {},
    () => 0,
  );
  assert.equal(scope.fetch, undefined);
  assert.equal(scope.eval, 1);
  assert.equal(scope.Worker, undefined, "the ones after it are gone all the same");
});

function heard(act: (console: Console, at: (ms: number) => void) => void) {
  const lines: string[] = [];
  let time = 0;
  const scope = fakeScope();
  const { dropped } = closeRealm(
    scope,
    (level, text) => void lines.push(`${level} ${text}`),
    () => time,
  );
  act(scope.console, (ms) => {
    time = ms;
  });
  return { lines, dropped: dropped() };
}

test("the console says what was said", () => {
  class Angry {
    toJSON() {
      throw new Error("no");
    }
  }
  const grumpy = Object.assign(() => {}, {
    toString() {
      throw new Error("no");
    },
  });
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const rows: [values: unknown[], line: string][] = [
    [["a", "b"], "a b"],
    [[], ""],
    [[1, true, null, undefined, 10n, Symbol("s")], "1 true null undefined 10 Symbol(s)"],
    [[{ x: [1, 2] }], '{"x":[1,2]}'],
    [[Number.NaN, -0, Infinity], "NaN 0 Infinity"],
    [[new Error("broken")], "Error: broken"],
    [[new TypeError("wrong kind")], "TypeError: wrong kind"],
    [[cycle], "object"],
    [[new Angry()], "object"],
    [[{ big: 1n }], "object"],
    [[grumpy], "function"],
    [["x".repeat(5000)], "x".repeat(2000)],
    [["x".repeat(1500), "y".repeat(1500)], `${"x".repeat(1500)} ${"y".repeat(499)}`],
    [[{ long: "x".repeat(5000) }], `{"long":"${"x".repeat(1991)}`],
  ];
  for (const [values, line] of rows)
    assert.deepEqual(heard((console) => console.log(...values)).lines, [`log ${line}`]);
});

test("levels", () => {
  const { lines } = heard((console) => {
    for (const level of ["log", "info", "debug", "dir", "warn", "error"] as const) console[level](level);
  });
  assert.deepEqual(lines, ["log log", "log info", "log debug", "log dir", "warn warn", "error error"]);
});

test("every method a console has can be called", () => {
  heard((scope) => {
    for (const [name, method] of Object.entries(console)) {
      if (typeof method !== "function" || ["Console", "context", "createTask", "_times"].includes(name)) continue;
      if (name.startsWith("_")) continue;
      assert.equal(typeof scope[name as "log"], "function", name);
      scope[name as "log"]("x");
    }
  });
});

test("20 lines a second are passed on, the rest is counted", () => {
  const { lines, dropped } = heard((console, at) => {
    for (let i = 0; i < 100; i++) console.log(i);
    at(999);
    console.log("still the same second");
    at(1000);
    for (let i = 0; i < 21; i++) console.warn(i);
    at(5000);
    console.log("later");
  });
  assert.equal(lines.length, 20 + 20 + 1);
  assert.equal(lines[19], "log 19");
  assert.equal(lines[20], "warn 0");
  assert.equal(lines.at(-1), "log later");
  assert.equal(dropped, 80 + 1 + 1);
});
