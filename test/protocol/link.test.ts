import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type FromPage, parseFromPage, parseLoadResult } from "../../src/protocol/link.ts";

const knob = { name: "amount", value: 0.5, min: 0, max: 1, step: 0, label: "amount" };
const messages: FromPage[] = [
  { kind: "hello", version: 1, isolated: true, backend: "instanced", gpuName: "SwiftShader", cores: 2 },
  { kind: "failed", what: "no WebGL" },
  { kind: "worker-ready", id: 3 },
  { kind: "presented", generation: 2, epoch: 4, atMs: 1e12 },
  { kind: "stuck", id: 1, generation: 2, busyMs: 300 },
  { kind: "trouble", id: 1, generation: 2, streak: 1, what: "x", stack: "", severity: "error" },
  { kind: "trouble", id: 1, generation: 2, streak: 1, what: "x", stack: "", expected: "y", try: "z", severity: "note" },
  {
    kind: "trouble",
    id: 1,
    generation: 2,
    streak: 1,
    what: "x",
    stack: "",
    needs: { kind: "font", name: "Noto Sans" },
    severity: "error",
  },
  { kind: "knobs", id: 1, generation: 2, knobs: [] },
  { kind: "knobs", id: 1, generation: 2, knobs: [knob, { ...knob, name: "other", min: -5 }] },
  { kind: "log", id: 1, level: "warn", text: "hello" },
  { kind: "context", state: "lost" },
  { kind: "hud", visible: false },
  { kind: "action", action: "go-next" },
  { kind: "stage-left" },
  {
    kind: "inputs",
    moves: [
      ["key/ArrowUp", 1],
      ["key//", 0],
      ["pointer/x", 0.5],
      ["gamepad/3/axis 31", 0],
      ["audio/band 7", 1],
    ],
  },
  { kind: "gamepad", index: 0, present: true },
  { kind: "audio", state: "lost", device: "Scarlett 2i2" },
  { kind: "operator-closed" },
  { kind: "edit-draft", session: 1, base: 0, text: "x".repeat(200_000) },
  { kind: "edit-save", session: 1, base: 2, text: "" },
  { kind: "edit-run", session: 1, text: "1 + 1" },
  { kind: "edit-closed", session: 1 },
  { kind: "page-error", what: "x" },
  { kind: "panel", act: "open" },
  { kind: "panel", act: "set", name: "amount", part: "knobs", value: 0.5, gesture: 17 },
  { kind: "panel", act: "morph", name: "a", text: "b", value: 0 },
];

test("every message of the page comes through as it was", () => {
  for (const message of messages) assert.deepEqual(parseFromPage(JSON.stringify(message)), message, message.kind);
});

test("everything else is refused with a reason", () => {
  const trouble = { kind: "trouble", id: 1, generation: 2, streak: 1, what: "x", stack: "", severity: "error" };
  const knobs = (value: unknown) => ({ kind: "knobs", id: 1, generation: 1, knobs: value });
  const rows: [sent: unknown, said: string][] = [
    ["", "message is not JSON"],
    ["{", "message is not JSON"],
    ["undefined", "message is not JSON"],
    ["null", "message is not an object"],
    ["1", "message is not an object"],
    ['"hello"', "message is not an object"],
    ["[]", "message kind is undefined, expected a name"],
    [{}, "message kind is undefined, expected a name"],
    [{ kind: null }, "message kind is null, expected a name"],
    [{ kind: ["failed"], what: "x" }, "message kind is object, expected a name"],
    [{ kind: { toString: 1 } }, "message kind is object, expected a name"],
    [{ kind: "" }, 'message kind "" is unknown'],
    [{ kind: "constructor" }, 'message kind "constructor" is unknown'],
    [{ kind: "toString" }, 'message kind "toString" is unknown'],
    ['{"kind":"__proto__"}', 'message kind "__proto__" is unknown'],
    [{ kind: "x".repeat(100) }, `message kind "${"x".repeat(40)}" is unknown`],
    [{ kind: "failed" }, 'message "failed" has what: undefined, expected string'],
    [{ kind: "failed", what: 1 }, 'message "failed" has what: number, expected string'],
    [{ kind: "worker-ready", id: "1" }, 'message "worker-ready" has id: string, expected number'],
    ['{"kind":"worker-ready","id":1e999}', 'message "worker-ready" has id: number, expected number'],
    [{ kind: "hud", visible: 1 }, 'message "hud" has visible: number, expected boolean'],
    ...[
      "none",
      [["key/a"]],
      [["key/a b", 1]],
      [["cc 7", 1]],
      [["pointer/z", 1]],
      [["gamepad/4/axis 0", 1]],
      [["audio/band 8", 1]],
      [["key/a", 1.01]],
      [["key/a", null]],
      [["key/a", 1, 2]],
      [[`key/${"a".repeat(30)}`, 1]],
      Array(65).fill(["key/a", 1]),
    ].map((moves): [unknown, string] => [
      { kind: "inputs", moves },
      `message "inputs" has moves: ${typeof moves}, expected moves`,
    ]),
    [{ kind: "action", action: ".exit show" }, 'message "action" has action: string, expected action'],
    [
      { kind: "edit-save", session: 1, base: 0, text: "x".repeat(200_001) },
      'message "edit-save" has text: string, expected edited text',
    ],
    [
      { kind: "edit-run", session: 1, text: "x".repeat(20_001) },
      'message "edit-run" has text: string, expected run text',
    ],
    [{ kind: "action", action: "hud" }, 'message "action" has action: string, expected action'],
    [{ kind: "action", action: "constructor" }, 'message "action" has action: string, expected action'],
    [{ kind: "panel" }, 'message "panel" has act: undefined, expected string'],
    [{ kind: "panel", act: ".exit show" }, 'message "panel" has an act that is unknown'],
    [{ kind: "panel", act: "toString" }, 'message "panel" has an act that is unknown'],
    [{ kind: "panel", act: "set", name: "x".repeat(65) }, 'message "panel" has a name that is none'],
    [{ kind: "panel", act: "set", name: 7 }, 'message "panel" has a name that is none'],
    [{ kind: "panel", act: "random", text: {} }, 'message "panel" has a text that is none'],
    [{ kind: "panel", act: "set", part: "pads" }, 'message "panel" has no such part'],
    [{ kind: "panel", act: "set", value: "1" }, 'message "panel" has a number that is none'],
    ['{"kind":"panel","act":"set","value":1e999}', 'message "panel" has a number that is none'],
    [{ kind: "context", state: "gone" }, 'message "context" has state: string, expected lost|restored'],
    [{ kind: "log", id: 1, level: "fatal", text: "" }, 'message "log" has level: string, expected log|warn|error'],
    [{ ...trouble, severity: "constructor" }, 'message "trouble" has severity: string, expected error|warning|note'],
    [{ ...trouble, expected: 1 }, 'message "trouble" has expected: number, expected string'],
    [{ ...trouble, try: null }, 'message "trouble" has try: object, expected string'],
    [knobs({}), 'message "knobs" has knobs: object, expected array'],
    [knobs(new Array(257).fill(knob)), 'message "knobs" has knobs: object, expected array'],
    ...[
      null,
      1,
      {},
      { ...knob, name: "x".repeat(65) },
      { ...knob, label: "x".repeat(201) },
      { ...knob, value: null },
    ].map((bad): [unknown, string] => [knobs([knob, bad]), 'message "knobs" holds something that is not a knob']),
  ];
  for (const [sent, said] of rows) {
    const text = typeof sent === "string" ? sent : JSON.stringify(sent);
    assert.equal(parseFromPage(text), said, text.slice(0, 80));
  }
});

