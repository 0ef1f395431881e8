// What `import … from "hairline"` offers. Sketches see this file and nothing else of the program.

/// <reference path="./imported-files.d.ts" />

export type { Chain } from "./chain.ts";
export type { ColorInput } from "./color.ts";
export { type DefinedEffect, type DefinedShape, defineEffect, defineShape } from "./define.ts";
export type { Every } from "./every.ts";
export { type Blend, L, type Layer, type LayerOptions } from "./layer.ts";
export { type LfoOptions, lfo, type Wave } from "./lfo.ts";
export type { LineWriter } from "./line-writer.ts";
export { noise2, noise3, noise4 } from "./noise.ts";
export {
  choice,
  flag,
  int,
  number,
  numbers,
  type ParamInputs,
  type ParamValues,
  type Size,
  text,
  vec3,
} from "./op.ts";
export { type ColorForms, type Harmony, ink, type PaletteOptions, type PaletteStyle, palette } from "./palette.ts";
export type { Polylines } from "./polylines.ts";
export { random } from "./random.ts";
export type { Geometry } from "./recipe.ts";
export {
  type CanvasSize,
  type Drawing,
  type KnobOptions,
  type SketchContext,
  type SketchDefinition,
  type Sound,
  sketch,
  type Trigger,
} from "./sketch.ts";
export { E, G } from "./vocabulary.ts";
