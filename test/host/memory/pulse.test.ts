// Counters that are read four times a second, with a clock turned by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createPulse } from "../../../src/host/memory/pulse.ts";
import type { HeapReading } from "../../../src/host/show/watchdog.ts";
import type { PageStats } from "../../../src/protocol/link.ts";
import { createRandom } from "../../bench/support/statistics.ts";

function open() {
  let ms = 0;
  const heaps = new Map<number | "page", HeapReading>();
  const held = { page: 5e6, air: 3e6, buffers: 1e6, gpu: 2e6, glObjects: 9, created: 9, airLife: 2 };
  const seen: number[] = [];
  let hostUsed = 20e6;
  const stats = (): PageStats =>
    ({
      generation: 4,
      fps: 60,
      memory: {
        gl: { count: held.glObjects, bytes: held.gpu, created: held.created, deleted: 0, leakedToGc: 0 },
        drawingBufferBytes: 3e6,
        owners: [],
        outside: {
          shared: { bytes: 1e6, count: 3 },
          blob: { bytes: 0, count: 0 },
          worker: { bytes: 0, count: 2 },
          message: { bytes: 0, count: 0 },
        },
        arenaBytes: 1e6,
      },
    }) as unknown as PageStats;
  const pulse = createPulse({
    seen: (generation) => void seen.push(generation),
    heaps: () => heaps,
    roleOf: (id) => (id === held.airLife ? "air" : "standby"),
    host: { heap: () => ({ used: hostUsed, buffers: 4e6 }), send: async () => ({}), close() {} },
    processes: { list: async () => [], resident: async () => ({ browser: 2e8 }) },
    adapt: async () => {},
    now: () => ms,
  });
  const random = createRandom(3);
  /** Plays for so many seconds; `each` may change what is held. */
  const play = (seconds: number, each: (beat: number) => void = () => {}) => {
    for (let beat = 0; beat < seconds * 4; beat++) {
      ms += 250;
      each(beat);
      const reading = (used: number, buffers: number): HeapReading => ({
        used,
        buffers,
        embedder: 0,
        allocated: 0,
        rate: 1e6,
      });
      heaps.set("page", reading(held.page, 7e5));
      heaps.set(2, reading(held.air, held.buffers));
      heaps.set(3, reading(1.4e6, 2e5));
      hostUsed = 20e6 + (beat % 9) * 3e5 + random() * 1e4;
      pulse.beat(stats());
    }
  };
  const row = (name: string, seconds = 60) => {
    const found = pulse.slopes(seconds).find((each) => each.name === name);
    assert.ok(found, name);
    return found;
  };
  return { pulse, held, play, row, seen };
}

/** A heap with garbage: it fills for two seconds and falls back to what is kept. */
const saw = (kept: number, beat: number) => kept + (beat % 8) * 4e5;

test("a leak under garbage is told with its rate; garbage alone is steady", () => {
  const { held, play, row } = open();
  play(60, (beat) => {
    held.air = saw(3e6 + beat * 50e3, beat);
    held.page = saw(5e6, beat);
  });
  const air = row("air");
  assert.equal(air.verdict, "grows");
  assert.ok(Math.abs((air.slope ?? 0) - 200e3) < 20e3, `${air.slope}`);
  assert.ok((air.low ?? 0) > 0 && (air.high ?? 0) < 400e3);
  assert.equal(row("page").verdict, "steady");
  assert.equal(row("gpu").verdict, "steady");
  const total = row("memory");
  assert.equal(total.verdict, "grows");
  assert.ok(Math.abs((total.slope ?? 0) - 200e3) < 60e3, `${total.slope}`);
});

test("what has not been collected yet may all be garbage: nobody is accused", () => {
  const { held, play, row, pulse } = open();
  pulse.budget.set("memory", "50kB/s", ["memory"]);
  pulse.budget.set("page", "50kB/s", ["page"]);
  play(60, () => {
    held.page += 25e3;
    held.buffers += 20e3;
  });
  for (const name of ["page", "buffers"]) assert.equal(row(name).verdict, "unknown", name);
  assert.equal(row("memory").verdict, "unknown", "a total is not steady while a part of it may grow");
  assert.equal(pulse.budget.raised(), 0);
});

test("what V8 would never let lie is growth, collected or not", () => {
  const { held, play, row } = open();
  play(60, () => {
    held.buffers += 250e3;
  });
  assert.equal(row("buffers").verdict, "grows");
});

test("an event cuts: its step is no slope, and the word says what cut", () => {
  const { pulse, held, play, row } = open();
  play(30, (beat) => {
    held.air = saw(3e6, beat);
  });
  held.airLife = 3;
  pulse.cut("version 5");
  play(30, () => {});
  const air = row("air");
  assert.equal(air.cut, "version 5");
  assert.ok(air.seconds <= 26);
  assert.equal(air.verdict, "steady");
});

test("counts rise without bytes, and creations are a rate", () => {
  const { pulse, held, play, row } = open();
  play(30, () => {
    held.glObjects += 15;
    held.created += 15;
  });
  assert.equal(row("gpu objects").verdict, "grows");
  assert.equal(row("gpu objects").unit, "");
  assert.ok(Math.abs(pulse.glRates().createdPerSecond - 60) < 1);
});

test("an alarm is told once, and peaks can begin anew", () => {
  const { pulse, held, play, row, seen } = open();
  pulse.budget.set("air", "4MB", pulse.series.names().concat("air"));
  play(5);
  assert.equal(pulse.budget.raised(), 0);
  held.air = 9e6;
  play(5);
  assert.equal(pulse.budget.raised(), 1);
  assert.match(pulse.budget.active()[0].what, /air holds 9.00 MB, the budget is 4.00 MB/);
  held.air = 3e6;
  play(8);
  assert.equal(pulse.budget.active().length, 0);
  assert.equal(row("air").peak, 9e6);
  pulse.series.resetPeaks();
  play(1);
  assert.equal(row("air").peak, 3e6);
  assert.ok(seen.every((generation) => generation === 4));
  const { entries, maxEntries, bytes, maxBytes } = pulse.series.usage();
  assert.ok(entries <= maxEntries && bytes <= maxBytes);
});

test("the HUD's glance adds up", () => {
  const { pulse, play } = open();
  play(2);
  const { total, heaps, buffers, shared, gpu, gpuObjects } = pulse.glance();
  assert.ok(Math.abs(heaps + buffers + shared + gpu - total) < 1, `${heaps + buffers + shared + gpu} = ${total}`);
  assert.equal(gpuObjects, 9);
});
