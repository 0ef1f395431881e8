// A few points through every op of the vocabulary. A standby worker evaluates them while it waits: V8 compiles a function
// when it is first called, and that call should not be the artist's first frame. They are made from the op tables, so
// that no op can be forgotten.

import { E, L } from "../core/index.ts";
import type { AnyOp, Param } from "../core/op.ts";
import type { Geometry } from "../core/recipe.ts";
import type { Drawing } from "../core/sketch.ts";
import { effects, G, shapes } from "../core/vocabulary.ts";

/** Counts, iterations and tries are lowered to this, or to the least their range allows. */
const FEW = 8;

type Params = Readonly<Record<string, unknown>>;

/** Where low counts alone leave much to do: areas, fineness, the length of a text. An op missing here is only slower. */
const LITTLE: Readonly<Record<string, Params>> = {
  asemic: { text: "ab" },
  growth: { iterations: 50 },
  image: { detail: 8, spacing: 0.1 },
  isocontour: { maxDistance: 4, pitch: 2 },
  laplaceField: { uLines: 2, vLines: 2 },
  lsystem: { iterations: 2 },
  metaball: { pitch: 2 },
  reactionDiffusion: { pitch: 2, seedRadius: 4, steps: 120 },
  sphere: { level: 0 },
  streamlines: { width: 16, height: 16 },
};

/** What goes into layers and through a chain; then one geometry per op, in the order of the tables. */
export function warmUpDrawings(): Drawing[] {
  // Closed, overlapping and out of the sheet's plane: something to do for every effect.
  const input = G.polygon(5)
    .scale(16)
    .repeat({ count: 2, offset: [7, 3, 2] })
    .rotate({ angles: [20, 30, 0] });
  const outline = G.circle({ segments: 16 }).scale(14);
  const chain = E.translate(1).dash({ on: 5 }).scale(2);
  return [
    [L([input, outline], { color: "#123456", opacity: 0.5, width: 0.3, pen: 1 }), L(chain(outline))],
    ...Object.values<AnyOp>(shapes).map((op) => callOf(G, op)(littleWork(op))),
    ...Object.values<AnyOp>(effects).map((op) => {
      const masks = op.kind === "effect" ? new Array<Geometry>(op.masks?.least ?? 0).fill(outline) : [];
      return callOf(input, op).call(input, littleWork(op), ...masks);
    }),
  ];
}

/** By name, as a sketch calls it: a call and its binding are to be compiled as well. */
function callOf(words: object, op: AnyOp): (params: Params, ...masks: Geometry[]) => Geometry {
  return (words as Record<string, (params: Params, ...masks: Geometry[]) => Geometry>)[op.name];
}

function littleWork(op: AnyOp): Params {
  const counts = Object.entries<Param>(op.params).flatMap(([name, param]) =>
    param.kind === "int" ? [[name, Math.max(param.range[0], Math.min(FEW, param.default))]] : [],
  );
  return { ...Object.fromEntries(counts), ...LITTLE[op.name] };
}
