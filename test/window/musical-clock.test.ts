// Musical time in the window: taken up where it stands, held while frozen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { heldAt, type TempoAnchor } from "../../src/protocol/tempo.ts";
import { createMoment } from "../../src/protocol/worker-board.ts";
import { createMusicalClock } from "../../src/window/musical-clock.ts";

const ORIGIN = 1e12;
const anchor: TempoAnchor = {
  ...{ bpm: 120, beat: 0, atMs: ORIGIN, playing: true, beatsPerBar: 4, barBeat: 0, bar: 0, take: 1, revision: 1 },
};
const moment = () => ({ ...createMoment(), playing: true, barBeat: 0, take: 0 });

test("a window that opens late, or again, begins at the beat that is", () => {
  const clock = createMusicalClock(anchor, ORIGIN, 60_000);
  const told = moment();
  clock.read(told, 60_250);
  assert.deepEqual([told.beat, told.bar, told.phase, told.bpm, told.beatsPerBar], [120.5, 30, 0.125, 120, 4]);
  assert.deepEqual([told.playing, told.take], [true, 1]);
});

test("frozen, nothing of it moves; then it is where it would have been", () => {
  const clock = createMusicalClock(anchor, ORIGIN, 0);
  const told = moment();
  clock.read(told, 1000);
  clock.setFrozen(true);
  clock.aim({ ...anchor, bpm: 60, beat: 2, atMs: ORIGIN + 1000, beatsPerBar: 3, revision: 2 });
  const held = { ...told };
  clock.read(told, 5000);
  assert.deepEqual(told, held);
  clock.setFrozen(false);
  clock.read(told, 5000);
  assert.deepEqual([told.beat, told.bpm, told.beatsPerBar], [6, 60, 3]);
});

test("a window that opens on a frozen picture has the beat that was held", () => {
  const clock = createMusicalClock(heldAt({ ...anchor, revision: 7 }, 3.25), ORIGIN, 60_000);
  const told = moment();
  clock.read(told, 60_010);
  assert.equal(told.beat, 3.25);
  clock.setFrozen(true);
  clock.aim({ ...anchor, revision: 7 });
  clock.read(told, 60_500);
  assert.equal(told.beat, 3.25);
  clock.setFrozen(false);
  clock.read(told, 61_000);
  assert.equal(told.beat, 122);
});

test("an anchor that comes late makes the beat wait, not turn", () => {
  const clock = createMusicalClock(anchor, ORIGIN, 0);
  const told = moment();
  const beats: number[] = [];
  for (let ms = 0; ms <= 2000; ms += 10) {
    if (ms === 1000) clock.aim({ ...anchor, beat: 1.6, atMs: ORIGIN + 900, playing: false, revision: 2 });
    clock.read(told, ms);
    beats.push(told.beat);
  }
  assert.ok(beats.every((beat, i) => i === 0 || beat >= beats[i - 1]));
  assert.equal(beats.at(-1), 1.98, "stopped where it was seen last");
});
