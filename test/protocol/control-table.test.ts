import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CC_COUNT,
  CONTROL_SLOTS,
  controlTableBytes,
  createControlReader,
  createControlWriter,
  KNOB_COUNT,
} from "../../src/protocol/control-table.ts";

function table() {
  const memory = new SharedArrayBuffer(controlTableBytes());
  return { writer: createControlWriter(memory), reader: createControlReader(memory) };
}

test("a fallback holds until the control really moves, and again once it is let go", () => {
  const { writer, reader } = table();
  reader.sample();
  assert.equal(reader.cc(1, 0.2), 0.2);
  assert.equal(reader.knob(1, -7), -7);
  writer.setCc(1, 0);
  writer.setKnob(1, 0);
  reader.sample();
  assert.equal(reader.cc(1, 0.2), 0, "zero is a value, not a rest");
  assert.equal(reader.knob(1, -7), 0);
  writer.clearCc(1);
  writer.clearKnob(1);
  reader.sample();
  assert.equal(reader.cc(1, 0.2), 0.2);
  assert.equal(reader.knob(1, -7), -7);
});

test("controls do not touch each other, from the first to the last", () => {
  const { writer, reader } = table();
  for (const index of [0, 1, CC_COUNT - 1]) writer.setCc(index, (index + 1) / 256);
  for (const index of [0, CC_COUNT - 1, CC_COUNT, KNOB_COUNT - 1]) writer.setKnob(index, -index - 0.5);
  reader.sample();
  const ccs = Array.from({ length: CC_COUNT }, (_, index) => reader.cc(index, -1)).filter((value) => value !== -1);
  assert.deepEqual(ccs, [1 / 256, 2 / 256, 0.5]);
  const knobs = Array.from({ length: KNOB_COUNT }, (_, index) => reader.knob(index, 1)).filter((value) => value !== 1);
  assert.deepEqual(knobs, [-0.5, -127.5, -128.5, -255.5]);
});

test("one job sees one state: nothing changes between two samples", () => {
  const { writer, reader } = table();
  writer.setCc(3, 0.25);
  const first = reader.sample();
  writer.setCc(3, 0.75);
  assert.equal(reader.cc(3, 0), 0.25);
  assert.notEqual(reader.sample(), first);
  assert.equal(reader.cc(3, 0), 0.75);
});

test("the revision tells every move, and only moves", () => {
  const { writer, reader } = table();
  const moves = [
    () => writer.setCc(0, 1),
    () => writer.setCc(0, 1),
    () => writer.clearCc(0),
    () => writer.setKnob(9, 3),
    () => writer.clearKnob(9),
  ];
  for (const move of moves) {
    const before = reader.sample();
    assert.equal(reader.sample(), before);
    move();
    assert.equal(reader.sample(), before + 1);
    assert.equal(writer.revision(), before + 1);
  }
});

test("an index that is none: the writer throws with both numbers, the reader falls back", () => {
  const { writer, reader } = table();
  for (let index = 0; index < CC_COUNT; index++) writer.setCc(index, 1);
  for (let index = 0; index < KNOB_COUNT; index++) writer.setKnob(index, 1);
  reader.sample();
  for (const index of [-1, 0.5, Number.NaN, Infinity, CC_COUNT]) {
    assert.throws(() => writer.setCc(index, 1), { name: "RangeError", message: `control ${index}, expected 0 to 127` });
    assert.equal(reader.cc(index, 0.3), 0.3, `cc ${index}`);
  }
  for (const index of [-1, 0.5, Number.NaN, KNOB_COUNT]) {
    assert.throws(() => writer.clearKnob(index), RangeError);
    assert.equal(reader.knob(index, 0.3), 0.3, `knob ${index}`);
  }
});

test("what was written can be told, and written again: also backward", () => {
  const memory = new SharedArrayBuffer(controlTableBytes());
  const writes: [number, number, boolean, number][] = [];
  const writer = createControlWriter(memory, (...write) => writes.push(write));
  writer.setCc(2, 0.1);
  writer.clearCc(2);
  writer.setKnob(0, -3);
  const small = Math.fround(0.1);
  assert.deepEqual(writes, [
    [1, 2, true, small],
    [2, 2, false, small],
    [3, CC_COUNT, true, -3],
  ]);
  const other = table();
  for (const [, slot, moved, value] of writes) other.writer.poke(slot, moved, value);
  for (let slot = 0; slot < CONTROL_SLOTS; slot++) assert.deepEqual(other.writer.peek(slot), writer.peek(slot));
  other.writer.poke(CC_COUNT, false, 0);
  other.reader.sample();
  assert.equal(other.reader.knob(0, 7), 7);
  assert.throws(() => other.writer.poke(CONTROL_SLOTS, true, 0), RangeError);
});
