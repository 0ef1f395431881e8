// An op (shape or effect) is declared once: its parameters with type, range, unit, default and help, the size of its
// output, and its kernel. That one table feeds types, validation, completion, `hairline ops`, docs and the panel.

import type { AssetStore } from "./assets.ts";
import type { LineWriter } from "./line-writer.ts";
import type { Polylines } from "./polylines.ts";

export type Unit = "mm" | "deg" | "s" | "1/mm" | "points" | "lines" | "turns" | "share";

interface ParamBase {
  help: string;
  unit?: Unit;
}
/** `range` is what a slider shows. Only with `hard` is a value outside it pulled back (and reported once). */
export interface NumberParam extends ParamBase {
  kind: "number" | "int";
  default: number;
  range: readonly [number, number];
  hard?: boolean;
}
/** x, y, z. One number stands for all three where `uniform` is set, else for x alone; a missing z is `default[2]`. */
export interface Vec3Param extends ParamBase {
  kind: "vec3";
  default: readonly [number, number, number];
  range: readonly [number, number];
  hard?: boolean;
  uniform?: boolean;
}
export interface FlagParam extends ParamBase {
  kind: "flag";
  default: boolean;
}
export interface ChoiceParam<C extends string = string> extends ParamBase {
  kind: "choice";
  default: C;
  choices: readonly C[];
}
export interface TextParam extends ParamBase {
  kind: "text";
  default: string;
}
/** A flat list of numbers (for example x, y, z of given points). Compared by content. */
export interface NumbersParam extends ParamBase {
  kind: "numbers";
  default: readonly number[];
}
export type Param = NumberParam | Vec3Param | FlagParam | ChoiceParam | TextParam | NumbersParam;
export type ParamTable = Readonly<Record<string, Param>>;

export const number = (value: number, o: Omit<NumberParam, "kind" | "default">): NumberParam => ({
  kind: "number",
  default: value,
  ...o,
});
export const int = (value: number, o: Omit<NumberParam, "kind" | "default">): NumberParam => ({
  kind: "int",
  default: value,
  ...o,
});
export const vec3 = (value: readonly [number, number, number], o: Omit<Vec3Param, "kind" | "default">): Vec3Param => ({
  kind: "vec3",
  default: value,
  ...o,
});
export const flag = (value: boolean, o: Omit<FlagParam, "kind" | "default">): FlagParam => ({
  kind: "flag",
  default: value,
  ...o,
});
export const choice = <const C extends string>(
  choices: readonly C[],
  value: NoInfer<C>,
  o: Omit<ChoiceParam, "kind" | "default" | "choices">,
): ChoiceParam<C> => ({ kind: "choice", default: value, choices, ...o });
export const text = (value: string, o: Omit<TextParam, "kind" | "default">): TextParam => ({
  kind: "text",
  default: value,
  ...o,
});
export const numbers = (value: readonly number[], o: Omit<NumbersParam, "kind" | "default">): NumbersParam => ({
  kind: "numbers",
  default: value,
  ...o,
});

/** What an artist may write for a parameter. */
export type ParamInput<P> = P extends Vec3Param
  ? number | readonly [number, number] | readonly [number, number, number]
  : P extends FlagParam
    ? boolean
    : P extends ChoiceParam<infer C>
      ? C
      : P extends TextParam
        ? string
        : P extends NumbersParam
          ? ArrayLike<number>
          : number;

/** What a kernel receives: complete, typed, in range. The record and its vectors are reused from call to call. */
export type ParamValue<P> = P extends Vec3Param
  ? Float64Array
  : P extends FlagParam
    ? boolean
    : P extends ChoiceParam<infer C>
      ? C
      : P extends TextParam
        ? string
        : P extends NumbersParam
          ? ArrayLike<number>
          : number;

export type ParamInputs<T extends ParamTable> = { -readonly [K in keyof T]?: ParamInput<T[K]> };
export type ParamValues<T extends ParamTable> = { -readonly [K in keyof T]: ParamValue<T[K]> };

/** Filled in by `size`: an upper bound on what the kernel will write. */
export interface Size {
  points: number;
  lines: number;
}

