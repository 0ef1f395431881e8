import assert from "node:assert/strict";
import { test } from "node:test";
import { SketchError } from "../../src/core/sketch-error.ts";
import { loadSketch, type SketchFactory, sameShape } from "../../src/worker/load-sketch.ts";

const sheet = { canvas: [148, 210], background: "white", lineColor: null, lineWidth: 0.3 } as const;
const draw = () => null;
/** A bundle that exports this. */
const exporting =
  (exports: unknown): SketchFactory =>
  (_require, module) => {
    module.exports = exports;
  };
const load = (exports: unknown) => loadSketch(exporting(exports), sheet);

test("both ways to write a sketch, with what it leaves out taken from the sheet", () => {
  const rows: [what: string, exports: unknown, width: number, height: number, rgb: number[]][] = [
    ["export function draw", { draw }, 148, 210, [1, 1, 1]],
    ["export default function", { default: draw }, 148, 210, [1, 1, 1]],
    ["export default { draw }", { default: { draw } }, 148, 210, [1, 1, 1]],
    ["canvas in mm", { default: { draw, canvas: [100, 50] } }, 100, 50, [1, 1, 1]],
    ["canvas by name", { default: { draw, canvas: "A5 landscape" } }, 210, 148, [1, 1, 1]],
    ["background", { default: { draw, background: "#ff0000" } }, 148, 210, [1, 0, 0]],
    ["named exports", { draw, canvas: [30, 40], background: [0, 0, 1], helper: 1 }, 30, 40, [0, 0, 1]],
  ];
  for (const [what, exports, width, height, rgb] of rows) {
    const loaded = load(exports);
    assert.deepEqual([loaded.width, loaded.height, ...loaded.background], [width, height, ...rgb, 1], what);
    assert.equal(typeof loaded.definition.draw, "function", what);
  }
});

test("methods keep their object", () => {
  const sketch = {
    draw(this: unknown): unknown {
      return this === sketch;
    },
    setup(this: unknown) {
      return this === sketch;
    },
  };
  const { definition } = load({ default: sketch });
  assert.equal(definition.draw({} as never), true);
  assert.equal(definition.setup?.({} as never), true);
});

test("lines are drawn in the configured ink, or in one that shows", () => {
  const ink = (background: string, lineColor: string | null) => [
    ...loadSketch(exporting({ draw, background }), { ...sheet, lineColor, lineWidth: 0.7 }).style.rgba,
  ];
  assert.deepEqual(ink("white", null), [0, 0, 0, 1]);
  assert.deepEqual(ink("black", null), [1, 1, 1, 1]);
  assert.deepEqual(ink("black", "#00ff00"), [0, 1, 0, 1]);
  assert.equal(load({ draw }).style.width, 0.3);
});

test("a broken contract is told with what came, what was expected and what to try", () => {
  const both = "`export default sketch({ draw(ctx) { … } })` or `export function draw(ctx) { … }`";
  const fields = "canvas, background, draw, setup";
  const rows: [exports: unknown, message: string, expected: string | undefined, way?: string][] = [
    [{}, "the sketch has no draw function", both],
    [{ darw: draw }, "the sketch has no draw function", both, 'There is "darw"; did you mean "draw"?'],
    [{ Default: draw }, "the sketch has no draw function", both, 'There is "Default"; did you mean "default"?'],
    [{ default: {} }, "the sketch has no draw function", both],
    [{ default: { drew: draw } }, "the sketch has no draw function", both, 'There is "drew"; did you mean "draw"?'],
    [{ default: 1 }, "the default export is a number", both],
    [{ default: "draw" }, "the default export is a string", both],
    [{ draw: 5 }, "draw is a number", both],
    [{ draw: null }, "draw is null", both],
    [{ default: { draw: [] } }, "draw is a list", both],
    [{ default: { draw: {} } }, "draw is an object", both],
    [{ draw, setup: 1 }, "setup is a number", "a function"],
    [{ default: { draw, setup: [] } }, "setup is a list", "a function"],
    [
      { default: { draw, backgruond: "red" } },
      'the sketch has an unknown field "backgruond"',
      fields,
      'Did you mean "background"?',
    ],
    [{ default: { draw, zzz: 1 } }, 'the sketch has an unknown field "zzz"', fields],
  ];
  for (const [exports, message, expected, way] of rows) {
    assert.throws(
      () => load(exports),
      (error) => {
        assert.ok(error instanceof SketchError);
        assert.deepEqual([error.message, error.expected, error.try], [message, expected, way]);
        return true;
      },
    );
  }
  for (const bad of [
    { canvas: [10] },
    { canvas: "A55" },
    { canvas: [0, 10] },
    { background: "nocolour" },
    { background: 5 },
  ]) {
    assert.throws(() => load({ default: { draw, ...bad } }), SketchError, JSON.stringify(bad));
  }
});

test("a sketch imports hairline and nothing else", () => {
  let seen: unknown;
  loadSketch((require, module) => {
    seen = require("hairline");
    module.exports = { draw };
  }, sheet);
  assert.equal(typeof (seen as { G: unknown }).G, "object");
  for (const name of ["fs", "node:fs", "../core/index.ts", "", "hairline/x"]) {
    assert.throws(() => loadSketch((require) => void require(name), sheet), {
      name: "SketchError",
      message: `cannot import "${name}"`,
    });
  }
});

test("state is carried over only where it fits", () => {
  class Walker {
    x = 1;
  }
  const cycle: Record<string, unknown> = { x: 1 };
  cycle.self = cycle;
  const rows: [same: boolean, a: unknown, b: unknown][] = [
    [true, 1, 2],
    [true, "a", "b"],
    [true, undefined, undefined],
    [true, null, null],
    [false, null, undefined],
    [false, null, {}],
    [false, 1, "1"],
    [false, 1, { x: 1 }],
    [true, { x: 1, y: "a" }, { y: "b", x: 2 }],
    [false, { x: 1 }, { x: 1, y: 1 }],
    [false, { x: 1, y: 1 }, { x: 1 }],
    [false, { x: 1 }, { y: 1 }],
    [false, { x: 1 }, { x: "1" }],
    [true, { at: { x: 1 } }, { at: { x: 5 } }],
    [false, { at: { x: 1 } }, { at: { z: 5 } }],
    [true, [], [1, 2, 3]],
    [true, [1, 2], [5]],
    [false, [1], ["a"]],
    [true, [{ x: 1 }, { x: 2 }], [{ x: 0 }]],
    [false, [{ x: 1 }], [{ x: 0, speed: 1 }]],
    [false, [], {}],
    [true, new Float32Array(4), new Float32Array(4)],
    [false, new Float32Array(4), new Float32Array(8)],
    [false, new Float32Array(4), new Float64Array(4)],
    [true, new Map([["a", 1]]), new Map()],
    [false, new Map(), new Set()],
    [true, new Walker(), new Walker()],
    [false, { x: 1 }, new Walker()],
    [true, cycle, cycle],
  ];
  for (const [same, a, b] of rows)
    assert.equal(sameShape(a, b), same, `${JSON.stringify([a, b], (key, v) => (key === "self" ? 0 : v))}`);
});
