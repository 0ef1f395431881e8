import assert from "node:assert/strict";
import { test } from "node:test";
import { createProblemBoard } from "../../../src/host/show/problem-board.ts";
import type { Problem } from "../../../src/protocol/problem.ts";

const problem = (what: string, line?: number): Problem => ({
  severity: "error",
  what,
  where: line === undefined ? undefined : { file: "a.ts", line, column: 1 },
});
function board() {
  const made = createProblemBoard();
  const told: string[] = [];
  let changes = 0;
  const off = [made.onProblem(({ what }) => told.push(what)), made.onChange(() => changes++)];
  return {
    ...made,
    told,
    changes: () => changes,
    off() {
      for (const each of off) each();
    },
    whats: () => made.list().map(({ what }) => what),
  };
}

test("the newest stand first, whichever topic they belong to", () => {
  const { set, add, whats } = board();
  set("config", [problem("c")]);
  set("sketch", [problem("s1"), problem("s2")]);
  assert.deepEqual(whats(), ["s1", "s2", "c"]);
  set("config", [problem("c2")]);
  assert.deepEqual(whats(), ["c2", "s1", "s2"]);
  add("sketch", problem("s3"));
  assert.deepEqual(whats(), ["s3", "s1", "s2", "c2"]);
});

test("a topic that is mended takes its own problems away and nobody else's", () => {
  const { set, clear, whats } = board();
  set("config", [problem("c")]);
  set("sketch", [problem("s")]);
  set("config", []);
  assert.deepEqual(whats(), ["s"]);
  set("config", [problem("c")]);
  clear("sketch");
  assert.deepEqual(whats(), ["c"]);
  clear();
  assert.deepEqual(whats(), []);
});

test("listeners hear of every change and of every new problem, once", () => {
  const { set, add, clear, told, changes, off } = board();
  set("sketch", [problem("a"), problem("b")]);
  assert.deepEqual([told, changes()], [["a", "b"], 1]);
  add("sketch", problem("c", 3));
  add("sketch", problem("c", 3));
  assert.deepEqual([told.slice(2), changes()], [["c"], 2], "one that stands already is not told again");
  add("sketch", problem("c", 4));
  add("config", problem("c", 3));
  assert.deepEqual([told.length, changes()], [5, 4], "another line or topic is another problem");
  set("nothing", []);
  clear("nothing");
  assert.equal(changes(), 4, "nothing changed");
  off();
  set("sketch", [problem("z")]);
  assert.deepEqual([told.length, changes()], [5, 4]);
});

test("ten a topic, the newest; only what stands is told", () => {
  const { set, add, told, list, whats } = board();
  set(
    "sketch",
    Array.from({ length: 50 }, (_, i) => problem(`p${i}`)),
  );
  assert.deepEqual([list().length, told.length], [10, 10]);
  for (let i = 0; i < 50; i++) add("other", problem(`q${i}`));
  assert.deepEqual([list().length, whats()[0], whats()[9]], [20, "q49", "q40"]);
});
