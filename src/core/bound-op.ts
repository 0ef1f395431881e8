// An op as recipe nodes hold it: together with its parameter reader and the identity that goes into keys.
//
// Identity: a built-in is its name and the version below. An op that a sketch defines gets a new number per *object*,
// since a reload makes a new object and its closures may differ even where the source reads the same; so a reload can
// never be served a stale result. Kind, name and source go in as well, so that two workers that count differently
// still do not give one key to two ops.

import { KeyHasher } from "./key.ts";
import type { AnyOp } from "./op.ts";
import { ParamReader } from "./params.ts";

/** Raise when a built-in draws something else for the same parameters and results may have been kept. */
const BUILT_IN_VERSION = 1;

/** Further inputs of an effect, at most. */
export const MAX_MASKS = 5;

export interface BoundOp {
  readonly op: AnyOp;
  /** How messages call it: `effect "scale"`. Made once, since it is at hand on every frame. */
  readonly title: string;
  readonly params: ParamReader;
  /** Four words. */
  readonly identity: Int32Array;
  /** How many further inputs it needs and may have. */
  readonly leastMasks: number;
  readonly mostMasks: number;
}

const bound = new WeakMap<AnyOp, BoundOp>();
const hasher = new KeyHasher();
let defined = 0;

/** The one binding of an op object; made on first use. */
export function bindOp(op: AnyOp, origin: "built-in" | "sketch" = "sketch"): BoundOp {
  const known = bound.get(op);
  if (known !== undefined) return known;
  const identity = new Int32Array(4);
  hasher.begin();
  hasher.text(op.kind);
  hasher.text(op.name);
  if (origin === "built-in") {
    hasher.number(BUILT_IN_VERSION);
  } else {
    hasher.flag(true);
    hasher.number(++defined);
    hasher.text(String(op.kind === "shape" ? op.draw : op.kind === "effect" ? op.apply : op.matrix));
  }
  hasher.end(identity, 0);
  const title = `${op.kind === "shape" ? "shape" : "effect"} "${op.name}"`;
  const rule = op.kind === "effect" ? op.masks : undefined;
  const made: BoundOp = {
    op,
    title,
    params: new ParamReader(op, title),
    identity,
    leastMasks: rule?.least ?? 0,
    // An artist's effect that says nothing may have any.
    mostMasks: rule?.most ?? (op.kind === "effect" && origin === "sketch" ? MAX_MASKS : 0),
  };
  bound.set(op, made);
  return made;
}
