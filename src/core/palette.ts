// Colours that go together, for `L(…, { color })`: hues by a rule of harmony, lightness and chroma by a style.

import { type ColorInput, inkFor, parseColor } from "./color.ts";
import { oklchToRgb, rgbToOklch } from "./math/oklch.ts";
import { hashToUnit } from "./random.ts";
import { describeValue, SketchError, suggestName } from "./sketch-error.ts";

/** Steps of hue, in degrees, that colours take in turn. */
const HARMONIES = {
  analogous: null, // evenly over a narrow arc
  complementary: [0, 180],
  split: [0, 150, 210],
  triadic: [0, 120, 240],
  tetradic: [0, 90, 180, 270],
  tints: [0],
} as const;
export type Harmony = keyof typeof HARMONIES;

/** From a colour's place in the palette, 0..1, to its share of the range of lightness and of the chroma. */
const STYLES = {
  square: () => [0.5, 1],
  triangle: (place: number) => [place, 1],
  circle: (place: number) => [0.5 - Math.cos(place * 2 * Math.PI) / 2, 0.75 + Math.sin(place * 2 * Math.PI) / 4],
  diamond: (place: number) => [place, 1 - Math.abs(2 * place - 1) * 0.8],
} as const satisfies Record<string, (place: number) => [lightness: number, chroma: number]>;
export type PaletteStyle = keyof typeof STYLES;

export interface PaletteOptions {
  /** The colour to start from; its lightness lies in the middle of the palette. Instead of `hue` and `chroma`. */
  base?: ColorInput;
  /** Degrees around the OKLCH circle: about 30 red, 110 yellow, 145 green, 195 cyan, 265 blue, 330 magenta. */
  hue?: number;
  /** 0 is grey, 0.37 more than any screen shows; what cannot be shown loses chroma until it can. */
  chroma?: number;
  /** Which hues go together; "analogous" unless told. */
  harmony?: Harmony;
  /**
   * How lightness and chroma go along: "square" keeps both, "triangle" goes from dark to light, "circle" from dark to
   * light and back, stronger on the way up, "diamond" from dark to light and strongest in the middle.
   */
  style?: PaletteStyle;
  /** Colours, 1 to 64. */
  count?: number;
  /** Least and greatest lightness, 0..1. */
  lightness?: readonly [number, number];
  /** How far chance may move each colour, 0..1. */
  variation?: number;
  seed?: number;
}

/** What one colour may be written as. */
export interface ColorForms {
  hex: string;
  /** r, g, b, 0..1. */
  rgb: [number, number, number];
  /** r, g, b, 0..255, whole. */
  rgb255: [number, number, number];
  /** Lightness, chroma, hue, of the colour as it is shown. */
  oklch: [number, number, number];
}

const MAX_COUNT = 64;
const ARC = 60;

/**
 * `palette({ hue: 30, harmony: "triadic" })` → five colours as `"#rrggbb"`; `as` asks for another form. The same
 * options give the same colours.
 */
export function palette(options?: PaletteOptions): string[];
export function palette<F extends keyof ColorForms>(options: PaletteOptions & { as: F }): ColorForms[F][];
export function palette(options: PaletteOptions & { as?: keyof ColorForms } = {}): ColorForms[keyof ColorForms][] {
  const { harmony = "analogous", style = "diamond", count = 5, variation = 0, seed = 1, as = "hex" } = options;
  oneOf("harmony", harmony, Object.keys(HARMONIES));
  oneOf("style", style, Object.keys(STYLES));
  oneOf("as", as, ["hex", "rgb", "rgb255", "oklch"]);
  if (!(Number.isInteger(count) && count >= 1 && count <= MAX_COUNT)) {
    throw new SketchError(`palette: count is ${describeValue(count)}`, {
      expected: `a whole number from 1 to ${MAX_COUNT}`,
    });
  }
  const start = startOf(options);
  const [dark, light] = rangeAround(start.lightness, options.lightness);
  const steps = HARMONIES[harmony];
  return Array.from({ length: count }, (_, i) => {
    const place = count === 1 ? 0.5 : i / (count - 1);
    const [lightShare, chromaShare] = STYLES[style](place);
    const stray = (n: number) => (hashToUnit(seed, i * 3 + n) - 0.5) * variation;
    const hue = start.hue + (steps === null ? (place - 0.5) * ARC : steps[i % steps.length]) + stray(0) * ARC;
    const lightness = dark + (light - dark) * lightShare + stray(1) * 0.3;
    return inForm(oklchToRgb(lightness, start.chroma * chromaShare * (1 + stray(2)), hue, new Float64Array(3)), as);
  });
}

/** Black or white, whichever shows on this colour: `ink("#222")` → `"#ffffff"`. */
export function ink(background: ColorInput): string {
  return inForm(inkFor(parseColor(background, new Float64Array(4), "background")), "hex") as string;
}

function startOf({ base, hue = 30, chroma = 0.15 }: PaletteOptions) {
  if (base !== undefined) {
    const [lightness, own, angle] = rgbToOklch(
      parseColor(base, new Float64Array(4), "palette: base"),
      new Float64Array(3),
    );
    return { lightness, chroma: own, hue: angle };
  }
  return { lightness: null, chroma: finite("chroma", chroma), hue: finite("hue", hue) };
}

/** As given; else the usual range, or the widest even one around the base. */
function rangeAround(base: number | null, given: readonly [number, number] | undefined): readonly [number, number] {
  if (given !== undefined) return [finite("lightness[0]", given[0]), finite("lightness[1]", given[1])];
  if (base === null) return [0.35, 0.85];
  const reach = Math.max(0.1, Math.min(0.25, base, 1 - base));
  return [base - reach, base + reach];
}

function inForm(rgb: Float64Array, form: keyof ColorForms): ColorForms[keyof ColorForms] {
  const whole = Array.from(rgb.subarray(0, 3), (part) => Math.round(part * 255));
  switch (form) {
    case "hex":
      return `#${whole.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    case "rgb":
      return [rgb[0], rgb[1], rgb[2]];
    case "rgb255":
      return whole as [number, number, number];
    case "oklch":
      return [...rgbToOklch(rgb, new Float64Array(3))] as [number, number, number];
    default:
      return form satisfies never;
  }
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new SketchError(`palette: ${name} is ${describeValue(value)}`, {
    expected: known.map((each) => `"${each}"`).join(", "),
    try: typeof value === "string" ? suggestName(value, known) : undefined,
  });
}

function finite(name: string, value: number): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new SketchError(`palette: ${name} is ${describeValue(value)}`, { expected: "a finite number" });
}
