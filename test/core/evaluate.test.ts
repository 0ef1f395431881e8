import assert from "node:assert/strict";
import { test } from "node:test";
import { bindOp } from "../../src/core/bound-op.ts";
import { defineEffect, defineShape } from "../../src/core/define.ts";
import type { Evaluation } from "../../src/core/evaluate.ts";
import { BLENDS, defaultStyle, L } from "../../src/core/layer.ts";
import { type AnyOp, effectOp, int, number, shapeOp } from "../../src/core/op.ts";
import { checkPolylines } from "../../src/core/polylines.ts";
import { effectNode, type Geometry, shapeNode } from "../../src/core/recipe.ts";
import { captureSites } from "../../src/core/sites.ts";
import { SketchError } from "../../src/core/sketch-error.ts";
import { G } from "../../src/core/vocabulary.ts";
import { BLENDS as FRAME_BLENDS } from "../../src/protocol/frame.ts";
import { dots, fence, jitter, move, newEvaluator, resetRuns, runs, spin, textOf } from "./ops.ts";

const shape = (op: AnyOp, ...args: unknown[]): Geometry => shapeNode(bindOp(op), ...(args as [unknown]));
const then = (op: AnyOp, input: Geometry, ...args: unknown[]): Geometry =>
  effectNode(bindOp(op), input, ...(args as [unknown]));
const drawn = (drawing: Parameters<ReturnType<typeof newEvaluator>["evaluate"]>[0], decimals?: number): string => {
  const { layers, count } = newEvaluator().evaluate(drawing);
  return layers
    .slice(0, count)
    .map((layer) => textOf(layer.lines, decimals))
    .join(" // ");
};
const keyOf = ({ keyLow, keyHigh }: Evaluation) => `${keyLow}:${keyHigh}`;

function mistake(what: RegExp | string, act: () => unknown): SketchError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof SketchError, `expected a SketchError, got ${String(error)}`);
    if (typeof what === "string") assert.equal(error.message, what);
    else assert.match(error.message, what);
    return error;
  }
  assert.fail("nothing was thrown");
}

test("shapes, effects and matrices draw what they say", () => {
  assert.equal(drawn(shape(dots)), "0,0 1,0.5 2,1");
  assert.equal(drawn(then(jitter, shape(dots), 2)), "2,-2 3,-1.5 4,-1");
  assert.equal(drawn(then(move, shape(dots), 10, 5)), "10,5 11,5.5 12,6");
  assert.equal(drawn(then(jitter, then(move, shape(dots), 10), 1)), "11,-1 12,-0.5 13,0");
  assert.equal(drawn(shape(dots, { count: 0 })), "");
  assert.equal(drawn(then(spin, shape(dots, { count: 0 }))), "", "no points have no centre, and that is fine");
  assert.equal(drawn(then(jitter, shape(dots), { by: 1 }, shape(dots), shape(dots, 4))), "8,-8 9,-7.5 10,-7", "masks");
});

test("neighbouring affine effects are one pass, and equal to one pass each", () => {
  const steps: [AnyOp, ...number[]][] = [
    [spin, 30],
    [move, 4, -2, 1],
    [spin, 77, 1.5],
    [spin, -20, 0.5],
    [move, -1, 1],
    [spin, 200],
  ];
  let fused = shape(dots, 5, 2);
  let stepwise = shape(dots, 5, 2);
  for (const [op, ...args] of steps) {
    fused = then(op, fused, ...args);
    stepwise = then(fence, then(op, stepwise, ...args));
  }
  const evaluator = newEvaluator();
  const result = textOf(evaluator.evaluate(fused).layers[0].lines, 4);
  assert.equal(evaluator.stats.opsRun, 2, "one shape, one pass");
  assert.equal(evaluator.stats.fused, steps.length - 1);
  assert.equal(result, drawn(stepwise, 4));
  assert.notEqual(result, drawn(shape(dots, 5, 2), 4));
});

