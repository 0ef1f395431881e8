import assert from "node:assert/strict";
import { test } from "node:test";
import { Geometry } from "../../src/core/recipe.ts";
import { effects, shapes } from "../../src/core/vocabulary.ts";
import { warmUpDrawings } from "../../src/worker/warm-up.ts";
import { newEvaluator } from "../core/ops.ts";

test("the warm-up has every op of the vocabulary once, and none of them refuses or draws nothing", () => {
  const geometries = warmUpDrawings().filter((drawing) => drawing instanceof Geometry);
  assert.deepEqual(
    geometries.map(({ op }) => op.name),
    [...Object.keys(shapes), ...Object.keys(effects)],
  );
  const evaluator = newEvaluator();
  for (const geometry of geometries) {
    const { points } = evaluator.evaluate(geometry);
    assert.ok(points > 0, `${geometry.op.name} drew nothing`);
    assert.ok(points < 2000, `${geometry.op.name} drew ${points} points: that is no little work`);
  }
});
