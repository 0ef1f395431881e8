import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Controls, createControls } from "../../../src/host/show/controls.ts";
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

function table(send?: (batch: ControlBatch) => Promise<void>): { controls: Controls; sent: ControlBatch[] } {
  const sent: ControlBatch[] = [];
  const controls = createControls(async (batch) => {
    sent.push(structuredClone(batch));
    await send?.(batch);
  });
  return { controls, sent };
}
const shown = (controls: Controls) => controls.knobs().map(({ name, value, source }) => `${name} ${value} ${source}`);

test("of a flood of moves the first goes at once, the rest is one batch with the last value of each", async () => {
  const { controls, sent } = table();
  controls.declare([knob("a"), knob("b")]);
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

test("controllers are listed in order, with what was let go of left out", async () => {
  const { controls } = table();
  await Promise.all([controls.setCc(9, 0.9), controls.setCc(1, 0.1), controls.setCc(5, 0), controls.clearCc(9)]);
  assert.deepEqual(
    controls.ccs().map(({ index, value }) => [index, value]),
    [
      [1, 0.1],
      [5, 0],
    ],
  );
  assert.deepEqual(
    new Map(controls.ccPairs()),
    new Map([
      [1, 0.1],
      [5, 0],
    ]),
  );
  controls.stop();
});

test("slots: given once, kept over versions, told only when there are new ones", () => {
  const { controls } = table();
  assert.deepEqual(controls.declare([knob("a"), knob("b")]), { a: 0, b: 1 });
  assert.equal(controls.declare([knob("b"), knob("a")]), null);
  assert.equal(controls.declare([knob("a")]), null);
  assert.deepEqual(controls.declare([knob("c")]), { a: 0, b: 1, c: 2 });
  assert.deepEqual(controls.slots(), { a: 0, b: 1, c: 2 });
  controls.stop();
});

test("the performer's value wins until the code's default changes", async () => {
  const { controls, sent } = table();
  controls.declare([knob("a", 0.2)]);
  assert.deepEqual(shown(controls), ["a 0.2 code"]);
  await controls.setKnob("a", 0.9);
  controls.declare([knob("a", 0.2)]);
  assert.deepEqual(shown(controls), ["a 0.9 panel"], "the same default leaves it");
  controls.declare([knob("a", 0.3)]);
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
  controls.declare([knob("a"), knob("b")]);
  await controls.setKnob("a", 0.5);
  controls.declare([knob("b")]);
  assert.deepEqual([shown(controls), controls.hasKnob("a"), controls.hasKnob("b")], [["b 0 code"], false, true]);
  controls.declare([knob("a"), knob("b")]);
  assert.deepEqual(shown(controls), ["a 0.5 panel", "b 0 code"]);
  assert.deepEqual(controls.everything(), { cc: [], knobs: [[0, 0.5]] });
});

test("names nobody declared are nobody's", async () => {
  const { controls, sent } = table();
  controls.declare([knob("a")]);
  await Promise.all([controls.setKnob("constructor", 1), controls.clearKnob("nothing")]);
  assert.deepEqual([sent, controls.hasKnob("constructor")], [[], false]);
  assert.deepEqual(controls.declare([knob("a"), knob("__proto__"), knob("constructor")])?.constructor, 2);
  controls.stop();
});

test("slots run out: those of knobs that are gone are used again, unmoved ones first", async () => {
  const { controls, sent } = table();
  const all = Array.from({ length: KNOB_COUNT }, (_, i) => knob(`k${i}`));
  controls.declare(all);
  await Promise.all([controls.setKnob("k0", 1), controls.setKnob("k1", 1)]);
  assert.equal(controls.declare([...all, knob("one too many")]), null, "none is gone: the new one goes without");
  assert.equal(controls.declare([...all.slice(3), knob("x")])?.x, 2, "k2 is gone and nobody moved it");
  assert.deepEqual(controls.everything().knobs, [
    [0, 1],
    [1, 1],
  ]);
  sent.length = 0;
  assert.equal(controls.declare([...all.slice(3), knob("x"), knob("y")])?.y, 0);
  await delay(30);
  assert.deepEqual(sent, [{ cc: [], knobs: [[0, null]] }], "a moved one is let go of in the window");
  assert.equal(Object.keys(controls.slots()).length, KNOB_COUNT);
  assert.equal(new Set(Object.values(controls.slots())).size, KNOB_COUNT);
});
