// A recipe: what to draw, before anything is drawn. `G.sphere().scale(400)` is two nodes and no points; the worker
// evaluates what `draw` returns, and only where the content has changed.
//
// Nodes are made anew on every frame, so they are the garbage of a steady sketch: five words, no copies, no closures.
// For the same reason `params` is the artist's own object and is read once, after `draw` has returned. Pass a fresh
// literal to each call, as the examples do; an object changed after it was passed is drawn as it then is.

import { type BoundOp, bindOp } from "./bound-op.ts";
import type { AffineOp, AnyOp, EffectOp, ParamInputs, ParamTable, ShapeOp } from "./op.ts";
import type { RawParams } from "./params.ts";
import { recordSite } from "./sites.ts";
import { describeValue, SketchError } from "./sketch-error.ts";
import type { Effects } from "./words.ts";

/** How an op is called: with named parameters and further inputs (masks), or with its plain numbers, `scale(400)`. */
export interface OpCall<T extends ParamTable, Result> {
  (params?: ParamInputs<T>, ...masks: Geometry[]): Result;
  (mask: Geometry, ...masks: Geometry[]): Result;
  (value: number, ...values: number[]): Result;
}

/** How a shape is called. It has no inputs. */
export interface ShapeCall<T extends ParamTable> {
  (params?: ParamInputs<T>): Geometry;
  (value: number, ...values: number[]): Geometry;
}

/** An effect that a sketch made with `defineEffect`, or a bare op. */
export type Pipeable<T extends ParamTable> = EffectOp<T> | AffineOp<T> | { readonly op: EffectOp<T> };

export type Masks = readonly Geometry[];

const NO_PARAMS: RawParams = Object.freeze({});
const NO_MASKS: Masks = Object.freeze([]);

/** An immutable recipe node: an op, its parameters, its inputs. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are installed from the effect table
export class Geometry {
  readonly bound: BoundOp;
  readonly params: RawParams;
  /** What an effect works on; null for a shape. */
  readonly input: Geometry | null;
  /** Further inputs, in order. */
  readonly masks: Masks;
  /** Its number in the evaluation that saw it last; only that table knows whether it still holds. Not part of the recipe. */
  slot = 0;

  constructor(bound: BoundOp, params: RawParams, input: Geometry | null, masks: Masks) {
    this.bound = bound;
    this.params = params;
    this.input = input;
    this.masks = masks;
    recordSite(this);
  }

  get op(): AnyOp {
    return this.bound.op;
  }

  /** Appends an effect of your own (`defineEffect`), or a whole chain: `g.pipe(wave, { height: 4 })`, `g.pipe(shaken)`. */
  pipe<const T extends ParamTable>(effect: Pipeable<T>, params?: ParamInputs<T>, ...masks: Geometry[]): Geometry;
  pipe(chain: (geometry: Geometry) => Geometry): Geometry;
  pipe(effect: unknown, params?: unknown, ...masks: unknown[]): Geometry {
    const op = effectOf(effect);
    if (op !== null) return effectNode(bindOp(op), this, params, masks[0], masks[1], masks[2], masks[3], masks[4]);
    if (typeof effect === "function") return effect(this) as Geometry;
    throw new SketchError(`pipe() got ${describeValue(effect)}`, {
      expected: "an effect or a chain",
      try: "Pass what defineEffect returned, or a chain such as E.rotate({ … }).",
    });
  }
}
export interface Geometry extends Effects<Geometry> {}

/** The effect op behind whatever `pipe` accepts, or null. */
export function effectOf(value: unknown): EffectOp | AffineOp | null {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return null;
  const candidate = ("op" in value ? value.op : value) as { kind?: unknown } | null;
  const kind = candidate?.kind;
  return kind === "effect" || kind === "affine" ? (candidate as EffectOp | AffineOp) : null;
}

// Six plain parameters and no rest list: the list would be an object per call. Five masks are enough for any op.

/** A node from an effect's arguments: named parameters and masks, only masks, or plain numbers. */
export function effectNode(
  bound: BoundOp,
  input: Geometry,
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
  e?: unknown,
  f?: unknown,
): Geometry {
  return new Geometry(bound, paramsOf(bound, a, b, c, d, e, f), input, masksOf(bound, a, b, c, d, e, f));
}

/** A node from a shape's arguments. */
export function shapeNode(
  bound: BoundOp,
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
  e?: unknown,
  f?: unknown,
): Geometry {
  const masks = masksOf(bound, a, b, c, d, e, f);
  if (masks.length > 0) throw new SketchError(`${bound.title} got a geometry; a shape has no inputs`);
  return new Geometry(bound, paramsOf(bound, a, b, c, d, e, f), null, NO_MASKS);
}

