import assert from "node:assert/strict";
import { test } from "node:test";
import { affine } from "../../src/core/effects/affine.ts";
import { concat } from "../../src/core/effects/concat.ts";
import { dash } from "../../src/core/effects/dash.ts";
import { displace } from "../../src/core/effects/displace.ts";
import { repeat } from "../../src/core/effects/repeat.ts";
import { rotate } from "../../src/core/effects/rotate.ts";
import { scale } from "../../src/core/effects/scale.ts";
import { subdivide } from "../../src/core/effects/subdivide.ts";
import { translate } from "../../src/core/effects/translate.ts";
import { trim } from "../../src/core/effects/trim.ts";
import { twist } from "../../src/core/effects/twist.ts";
import { wobble } from "../../src/core/effects/wobble.ts";
import type { AffineOp, EffectOp } from "../../src/core/op.ts";
import { formatPolylines, parsePolylines } from "../support/polylines.ts";
import { type Raw, runEffect } from "../support/run-op.ts";

type Row = [why: string, op: EffectOp | AffineOp, raw: Raw, input: string, expected: string];

const rows: Row[] = [
  ["moves", translate, { by: [1, 2, 3] }, "0,0 10,0 | 5,5", "1,2,3 11,2,3 | 6,7,3"],
  ["moves on the sheet", translate, { by: [1, 2] }, "0,0,4", "1,2,4"],
  ["grows from the origin", scale, { by: 2 }, "1,2,3 -1,0", "2,4,6 -2,0"],
  ["grows from the pivot", scale, { by: [2, 3], pivot: [1, 1, 1] }, "1,1,1 2,2,2", "1,1,1 3,4,2"],
  ["turns x towards y", rotate, { angles: [0, 0, 90] }, "1,0 0,1 0,0,1", "0,1 -1,0 0,0,1"],
  ["turns y towards z", rotate, { angles: [90, 0, 0] }, "1,0 0,1 0,0,1", "1,0 0,0,1 0,-1"],
  ["turns z towards x", rotate, { angles: [0, 90, 0] }, "1,0 0,1 0,0,1", "0,0,-1 0,1 1,0"],
  ["turns about x, then z", rotate, { angles: [90, 0, 90] }, "0,1 1,0", "0,0,1 0,1"],
  ["turns about the pivot", rotate, { angles: [0, 0, 180], pivot: [5, 5, 0] }, "5,5 6,5", "5,5 4,5"],
  [
    "scales, turns, moves",
    affine,
    { autoCentre: false, scale: [2, 1, 1], rotation: [0, 0, 90], delta: [5, 0, 0] },
    "1,0 0,1",
    "5,2 4,0",
  ],
  ["turns about the mean", affine, { rotation: [0, 0, 90] }, "10,10 12,10", "11,9 11,11"],
  ["keeps the pivot", affine, { autoCentre: false, pivot: [10, 10, 0], scale: 2 }, "10,10 12,10", "10,10 14,10"],

  ["halves", subdivide, { times: 1 }, "0,0 10,0 10,10", "0,0 5,0 10,0 10,5 10,10"],
  ["halves twice", subdivide, { times: 2 }, "0,0 4,0", "0,0 1,0 2,0 3,0 4,0"],
  ["0 times leaves all", subdivide, { times: 0 }, "0,0 4,0 | 1,1", "0,0 4,0 | 1,1"],
  ["keeps dots and no-length segments", subdivide, { times: 3 }, "5,5 | 1,1 1,1", "5,5 | 1,1 1,1"],
  ["stops above .01 mm", subdivide, { times: 10 }, "0,0 0.03,0", "0,0 0.015,0 0.03,0"],

  [
    "takes even steps",
    repeat,
    { count: 3, offset: [10, 0, 0] },
    "0,0 1,0",
    "0,0 1,0 | 10,0 11,0 | 20,0 21,0 | 30,0 31,0",
  ],
  ["count 0 leaves all", repeat, { count: 0 }, "0,0 1,0 | 5,5", "0,0 1,0 | 5,5"],
  [
    "cumulative moves widen",
    repeat,
    { count: 3, offset: [10, 0, 0], cumulativeOffset: true },
    "0,0",
    "0,0 | 10,0 | 30,0 | 60,0",
  ],
  ["curve crowds", repeat, { count: 2, offset: [4, 0, 0], curve: 2 }, "0,0", "0,0 | 2,0 | 8,0"],
  ["scales by powers", repeat, { count: 2, offset: 0, scale: 0.5 }, "-4,0 4,0", "-4,0 4,0 | -2,0 2,0 | -1,0 1,0"],
  [
    "turns by steps",
    repeat,
    { count: 2, offset: 0, rotationStep: [0, 0, 90] },
    "-4,0 4,0",
    "-4,0 4,0 | 0,-4 0,4 | 4,0 -4,0",
  ],
  [
    "turns about the pivot",
    repeat,
    { count: 1, offset: 0, rotationStep: [0, 0, 180], autoCentre: false, pivot: [5, 0, 0] },
    "0,0 4,0",
    "0,0 4,0 | 10,0 6,0",
  ],
  [
    "a negative factor mirrors",
    repeat,
    { count: 2, offset: 0, scale: [-1, 1, 1] },
    "-4,0 4,1",
    "-4,0 4,1 | 4,0 -4,1 | -4,0 4,1",
  ],

  ["winds about its own middle", twist, { angle: 90 }, "9,0 11,0 9,10 11,10", "10,0,-1 10,0,1 10,10,1 10,10,-1"],
  ["leaves the middle", twist, { angle: 90, axis: "x" }, "0,0,5 10,0,-5 5,0,2", "0,5 10,5 5,0,2"],
  ["flat along the axis stays", twist, { angle: 90 }, "0,5 10,5", "0,5 10,5"],

  ["waves", wobble, { amplitude: 2, frequency: 0.25, phase: 0 }, "0,0 1,0 2,0 3,0", "0,0 3,0 2,0 1,0"],
  ["waves one axis", wobble, { amplitude: [0, 2, 0], frequency: 0.25, phase: 90 }, "1,0", "1,2"],

  ["cuts inside a segment", dash, { on: 3, off: 2 }, "0,0 10,0", "0,0 3,0 | 5,0 8,0"],
  ["goes round corners", dash, { on: 6, off: 2 }, "0,0 4,0 4,4", "0,0 4,0 4,2"],
  ["cuts at points", dash, { on: 2, off: 2 }, "0,0 2,0 4,0 6,0", "0,0 2,0 | 4,0 6,0"],
  ["starts inside the pattern", dash, { on: 3, off: 2, offset: 1 }, "0,0 10,0", "0,0 2,0 | 4,0 7,0 | 9,0 10,0"],
  ["a negative offset starts with the gap", dash, { on: 3, off: 2, offset: -2 }, "0,0 10,0", "2,0 5,0 | 7,0 10,0"],
  ["starts anew on each line", dash, { on: 3, off: 9 }, "0,0 10,0 | 0,5 10,5", "0,0 3,0 | 0,5 3,5"],
  ["no gap leaves all", dash, { on: 3, off: 0 }, "0,0 10,0", "0,0 10,0"],
  ["no dash leaves dots", dash, { on: 0, off: 5 }, "0,0 10,0", "0,0 | 5,0 | 10,0"],
  ["keeps dots and no-length lines", dash, {}, "5,5 | 1,1 1,1", "5,5 | 1,1 1,1"],
  ["cuts in space", dash, { on: 5, off: 5 }, "0,0,0 0,0,10", "0,0 0,0,5"],

  ["keeps a share", trim, { start: 0.1, end: 0.5 }, "0,0 10,0", "1,0 5,0"],
  ["keeps the points between", trim, { start: 0.25, end: 1 }, "0,0 4,0 4,4", "2,0 4,0 4,4"],
  ["either order", trim, { start: 0.5, end: 0.1 }, "0,0 10,0", "1,0 5,0"],
  ["all of it", trim, { start: 0, end: 1 }, "0,0 4,0 4,4", "0,0 4,0 4,4"],
  ["none of it", trim, { start: 0.5, end: 0.5 }, "0,0 4,0 | 1,1", "1,1"],
  ["keeps dots and no-length lines", trim, {}, "5,5 | 1,1 1,1", "5,5 | 1,1 1,1"],

  ["without amplitude leaves all", displace, { amplitude: 0 }, "1,2,3 4,5,6 | 7,8", "1,2,3 4,5,6 | 7,8"],
];
for (const [why, op, raw, input, expected] of rows) {
  test(`${op.name} ${why}: ${input}`, () => {
    assert.equal(formatPolylines(runEffect(op, raw, parsePolylines(input))), expected);
  });
}

