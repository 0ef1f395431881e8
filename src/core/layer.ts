// Layers: how lines are drawn. Style does not belong in the geometry chain; the same lines may be drawn twice.

import { type ColorInput, inkFor, parseColor } from "./color.ts";
import type { KeyHasher } from "./key.ts";
import type { Geometry } from "./recipe.ts";
import { describeValue, SketchError, suggestName } from "./sketch-error.ts";

/** How a layer meets what is below it. The frame carries the index. */
export const BLENDS = ["normal", "add", "multiply", "screen"] as const;
export type Blend = (typeof BLENDS)[number];

export interface LayerOptions {
  /** Without one, black or white, whichever shows on the sheet. */
  color?: ColorInput;
  /** Line width, 0.3 mm unless told. */
  width?: number;
  /** Unit of `width`: mm of the sheet, or px of the screen. */
  unit?: "mm" | "px";
  /** Pen of the plotter, 1 or more. */
  pen?: number;
  blend?: Blend;
  /** Shown in the panel and in exported files. */
  name?: string;
  /** 0..1, multiplies the colour's alpha. */
  opacity?: number;
}

/** One geometry, or nested lists of them; `null` and `false` are skipped. */
export type LayerContent = Geometry | null | false | readonly LayerContent[];

/** Lines and how to draw them, as `draw` returns them. */
export class Layer {
  readonly content: LayerContent;
  readonly options: LayerOptions;

  constructor(content: LayerContent, options: LayerOptions) {
    this.content = content;
    this.options = options;
  }
}

const NO_OPTIONS: LayerOptions = Object.freeze({});

/** A layer. `L(ball, { color: "#111", width: 0.3, pen: 1 })` */
export function L(content: LayerContent, options: LayerOptions = NO_OPTIONS): Layer {
  return new Layer(content, options);
}

/** A style with everything decided. Reused from frame to frame. */
export interface LayerStyle {
  readonly rgba: Float64Array;
  width: number;
  widthInPx: boolean;
  pen: number;
  /** Index into `BLENDS`. */
  blend: number;
  name: string;
}

export const DEFAULT_WIDTH_MM = 0.3;
const MAX_WIDTH = 1000;
const MAX_PEN = 1_000_000;

/** How lines without a layer are drawn on a sheet of this colour. */
export function defaultStyle(background: ColorInput = "white", over: LayerOptions = NO_OPTIONS): LayerStyle {
  const sheet = parseColor(background, undefined, "background");
  const style = { rgba: inkFor(sheet), width: DEFAULT_WIDTH_MM, widthInPx: false, pen: 1, blend: 0, name: "" };
  resolveStyle(over, style, style);
  return style;
}

const OPTION_NAMES: readonly (keyof LayerOptions)[] = ["color", "width", "unit", "pen", "blend", "name", "opacity"];

/** Decides a layer's style from its options and the defaults. Writes to `out`; allocates nothing. */
export function resolveStyle(options: LayerOptions, defaults: LayerStyle, out: LayerStyle): void {
  copyStyle(defaults, out);
  if (options === null || typeof options !== "object") {
    throw new SketchError(`L() got ${describeValue(options)} as options`, { expected: "{ color, width, pen, … }" });
  }
  for (const name in options) {
    if (!OPTION_NAMES.includes(name as keyof LayerOptions)) {
      throw new SketchError(`L() has no option "${name}"`, { try: suggestName(name, OPTION_NAMES) });
    }
  }
  const { color, width, unit, pen, blend, name, opacity } = options;
  if (color !== undefined) parseColor(color, out.rgba, "color of a layer");
  if (width !== undefined) {
    if (!(typeof width === "number" && width >= 0 && width <= MAX_WIDTH))
      throw wrong("width", width, `0 to ${MAX_WIDTH}`);
    out.width = width;
    out.widthInPx = false;
  }
  if (unit !== undefined) {
    if (unit !== "mm" && unit !== "px") throw wrong("unit", unit, '"mm" or "px"');
    out.widthInPx = unit === "px";
  }
  if (pen !== undefined) {
    if (!(Number.isInteger(pen) && pen >= 1 && pen <= MAX_PEN)) throw wrong("pen", pen, "a whole number from 1");
    out.pen = pen;
  }
  if (blend !== undefined) {
    const index = BLENDS.indexOf(blend);
    if (index < 0) throw wrong("blend", blend, BLENDS.map((b) => `"${b}"`).join(", "));
    out.blend = index;
  }
  if (name !== undefined) {
    if (typeof name !== "string") throw wrong("name", name, "text");
    out.name = name;
  }
  if (opacity !== undefined) {
    if (!(typeof opacity === "number" && opacity >= 0 && opacity <= 1)) throw wrong("opacity", opacity, "0 to 1");
    out.rgba[3] *= opacity;
  }
}

export function copyStyle(from: LayerStyle, to: LayerStyle): void {
  if (from === to) return;
  for (let i = 0; i < 4; i++) to.rgba[i] = from.rgba[i];
  to.width = from.width;
  to.widthInPx = from.widthInPx;
  to.pen = from.pen;
  to.blend = from.blend;
  to.name = from.name;
}

export function hashStyle(style: LayerStyle, hasher: KeyHasher): void {
  hasher.numbers(style.rgba);
  hasher.number(style.width);
  hasher.flag(style.widthInPx);
  hasher.number(style.pen);
  hasher.number(style.blend);
  hasher.text(style.name);
}

function wrong(option: string, value: unknown, expected: string): SketchError {
  return new SketchError(`${option} of a layer is ${describeValue(value)}`, { expected });
}
