import assert from "node:assert/strict";
import { test } from "node:test";
import { diff, top } from "../../../src/host/memory/compare.ts";
import { type ProfileNode, rowsOfProfile } from "../../../src/host/memory/heap-profile.ts";
import type { MemoryRow, Site, Snapshot } from "../../../src/host/memory/memory-api.ts";
import type { Frame, ScriptPlaces } from "../../../src/host/memory/script-places.ts";
import { COST } from "../../support/fake-memory.ts";

const site = (file: string, line: number, name = "f"): Site => ({ file, line, column: 1, name });
const row = (bytes: number, at: Site | null, more: Partial<MemoryRow> = {}): MemoryRow => ({
  bytes,
  count: null,
  realm: "air",
  kind: "object",
  site: at,
  what: at ? "" : "(engine)",
  trace: [],
  ...more,
});
const snapshot = (rows: MemoryRow[], more: Partial<Snapshot> = {}): Snapshot => ({
  format: "hairline-memory-1",
  name: "s",
  at: "2026-11-25T21:00:00.000Z",
  ms: 0,
  run: "r",
  frame: 0,
  generation: 1,
  sketch: "a.ts",
  forcedGc: true,
  realms: [{ realm: "air", worker: 2, generation: 1, life: 2, heap: 0, embedder: 0, buffers: 0, traced: true }],
  books: { heap: rows.reduce((sum, each) => sum + each.bytes, 0) + 1000, buffers: 0, shared: 0, gl: 0, outside: 0 },
  counts: {},
  rows,
  cost: COST,
  notes: [],
  ...more,
});
const source = () => "";
const view = { by: "line", limit: 10 } as const;

test("a diff names what grew first, with its rate, and the books balance", () => {
  const before = snapshot([row(5000, site("a.ts", 3)), row(900, site("a.ts", 9))]);
  const after = snapshot([row(9000, site("a.ts", 3)), row(900, site("a.ts", 9)), row(50, site("b.ts", 1))], {
    ms: 2000,
  });
  const { rows, total, untraced, seconds } = diff(before, after, view, source, COST);
  assert.deepEqual(
    rows.map(({ bytes, rate, site: at }) => [bytes, rate, at?.line]),
    [
      [4000, 2000, 3],
      [50, 25, 1],
    ],
  );
  assert.equal(seconds, 2);
  assert.equal(rows.reduce((sum, each) => sum + each.bytes, 0) + untraced, total);
  assert.equal(rows[0].share, 4000 / total);
});

test("things without bytes are found by their number", () => {
  const gl = (count: number) => row(0, site("w.ts", 7), { kind: "gl", realm: "gpu", count, what: "vertex-array" });
  const { rows } = diff(snapshot([gl(3)]), snapshot([gl(123)], { ms: 1000 }), view, source, COST);
  assert.deepEqual([rows[0].count, rows[0].site?.line], [120, 7]);
});

test("the browser's heap behind the page is accused only when there are more nodes", () => {
  const dom = (bytes: number, count: number) =>
    row(bytes, null, { kind: "dom", realm: "page", count, what: "documents" });
  const same = diff(snapshot([dom(1e6, 200)]), snapshot([dom(1.2e6, 200)]), view, source, COST);
  assert.deepEqual([same.rows.length, same.untraced, same.total], [0, 2e5, 2e5]);
  const more = diff(snapshot([dom(1e6, 200)]), snapshot([dom(1.2e6, 900)]), view, source, COST);
  assert.deepEqual([more.rows[0].bytes, more.rows[0].count, more.untraced], [2e5, 700, 0]);
});

test("groupings, and filters on realm, kind, file and name", () => {
  const rows = [
    row(10, site("src/a.ts", 1, "one"), { trace: ["x"] }),
    row(20, site("src/a.ts", 2, "one"), { trace: ["y"] }),
    row(40, site("src/b.ts", 1, "two"), { realm: "page" }),
    row(80, null),
  ];
  const by = (grouping: "line" | "function" | "file" | "trace" | "realm" | "kind", filter = {}) =>
    top(snapshot(rows), { by: grouping, limit: 10, ...filter }, null, source, COST).rows.map(({ bytes }) => bytes);
  assert.deepEqual(by("line"), [80, 40, 20, 10]);
  assert.deepEqual(by("function"), [80, 40, 30]);
  assert.deepEqual(by("file"), [80, 40, 30]);
  assert.deepEqual(by("trace"), [80, 40, 20, 10]);
  assert.deepEqual(by("realm"), [110, 40]);
  assert.deepEqual(by("kind"), [150]);
  assert.deepEqual(by("line", { only: "SRC/A" }), [20, 10]);
  assert.deepEqual(by("line", { not: "engine" }), [40, 20, 10]);
  assert.deepEqual(by("line", { only: "page" }), [40]);
  const short = top(snapshot(rows), { by: "line", limit: 1 }, null, source, COST);
  assert.equal(short.more, 3);
  assert.equal(short.untraced, 1000, "rows that are not shown are traced all the same");
});

test("a diff says what does not compare", () => {
  const reloaded = snapshot([], {
    realms: [{ realm: "air", worker: 5, generation: 2, life: 5, heap: 0, embedder: 0, buffers: 0, traced: false }],
  });
  const { notes } = diff(snapshot([]), reloaded, view, source, COST);
  assert.match(notes.join("\n"), /worker 2 \(version 1\) was replaced by worker 5 \(version 2\)/);
  assert.match(notes.join("\n"), /not traced in air/);
  const other = diff(snapshot([]), snapshot([], { run: "other" }), view, source, COST);
  assert.equal(other.seconds, null);
  assert.equal(other.rows.length, 0);
  assert.match(other.notes.join(), /different runs/);
  assert.match(
    diff(snapshot([]), snapshot([], { forcedGc: false }), view, source, COST).notes.join(),
    /garbage counts as growth/,
  );
});

// ---- profiles --------------------------------------------------------------------------------------------------------

const places = {
  siteOf: ({ url, line, name }: Frame) => (url === "ours.js" ? site("ours.ts", line, name) : null),
} as ScriptPlaces;
const node = (
  functionName: string,
  url: string,
  lineNumber: number,
  selfSize: number,
  children: ProfileNode[] = [],
  scriptId = "7",
): ProfileNode => ({
  callFrame: { functionName, scriptId, url, lineNumber, columnNumber: 0 },
  selfSize,
  children,
});

test("built-ins, packages and the engine's own frames are billed to whoever called them", () => {
  const head = node(
    "(root)",
    "",
    -1,
    0,
    [
      node("tick", "ours.js", 10, 5, [
        node("push", "", -1, 100, [], "0"),
        node("upload", "regl.js", 4, 30, [node("draw", "ours.js", 20, 7)]),
      ]),
      node("(IDLE_EXTERNAL)", "", -1, 20, [], "0"),
      node("", "", 0, 11, [], "99"),
    ],
    "0",
  );
  const rows = rowsOfProfile(head, "air", places);
  assert.deepEqual(
    rows.map(({ bytes, site: at, what }) => [bytes, at?.line ?? what]),
    [
      [135, 11],
      [20, "(engine)"],
      [11, "(repl)"],
      [7, 21],
    ],
  );
  assert.deepEqual(rows[3].trace, ["ours.ts:21 draw", "ours.ts:11 tick"]);
});
