import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  BAND_COUNT,
  controlTableBytes,
  createControlReader,
  createControlWriter,
  SOUND,
  TRIGGER_COUNT,
  triggerTag,
} from "../../src/protocol/control-table.ts";
import { createSound, createTriggers } from "../../src/worker/sketch-inputs.ts";

function table() {
  const memory = new SharedArrayBuffer(controlTableBytes());
  const writer = createControlWriter(memory);
  const reader = createControlReader(memory);
  const clock = { t: 0, beat: 0 };
  const { trigger } = createTriggers(reader, clock);
  return {
    writer,
    reader,
    trigger,
    sound: createSound(reader),
    fire(name: string, value = 1, t = clock.t, beat = clock.beat) {
      writer.fire(triggerTag(name), value, t, beat);
    },
    at(t: number, beat = t * 2) {
      Object.assign(clock, { t, beat });
      reader.sample();
    },
  };
}

test("a trigger that never fired is infinitely long ago", () => {
  const { trigger, at } = table();
  at(5);
  const { count, age, beats, value } = trigger("kick");
  assert.deepEqual({ count, age, beats, value }, { count: 0, age: Infinity, beats: Infinity, value: 0 });
});

test("a trigger tells how often, how long ago in seconds and beats, and with what", () => {
  const { trigger, at, fire } = table();
  at(1, 2);
  fire("kick", 0.5);
  at(1.5, 3.5);
  assert.deepEqual(
    [trigger("kick").count, trigger("kick").age, trigger("kick").beats, trigger("kick").value],
    [1, 0.5, 1.5, 0.5],
  );
  assert.equal(trigger("snare").count, 0, "and no other");
  fire("kick", 0.25);
  at(1.75, 4);
  assert.deepEqual([trigger("kick").count, trigger("kick").age, trigger("kick").value], [2, 0.25, 0.25]);
});

test("one that fires between the tick and the sample is now, not in the future", () => {
  const { trigger, at, fire } = table();
  at(1);
  fire("kick", 1, 1.01, 2.02);
  at(1);
  assert.equal(trigger("kick").age, 0);
  assert.equal(trigger("kick").beats, 0);
});

test("the same name is the same object, and names that are none are the sketch's mistake", () => {
  const { trigger } = table();
  assert.equal(trigger("kick"), trigger("kick"));
  for (const name of ["", "x".repeat(65), 7 as unknown as string, undefined as unknown as string])
    assert.throws(() => trigger(name), { name: "SketchError" });
  assert.throws(
    () => {
      for (let i = 0; i < 200; i++) trigger(`t${i}`);
    },
    { name: "SketchError", message: "more than 128 triggers" },
  );
});

test("many triggers: the one that fired longest ago makes room, all others keep their counts", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 300 }), (fires) => {
      const { trigger, at, fire } = table();
      // The model: names by the time of their last fire, at most as many as there are places.
      const kept = new Map<string, number>();
      fires.forEach((which, i) => {
        const name = `t${which}`;
        at(i / 10);
        fire(name);
        const count = (kept.get(name) ?? 0) + 1;
        kept.delete(name);
        if (kept.size >= TRIGGER_COUNT) kept.delete(kept.keys().next().value as string);
        kept.set(name, count);
      });
      at(fires.length / 10);
      for (let which = 0; which <= 50; which++)
        assert.equal(trigger(`t${which}`).count, kept.get(`t${which}`) ?? 0, `t${which}`);
    }),
  );
});

test("names and tags: none is 0, all fit a float32, and short names do not collide", () => {
  const names = Array.from({ length: 3000 }, (_, i) => i.toString(36));
  for (const name of names) {
    const tag = triggerTag(name);
    assert.ok(tag > 0 && Math.fround(tag) === tag, `${name}: ${tag}`);
  }
  const some = names.slice(0, 500).map(triggerTag);
  assert.equal(new Set(some).size, some.length);
});

test("silence is zero everywhere; a band that is none is zero", () => {
  const { writer, sound, at } = table();
  at(0);
  assert.deepEqual([sound.on, sound.level, sound.peak, sound.onset, sound.onsets], [false, 0, 0, 0, 0]);
  writer.setSound(SOUND.on, 1);
  writer.setSound(SOUND.level, 0.5);
  for (let i = 0; i < BAND_COUNT; i++) writer.setSound(SOUND.bands + i, (i + 1) / 16);
  at(1);
  assert.deepEqual([sound.on, sound.level], [true, 0.5]);
  assert.deepEqual(
    Array.from({ length: BAND_COUNT }, (_, i) => sound.band(i)),
    Array.from({ length: BAND_COUNT }, (_, i) => (i + 1) / 16),
  );
  for (const index of [-1, BAND_COUNT, 0.5, Number.NaN]) assert.equal(sound.band(index), 0);
});

test("a sound that does not change writes nothing", () => {
  const { writer } = table();
  writer.setSound(SOUND.level, 0.1);
  const before = writer.revision();
  writer.setSound(SOUND.level, 0.1);
  writer.setSound(SOUND.onset, 0);
  assert.equal(writer.revision(), before);
  writer.setSound(SOUND.level, 0.2);
  assert.equal(writer.revision(), before + 1);
});
