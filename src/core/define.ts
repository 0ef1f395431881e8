// An artist's own words: `const ring = defineShape({ … })`, and `ring({ radius: 40 })` is a geometry like any other.
// Nothing is registered anywhere. The definition lives as long as the sketch that holds it, so a reload replaces it and
// a sketch that is gone leaves no name behind.

import { bindOp, MAX_MASKS } from "./bound-op.ts";
import { type Chain, chainOfEffect } from "./chain.ts";
import type { EffectOp, Param, ParamTable, ShapeOp } from "./op.ts";
import { type Geometry, type OpCall, type ShapeCall, shapeNode } from "./recipe.ts";
import { describeValue, SketchError, suggestName } from "./sketch-error.ts";

/** A shape made by a sketch: a function, with its op for tools. */
export type DefinedShape<T extends ParamTable> = ShapeCall<T> & { readonly op: ShapeOp<T> };
/** An effect made by a sketch: `wave({ … })` is a chain, `geometry.pipe(wave, { … })` appends it. */
export type DefinedEffect<T extends ParamTable> = OpCall<T, Chain> & { readonly op: EffectOp<T> };

export type ShapeDefinition<T extends ParamTable> = Omit<ShapeOp<T>, "kind" | "help"> & { help?: string };
export type EffectDefinition<T extends ParamTable> = Omit<EffectOp<T>, "kind" | "help"> & { help?: string };

/**
 * A shape of your own. `size`, if there is one, states the most that `draw` will write; without it memory grows.
 *
 * @example
 * const ring = defineShape({
 *   name: "ring",
 *   params: { radius: number(40, { range: [0, 200], unit: "mm", help: "Radius." }) },
 *   size(p, size) { size.points = 65; size.lines = 1; },
 *   draw(p, out) {
 *     for (let i = 0; i <= 64; i++) {
 *       const a = (i / 64) * 2 * Math.PI;
 *       if (i === 0) out.moveTo(p.radius, 0);
 *       else out.lineTo(p.radius * Math.cos(a), p.radius * Math.sin(a));
 *     }
 *   },
 * });
 */
export function defineShape<const T extends ParamTable>(definition: ShapeDefinition<T>): DefinedShape<T> {
  checkDefinition("defineShape", definition, ["draw"], ["size", "iterative"]);
  const op: ShapeOp<T> = { help: "", ...definition, kind: "shape" };
  const bound = bindOp(op);
  const make = (a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown, f?: unknown): Geometry =>
    shapeNode(bound, a, b, c, d, e, f);
  return Object.assign(make as ShapeCall<T>, { op });
}

/**
 * An effect of your own; `input` is never written to. `size`, if there is one, states the most that `apply` will write
 * for this input; without it memory grows.
 */
export function defineEffect<const T extends ParamTable>(definition: EffectDefinition<T>): DefinedEffect<T> {
  checkDefinition("defineEffect", definition, ["apply"], ["size", "iterative", "masks"]);
  const op: EffectOp<T> = { help: "", ...definition, kind: "effect" };
  const bound = bindOp(op);
  const make = (a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown, f?: unknown): Chain =>
    chainOfEffect(bound, a, b, c, d, e, f);
  return Object.assign(make as unknown as OpCall<T, Chain>, { op });
}

const KINDS: readonly Param["kind"][] = ["number", "int", "vec3", "flag", "choice", "text", "numbers"];
const COMMON = ["name", "help", "params", "positional"];

function checkDefinition(
  by: string,
  definition: unknown,
  functions: readonly string[],
  optional: readonly string[],
): void {
  if (definition === null || typeof definition !== "object") {
    throw new SketchError(`${by}() got ${describeValue(definition)}`, {
      expected: `{ name, params, ${functions.join(", ")} }`,
    });
  }
  const given = definition as Record<string, unknown>;
  const { name, params } = given;
  if (typeof name !== "string" || !/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) {
    throw new SketchError(`${by}(): name is ${describeValue(name)}`, { expected: "a short word, letters and digits" });
  }
  const what = `${by}("${name}")`;
  const known = [...COMMON, ...functions, ...optional];
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) throw new SketchError(`${what} has no part "${key}"`, { try: suggestName(key, known) });
  }
  for (const part of functions) {
    if (typeof given[part] !== "function") {
      throw new SketchError(`${what}: ${part} is ${describeValue(given[part])}`, { expected: "a function" });
    }
  }
  for (const part of ["positional", "size"]) {
    if (given[part] !== undefined && typeof given[part] !== "function") {
      throw new SketchError(`${what}: ${part} is ${describeValue(given[part])}`, { expected: "a function" });
    }
  }
  checkMasks(what, given.masks);
  if (params === null || typeof params !== "object" || Array.isArray(params)) {
    throw new SketchError(`${what}: params is ${describeValue(params)}`, {
      expected: "an object of parameters",
      try: 'Write params: { size: number(10, { range: [0, 100], help: "…" }) }, or params: {}.',
    });
  }
  for (const [key, param] of Object.entries(params)) checkParam(`${what}: parameter "${key}"`, param);
}

function checkMasks(what: string, masks: unknown): void {
  if (masks === undefined) return;
  const { least, most } = (masks ?? {}) as { least?: unknown; most?: unknown };
  const whole = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_MASKS;
  if (whole(least) && whole(most) && (least as number) <= (most as number)) return;
  throw new SketchError(`${what}: masks is ${describeValue(masks)}`, {
    expected: `{ least, most, help }, both 0 to ${MAX_MASKS}`,
  });
}

function checkParam(what: string, param: unknown): void {
  const given = (typeof param === "object" && param !== null ? param : {}) as Partial<Record<string, unknown>>;
  if (!KINDS.includes(given.kind as Param["kind"])) {
    throw new SketchError(`${what} is ${describeValue(param)}`, {
      expected: "what number(), int(), vec3(), flag(), choice(), text() or numbers() returns",
    });
  }
  const { range, default: value, kind, choices } = given;
  const numeric = kind === "number" || kind === "int" || kind === "vec3";
  const ends = range as readonly unknown[];
  if (numeric && !(Array.isArray(range) && range.length === 2 && ends.every(Number.isFinite) && range[0] <= range[1])) {
    throw new SketchError(`${what}: range is ${describeValue(range)}`, { expected: "[lowest, highest]" });
  }
  const fits =
    kind === "vec3"
      ? Array.isArray(value) && value.length === 3 && value.every(Number.isFinite)
      : kind === "number" || kind === "int"
        ? Number.isFinite(value)
        : kind === "flag"
          ? typeof value === "boolean"
          : kind === "text"
            ? typeof value === "string"
            : kind === "choice"
              ? Array.isArray(choices) && choices.includes(value)
              : Array.isArray(value) && value.every(Number.isFinite);
  if (!fits) throw new SketchError(`${what}: its default is ${describeValue(value)}, which is no ${String(kind)}`);
}
