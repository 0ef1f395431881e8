// What runs sixty times a second makes no typed arrays: their memory is outside V8's heap, so it is freed late, and a night
// of it is a leak to whoever watches the memory.

import assert from "node:assert/strict";
import { test } from "node:test";
import { scratchStats } from "../../src/core/scratch.ts";
import type { Drawing } from "../../src/core/sketch.ts";
import { G } from "../../src/core/vocabulary.ts";
import { newEvaluator } from "./ops.ts";

const FRAMES = 200;
const PERIOD = 10;

/** Frames of a drawing that comes back to itself every `PERIOD` frames, so that memory has had its greatest size. */
function arraysMadeBy(draw: (swing: number) => Drawing): Record<string, number> {
  const evaluator = newEvaluator();
  const run = (count: number) => {
    for (let i = 0; i < count; i++) evaluator.evaluate(draw(Math.sin((i * 2 * Math.PI) / PERIOD)));
  };
  run(PERIOD * 30);
  const { bytes, peak, entries } = scratchStats();
  const { viewsMade, arenaCapacity } = evaluator.stats;
  const constructed = countConstructed(() => run(FRAMES));
  const after = scratchStats();
  return {
    views: evaluator.stats.viewsMade - viewsMade,
    arena: evaluator.stats.arenaCapacity - arenaCapacity,
    scratch: Math.abs(after.bytes - bytes) + (after.peak - peak) + Math.abs(after.entries - entries),
    constructed,
  };
}

/** Typed arrays made by name while `work` runs. */
function countConstructed(work: () => void): number {
  const scope = globalThis as unknown as Record<string, NewableFunction>;
  const names = ["Float32Array", "Float64Array", "Int32Array", "Uint32Array", "Uint8Array"];
  const real = names.map((name) => scope[name]);
  let made = 0;
  const construct = (target: NewableFunction, args: unknown[], as: NewableFunction): object => {
    made++;
    return Reflect.construct(target, args, as);
  };
  for (const [i, name] of names.entries()) scope[name] = new Proxy(real[i], { construct });
  try {
    work();
  } finally {
    for (const [i, name] of names.entries()) scope[name] = real[i];
  }
  return made;
}

const NONE = { views: 0, arena: 0, scratch: 0, constructed: 0 };

test("a sketch of many ops whose parameters change with every frame makes no typed arrays", () => {
  const made = arraysMadeBy((swing) => {
    const outline = G.circle({ radius: 40 + 5 * swing });
    const curve = G.lissajous({ points: 60, phase: [90 * swing, 0, 0] }).scale(90 + 10 * swing);
    const moved = curve
      .displace({ t: swing })
      .wobble({ phase: 90 * swing })
      .twist({ angle: 40 * swing });
    return [
      moved.clip({}, outline).dash({ on: 5 + 2 * swing, off: 2 }),
      moved.resample({ step: 2 + swing }).offsetCurve({ distance: 2 + swing, count: 2 }),
      outline.fill({ spacing: 6 + swing, angle: 45 * swing }).trim({ end: 0.7 + 0.2 * swing }),
      moved.simplify({ tolerance: 0.5 + 0.4 * swing }).repeat({ count: 2, offset: [10 * swing, 4, 0] }),
    ];
  });
  assert.deepEqual(made, NONE);
});