test("an affine result used twice is right both times, also in the middle of a fused run", () => {
  const middle = then(move, shape(dots), 10);
  const end = then(spin, middle, 180);
  assert.equal(
    drawn([L(end), L(middle), L(then(jitter, middle, 1))]),
    "12,1 11,0.5 10,0 // 10,0 11,0.5 12,1 // 11,-1 12,-0.5 13,0",
  );
});

test("affine steps that cancel out cost no pass", () => {
  const evaluator = newEvaluator();
  const result = evaluator.evaluate(then(move, then(move, shape(dots), 5), -5));
  assert.equal(textOf(result.layers[0].lines), "0,0 1,0.5 2,1");
  assert.equal(evaluator.stats.opsRun, 1);
});

test("a shared node is computed once a frame", () => {
  resetRuns();
  const ball = shape(dots);
  const moved = then(jitter, ball);
  newEvaluator().evaluate([L(moved), L(moved), L(then(move, moved, 1)), L(then(jitter, moved, {}, ball, moved))]);
  assert.deepEqual(runs, { dots: 1, jitter: 2 });
});

test("ten thousand nodes in a row are no problem, affine or not", () => {
  for (const op of [move, jitter]) {
    let chain = shape(dots, 1);
    for (let i = 0; i < 10_000; i++) chain = then(op, chain, 0.5);
    const { layers } = newEvaluator({ budget: { maxBytes: 1e9 } }).evaluate(chain);
    assert.equal(layers[0].lines.coords[0], 5000);
  }
});

test("the memo admits what stood still, not what moves, nor the parts of what stood still", () => {
  resetRuns();
  const evaluator = newEvaluator();
  const frame = (t: number) => then(jitter, then(fence, then(jitter, shape(dots), 1)), t);
  for (let t = 0; t < 10; t++) evaluator.evaluate(frame(t));
  // dots → jitter → fence stand still: only the last of them is needed by what moves.
  assert.equal(evaluator.stats.memoEntries, 1);
  assert.equal(runs.dots, 2, "the first two frames");
  assert.equal(runs.jitter, 2 + 10);
  assert.equal(evaluator.stats.opsRun, 1);
  for (let t = 0; t < 500; t++) evaluator.evaluate(shape(dots, 3, t + 0.123));
  assert.equal(evaluator.stats.memoEntries, 1, "500 keys with time in them left nothing behind");
  for (let t = 0; t < 700; t++) evaluator.evaluate(null);
  assert.equal(evaluator.stats.memoEntries, 0, "unasked for ten seconds");
});

test("a memoised drawing is the same drawing, for as long as it is shown", () => {
  const evaluator = newEvaluator();
  const texts = new Set<string>();
  for (let i = 0; i < 5; i++) {
    const { layers } = evaluator.evaluate([then(spin, then(jitter, shape(dots, 7)), 33), shape(dots, 2, i % 2)]);
    texts.add(textOf(layers[0].lines).split(" | ")[0]);
  }
  assert.equal(texts.size, 1);
  assert.ok(evaluator.stats.memoHits > 0);
});

test("the memo stays within its caps and does not churn when the caps are too small", () => {
  for (const cache of [{ maxEntries: 3 }, { maxBytes: 1500 }]) {
    const evaluator = newEvaluator({ cache });
    const frame = () => Array.from({ length: 20 }, (_, i) => L(shape(dots, i + 1)));
    for (let i = 0; i < 10; i++) evaluator.evaluate(frame());
    const { memoEntries, memoBytes, memoEvictions, memoRefused } = evaluator.stats;
    assert.ok(memoEntries > 0 && memoEntries <= (cache.maxEntries ?? 4), `${memoEntries} entries`);
    assert.ok(memoBytes <= (cache.maxBytes ?? 1e9), `${memoBytes} bytes`);
    assert.equal(memoEvictions, 0, "what the frame uses is not thrown out for what the frame uses");
    assert.ok(memoRefused > 0);
  }
  const off = newEvaluator({ cache: { maxEntries: 0 } });
  for (let i = 0; i < 4; i++) assert.equal(off.evaluate(shape(dots)).points, 3);
  assert.equal(off.stats.memoEntries, 0);
});

