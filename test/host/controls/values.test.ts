import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type ControlValues, createControlValues } from "../../../src/host/controls/values.ts";
import { KNOB_COUNT } from "../../../src/protocol/control-table.ts";
import type { ControlBatch } from "../../../src/protocol/link.ts";
import type { KnobDeclaration } from "../../../src/protocol/port.ts";

const knob = (name: string, value = 0, min = 0, max = 1): KnobDeclaration => ({
  name,
  value,
  min,
  max,
  step: 0,
  label: name,
});

function table(send?: (batch: ControlBatch) => Promise<void>): { controls: ControlValues; sent: ControlBatch[] } {
  const sent: ControlBatch[] = [];
  const controls = createControlValues(async (batch) => {
    sent.push(structuredClone(batch));
    await send?.(batch);
  });
  return { controls, sent };
}
const shown = (controls: ControlValues) =>
  controls.knobs().map(({ name, value, held }) => `${name} ${held?.value ?? value} ${held?.source ?? "code"}`);

test("of a flood of moves the first goes at once, the rest is one batch with the last value of each", async () => {
  const { controls, sent } = table();
  controls.declare("a.ts", [knob("a"), knob("b")]);
  const first = controls.setCc(1, 0.25);
  assert.deepEqual(sent, [{ cc: [[1, 0.25]], knobs: [] }], "no wait for the first");
  const moves = Array.from({ length: 500 }, (_, i) => controls.setCc(1, i / 500));
  moves.push(controls.setCc(2, 0.5), controls.setKnob("b", 0.75), controls.clearCc(2));
  assert.equal(sent.length, 1);
  await Promise.all([first, ...moves]);
  const rest = {
    cc: [
      [1, 499 / 500],
      [2, null],
    ],
    knobs: [[1, 0.75]],
  };
  assert.deepEqual(sent.slice(1), [rest]);
  await delay(30);
  void controls.setCc(1, 0);
  assert.deepEqual(sent.slice(2), [{ cc: [[1, 0]], knobs: [] }], "a new burst");
});

test("a move is done when its batch was sent, and a window that is gone does not matter", async () => {
  let arrived = false;
  const slow = table(async () => {
    await delay(15);
    arrived = true;
  });
  await slow.controls.setCc(1, 1);
  assert.equal(arrived, true);
  const gone = table(async () => {
    throw new Error("there is no window");
  });
  await gone.controls.setCc(1, 1);
  assert.deepEqual(gone.controls.everything(), { cc: [[1, 1]], knobs: [] }, "it gets everything when it is back");
});

test("controllers are listed in order, with what was let go of left out, and who moved each", async () => {
  const { controls } = table();
  await Promise.all([
    controls.setCc(9, 0.9),
    controls.setCc(1, 0.1),
    controls.setCc(5, 0, "midi/nano/cc 5"),
    controls.clearCc(9),
  ]);
  assert.deepEqual(controls.ccs(), [
    [1, { value: 0.1, source: "panel" }],
    [5, { value: 0, source: "midi/nano/cc 5" }],
  ]);
  controls.stop();
});

test("slots: given once, kept over versions, told only when there are new ones", () => {
  const { controls } = table();
  assert.equal(controls.declare("a.ts", [knob("a"), knob("b")]), true);
  assert.deepEqual(controls.slots("a.ts"), { a: 0, b: 1 });
  assert.equal(controls.declare("a.ts", [knob("b"), knob("a")]), false);
  assert.equal(controls.declare("a.ts", [knob("a")]), false);
  assert.equal(controls.declare("a.ts", [knob("c")]), true);
  assert.deepEqual(controls.slots("a.ts"), { a: 0, b: 1, c: 2 });
  controls.stop();
});

test("the performer's value wins until the code's default changes", async () => {
  const { controls, sent } = table();
  controls.declare("a.ts", [knob("a", 0.2)]);
  assert.deepEqual(shown(controls), ["a 0.2 code"]);
  await controls.setKnob("a", 0.9);
  controls.declare("a.ts", [knob("a", 0.2)]);
  assert.deepEqual(shown(controls), ["a 0.9 panel"], "the same default leaves it");
  controls.declare("a.ts", [knob("a", 0.3)]);
  assert.deepEqual(shown(controls), ["a 0.3 code"], "another one takes it away");
  await delay(30);
  assert.deepEqual(sent.at(-1), { cc: [], knobs: [[0, null]] }, "in the window, too");
  await controls.setKnob("a", 0);
  assert.deepEqual(shown(controls), ["a 0 panel"], "zero is a value");
  await controls.clearKnob("a");
  assert.deepEqual([shown(controls), sent.at(-1)?.knobs], [["a 0.3 code"], [[0, null]]]);
});

