import assert from "node:assert/strict";
import { test } from "node:test";
import { defineEffect, defineShape, E, G, int, number, vec3 } from "../../src/core/index.ts";
import { SketchError } from "../../src/core/sketch-error.ts";
import { newEvaluator, textOf } from "./ops.ts";

const ladder = defineShape({
  name: "ladder",
  help: "Rungs.",
  params: {
    rungs: int(2, { range: [1, 50], help: "How many." }),
    width: number(4, { range: [0, 100], unit: "mm", help: "" }),
  },
  positional: (rungs, width) => ({ rungs, width }),
  size(p, size) {
    size.points = p.rungs * 2;
    size.lines = p.rungs;
  },
  draw(p, out) {
    for (let i = 0; i < p.rungs; i++) {
      out.moveTo(0, i);
      out.lineTo(p.width, i);
    }
  },
});

const lift = defineEffect({
  name: "lift",
  params: { by: vec3([0, 1, 0], { range: [-10, 10], help: "" }) },
  size(_p, input, size) {
    size.points = input.points;
    size.lines = input.lines;
  },
  apply(p, input, out, masks) {
    out.copyTopology(input);
    for (let i = 0; i < input.points; i++) {
      for (let k = 0; k < 3; k++) out.coords[i * 3 + k] = input.coords[i * 3 + k] + p.by[k] * (1 + masks.length);
    }
  },
});

const drawn = (drawing: Parameters<ReturnType<typeof newEvaluator>["evaluate"]>[0]) =>
  textOf(newEvaluator().evaluate(drawing).layers[0].lines);

test("a defined shape is called like a built-in one, and takes its effects", () => {
  assert.equal(drawn(ladder()), "0,0 4,0 | 0,1 4,1");
  assert.equal(drawn(ladder({ rungs: 1, width: 9 })), "0,0 9,0");
  assert.equal(drawn(ladder(1, 9)), "0,0 9,0");
  assert.equal(drawn(ladder(1).translate(10, 20)), "10,20 14,20");
  assert.equal(ladder.op.kind, "shape");
});

test("a defined effect works as a chain, piped, and in a chain", () => {
  const up = "0,3 4,3";
  const g = ladder(1);
  assert.equal(drawn(lift({ by: [0, 3] })(g)), up);
  assert.equal(drawn(g.pipe(lift, { by: [0, 3] })), up);
  assert.equal(drawn(E.pipe(lift, { by: [0, 3] })(g)), up);
  assert.equal(
    drawn(
      E.translate(1)
        .pipe(lift, { by: [0, 3] })
        .translate(-1)(g),
    ),
    up,
  );
  assert.equal(drawn(g.pipe(lift.op, { by: [0, 3] })), up);
  assert.equal(drawn(g.pipe(lift({ by: [0, 3] }))), up, "a chain can be piped");
  assert.equal(drawn(g.pipe(lift, { by: [0, 1.5] }, G.line())), up, "with a mask");
  assert.equal(drawn(E.pipe(lift, { by: [0, 1] }, G.line(), g)(g)), up);
  assert.equal(drawn(E.pipe((x) => x.translate(0, 3))(g)), up, "any function from geometry to geometry");
});

test("chains are reusable and are not changed by being extended", () => {
  const first = E.translate(1, 0);
  const second = first.translate(0, 2);
  const third = first.pipe(lift, { by: [0, 5] });
  const g = ladder(1, 2);
  assert.equal(drawn(first(g)), "1,0 3,0");
  assert.equal(drawn(second(g)), "1,2 3,2");
  assert.equal(drawn(third(g)), "1,5 3,5");
  assert.equal(drawn(second(second(g))), "2,4 4,4");
  const outer = E.translate(1)
    .pipe((x) => second(x))
    .translate(0, 10);
  assert.equal(drawn(outer(g)), "2,12 4,12", "a chain within a chain");
  let long = E.translate(0, 0.5);
  for (let i = 1; i < 10_000; i++) long = long.translate(0, 0.5);
  assert.equal(drawn(long(g)), "0,5000 2,5000");
});