test("a message has at most 65,536 characters", () => {
  const ofLength = (length: number) => JSON.stringify({ kind: "failed", what: "x".repeat(length - 27) });
  assert.equal(ofLength(65_536).length, 65_536);
  assert.equal(typeof parseFromPage(ofLength(65_536)), "object");
  assert.equal(parseFromPage(ofLength(65_537)), "message of 65537 characters, the limit is 65536");
});

test("whatever comes: an answer, never a throw, and never a kind nobody knows", () => {
  const kinds = new Set<string>(messages.map(({ kind }) => kind));
  const fields = [
    "id",
    "generation",
    "streak",
    "what",
    "stack",
    "knobs",
    "text",
    "level",
    "visible",
    "state",
    "severity",
  ];
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(1, "x", true, [knob], [], null, "error", { toString: 1 }),
  );
  const message = fc.record({
    kind: fc.oneof(fc.constantFrom<unknown>(...kinds, "__proto__", "constructor"), fc.jsonValue()),
    ...Object.fromEntries(fields.map((field) => [field, value])),
  });
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    message.map((each) => JSON.stringify(each)),
  );
  fc.assert(
    fc.property(text, (sent) => {
      const parsed = parseFromPage(sent);
      assert.ok(typeof parsed === "string" || kinds.has(parsed.kind));
    }),
    { seed: 1, numRuns: 4000 },
  );
});

test("a load's result is taken only in its shape", () => {
  const good = {
    ok: true,
    frames: 3,
    loadMs: 1,
    auditionMs: 2,
    points: 5,
    lines: 1,
    stateful: false,
    carriedState: false,
    knobs: [],
    notes: [],
    inputs: {
      seq: 4,
      t: 1.5,
      beat: 3,
      bar: 0,
      phase: 0.75,
      bpm: 120,
      beatsPerBar: 4,
      seed: 7,
      controlRevision: 0,
      hash: "0123456789abcdef",
    },
  };
  const bad = { ok: false, phase: "load", name: "Error", what: "x", stack: "" };
  assert.deepEqual(parseLoadResult(JSON.stringify(good)), good);
  assert.deepEqual(parseLoadResult(JSON.stringify(bad)), bad);
  const lacking = { ...bad, needs: { kind: "picture", name: "face" } };
  assert.deepEqual(parseLoadResult(JSON.stringify(lacking)), lacking);
  const refused: unknown[] = [
    undefined,
    "",
    "null",
    "[]",
    "{",
    JSON.stringify({ ...good, frames: "3" }),
    JSON.stringify({ ...good, knobs: [{ name: "a" }] }),
    JSON.stringify({ ...good, notes: [1] }),
    JSON.stringify({ ...good, inputs: undefined }),
    JSON.stringify({ ...good, inputs: { ...good.inputs, hash: "0123" } }),
    JSON.stringify({ ...good, inputs: { ...good.inputs, t: "1" } }),
    JSON.stringify({ ...good, ok: 1 }),
    JSON.stringify({ ...bad, what: { toString: 1 } }),
    JSON.stringify({ ...bad, try: 3 }),
    JSON.stringify({ ...bad, needs: null }),
    JSON.stringify({ ...bad, needs: { kind: "file", name: "/etc/passwd" } }),
    JSON.stringify({ ...bad, needs: { kind: "font", name: "x".repeat(301) } }),
    `"${"x".repeat(300_000)}"`,
  ];
  for (const text of refused) assert.equal(parseLoadResult(text), null, String(text).slice(0, 60));
});