test("an op that was defined again does not get the results of the old one", () => {
  const evaluator = newEvaluator();
  const load = (height: number) =>
    defineShape({
      name: "bar",
      params: {},
      size(_p, size) {
        size.points = 2;
        size.lines = 1;
      },
      draw(_p, out) {
        out.moveTo(0, 0);
        out.lineTo(0, height); // the source is the same, the closure is not
      },
    });
  const first = load(1);
  for (let i = 0; i < 3; i++) evaluator.evaluate(first());
  assert.equal(evaluator.stats.memoEntries, 1);
  assert.equal(textOf(evaluator.evaluate(load(2)()).layers[0].lines), "0,0 0,2");
});

test("budgets refuse before memory is touched, name the op, and the next frame works", () => {
  const evaluator = newEvaluator({ budget: { maxPoints: 1000, maxLines: 100, maxBytes: 20_000 } });
  const before = evaluator.evaluate(null) && { ...evaluator.stats };
  resetRuns();
  const rows: [object, string, RegExp][] = [
    [{ count: 3, stated: 1001 }, 'shape "dots" wants 1,001 points', /at most 1,000 /],
    [{ count: 3, stated: 500_000_000 }, 'shape "dots" wants 500,000,000 points', /at most 1,000 /],
  ];
  for (const [params, what, expected] of rows) {
    const error = mistake(what, () => evaluator.evaluate(shape(dots, params)));
    assert.match(error.expected ?? "", expected);
    assert.match(error.try ?? "", /budget\.maxPoints/);
  }
  assert.equal(runs.dots, 0);
  assert.equal(evaluator.stats.arenaPeak, before.arenaPeak);
  mistake(/the drawing wants 1,200 points/, () => evaluator.evaluate([L(shape(dots, 600)), L(shape(dots, 600))]));
  mistake(/effect "jitter" wants [\d,]+ bytes/, () => {
    let g = shape(dots, 900);
    for (let i = 0; i < 3; i++) g = then(jitter, g);
    evaluator.evaluate(g);
  });
  mistake(/a layer wants 1,200 points/, () => evaluator.evaluate([shape(dots, 600), shape(dots, 600, 2)]));
  assert.equal(evaluator.evaluate(shape(dots, 600)).points, 600);
  const narrow = newEvaluator({ budget: { op: { maxPoints: 10 } } });
  mistake('shape "dots" wants 11 points', () => narrow.evaluate(shape(dots, 11)));
  assert.equal(narrow.evaluate([L(shape(dots, 10)), L(shape(dots, 9))]).points, 19, "the frame has its own limit");
});

const spiky = effectOp({
  name: "spiky",
  help: "",
  params: { bad: number(Number.MAX_VALUE, { range: [0, 1], help: "" }) },
  size(_p, input, size) {
    size.points = input.points * 2;
    size.lines = input.lines + 2;
  },
  apply(_p, input, out) {
    out.moveTo(Number.NaN, 0);
    out.lineTo(0, Number.POSITIVE_INFINITY);
    for (let i = 0; i < input.points; i++) {
      if (i === 0) out.moveTo(0, 0, 0);
      else out.lineTo(i, 0, i === 1 ? Number.NEGATIVE_INFINITY : 0);
    }
  },
});

test("points that are no numbers are dropped, counted and blamed", () => {
  const evaluator = newEvaluator();
  const { layers, points } = evaluator.evaluate(then(spiky, shape(dots, 4)));
  assert.equal(textOf(layers[0].lines), "0,0 2,0 3,0");
  checkPolylines(layers[0].lines);
  assert.equal(points, 3);
  assert.equal(evaluator.stats.nonFinite, 3);
  assert.deepEqual(evaluator.notes(), [{ op: "spiky", what: "dropped points that are not finite numbers", count: 3 }]);
  assert.deepEqual(evaluator.notes(), [], "drained");
});

