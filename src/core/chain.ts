// Reusable chains: `E.rotate({ … }).displace({ … })` is a function from geometry to geometry that can be kept, applied
// to several shapes and extended; extending makes a new chain and leaves the old one as it was.
//
// A chain is a linked list of steps behind a function. The function hides its step in its closure and hands it out when
// called with a private token: a property on the function would cost a second object per link, sixty times a second.

import { type BoundOp, bindOp } from "./bound-op.ts";
import type { AnyOp, ParamInputs, ParamTable } from "./op.ts";
import type { RawParams } from "./params.ts";
import { effectOf, Geometry, type Masks, masksOf, type Pipeable, paramsOf } from "./recipe.ts";
import { inheritSite, recordSite } from "./sites.ts";
import { describeValue, SketchError } from "./sketch-error.ts";
import type { Effects } from "./words.ts";

export interface ChainBuilder extends Effects<Chain> {
  /** Appends an effect of your own (`defineEffect`) or another chain. */
  pipe<const T extends ParamTable>(effect: Pipeable<T>, params?: ParamInputs<T>, ...masks: Geometry[]): Chain;
  pipe(chain: (geometry: Geometry) => Geometry): Chain;
}

export interface Chain extends ChainBuilder {
  (geometry: Geometry): Geometry;
}

type ByFunction = (geometry: Geometry) => Geometry;

class Step {
  constructor(
    /** An op with its parameters, or a whole function. */
    readonly act: BoundOp | ByFunction,
    readonly params: RawParams,
    readonly masks: Masks,
    readonly previous: Step | null,
  ) {
    recordSite(this);
  }
}

const ASK_STEP = Symbol("step");
const NO_PARAMS: RawParams = Object.freeze({});
const NO_MASKS: Masks = Object.freeze([]);
const chainMethods: object = Object.create(Function.prototype);

/** Steps waiting to be applied, last one first. Kept between calls so that a long chain needs no recursion. */
const pending: Step[] = [];

function chainOf(last: Step): Chain {
  const chain = (geometry: Geometry | typeof ASK_STEP) => (geometry === ASK_STEP ? last : applySteps(last, geometry));
  return Object.setPrototypeOf(chain, chainMethods) as Chain;
}

/** A chain of a single effect; what `defineEffect` returns when called. */
export function chainOfEffect(
  bound: BoundOp,
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
  e?: unknown,
  f?: unknown,
): Chain {
  return append(null, bound, a, b, c, d, e, f);
}

function append(
  previous: Step | null,
  bound: BoundOp,
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
  e?: unknown,
  f?: unknown,
): Chain {
  return chainOf(new Step(bound, paramsOf(bound, a, b, c, d, e, f), masksOf(bound, a, b, c, d, e, f), previous));
}

function applySteps(last: Step, input: Geometry): Geometry {
  if (!(input instanceof Geometry)) {
    throw new SketchError(`a chain was called with ${describeValue(input)}`, {
      expected: "one geometry",
      try: "For several, write list.map((g) => chain(g)).",
    });
  }
  const bottom = pending.length; // a step may be a function that itself applies a chain
  for (let step: Step | null = last; step !== null; step = step.previous) pending.push(step);
  let geometry = input;
  try {
    while (pending.length > bottom) {
      const step = pending.pop() as Step;
      if (typeof step.act === "function") {
        geometry = step.act(geometry);
      } else {
        geometry = new Geometry(step.act, step.params, geometry, step.masks);
        inheritSite(step, geometry);
      }
    }
  } finally {
    pending.length = bottom;
  }
  return geometry;
}

function stepOf(chain: unknown): Step | null {
  return typeof chain === "function" ? ((chain as (ask: symbol) => unknown)(ASK_STEP) as Step) : null;
}

function appendPiped(previous: Step | null, effect: unknown, params: unknown, masks: unknown[]): Chain {
  const op = effectOf(effect);
  if (op !== null) return append(previous, bindOp(op), params, masks[0], masks[1], masks[2], masks[3], masks[4]);
  if (typeof effect === "function") return chainOf(new Step(effect as ByFunction, NO_PARAMS, NO_MASKS, previous));
  throw new SketchError(`pipe() got ${describeValue(effect)}`, { expected: "an effect or a chain" });
}

/** The object an artist calls `E`, with a method per effect; also gives every chain the same methods. */
export function installChainMethods(effects: Readonly<Record<string, AnyOp>>): ChainBuilder {
  const builder: Record<string, unknown> = {
    pipe: (effect: unknown, params: unknown, ...masks: unknown[]) => appendPiped(null, effect, params, masks),
  };
  define(chainMethods, "pipe", function (this: Chain, effect: unknown, params: unknown, ...masks: unknown[]) {
    return appendPiped(stepOf(this), effect, params, masks);
  });
  for (const [name, op] of Object.entries(effects)) {
    const bound = bindOp(op, "built-in");
    builder[name] = (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown) =>
      append(null, bound, a, b, c, d, e, f);
    define(
      chainMethods,
      name,
      function (this: Chain, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown) {
        return append(stepOf(this), bound, a, b, c, d, e, f);
      },
    );
  }
  return builder as unknown as ChainBuilder;
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}
