// Anchors and the follower: beats of moments, bars of beats, and that nothing runs back.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  barOf,
  beatAt,
  beatOfBar,
  createBeatFollower,
  msOfBeat,
  phaseOf,
  type TempoAnchor,
} from "../../src/protocol/tempo.ts";

const anchor = (change: Partial<TempoAnchor> = {}): TempoAnchor => ({
  ...{ bpm: 120, beat: 0, atMs: 0, playing: true, beatsPerBar: 4, barBeat: 0, bar: 0, take: 1, revision: 1 },
  ...change,
});

test("beats of moments, and moments of beats", () => {
  const rows: [Partial<TempoAnchor>, ms: number, beat: number][] = [
    [{}, 500, 1],
    [{ bpm: 60, beat: 8, atMs: 1000 }, 2500, 9.5],
    [{ beat: 3, atMs: 5000 }, 4500, 2],
    [{ beat: 3, playing: false }, 9e9, 3],
  ];
  for (const [change, ms, beat] of rows) {
    assert.equal(beatAt(anchor(change), ms), beat);
    assert.equal(msOfBeat(anchor(change), beat), change.playing === false ? Number.POSITIVE_INFINITY : ms);
  }
});

test("bars are counted from the bar line that is known, whatever the metre was before", () => {
  const rows: [Partial<TempoAnchor>, beat: number, bar: number, phase: number][] = [
    [{}, 0, 0, 0],
    [{}, 5, 1, 0.25],
    [{ beatsPerBar: 3 }, 5, 1, 2 / 3],
    [{ beatsPerBar: 3, barBeat: 8, bar: 2 }, 12.5, 3, 0.5],
    [{ beatsPerBar: 3, barBeat: 8, bar: 2 }, 7, 1, 2 / 3],
  ];
  for (const [change, beat, bar, phase] of rows) {
    const of = anchor(change);
    assert.equal(barOf(of, beat), bar);
    assert.ok(Math.abs(phaseOf(of, beat) - phase) < 1e-12);
    assert.equal(barOf(of, beatOfBar(of, bar)), bar);
    assert.equal(phaseOf(of, beatOfBar(of, bar)), 0);
  }
});

test("a correction that lies behind is waited for at half speed; one that lies ahead is taken at once", () => {
  const follower = createBeatFollower(anchor());
  assert.equal(follower.beat(1000), 2);
  follower.aim(anchor({ beat: -1, revision: 2 }));
  assert.deepEqual([1000, 1500, 2000, 2500].map(follower.beat), [2, 2.5, 3, 4]);
  follower.aim(anchor({ beat: 1, revision: 3 }));
  assert.equal(follower.beat(2500), 6);
});

test("an older anchor is no news, another take is another place", () => {
  const follower = createBeatFollower(anchor({ revision: 5 }));
  follower.aim(anchor({ beat: 100, revision: 4 }));
  assert.equal(follower.beat(500), 1);
  follower.aim(anchor({ beat: 0.5, atMs: 500, take: 2, revision: 6 }));
  assert.equal(follower.beat(500), 0.5);
});

const change = fc.record(
  {
    bpm: fc.double({ min: 10, max: 1000, noNaN: true }),
    beat: fc.double({ min: 0, max: 1000, noNaN: true }),
    late: fc.double({ min: -50, max: 500, noNaN: true }),
    playing: fc.boolean(),
    wait: fc.double({ min: 0, max: 2000, noNaN: true }),
  },
  { noNullPrototype: true },
);

test("it does not matter how often somebody looks", () => {
  fc.assert(
    fc.property(fc.double({ min: -4, max: 0, noNaN: true }), fc.integer({ min: 1, max: 50 }), (by, looks) => {
      const ends = [1, looks].map((steps) => {
        const follower = createBeatFollower(anchor());
        follower.beat(1000);
        follower.aim(anchor({ beat: by, revision: 2 }));
        for (let i = 1; i <= steps; i++) follower.beat(1000 + (1500 * i) / steps);
        return follower.beat(2500);
      });
      assert.ok(Math.abs(ends[0] - ends[1]) < 1e-9, ends.join(" "));
    }),
  );
});

test("whatever the anchors say: in a take no beat is less than the one before", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const follower = createBeatFollower(anchor());
      let now = 0;
      let last = 0;
      for (const [i, { bpm, beat, late, playing, wait }] of changes.entries()) {
        follower.aim(anchor({ bpm, beat, playing, atMs: now - late, revision: i + 2 }));
        for (let look = 0; look <= 4; look++) {
          const seen = follower.beat(now + (wait * look) / 4);
          assert.ok(seen >= last, `${seen} after ${last}`);
          last = seen;
        }
        now += wait;
      }
    }),
    { numRuns: 500 },
  );
});

test("after a correction the follower comes to the anchor, and stays there", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 20, max: 300, noNaN: true }),
      fc.double({ min: -4, max: 4, noNaN: true }),
      (bpm, by) => {
        const follower = createBeatFollower(anchor({ bpm }));
        follower.beat(10_000);
        const moved = anchor({ bpm, beat: beatAt(anchor({ bpm }), 10_000) + by, atMs: 10_000, revision: 2 });
        follower.aim(moved);
        const caughtUp = 10_000 + (Math.abs(by) * 2 * 60_000) / bpm;
        let now = 10_000;
        for (; now < caughtUp + 20; now += 7) follower.beat(now);
        for (; now < caughtUp + 1000; now += 7) {
          assert.ok(Math.abs(follower.beat(now) - beatAt(moved, now)) < 1e-9);
        }
      },
    ),
  );
});
