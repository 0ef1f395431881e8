// Whatever an op is asked for, it draws within the budget or says, before the memory is taken, that it wants more. And
// every mistake an artist can make with an op's parameters is told by the op's name.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyOp, EffectOp, Param, ParamTable } from "../../src/core/op.ts";
import type { Geometry } from "../../src/core/recipe.ts";
import { SketchError } from "../../src/core/sketch-error.ts";
import { E, effects, G, shapes } from "../../src/core/vocabulary.ts";
import { createMemory, newEvaluator } from "./ops.ts";

type Call = (...args: unknown[]) => Geometry;
const outline = () => G.polygon(5).scale(60);
/** The op as an artist calls it, an effect on `input`. */
function use(name: string, op: AnyOp, raw: Record<string, unknown>, input: () => Geometry): Geometry {
  if (op.kind === "shape") return (G as unknown as Record<string, Call>)[name](raw);
  const masks = Array.from({ length: (op as EffectOp).masks?.least ?? 0 }, outline);
  return ((E as unknown as Record<string, Call>)[name](raw, ...masks) as unknown as Call)(input());
}

const all = Object.entries({ ...shapes, ...effects } as Record<string, AnyOp>);
const greatest = (op: AnyOp) =>
  Object.fromEntries(
    Object.entries(op.params as ParamTable)
      .filter(([, param]) => "range" in param)
      .map(([key, param]) => [key, (param as Extract<Param, { range: readonly [number, number] }>).range[1]]),
  );

for (const [name, op] of all) {
  test(`${name} at its greatest keeps within a small budget, or is refused by name`, () => {
    const memory = createMemory();
    const evaluator = newEvaluator({ budget: { maxPoints: 400, maxLines: 60, maxBytes: 1 << 18 } });
    try {
      const { points, lines } = evaluator.evaluate(
        use(name, op, greatest(op), () => G.circle({ radius: 40, segments: 40 })),
      );
      assert.ok(points <= 400 && lines <= 60, `${points} points, ${lines} lines`);
    } catch (error) {
      assert.ok(error instanceof SketchError, `${error}`);
      assert.match(
        error.message,
        new RegExp(
          `"?${op.name}"?.* wants [\\d,.e+]+ (points|lines|bytes)|the drawing wants|lsystem would be \\d+ symbols`,
        ),
      );
    }
    assert.ok(evaluator.stats.arenaCapacity <= 1 << 21, `${evaluator.stats.arenaCapacity} bytes of arena`);
    assert.equal(memory.buffer.byteLength, 65_536);
    // It works on: the next frame is an ordinary one.
    assert.equal(evaluator.evaluate(G.line()).points, 2);
  });

  test(`${name}: what is no number, no choice, no parameter is told with the op's name and a way out`, () => {
    const refused = (raw: Record<string, unknown>, what: RegExp) =>
      assert.throws(
        () => newEvaluator().evaluate(use(name, op, raw, outline)),
        (error) => error instanceof SketchError && error.message.includes(`"${op.name}"`) && what.test(error.message),
        JSON.stringify(raw),
      );
    for (const [key, param] of Object.entries(op.params as ParamTable)) {
      switch (param.kind) {
        case "number":
        case "int":
        case "vec3":
          refused({ [key]: Number.NaN }, new RegExp(`${key} is NaN`));
          refused({ [key]: "5" }, new RegExp(`${key} is text`));
          break;
        case "flag":
          refused({ [key]: 1 }, new RegExp(`${key} is 1`));
          break;
        case "choice":
          refused({ [key]: "nothing of the kind" }, new RegExp(`${key} is text`));
          break;
        case "text":
          refused({ [key]: 5 }, new RegExp(`${key} is 5`));
          break;
        case "numbers":
          refused({ [key]: [1, Number.NaN] }, new RegExp(`${key}\\[1\\] is NaN`));
          break;
        default:
          param satisfies never;
      }
    }
    refused({ nonsense: 1 }, /has no parameters?/);
  });
}