test("an affine effect that runs out of range drops points too, and leaves its input alone", () => {
  const big = then(fence, then(spin, shape(dots, 3), 0, 1000)); // centre is (1, 0.5)
  let g = big;
  for (let i = 0; i < 13; i++) g = then(fence, then(spin, g, 0, 1000));
  const evaluator = newEvaluator();
  const { layers } = evaluator.evaluate([L(g), L(big)]);
  assert.equal(textOf(layers[1].lines, 1), "-999,-499.5 1,0.5 1001,500.5");
  for (const { lines } of layers) {
    checkPolylines(lines);
    for (const c of lines.coords.subarray(0, lines.points * 3)) assert.ok(Number.isFinite(c));
  }
  assert.equal(evaluator.stats.nonFinite, 2);
});

test("what draw may not return is told apart", () => {
  const rows: [unknown, RegExp, RegExp?][] = [
    [undefined, /^draw\(\) returned undefined$/, /Missing `return`\?/],
    [[shape(dots), undefined], /a list with undefined as item 1/, /Missing `return`/],
    [3, /^draw\(\) returned 3$/],
    ["#111", /^draw\(\) returned text "#111"$/],
    [true, /^draw\(\) returned true$/],
    [() => null, /^draw\(\) returned a function$/, /apply it/],
    [Promise.resolve(null), /^draw\(\) returned a Promise$/, /async/],
    [{ color: "red" }, /^draw\(\) returned an object$/],
    [L("x" as never), /^L\(\) got text "x"$/],
    [L([L(shape(dots))] as never), /a layer was put inside a layer/],
    [L(shape(dots), { colour: "red" } as never), /^L\(\) has no option "colour"$/, /"color"/],
    [L(shape(dots), { color: "rde" }), /^color of a layer is text "rde"$/, /"red"/],
    [L(shape(dots), { width: -1 }), /^width of a layer is -1$/],
    [L(shape(dots), { pen: 1.5 }), /^pen of a layer is 1.5$/],
  ];
  const evaluator = newEvaluator();
  for (const [value, what, way] of rows) {
    const error = mistake(what, () => evaluator.evaluate(value as never));
    assert.ok(error.expected !== undefined || error.try !== undefined);
    if (way) assert.match(error.try ?? "", way);
  }
  const loop: unknown[] = [];
  loop.push(loop);
  mistake(/nested more than/, () => evaluator.evaluate(loop as never));
  assert.equal(evaluator.evaluate([null, false, [[shape(dots)], []]]).points, 3, "and still works");
  assert.equal(evaluator.evaluate(null).count, 0);
  assert.equal(evaluator.evaluate([]).count, 0);
});

test("layers: bare neighbours are one, styles are decided, the ink shows on the sheet", () => {
  assert.deepEqual([...BLENDS], [...FRAME_BLENDS], "one order on both sides of the frame");
  const evaluator = newEvaluator();
  const a = shape(dots, 2);
  const b = then(move, a, 9);
  const red = { color: "#f00", width: 2, unit: "px", pen: 3, blend: "multiply", name: "r", opacity: 0.5 } as const;
  const { layers, count, points, lines } = evaluator.evaluate(
    [a, [b], L([b, [a, null]], red), b],
    defaultStyle("#000"),
  );
  assert.equal(count, 3);
  assert.equal(points, 10);
  assert.equal(lines, 5);
  assert.equal(textOf(layers[0].lines), "0,0 1,0.5 | 9,0 10,0.5");
  assert.equal(textOf(layers[1].lines), "9,0 10,0.5 | 0,0 1,0.5");
  checkPolylines(layers[0].lines);
  assert.deepEqual(
    { ...layers[0].style, rgba: [...layers[0].style.rgba] },
    { rgba: [1, 1, 1, 1], width: 0.3, widthInPx: false, pen: 1, blend: 0, name: "" },
  );
  assert.deepEqual(
    { ...layers[1].style, rgba: [...layers[1].style.rgba] },
    { rgba: [1, 0, 0, 0.5], width: 2, widthInPx: true, pen: 3, blend: 2, name: "r" },
  );
  assert.equal(evaluator.evaluate(L([])).layers[0].lines.points, 0, "an empty layer stays a layer");
});

