// What `draw` returned → roots, each with the layer it belongs to. Anything that is not a drawing is told apart here,
// because "draw() returned undefined" is the first error everybody meets.

import { copyStyle, Layer, type LayerStyle, resolveStyle } from "./layer.ts";
import { Geometry } from "./recipe.ts";
import { describeValue, SketchError } from "./sketch-error.ts";

/** Lists may nest this deep; a list that contains itself must not hang the worker. */
const MAX_NESTING = 64;
const MAX_LAYERS = 16_384;
const MAX_ROOTS = 262_144;

/** One layer: its style, and which roots it draws. Reused. */
export interface PlannedLayer {
  readonly style: LayerStyle;
  firstRoot: number;
  roots: number;
}

export class DrawingPlan {
  readonly layers: PlannedLayer[] = [];
  readonly roots: (Geometry | null)[] = [];
  layerCount = 0;
  rootCount = 0;
  /** Whether the last layer is one of bare geometries that a further one may join. */
  private open = false;
  private defaults!: LayerStyle;

  /** Replaces the plan. Neighbouring bare geometries become one layer in the default style. */
  read(drawing: unknown, defaults: LayerStyle): void {
    this.forget();
    this.defaults = defaults;
    if (drawing === undefined) {
      throw new SketchError("draw() returned undefined", {
        expected: "a layer or a list of layers",
        try: "Missing `return`?",
      });
    }
    this.readDrawing(drawing, 0, -1);
  }

  /** Lets go of the recipe, so that a frame's nodes die young. */
  forget(): void {
    for (let i = 0; i < this.rootCount; i++) this.roots[i] = null;
    this.layerCount = 0;
    this.rootCount = 0;
    this.open = false;
  }

  private readDrawing(value: unknown, depth: number, index: number): void {
    if (value === null || value === false) return;
    if (value instanceof Geometry) {
      if (!this.open) copyStyle(this.defaults, this.addLayer().style);
      this.open = true;
      this.addRoot(value);
    } else if (value instanceof Layer) {
      resolveStyle(value.options, this.defaults, this.addLayer().style);
      this.open = false;
      this.readContent(value.content, depth, -1);
    } else if (Array.isArray(value)) {
      if (depth >= MAX_NESTING) throw tooDeep();
      for (let i = 0; i < value.length; i++) this.readDrawing(value[i], depth + 1, i);
    } else {
      throw notDrawn("draw() returned", value, index, "a geometry, a layer, or a list of them");
    }
  }

  private readContent(value: unknown, depth: number, index: number): void {
    if (value === null || value === false) return;
    if (value instanceof Geometry) {
      this.addRoot(value);
    } else if (Array.isArray(value)) {
      if (depth >= MAX_NESTING) throw tooDeep();
      for (let i = 0; i < value.length; i++) this.readContent(value[i], depth + 1, i);
    } else if (value instanceof Layer) {
      throw new SketchError("a layer was put inside a layer", { try: "Return them side by side: [L(…), L(…)]." });
    } else {
      throw notDrawn("L() got", value, index, "a geometry or a list of geometries");
    }
  }

  private addLayer(): PlannedLayer {
    if (this.layerCount === MAX_LAYERS) {
      throw new SketchError(`draw() returned more than ${MAX_LAYERS} layers`, {
        try: "Put lines of one style into one L([ … ]).",
      });
    }
    if (this.layerCount === this.layers.length) {
      const rgba = new Float64Array(4);
      this.layers.push({
        style: { rgba, width: 0, widthInPx: false, pen: 1, blend: 0, name: "" },
        firstRoot: 0,
        roots: 0,
      });
    }
    const layer = this.layers[this.layerCount++];
    layer.firstRoot = this.rootCount;
    layer.roots = 0;
    return layer;
  }

  private addRoot(geometry: Geometry): void {
    if (this.rootCount === MAX_ROOTS) throw new SketchError(`draw() returned more than ${MAX_ROOTS} geometries`);
    this.roots[this.rootCount++] = geometry;
    this.layers[this.layerCount - 1].roots++;
  }
}

function notDrawn(what: string, value: unknown, index: number, expected: string): SketchError {
  const got = index < 0 ? describeValue(value) : `a list with ${describeValue(value)} as item ${index}`;
  let way: string | undefined;
  if (value === undefined)
    way = index < 0 ? "Missing `return`?" : "Missing `return` in a map()? Skip an item with null or false.";
  else if (typeof value === "function") way = "A chain draws nothing by itself: apply it, chain(geometry).";
  else if (typeof value === "object" && value !== null && "then" in value)
    way = "draw() cannot be async: it runs sixty times a second.";
  return new SketchError(`${what} ${got}`, { expected, try: way });
}

function tooDeep(): SketchError {
  return new SketchError(`draw() returned lists nested more than ${MAX_NESTING} deep`, {
    try: "Does a list contain itself?",
  });
}