/** `draft` while playing: an iterative op stops early enough for sixty frames a second. `final` is what gets plotted. */
export const QUALITIES = ["draft", "final"] as const;
export type Quality = (typeof QUALITIES)[number];

/** `size` of an effect that moves points, or leaves some out, and makes none. */
export const sameSize = (_p: unknown, input: Polylines, size: Size): void => {
  size.points = input.points;
  size.lines = input.lines;
};

/** What an op may ask for beside its parameters and inputs. */
export interface Job {
  /** Only `iterative` ops may depend on it: it is part of their keys and of no other's. */
  readonly quality: Quality;
  readonly assets: AssetStore;
  /** Called between iterations with the share that is done, 0..1. Throws when nobody waits for the result any more. */
  progress(share: number): void;
  /** A face has no glyph for this code point and draws its sign for it: told to the artist, once. */
  missingLetter(font: string, codePoint: number): void;
}

/** Further inputs of an effect: how many it needs, how many it may have, and what they are for. */
export interface MaskRule {
  least: number;
  most: number;
  help: string;
}

/** A generator. `size` is asked before anything is allocated; `draw` may write at most that much. */
export interface ShapeOp<T extends ParamTable = ParamTable> {
  kind: "shape";
  name: string;
  help: string;
  params: T;
  /** Without it the output grows as it is written, and the budget is asked at each doubling. */
  size?(p: ParamValues<T>, size: Size): void;
  draw(p: ParamValues<T>, out: LineWriter, job: Job): void;
  /** Works in steps towards a result: depends on the quality, tells its progress, and is kept when first made. */
  iterative?: boolean;
  /** Turns plain arguments into parameters: `G.polygon(6)`. */
  positional?: (...args: number[]) => Partial<ParamInputs<T>>;
}

/** Polylines → polylines. `input` is never written to; `masks` are the further inputs, in order. */
export interface EffectOp<T extends ParamTable = ParamTable> {
  kind: "effect";
  name: string;
  help: string;
  params: T;
  /** Without it, a built-in effect takes no further inputs. */
  masks?: MaskRule;
  /** Without it the output grows as it is written, and the budget is asked at each doubling. */
  size?(p: ParamValues<T>, input: Polylines, size: Size, masks: readonly Polylines[]): void;
  apply(p: ParamValues<T>, input: Polylines, out: LineWriter, masks: readonly Polylines[], job: Job): void;
  /** Works in steps towards a result: depends on the quality, tells its progress, and is kept when first made. */
  iterative?: boolean;
  positional?: (...args: number[]) => Partial<ParamInputs<T>>;
}

/**
 * An effect that is one matrix. Neighbouring affine effects fuse into a single pass, so it has no kernel of its own.
 * `matrix` writes 12 numbers (three rows of x, y, z, offset). `centre` is the mean point of the input; it is only
 * computed, and only then valid, where `usesCentre` says so.
 */
export interface AffineOp<T extends ParamTable = ParamTable> {
  kind: "affine";
  name: string;
  help: string;
  params: T;
  usesCentre(p: ParamValues<T>): boolean;
  matrix(p: ParamValues<T>, centre: Float64Array, out: Float64Array): void;
  positional?: (...args: number[]) => Partial<ParamInputs<T>>;
}

// biome-ignore lint/suspicious/noExplicitAny: an op table holds ops of every parameter table
export type AnyOp = ShapeOp<any> | EffectOp<any> | AffineOp<any>;

/** Identity at run time, the parameters' types at compile time. */
export const shapeOp = <const T extends ParamTable>(op: Omit<ShapeOp<T>, "kind">): ShapeOp<T> => ({
  kind: "shape",
  ...op,
});
export const effectOp = <const T extends ParamTable>(op: Omit<EffectOp<T>, "kind">): EffectOp<T> => ({
  kind: "effect",
  ...op,
});
export const affineOp = <const T extends ParamTable>(op: Omit<AffineOp<T>, "kind">): AffineOp<T> => ({
  kind: "affine",
  ...op,
});
