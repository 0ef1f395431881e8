import assert from "node:assert/strict";
import { test } from "node:test";
import { choice, flag, int, number, numbers, type ParamTable, shapeOp, text, vec3 } from "../../src/core/op.ts";
import { type ClampSink, ParamReader, type Reference } from "../../src/core/params.ts";
import { SketchError } from "../../src/core/sketch-error.ts";

const params = {
  width: number(2, { range: [0, 10], help: "" }),
  share: number(0.5, { range: [0, 1], hard: true, help: "" }),
  count: int(3, { range: [1, 9], hard: true, help: "" }),
  at: vec3([1, 2, 3], { range: [-5, 5], help: "" }),
  by: vec3([1, 1, 1], { range: [0, 4], uniform: true, help: "" }),
  closed: flag(false, { help: "" }),
  style: choice(["latlon", "zigzag", "rings"], "latlon", { help: "" }),
  word: text("hi", { help: "" }),
  points: numbers([1, 2], { help: "" }),
} satisfies ParamTable;

const op = shapeOp({ name: "probe", help: "", params, size() {}, draw() {} });
const reader = new ParamReader(op, 'shape "probe"');

function read(raw: Record<string, unknown>, clamps: string[] = []) {
  const sink: ClampSink = { clamped: (_op, _slot, name, got, used) => clamps.push(`${name} ${got} → ${used}`) };
  const tape = new Float64Array(reader.width + 2);
  const beside: Reference[] = [];
  reader.read(raw, tape, 2, beside, 1, sink);
  const record = reader.fill(tape, 2, beside, 1);
  return Object.fromEntries(
    Object.entries(record).map(([k, v]) => [k, v instanceof Float64Array ? [...v] : v]),
  ) as Record<keyof typeof params, unknown>;
}

const defaults = {
  width: 2,
  share: 0.5,
  count: 3,
  at: [1, 2, 3],
  by: [1, 1, 1],
  closed: false,
  style: "latlon",
  word: "hi",
  points: [1, 2],
};

const good: [string, Record<string, unknown>, Record<string, unknown>][] = [
  ["nothing", {}, {}],
  ["undefined is absent", { width: undefined }, {}],
  ["a range without `hard` is only a hint", { width: 99 }, { width: 99 }],
  ["an int is rounded", { count: 4.6 }, { count: 5 }],
  ["one number is x", { at: 7 }, { at: [7, 2, 3] }],
  ["one number is all, where uniform", { by: 2 }, { by: [2, 2, 2] }],
  ["a missing z is the default's", { at: [8, 9] }, { at: [8, 9, 3] }],
  ["three numbers", { at: [8, 9, 0] }, { at: [8, 9, 0] }],
  ["a typed vector", { at: Float32Array.of(1, 1, 1) }, { at: [1, 1, 1] }],
  [
    "flag, choice, text, list",
    { closed: true, style: "rings", word: "", points: [] },
    { closed: true, style: "rings", word: "", points: [] },
  ],
];
for (const [name, raw, expected] of good) {
  test(`params: ${name}`, () => assert.deepEqual(read(raw), { ...defaults, ...expected }));
}

test("params: -0 is 0", () =>
  assert.ok(Object.is(read({ width: -0 }).width, 0) && Object.is((read({ at: [-0, 0] }).at as number[])[0], 0)));

test("params: hard ranges pull back and say so", () => {
  const clamps: string[] = [];
  assert.deepEqual(read({ share: 1.5, count: 0.2, width: 50 }, clamps), { ...defaults, share: 1, count: 1, width: 50 });
  assert.deepEqual(clamps, ["share 1.5 → 1", "count 0 → 1"]);
});

const bad: [Record<string, unknown>, string, string | undefined, string?][] = [
  [{ width: "5" }, 'shape "probe": width is text "5"', "a number"],
  [{ width: Number.NaN }, 'shape "probe": width is NaN', "a finite number"],
  [{ width: Number.POSITIVE_INFINITY }, 'shape "probe": width is Infinity', "a finite number"],
  [{ share: Number.NaN }, 'shape "probe": share is NaN', "a finite number"],
  [{ count: null }, 'shape "probe": count is null', "a number"],
  [{ at: [1, 2, Number.NaN] }, 'shape "probe": at is NaN', "a finite number"],
  [{ at: [1] }, 'shape "probe": at is a list of 1', "a number, [x, y] or [x, y, z]"],
  [{ at: [1, "2"] }, 'shape "probe": at[1] is text "2"', "a number"],
  [{ at: { x: 1 } }, 'shape "probe": at is an object', "a number, [x, y] or [x, y, z]"],
  [{ closed: 1 }, 'shape "probe": closed is 1', "true or false"],
  [
    { style: "zigzak" },
    'shape "probe": style is text "zigzak"',
    'one of "latlon", "zigzag", "rings"',
    'Did you mean "zigzag"?',
  ],
  [{ style: 2 }, 'shape "probe": style is 2', 'one of "latlon", "zigzag", "rings"'],
  [{ word: 5 }, 'shape "probe": word is 5', "text"],
  [{ points: 5 }, 'shape "probe": points is 5', "a list of numbers"],
  [{ points: [1, Number.NaN] }, 'shape "probe": points[1] is NaN', "a finite number"],
  [{ widht: 5 }, 'shape "probe" has no parameter "widht"', undefined, 'Did you mean "width"?'],
  [{ Width: 5 }, 'shape "probe" has no parameter "Width"', undefined, 'Did you mean "width"?'],
  [
    { zzzzzzz: 5 },
    'shape "probe" has no parameter "zzzzzzz"',
    undefined,
    "Known: width, share, count, at, by, closed, style, word, points.",
  ],
  [{ constructor: 5 }, 'shape "probe" has no parameter "constructor"', undefined],
];
for (const [raw, what, expected, way] of bad) {
  test(`params: ${what}`, () => {
    assert.throws(
      () => read(raw),
      (error) => {
        assert.ok(error instanceof SketchError);
        assert.equal(error.message, what);
        assert.equal(error.expected, expected);
        if (way !== undefined) assert.equal(error.try, way);
        return true;
      },
    );
  });
}

test("params: the record and its vectors are the same objects on every call", () => {
  const tape = new Float64Array(reader.width);
  const beside: Reference[] = [];
  const sink: ClampSink = { clamped() {} };
  reader.read({ at: [9, 9, 9] }, tape, 0, beside, 0, sink);
  const record = reader.fill(tape, 0, beside, 0);
  const vector = record.at;
  reader.read({}, tape, 0, beside, 0, sink);
  assert.equal(reader.fill(tape, 0, beside, 0), record);
  assert.equal(record.at, vector);
  assert.deepEqual([...(vector as Float64Array)], [1, 2, 3], "and nothing of the call before is left in them");
});
