import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { workersFor } from "../../../src/host/show/worker-count.ts";

const cases: [evaluateP95: number, fps: number, cores: number, workers: number][] = [
  [0, 60, 16, 1],
  [14, 60, 16, 1],
  [15.6, 60, 16, 3], // packed and published, it would come too late every now and then
  [17, 60, 16, 3], // two frames go by, and a worker a little late loses one
  [48, 60, 16, 4],
  [68, 60, 16, 6],
  [68, 30, 16, 4],
  [68, 60, 4, 2],
  [68, 60, 2, 1],
  [Number.NaN, 60, 16, 1],
];
for (const [evaluateP95, fps, cores, workers] of cases) {
  test(`${evaluateP95} ms at ${fps} fps on ${cores} cores: ${workers}`, () => {
    assert.equal(workersFor({ evaluateP95, fps, cores }), workers);
  });
}

/** What comes out when each worker takes `ms`, and a tick goes to one idle worker at each display frame. */
function shown(ms: number, workers: number): number {
  const period = 1000 / 60;
  const freeAt = new Array<number>(workers).fill(0);
  let done = 0;
  for (let frame = 0; frame < 600; frame++) {
    const idle = freeAt.findIndex((at) => at <= frame * period);
    if (idle === -1) continue;
    freeAt[idle] = frame * period + ms;
    done++;
  }
  return done / 10;
}

test("law: with cores enough, every display frame finds an idle worker", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 190, noNaN: true }), (ms) => {
      assert.equal(shown(ms, workersFor({ evaluateP95: ms, fps: 60, cores: 64 })), 60);
    }),
    { seed: 1 },
  );
});

test("what it was before, frames' worth of workers rounded up from the median, misses frames at once when one is late", () => {
  assert.ok(shown(50.1, Math.ceil((47.7 * 60) / 1000)) < 50);
});
