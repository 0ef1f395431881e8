// What stands between a datagram and an action: bundles that wait for their time, and values that overtake each other.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { OscMessage } from "../../../src/host/osc/codec.ts";
import { createDue, MAX_AHEAD_MS } from "../../../src/host/osc/due.ts";
import { createGather } from "../../../src/host/osc/gather.ts";

/** A clock that is turned by hand, with its timers. */
function handClock() {
  const timers = new Map<number, { at: number; callback: () => void }>();
  let now = 0;
  let next = 1;
  return {
    now: () => now,
    setTimer(callback: () => void, ms: number) {
      timers.set(next, { at: now + ms, callback });
      return next++;
    },
    clearTimer: (timer: unknown) => void timers.delete(timer as number),
    timers: () => timers.size,
    turn(to: number) {
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= to).sort((a, b) => a[1].at - b[1].at)[0];
        if (!due) break;
        timers.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].callback();
      }
      now = to;
    },
  };
}

const message = (address: string): OscMessage => ({ kind: "message", address, args: [] });

test("what is due later comes at its time, in its order, whatever order it came in", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 50 }), (times) => {
      const clock = handClock();
      const seen: number[] = [];
      const due = createDue({
        ...clock,
        onDue: (_, atMs) => {
          assert.ok(clock.now() >= atMs && clock.now() < atMs + 1);
          seen.push(atMs);
        },
      });
      for (const time of times) assert.ok(due.add(time, message(`/${time}`)));
      assert.ok(clock.timers() <= 1);
      clock.turn(2000);
      assert.deepEqual(
        seen,
        [...times].sort((a, b) => a - b),
      );
      assert.equal(due.usage().entries, 0);
    }),
  );
});

test("the table of what waits is bounded, and reaches a minute ahead", () => {
  const clock = handClock();
  const due = createDue({ ...clock, onDue: () => {} });
  const most = due.usage().maxEntries;
  for (let i = 0; i < most; i++) assert.ok(due.add(10, message("/a")));
  assert.ok(!due.add(10, message("/a")));
  assert.equal(due.usage().entries, most);
  due.clear();
  assert.equal(clock.timers(), 0);
  assert.ok(!due.add(MAX_AHEAD_MS + 1, message("/a")));
  assert.ok(due.add(MAX_AHEAD_MS, message("/a")));
});

test("what waits is bounded in bytes, too", () => {
  const clock = handClock();
  const due = createDue({ ...clock, onDue: () => {} });
  const large: OscMessage = { kind: "message", address: "/a", args: [{ type: "b", value: new Uint8Array(60_000) }] };
  let kept = 0;
  while (due.add(10, large)) kept++;
  const { bytes, maxBytes } = due.usage();
  assert.ok(kept > 5 && kept < 50 && bytes <= maxBytes, `${kept} of 120 kB each, ${bytes} bytes`);
  clock.turn(20);
  assert.equal(due.usage().bytes, 0);
});

test("a flood costs one action per target and turn, the first at once, and the last value always comes", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat(20)), { maxLength: 300 }), (moves) => {
      const clock = handClock();
      const acted: [string, number, number][] = [];
      const gather = createGather<[string, number]>({
        ...clock,
        act: ([key, value]) => acted.push([key, value, clock.now()]),
      });
      const last = new Map<string, number>();
      let value = 0;
      for (const [key, wait] of moves) {
        gather.put(key, [key, ++value]);
        if (!last.has(key)) assert.deepEqual(acted.at(-1), [key, value, clock.now()], "the first of all goes at once");
        last.set(key, value);
        clock.turn(clock.now() + wait / 4);
      }
      clock.turn(clock.now() + 100);
      for (const [key, value] of last) {
        const mine = acted.filter(([each]) => each === key);
        assert.equal(mine.at(-1)?.[1], value, "the last value came");
        for (let i = 1; i < mine.length; i++) assert.ok(mine[i][1] > mine[i - 1][1], "never backwards");
      }
      const turns = clock.now() / 8 + 2;
      assert.ok(acted.length <= turns * 3);
      assert.equal(acted.length + gather.merged, moves.length);
      assert.equal(clock.timers(), 0);
    }),
  );
});

test("more targets than there is room for are counted, not kept", () => {
  const clock = handClock();
  let acted = 0;
  const gather = createGather<number>({ ...clock, act: () => acted++ });
  for (let i = 0; i < 5000; i++) gather.put(`key ${i}`, i);
  clock.turn(100);
  assert.equal(acted + gather.dropped, 5000);
  assert.ok(gather.dropped > 0 && acted <= 2048);
});
