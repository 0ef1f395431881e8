// One process per measurement: warms up as a standby worker does (or not), then draws with one op for the first time.

import { createEvaluator } from "../../../src/core/evaluate.ts";
import type { AnyOp } from "../../../src/core/op.ts";
import type { Geometry } from "../../../src/core/recipe.ts";
import type { Drawing } from "../../../src/core/sketch.ts";
import { effects, G, shapes } from "../../../src/core/vocabulary.ts";
import { createKernelMemory } from "../../../src/worker/kernels.ts";
import { warmUpDrawings } from "../../../src/worker/warm-up.ts";

const [name, warm] = process.argv.slice(2);
const WARM_CALLS = 9;

const evaluator = createEvaluator({ memory: createKernelMemory(WebAssembly, 16, 8192), now: () => performance.now() });
evaluator.setCaching(false);
const timed = (drawing: Drawing): number => {
  const started = performance.now();
  evaluator.evaluate(drawing);
  return performance.now() - started;
};

const started = performance.now();
if (warm === "warm") for (const drawing of warmUpDrawings()) evaluator.evaluate(drawing);
const warmUp = performance.now() - started;
evaluator.reset();

// What the effects work on is drawn before, so that its own first call is not theirs.
const input = () =>
  G.polygon(5)
    .scale(60)
    .repeat({ count: 3, offset: [12, 5, 3] })
    .translate(74, 105);
timed(input());
const first = timed(drawingOf(name));
const later = Array.from({ length: WARM_CALLS }, () => timed(drawingOf(name))).sort((a, b) => a - b);
console.log(JSON.stringify({ warmUp, first, later: later[WARM_CALLS >> 1] }));

/** The op by its defaults. */
function drawingOf(op: string): Geometry {
  type Call = (params: object, ...masks: Geometry[]) => Geometry;
  if (op in shapes) return (G as unknown as Record<string, Call>)[op]({});
  const declared = (effects as Record<string, AnyOp>)[op];
  const least = declared.kind === "effect" ? (declared.masks?.least ?? 0) : 0;
  const on = input();
  const masks = new Array<Geometry>(least).fill(G.circle().scale(70).translate(80, 105));
  return (on as unknown as Record<string, Call>)[op].call(on, {}, ...masks);
}