test("nodes made by chains and by methods are the same recipe", () => {
  const evaluator = newEvaluator();
  const a = evaluator.evaluate(E.scale(2).rotate(30).displace({ amplitude: 1 })(G.circle({ radius: 3 })));
  const key = [a.keyLow, a.keyHigh];
  const b = evaluator.evaluate(
    G.circle(3)
      .scale({ by: 2 })
      .rotate({ angles: [0, 0, 30] })
      .displace({ amplitude: 1 }),
  );
  assert.deepEqual([b.keyLow, b.keyHigh], key);
});

test("calls that cannot be meant are explained at once", () => {
  const g = ladder();
  const rows: [() => unknown, RegExp][] = [
    [() => g.scale("2" as never), /^effect "scale" got text "2"$/],
    [() => g.scale([2, 2] as never), /^effect "scale" got a list of 2$/],
    [() => g.scale(2, "3" as never), /^effect "scale" got text "3" after a number$/],
    [() => g.pipe(lift, {}, 3 as never), /^effect "lift" got 3 as a further input$/],
    [() => G.circle(g as never), /a shape has no inputs/],
    [() => g.pipe(5 as never), /^pipe\(\) got 5$/],
    [() => g.pipe(undefined as never), /^pipe\(\) got undefined$/],
    [() => E.pipe("x" as never), /^pipe\(\) got text "x"$/],
    [() => E.scale(2)([g] as never), /^a chain was called with a list of 1$/],
    [() => E.scale(2)(undefined as never), /^a chain was called with undefined$/],
    [() => lift(3 as never), /^effect "lift" got 3$/],
  ];
  for (const [act, what] of rows) assert.throws(act, (e) => e instanceof SketchError && what.test(e.message));
});

const size = () => {};
const draw = () => {};
const bad: [unknown, RegExp, RegExp?][] = [
  [undefined, /^defineShape\(\) got undefined$/],
  [{ params: {}, size, draw }, /name is undefined/],
  [{ name: "two words", params: {}, size, draw }, /name is text "two words"/],
  [{ name: "a", size, draw }, /^defineShape\("a"\): params is undefined$/, /params: \{/],
  [{ name: "a", params: {}, size: 3, draw }, /size is 3/],
  [{ name: "a", params: {}, size, draw: 3 }, /draw is 3/],
  [{ name: "a", params: {}, size, apply: draw }, /has no part "apply"/],
  [{ name: "a", params: {}, size, darw: draw }, /has no part "darw"/, /"draw"/],
  [{ name: "a", params: { r: 5 }, size, draw }, /parameter "r" is 5/],
  [{ name: "a", params: { r: number(1, {} as never) }, size, draw }, /parameter "r": range is undefined/],
  [
    { name: "a", params: { r: number("1" as never, { range: [0, 1], help: "" }) }, size, draw },
    /its default is text "1", which is no number/,
  ],
  [
    { name: "a", params: { r: vec3([1, 2] as never, { range: [0, 1], help: "" }) }, size, draw },
    /its default is a list of 2/,
  ],
];
for (const [definition, what, way] of bad) {
  test(`define: ${what.source}`, () => {
    assert.throws(
      () => defineShape(definition as never),
      (e) => e instanceof SketchError && what.test(e.message) && (way === undefined || way.test(e.try ?? "")),
    );
  });
}

test("the types know the vocabulary", () => {
  // Never called: the compiler is the one who reads this.
  const typed = () => {
    const g = G.sphere({ level: 2, style: "rings" })
      .scale(3)
      .displace({ amplitude: [1, 2], t: 1 });
    ladder({ rungs: 3 }).pipe(lift, { by: 4 });
    // @ts-expect-error a parameter that sphere does not have
    G.sphere({ levle: 2 });
    // @ts-expect-error a style that sphere does not have
    G.sphere({ style: "ring" });
    // @ts-expect-error an effect that does not exist
    g.displce();
    // @ts-expect-error a wrong type
    g.scale({ by: "2" });
    // @ts-expect-error a parameter that lift does not have
    g.pipe(lift, { up: 4 });
    // @ts-expect-error chains take geometries
    E.scale(2)(3);
  };
  assert.equal(typeof typed, "function");
});