test("the drawing's key moves when, and only when, the picture does", () => {
  const evaluator = newEvaluator();
  const other = newEvaluator();
  const frame = (by: number, width: number, pen = 1) => L([then(jitter, shape(dots), by)], { width, pen });
  const same = keyOf(evaluator.evaluate(frame(1, 0.3)));
  assert.equal(keyOf(evaluator.evaluate(frame(1, 0.3))), same);
  assert.equal(keyOf(other.evaluate(frame(1, 0.3))), same, "also from another worker");
  const keys = new Set([same]);
  const a = shape(dots);
  const different = [
    frame(1.0000001, 0.3),
    frame(1, 0.31),
    frame(1, 0.3, 2),
    [frame(1, 0.3), frame(1, 0.3)],
    [L(a), L(a)],
    L([a, a]),
    L(a),
    L(a, { name: "a" }),
    L(a, { color: [0, 0, 0, 0.5] }),
    null,
    L([]),
  ];
  for (const drawing of different) keys.add(keyOf(evaluator.evaluate(drawing)));
  assert.equal(keys.size, different.length + 1);
  assert.equal(
    keyOf(evaluator.evaluate(shape(dots, { step: -0 }))),
    keyOf(evaluator.evaluate(shape(dots, { step: 0 }))),
  );
});

test("what an effect that moves nothing hands on is kept below it", () => {
  resetRuns();
  const evaluator = newEvaluator();
  for (let i = 0; i < 6; i++) evaluator.evaluate(then(move, shape(dots), 0));
  assert.equal(runs.dots, 2);
  assert.equal(evaluator.stats.memoEntries, 1);
});

test("masks belong to the content, and their order does too", () => {
  const [a, b] = [shape(dots, 4), shape(dots, 5)];
  const evaluator = newEvaluator();
  const keys = [[], [a], [b], [a, b], [b, a]].map((masks) =>
    keyOf(evaluator.evaluate(then(jitter, shape(dots), {}, ...masks))),
  );
  assert.equal(new Set(keys).size, 5);
});

const sparse = shapeOp({
  name: "sparse",
  help: "",
  params: { lines: number(0, { range: [0, 1e6], help: "" }) },
  size(p, size) {
    size.points = 3;
    size.lines = Math.max(3, p.lines);
  },
  draw(_p, out) {
    out.commitLine(0);
    out.moveTo(Number.NaN, 0);
    out.moveTo(1, 1);
  },
});

test("lines that were empty before stay, lines that lose all points go; lines have a budget of their own", () => {
  const evaluator = newEvaluator({ budget: { maxLines: 10 } });
  const { layers } = evaluator.evaluate(shape(sparse));
  assert.deepEqual([...layers[0].lines.offsets.subarray(0, layers[0].lines.lines + 1)], [0, 0, 1]);
  mistake('shape "sparse" wants 11 lines', () => evaluator.evaluate(shape(sparse, { lines: 11 })));
});

test("clamps are noted once per load", () => {
  const level = shapeOp({
    name: "level",
    help: "",
    params: { n: number(1, { range: [0, 5], hard: true, help: "" }) },
    size(p, size) {
      size.points = p.n;
      size.lines = 1;
    },
    draw(p, out) {
      for (let i = 0; i < p.n; i++) i === 0 ? out.moveTo(i, 0) : out.lineTo(i, 0);
    },
  });
  const evaluator = newEvaluator();
  for (let i = 0; i < 3; i++) assert.equal(evaluator.evaluate(shape(level, { n: 7 + i })).points, 5);
  assert.deepEqual(evaluator.notes(), [{ op: "level", what: "n 7 is out of range, used 5", count: 1 }]);
  evaluator.reset();
  evaluator.evaluate(shape(level, { n: 9 }));
  assert.equal(evaluator.notes().length, 1);
});

