import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createTakeover, MEETING_DISTANCE, release, takesOver } from "../../../src/host/controls/takeover.ts";

/** What each position does to a target that stands at `target` until the knob acts. */
function turn(positions: readonly number[], target: number | null, state = createTakeover()) {
  let at = target;
  return positions.map((position) => {
    if (takesOver(state, position, at)) at = position;
    return at;
  });
}

test("a knob acts from where it crosses the value", () => {
  assert.deepEqual(turn([0.1, 0.3, 0.6, 0.4], 0.5), [0.5, 0.5, 0.6, 0.4]);
  assert.deepEqual(turn([0.9, 0.7, 0.4], 0.5), [0.5, 0.5, 0.4], "from above too");
  assert.deepEqual(turn([0.505, 0.6], 0.5), [0.505, 0.6], "near enough is a meeting");
  assert.deepEqual(turn([0.2], null), [0.2], "nobody knows where the target is: it acts at once");
});

test("its ghost is shown while it does not act", () => {
  const state = createTakeover();
  takesOver(state, 0.1, 0.5);
  assert.equal(state.ghost, 0.1);
  takesOver(state, 0.8, 0.5);
  assert.deepEqual(state, { engaged: true, ghost: null });
  release(state, 0.8);
  assert.equal(takesOver(state, 0.7, 0.2), false, "somebody else moved the target");
  assert.equal(state.ghost, 0.7);
});

const position = fc.integer({ min: 0, max: 127 }).map((step) => step / 127);

test("however a knob was turned while its cable was out, the value never jumps farther than the knob did", () => {
  fc.assert(
    fc.property(position, fc.array(position, { minLength: 1, maxLength: 60 }), (target, positions) => {
      const values = turn(positions, target) as number[];
      let [value, knob] = [target, positions[0]];
      for (let i = 0; i < values.length; i++) {
        const moved = Math.abs(positions[i] - knob);
        const jump = Math.abs(values[i] - value);
        assert.ok(jump <= Math.max(moved, MEETING_DISTANCE) + 1e-9, `jump ${jump} for a turn of ${moved}`);
        [value, knob] = [values[i], positions[i]];
      }
    }),
  );
});

test("a knob turned through its whole range acts at its end at the latest", () => {
  fc.assert(
    fc.property(position, (target) => {
      const sweep = Array.from({ length: 128 }, (_, step) => step / 127);
      assert.equal(turn(sweep, target).at(-1), 1);
    }),
  );
});