const positional: [EffectOp | AffineOp, number[], Raw][] = [
  [translate, [5, 6], { by: [5, 6, 0] }],
  [scale, [400], { by: [400, 400, 400] }],
  [scale, [2, 3], { by: [2, 3, 1] }],
  [rotate, [30], { angles: [0, 0, 30] }],
  [rotate, [10, 20, 30], { angles: [10, 20, 30] }],
  [repeat, [5], { count: 5 }],
  [repeat, [5, 10], { count: 5, offset: [10, 0, 0] }],
  [dash, [4, 2], { on: 4, off: 2, offset: undefined }],
];
for (const [op, args, expected] of positional) {
  test(`${op.name}(${args.join(", ")})`, () => assert.deepEqual(op.positional?.(...args), expected));
}

const cloud = parsePolylines(
  Array.from({ length: 400 }, (_, i) => `${(i % 20) * 10},${Math.floor(i / 20) * 10},${i % 7}`).join(" "),
);
const shifts = (raw: Raw): number[] => {
  const out = runEffect(displace, raw, cloud);
  return Array.from(out.coords, (value, i) => value - cloud.coords[i]);
};
const spread = (values: number[]) => Math.max(...values.map(Math.abs));

test("displace stays within the amplitude and uses most of it", () => {
  const moved = shifts({ amplitude: [10, 5, 0] });
  const [x, y, z] = [0, 1, 2].map((axis) => spread(moved.filter((_, i) => i % 3 === axis)));
  assert.ok(x > 6 && x <= 10, `x moved by ${x}`);
  assert.ok(y > 3 && y <= 5, `y moved by ${y}`);
  assert.equal(z, 0);
});