test("a letter that is missing is noted once, by name and font, until a reset; a book of them is bounded", () => {
  const evaluator = newEvaluator();
  for (const x of [0, 1]) evaluator.evaluate(then(move, G.text({ text: "aあ\u{1f4a7}a", size: 20 + x })));
  const what = (sign: string, code: string) =>
    `"${sign}" (U+${code}) is not in "sans"; its sign for a missing letter is drawn`;
  assert.deepEqual(evaluator.notes(), [
    { op: "text", what: what("あ", "3042"), count: 1 },
    { op: "text", what: what("\u{1f4a7}", "1F4A7"), count: 1 },
  ]);
  evaluator.evaluate(G.text({ text: "あ" }));
  assert.deepEqual(evaluator.notes(), []);
  evaluator.reset();
  evaluator.evaluate(G.text({ text: String.fromCodePoint(...Array.from({ length: 500 }, (_, i) => 0x4e00 + i)) }));
  const { length } = evaluator.notes();
  assert.ok(length > 8 && length <= 64, `${length} notes`);
});

test("an op that writes more than it stated, or states nothing, is named", () => {
  const evaluator = newEvaluator();
  const liar = mistake(/^shape "dots" wrote \d+ points/, () =>
    evaluator.evaluate(shape(dots, { count: 5, stated: 4 })),
  );
  assert.match(liar.expected ?? "", /at most 4 points/);
  mistake(/^shape "dots" wrote \d+ points/, () => evaluator.evaluate(shape(dots, { count: 900, stated: 4 })));
  const silent = defineEffect({ name: "silent", params: {}, size() {}, apply() {} });
  mistake(/^effect "silent": size\(\) stated NaN points/, () => evaluator.evaluate(shape(dots).pipe(silent)));
});

test("an error of the artist's own code passes through as it is", () => {
  const broken = defineEffect({
    name: "broken",
    params: {},
    size(_p, _input, size) {
      size.points = 1;
      size.lines = 1;
    },
    apply() {
      throw new TypeError("x is not a function");
    },
  });
  assert.throws(() => newEvaluator().evaluate(shape(dots).pipe(broken)), {
    name: "TypeError",
    message: "x is not a function",
  });
});

test("with sites captured, a mistake carries the line that made the node", () => {
  const evaluator = newEvaluator();
  const make = () => then(jitter, shape(dots), { bye: 1 });
  assert.equal(mistake(/no parameter "bye"/, () => evaluator.evaluate(make())).site, undefined);
  captureSites(true);
  try {
    const error = mistake(/no parameter "bye"/, () => evaluator.evaluate(make()));
    assert.match(error.site ?? "", /evaluate\.test/);
    assert.equal(error.try, 'Did you mean "by"?');
  } finally {
    captureSites(false);
  }
});

test("costs count calls and points, and time only what was timed", () => {
  let clock = 0;
  const evaluator = newEvaluator({ now: () => clock++ });
  for (let i = 0; i < 16; i++) evaluator.evaluate(then(jitter, shape(dots, 3, i), i));
  const costs = evaluator.costs();
  assert.deepEqual(
    costs.find((c) => c.op === "jitter"),
    { op: "jitter", calls: 16, ms: 16, points: 48 },
  );
  evaluator.reset();
  assert.deepEqual(evaluator.costs(), []);
});

test("a steady frame makes no typed arrays, and a wobbling one stops making them", () => {
  const evaluator = newEvaluator();
  const frame = (t: number) => [
    L([then(jitter, shape(dots, 100 + Math.round(40 * Math.sin(t)), t), t), then(spin, shape(dots, 50, t), t)]),
    L(then(move, then(jitter, shape(dots, 300, t), t), t)),
  ];
  for (let i = 1; i < 600; i++) evaluator.evaluate(frame(i * 0.1));
  const { viewsMade } = evaluator.stats;
  for (let i = 600; i < 2600; i++) evaluator.evaluate(frame(i * 0.1));
  assert.equal(evaluator.stats.viewsMade, viewsMade);
});