export function paramsOf(
  bound: BoundOp,
  a: unknown,
  b: unknown,
  c: unknown,
  d: unknown,
  e: unknown,
  f: unknown,
): RawParams {
  if (a === undefined || a instanceof Geometry) return NO_PARAMS;
  if (typeof a === "object" && a !== null && !Array.isArray(a)) return a as RawParams;
  const { op } = bound;
  const { positional } = op;
  if (typeof a !== "number" || positional === undefined) {
    const numbers = positional === undefined ? "" : " or plain numbers";
    throw new SketchError(`${bound.title} got ${describeValue(a)}`, {
      expected: `named parameters${numbers}`,
      try: `Write ${op.name}({ ${Object.keys(op.params)[0] ?? ""}${Object.keys(op.params).length > 0 ? ": … " : ""}}).`,
    });
  }
  const odd = firstNonNumber(b, c, d, e, f);
  if (odd !== undefined) {
    throw new SketchError(`${bound.title} got ${describeValue(odd)} after a number`, {
      expected: "plain numbers only",
    });
  }
  // Called with exactly what was given, so that `args.length` inside the op is the artist's.
  if (b === undefined) return positional(a) as RawParams;
  if (c === undefined) return positional(a, b as number) as RawParams;
  if (d === undefined) return positional(a, b as number, c as number) as RawParams;
  if (e === undefined) return positional(a, b as number, c as number, d as number) as RawParams;
  if (f === undefined) return positional(a, b as number, c as number, d as number, e as number) as RawParams;
  return positional(a, b as number, c as number, d as number, e as number, f as number) as RawParams;
}

function firstNonNumber(b: unknown, c: unknown, d: unknown, e: unknown, f: unknown): unknown {
  if (b !== undefined && typeof b !== "number") return b;
  if (c !== undefined && typeof c !== "number") return c;
  if (d !== undefined && typeof d !== "number") return d;
  if (e !== undefined && typeof e !== "number") return e;
  if (f !== undefined && typeof f !== "number") return f;
  return undefined;
}

export function masksOf(bound: BoundOp, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown): Masks {
  if (typeof a === "number" || (b === undefined && !(a instanceof Geometry))) {
    if (bound.leastMasks > 0) throw maskCount(bound, 0);
    return NO_MASKS;
  }
  const masks: Geometry[] = [];
  for (const mask of a instanceof Geometry ? [a, b, c, d, e, f] : [b, c, d, e, f]) {
    if (mask === undefined) break;
    if (!(mask instanceof Geometry)) {
      throw new SketchError(`${bound.title} got ${describeValue(mask)} as a further input`, {
        expected: "a geometry",
      });
    }
    masks.push(mask);
  }
  if (masks.length < bound.leastMasks || masks.length > bound.mostMasks) {
    // A shape says so itself, with better words.
    if (bound.op.kind !== "shape") throw maskCount(bound, masks.length);
  }
  return masks;
}

function maskCount({ op, title, leastMasks, mostMasks }: BoundOp, given: number): SketchError {
  if (mostMasks === 0) return new SketchError(`${title} takes no further geometry, got ${given}`);
  const most = mostMasks === leastMasks ? `${leastMasks}` : `${leastMasks} to ${mostMasks}`;
  const rule = op.kind === "effect" ? op.masks : undefined;
  return new SketchError(`${title} got ${given === 0 ? "no further geometry" : `${given} further geometries`}`, {
    expected: `${most}${rule ? `: ${rule.help}` : ""}`,
    try: `Write ${op.name}({ … }, geometry), or ${op.name}(geometry).`,
  });
}

/** Gives every `Geometry` a method per effect. */
export function installGeometryMethods(effects: Readonly<Record<string, AnyOp>>): void {
  for (const [name, op] of Object.entries(effects)) {
    const bound = bindOp(op, "built-in");
    Object.defineProperty(Geometry.prototype, name, {
      configurable: true,
      writable: true,
      value(this: Geometry, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown) {
        return effectNode(bound, this, a, b, c, d, e, f);
      },
    });
  }
}

/** One function per shape. */
export function shapeFunctions(shapes: Readonly<Record<string, ShapeOp>>): Record<string, ShapeCall<ParamTable>> {
  const functions: Record<string, ShapeCall<ParamTable>> = {};
  for (const [name, op] of Object.entries(shapes)) {
    const bound = bindOp(op, "built-in");
    functions[name] = (a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown, f?: unknown) =>
      shapeNode(bound, a, b, c, d, e, f);
  }
  return functions;
}