test("displace moves x, y and z independently", () => {
  const moved = shifts({ amplitude: 10 });
  for (const [a, b] of [
    [0, 1],
    [1, 2],
    [0, 2],
  ]) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = 0; i < moved.length; i += 3) {
      ab += moved[i + a] * moved[i + b];
      aa += moved[i + a] ** 2;
      bb += moved[i + b] ** 2;
    }
    const correlation = ab / Math.sqrt(aa * bb);
    assert.ok(Math.abs(correlation) < 0.35, `axes ${a} and ${b}: ${correlation}`);
  }
});

test("displace: turning the frequency at a late t does not make the picture jump", () => {
  const apart = (t: number) => {
    const before = shifts({ frequency: 0.02, t });
    return spread(shifts({ frequency: 0.0201, t }).map((value, i) => value - before[i]));
  };
  assert.ok(apart(1000) < 2.5 * apart(0) + 0.5, `${apart(1000)} against ${apart(0)}`);
});

test("displace: another seed or t is another picture, the same are the same", () => {
  const base = shifts({ seed: 1, t: 1 });
  assert.deepEqual(shifts({ seed: 1, t: 1 }), base);
  assert.notDeepEqual(shifts({ seed: 2, t: 1 }), base);
  assert.notDeepEqual(shifts({ seed: 1, t: 1.1 }), base);
});

test("displace: the amplitude gradient rises across the box, between the factors", () => {
  const moved = shifts({ amplitude: 10, amplitudeGradient: [4, 0, 0] });
  const at = (columns: number[]) => spread(moved.filter((_, i) => columns.includes(Math.floor(i / 3) % 20)));
  assert.ok(at([0, 1, 2]) <= 1 + 1e-3, "least factor .1 at the left");
  assert.ok(at([17, 18, 19]) > 10, "more than the amplitude at the right");
  assert.ok(at([17, 18, 19]) <= 20, "factor 2 at most");
});

test("displace: the frequency gradient leaves the middle as it is", () => {
  const centred = parsePolylines("-10,0 0,0 10,0");
  const plain = runEffect(displace, {}, centred);
  const graded = runEffect(displace, { frequencyGradient: [1, 0, 0] }, centred);
  assert.deepEqual(graded.coords.slice(3, 6), plain.coords.slice(3, 6));
  assert.notDeepEqual(graded.coords.slice(0, 3), plain.coords.slice(0, 3));
});

test("concat: all lines, in order", () => {
  const [a, b, c] = ["0,0 1,0 | 5,5", "", "2,2,1 3,3,1"].map(parsePolylines);
  assert.equal(formatPolylines(runEffect(concat, {}, a, [b, c])), "0,0 1,0 | 5,5 | 2,2,1 3,3,1");
  assert.equal(formatPolylines(runEffect(concat, {}, b, [c])), "2,2,1 3,3,1");
});