test("a knob the running version does not have is out of sight, and comes back as it was left", async () => {
  const { controls } = table();
  controls.declare("a.ts", [knob("a"), knob("b")]);
  await controls.setKnob("a", 0.5);
  controls.declare("a.ts", [knob("b")]);
  assert.deepEqual(
    [shown(controls), controls.knob("a")?.value, controls.knob("b")?.value],
    [["b 0 code"], undefined, 0],
  );
  controls.declare("a.ts", [knob("a"), knob("b")]);
  assert.deepEqual(shown(controls), ["a 0.5 panel", "b 0 code"]);
  assert.deepEqual(controls.everything(), { cc: [], knobs: [[0, 0.5]] });
});

test("names nobody declared are nobody's", async () => {
  const { controls, sent } = table();
  controls.declare("a.ts", [knob("a")]);
  await Promise.all([controls.setKnob("constructor", 1), controls.clearKnob("nothing")]);
  assert.deepEqual([sent, controls.knob("constructor")], [[], null]);
  controls.declare("a.ts", [knob("a"), knob("__proto__"), knob("constructor")]);
  assert.equal(controls.slots("a.ts").constructor, 2);
  controls.stop();
});

test("slots run out: those of knobs that are gone are used again, unmoved ones first; no value is lost", async () => {
  const { controls, sent } = table();
  const all = Array.from({ length: KNOB_COUNT }, (_, i) => knob(`k${i}`));
  controls.declare("a.ts", all);
  await Promise.all([controls.setKnob("k0", 1), controls.setKnob("k1", 1)]);
  assert.equal(controls.declare("a.ts", [...all, knob("one too many")]), false, "none is gone: it goes without");
  controls.declare("a.ts", [...all.slice(3), knob("x")]);
  assert.equal(controls.slots("a.ts").x, 2, "k2 is gone and nobody moved it");
  assert.deepEqual(controls.everything().knobs, [
    [0, 1],
    [1, 1],
  ]);
  sent.length = 0;
  controls.declare("a.ts", [...all.slice(3), knob("x"), knob("y")]);
  assert.equal(controls.slots("a.ts").y, 0);
  await delay(30);
  assert.deepEqual(sent, [{ cc: [], knobs: [[0, null]] }], "a moved one is let go of in the window");
  assert.equal(new Set(Object.values(controls.slots("a.ts"))).size, KNOB_COUNT);
  sent.length = 0;
  controls.declare("a.ts", [knob("k0")]);
  await delay(30);
  assert.equal(controls.knob("k0")?.held?.value, 1, "and comes back as it was");
  assert.deepEqual(sent.at(-1)?.knobs, [[controls.slots("a.ts").k0, 1]], "in a slot of its own");
  controls.stop();
});

test("two sketches with a knob of one name do not share it", async () => {
  const { controls } = table();
  controls.declare("a.ts", [knob("amount", 0.1)]);
  await controls.setKnob("amount", 0.7);
  controls.declare("b.ts", [knob("amount", 0.5)]);
  assert.deepEqual(shown(controls), ["amount 0.5 code"]);
  assert.notEqual(controls.slots("a.ts").amount, controls.slots("b.ts").amount, "a crossfade shows both");
  await controls.setKnob("amount", 0.9);
  controls.declare("a.ts", [knob("amount", 0.1)]);
  assert.deepEqual(shown(controls), ["amount 0.7 panel"]);
  controls.stop();
});

test("what an earlier run left holds until the default in the code is another one", () => {
  const { controls } = table();
  controls.restore("a.ts", {
    same: { value: 0.9, source: "panel", code: 0.2 },
    other: { value: 0.9, source: "panel", code: 0.2 },
  });
  controls.declare("a.ts", [knob("same", 0.2), knob("other", 0.3)]);
  assert.deepEqual(shown(controls), ["same 0.9 panel", "other 0.3 code"]);
  assert.deepEqual(controls.kept("a.ts"), { same: { value: 0.9, source: "panel", code: 0.2 } });
  controls.stop();
});
