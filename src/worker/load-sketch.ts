// From a bundle's factory to a checked sketch. Nothing here has an effect outside the returned value, so a refused
// version leaves nothing behind.

import { parseCanvas } from "../core/canvas.ts";
import { parseColor } from "../core/color.ts";
import * as hairline from "../core/index.ts";
import { defaultStyle, type LayerStyle } from "../core/layer.ts";
import type { SketchDefinition } from "../core/sketch.ts";
import { nearestName, SketchError } from "../core/sketch-error.ts";

/** One classic script, wrapped by the host: `load(request, function (require, module, exports) { … })`. */
export type SketchFactory = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
) => void;

export interface LoadedSketch {
  definition: SketchDefinition;
  width: number;
  height: number;
  background: Float64Array;
  /** How lines without a layer are drawn on this sheet. */
  style: LayerStyle;
}

export interface SheetDefaults {
  canvas: readonly [number, number];
  background: string;
  /** Null: ink that shows on the sheet's colour. */
  lineColor: string | null;
  lineWidth: number;
}

const FIELDS = ["canvas", "background", "draw", "setup"];

export function loadSketch(factory: SketchFactory, defaults: SheetDefaults): LoadedSketch {
  const module = { exports: {} as Record<string, unknown> };
  factory(require, module, module.exports);
  const definition = findDefinition(module.exports);
  const [width, height] = definition.canvas === undefined ? defaults.canvas : parseCanvas(definition.canvas);
  const background = definition.background ?? defaults.background;
  const line = { width: defaults.lineWidth, ...(defaults.lineColor === null ? {} : { color: defaults.lineColor }) };
  return { definition, width, height, background: parseColor(background), style: defaultStyle(background, line) };
}

function require(name: string): unknown {
  if (name === "hairline") return hairline;
  throw new SketchError(`cannot import "${name}"`, {
    expected: `"hairline" or a file beside the sketch`,
    try: "Sketches run in the window, where packages and Node's modules do not exist.",
  });
}

function findDefinition(exports: Record<string, unknown>): SketchDefinition {
  const made = exports.default ?? exports;
  if (typeof made === "function") return { draw: made as SketchDefinition["draw"] };
  if (typeof made !== "object" || made === null) throw missing(exports, `the default export is ${describe(made)}`);
  const definition = made as Record<string, unknown>;
  if (typeof definition.draw !== "function") {
    const what =
      definition.draw === undefined ? "the sketch has no draw function" : `draw is ${describe(definition.draw)}`;
    throw missing(definition, what);
  }
  if (definition.setup !== undefined && typeof definition.setup !== "function") {
    throw new SketchError(`setup is ${describe(definition.setup)}`, { expected: "a function" });
  }
  if (exports.default !== undefined) {
    for (const field of Object.keys(definition)) {
      if (FIELDS.includes(field)) continue;
      const near = nearestName(field, FIELDS);
      throw new SketchError(`the sketch has an unknown field "${field}"`, {
        expected: FIELDS.join(", "),
        try: near ? `Did you mean "${near}"?` : undefined,
      });
    }
  }
  return {
    draw: (definition.draw as SketchDefinition["draw"]).bind(definition),
    setup: (definition.setup as SketchDefinition["setup"])?.bind(definition),
    canvas: definition.canvas as SketchDefinition["canvas"],
    background: definition.background as SketchDefinition["background"],
  };
}

const MEANT = ["draw", "default"];

function missing(holder: object, what: string): SketchError {
  const near = Object.keys(holder).find((name) => nearestName(name, MEANT) !== null && !MEANT.includes(name));
  return new SketchError(what, {
    expected: "`export default sketch({ draw(ctx) { … } })` or `export function draw(ctx) { … }`",
    try: near ? `There is "${near}"; did you mean "${nearestName(near, MEANT)}"?` : undefined,
  });
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/**
 * Whether state of one version fits another: same kinds, same keys, down to plain values. A list may have grown while it
 * played, so only its first item is compared; a typed array cannot grow, so another length is another shape.
 */
export function sameShape(a: unknown, b: unknown, depth = 0): boolean {
  if (depth > 6) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object")
    return typeof a === typeof b && (a === null) === (b === null);
  if (Object.getPrototypeOf(a)?.constructor?.name !== Object.getPrototypeOf(b)?.constructor?.name) return false;
  if (Array.isArray(a))
    return a.length === 0 || (b as unknown[]).length === 0 || sameShape(a[0], (b as unknown[])[0], depth + 1);
  if (ArrayBuffer.isView(a)) return a.byteLength === (b as ArrayBufferView).byteLength;
  if (a instanceof Map || a instanceof Set) return true;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) => key in b && sameShape((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], depth + 1),
  );
}