test("an op without size grows, is copied once, and meets the budget before its memory", () => {
  const many = defineShape({
    name: "many",
    params: { count: int(3, { range: [0, 1e9], help: "" }) },
    draw(p, out) {
      for (let i = 0; i < p.count; i++) {
        out.moveTo(i, 0);
        out.lineTo(i, 1);
      }
    },
  });
  const evaluator = newEvaluator({ budget: { maxPoints: 10_000 } });
  const { layers } = evaluator.evaluate([many({ count: 2 }), many({ count: 3000 })]);
  assert.equal(layers[0].lines.points, 6004);
  checkPolylines(layers[0].lines);
  assert.throws(() => evaluator.evaluate(many({ count: 1e9 })), /shape "many" wants [\d,]+ points/);
  assert.equal(evaluator.evaluate(many({ count: 1 })).points, 2);
});

test("quality is part of the key of iterative ops and of no others; their results are kept when first made", () => {
  const seen: string[] = [];
  const grow = (iterative: boolean) =>
    defineShape({
      name: "grow",
      params: {},
      iterative,
      draw(_p, out, job) {
        seen.push(job.quality);
        job.progress(0.5);
        out.moveTo(0, 0);
      },
    })();
  const told: [string, number][] = [];
  const evaluator = newEvaluator({ progress: (op, share) => told.push([op, share]) });
  const [slow, plain] = [grow(true), grow(false)];
  for (let i = 0; i < 3; i++) evaluator.evaluate([slow]);
  assert.deepEqual(seen, ["draft"]);
  assert.deepEqual(told, [["grow", 0.5]]);
  for (let i = 0; i < 3; i++) evaluator.evaluate([plain]);
  assert.equal(seen.length, 3);
  evaluator.setQuality("final");
  evaluator.evaluate([slow, plain]);
  assert.deepEqual(seen.slice(3), ["final"]);
});

test("an effect says how many further geometries it takes", () => {
  const g = G.line();
  assert.throws(
    () => (g.dash as (...given: unknown[]) => unknown)({}, g),
    /effect "dash" takes no further geometry, got 1/,
  );
  const both = defineEffect({
    name: "both",
    params: {},
    masks: { least: 1, most: 2, help: "The outline." },
    apply: (_p, input, out, masks) => {
      out.copyTopology(input);
      out.coords[0] = masks.length;
    },
  });
  assert.throws(() => both(), { message: /effect "both" got no further geometry/, expected: "1 to 2: The outline." });
  assert.throws(() => both(g, g, g), /got 3 further geometries/);
  assert.equal(newEvaluator().evaluate(both(g, g)(g)).layers[0].lines.coords[0], 2);
});

test("changing one knob recomputes only what depends on it", () => {
  const evaluator = newEvaluator();
  const knobs = { sides: 5, amplitude: 3, on: 4 };
  const opsRun = () => {
    const petals = G.polygon({ sides: knobs.sides }).scale(60).subdivide({ times: 3 });
    const shaken = petals.displace({ amplitude: knobs.amplitude });
    const hatched = G.circle().scale(40).fill();
    evaluator.evaluate([shaken.dash({ on: knobs.on }), petals.clip({}, G.circle().scale(50)), hatched]);
    return evaluator.stats.opsRun;
  };
  const settled = () => [opsRun(), opsRun(), opsRun()].pop();
  const turn = (knob: keyof typeof knobs) => {
    assert.equal(settled(), 0, "nothing was turned");
    knobs[knob]++;
    return opsRun();
  };
  turn("on"); // the first turn computes what was hidden beneath what is kept
  assert.equal(turn("on"), 1, "the dashes");
  turn("amplitude");
  assert.equal(turn("amplitude"), 2, "the noise and the dashes after it");
  turn("sides");
  assert.equal(turn("sides"), 6, "all but the circles and the hatching");
});
