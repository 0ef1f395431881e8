// What holds for every op, whatever it is for. A new shape or effect joins by being listed in vocabulary.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AffineOp, AnyOp, EffectOp, Param, ParamTable, ShapeOp } from "../../src/core/op.ts";
import { checkPolylines, copyPolylines, createPolylines, type Polylines } from "../../src/core/polylines.ts";
import { effects, shapes } from "../../src/core/vocabulary.ts";
import { parsePolylines } from "../support/polylines.ts";
import { type Raw, readParams, runEffect, runShape } from "../support/run-op.ts";

const inputs: Record<string, Polylines> = {
  nothing: createPolylines(0, 0),
  dot: parsePolylines("7,7,7"),
  "no length": parsePolylines("1,1 1,1 1,1"),
  "line without points": { ...createPolylines(2, 2), offsets: Uint32Array.of(0, 0, 2) },
  "straight line": parsePolylines("0,0 100,0"),
  "doubled points": parsePolylines("0,0 0,0 10,0 10,0 10,10 10,10"),
  mixed: parsePolylines("0,0 30,10,5 10,40 | 5,5 | -20,-20,-20 -20,-20,20 | 1,1 1,1"),
  tiny: parsePolylines("0,0 0.0001,0 0.0002,0.0001"),
  huge: parsePolylines("-100000,0 100000,5000,-3000"),
  "longer arrays": roomy(parsePolylines("0,0 30,10,5 10,40 | 5,5 6,6")),
};

/** What an effect with further inputs gets: an outline that covers a part of the inputs, and a second one. */
const masks = [parsePolylines("-20,-20 25,-20 25,30 -20,30 -20,-20"), parsePolylines("0,0 40,10 10,45 0,0")];
const masksOf = (op: EffectOp | AffineOp): Polylines[] =>
  op.kind === "effect" ? masks.slice(0, op.masks?.least ?? 0) : [];

/** Effects that make regions, or choose among lines: a dot may be nothing to them. Each says so in its docstring. */
const NEED_MORE_THAN_DOTS: readonly string[] = [
  "boolean",
  "delaunay",
  "growth",
  "hull",
  "isocontour",
  "metaball",
  "offsetCurve",
  "pack",
  "partition",
  "reactionDiffusion",
  "stipple",
];

/** Nothing united with something is something. */
const MAKE_FROM_MASKS: readonly string[] = ["boolean", "concat"];

/** Keeps what is slow or huge at the greatest value out of the tables; tests of the op itself have it. */
const AT_MOST: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  lsystem: { iterations: 6 },
  sphere: { level: 5 },
  streamlines: { shortest: 10 },
  stipple: { count: 500 },
};

const shapeOps = Object.values(shapes) as unknown as ShapeOp[];
const effectOps = Object.values(effects) as unknown as (EffectOp | AffineOp)[];

for (const op of [...shapeOps, ...effectOps]) {
  test(`${op.name}: says what it is and what its parameters do`, () => {
    assert.ok(op.help.endsWith("."), "help is a sentence");
    for (const [name, param] of Object.entries(op.params as ParamTable)) {
      assert.ok(param.help.length > 8 && param.help.endsWith("."), `${name}: help is a sentence`);
      if (!("range" in param)) continue;
      for (const value of [param.default].flat()) {
        assert.ok(value >= param.range[0] && value <= param.range[1], `${name}: default ${value} within its range`);
      }
    }
  });
}

/** Shapes that draw nothing: a grid of no lines either way. */
const EMPTY = ["grid at the least"];

for (const op of shapeOps) {
  for (const [which, raw] of variants(op)) {
    test(`${op.name} ${which}: well formed, finite, stated size, same bytes again`, () => {
      const out = runShape(op, raw);
      assertSound(out);
      assert.equal(out.points > 0, !EMPTY.includes(`${op.name} ${which}`));
      assertSameBytes(runShape(op, raw), out);
    });
  }
}

for (const op of effectOps) {
  for (const [which, raw] of variants(op)) {
    test(`${op.name} ${which}: well formed, finite, stated size, same bytes again, input untouched`, () => {
      for (const [name, input] of Object.entries(inputs)) {
        const before = copyPolylines(input);
        const out = runEffect(op, raw, input, masksOf(op));
        try {
          assertSound(out);
          assertSameBytes(input, before);
          assertSameBytes(runEffect(op, raw, input, masksOf(op)), out);
        } catch (error) {
          throw new Error(`on "${name}" with ${JSON.stringify(raw)}`, { cause: error });
        }
      }
    });
  }
  if (!MAKE_FROM_MASKS.includes(op.name))
    test(`${op.name}: nothing in, nothing out`, () => {
      const out = runEffect(op, {}, inputs.nothing, masksOf(op));
      assert.deepEqual([out.points, out.lines, out.offsets[0]], [0, 0, 0]);
    });
  if (op.kind === "effect" && op.masks !== undefined) {
    test(`${op.name}: an empty further input is no mistake, and none is written to`, () => {
      const before = masks.map(copyPolylines);
      for (const mask of [inputs.nothing, inputs.dot, inputs["no length"], ...masks]) {
        assertSound(runEffect(op, {}, inputs.mixed, new Array(op.masks?.least ?? 1).fill(mask)));
      }
      masks.forEach((mask, i) => {
        assertSameBytes(mask, before[i]);
      });
    });
  }
  if (NEED_MORE_THAN_DOTS.includes(op.name)) continue;
  test(`${op.name}: dots and lines without length survive`, () => {
    for (const name of ["dot", "no length"]) {
      const out = runEffect(op, {}, inputs[name], masksOf(op));
      assert.ok(out.lines >= 1, `"${name}" lost its line`);
      assert.ok(out.points >= inputs[name].points, `"${name}" lost points`);
    }
  });
}

test("an op asked for its size twice says the same: it keeps no state", () => {
  for (const op of effectOps) {
    if (op.kind === "affine" || op.size === undefined) continue;
    const { size: ask } = op;
    const sizes = [0, 1].map(() => {
      const size = { points: 0, lines: 0 };
      ask(readParams(op), inputs.mixed, size, masksOf(op));
      return size;
    });
    assert.deepEqual(sizes[0], sizes[1], op.name);
  }
});

/** Parameter sets to try: defaults, all at the least, all at the greatest, each choice and flag, some at random. */
function variants(op: AnyOp): [string, Raw][] {
  const table = op.params as ParamTable;
  const every = (pick: (param: Param) => unknown): Raw =>
    Object.fromEntries(Object.entries(table).map(([name, param]) => [name, small(op, name, pick(param))]));
  const rows: [string, Raw][] = [
    ["by default", {}],
    ["at the least", every((param) => ("range" in param ? widen(param, param.range[0]) : undefined))],
    ["at the greatest", every((param) => ("range" in param ? widen(param, param.range[1]) : undefined))],
  ];
  for (const [name, param] of Object.entries(table)) {
    if (param.kind === "choice") for (const value of param.choices) rows.push([`${name} ${value}`, { [name]: value }]);
    if (param.kind === "flag") rows.push([`${name} ${!param.default}`, { [name]: !param.default }]);
  }
  const random = lcg(op.name.length);
  for (let i = 0; i < 12; i++) rows.push([`at random ${i}`, every((param) => anyValue(param, random))]);
  return rows;
}

function small(op: AnyOp, name: string, value: unknown): unknown {
  const most = AT_MOST[op.name]?.[name];
  return most === undefined || typeof value !== "number" ? value : Math.min(most, value);
}

function widen(param: Param, value: number): unknown {
  return param.kind === "vec3" ? [value, value, value] : value;
}

function anyValue(param: Param, random: () => number): unknown {
  switch (param.kind) {
    case "number":
    case "int":
      return param.range[0] + random() * (param.range[1] - param.range[0]);
    case "vec3":
      return [0, 1, 2].map(() => param.range[0] + random() * (param.range[1] - param.range[0]));
    case "flag":
      return random() < 0.5;
    case "choice":
      return param.choices[Math.floor(random() * param.choices.length)];
    default:
      return undefined;
  }
}

function assertSound(lines: Polylines): void {
  checkPolylines(lines);
  for (let i = 0; i < lines.points * 3; i++) {
    if (!Number.isFinite(lines.coords[i])) assert.fail(`coordinate ${i} is ${lines.coords[i]}`);
  }
}

function assertSameBytes(actual: Polylines, expected: Polylines): void {
  const bytes = (array: Float32Array | Uint32Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  const [a, b] = [copyPolylines(actual), copyPolylines(expected)];
  assert.equal(Buffer.compare(bytes(a.coords), bytes(b.coords)), 0, "coords differ");
  assert.equal(Buffer.compare(bytes(a.offsets), bytes(b.offsets)), 0, "offsets differ");
}

/** The same lines in arrays that are longer than they need be, as the arena hands them out; the rest is rubbish. */
function roomy(lines: Polylines): Polylines {
  const coords = new Float32Array(lines.points * 3 + 50).fill(Number.NaN);
  const offsets = new Uint32Array(lines.lines + 20).fill(4_000_000_000);
  coords.set(lines.coords);
  offsets.set(lines.offsets);
  return { ...lines, coords, offsets };
}

function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
