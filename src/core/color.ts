// Colours as artists write them → four numbers 0..1: red, green, blue, alpha, sRGB, alpha not multiplied in.

import { COLOR_NAMES } from "./color-names.ts";
import { describeValue, SketchError, suggestName } from "./sketch-error.ts";

/** `"#111"`, `"#1a2b3c80"`, `"0xffcc00"`, `"tomato"`, `[0.1, 0.2, 0.3]`, `[255, 128, 0]`, with alpha as a fourth. */
export type ColorInput = string | readonly number[];

const FORMS = '"#rgb", "#rrggbb", "#rrggbbaa", a CSS name, or [r, g, b] in 0..1 or 0..255';

/** Texts that were parsed before. A sketch that makes up colours must not make this grow. */
const parsed = new Map<string, Float64Array>();
const MAX_PARSED = 512;

/** Writes r, g, b, a to `out` and returns it. Throws a `SketchError` that names what the colour is for. */
export function parseColor(input: ColorInput, out: Float64Array = new Float64Array(4), what = "color"): Float64Array {
  if (typeof input === "string") {
    let known = parsed.get(input);
    if (known === undefined) {
      known = parseText(input, what);
      if (parsed.size >= MAX_PARSED) parsed.clear();
      parsed.set(input, known);
    }
    out.set(known);
    return out;
  }
  return parseList(input, out, what);
}

function parseText(text: string, what: string): Float64Array {
  const trimmed = text.trim().toLowerCase();
  const hex = /^(?:#|0x)([0-9a-f]+)$/.exec(trimmed)?.[1];
  if (hex !== undefined && (hex.length === 3 || hex.length === 4 || hex.length === 6 || hex.length === 8)) {
    const digits = hex.length < 6 ? 1 : 2;
    const rgba = Float64Array.of(0, 0, 0, 1);
    for (let i = 0; i * digits < hex.length; i++) {
      const part = hex.slice(i * digits, (i + 1) * digits);
      rgba[i] = Number.parseInt(digits === 1 ? part + part : part, 16) / 255;
    }
    return rgba;
  }
  if (trimmed === "transparent") return Float64Array.of(0, 0, 0, 0);
  const named = COLOR_NAMES[trimmed];
  if (named === undefined) {
    const looksNumeric = /^(#|0x|\d)/.test(trimmed);
    throw new SketchError(`${what} is ${describeValue(text)}`, {
      expected: FORMS,
      try: looksNumeric ? undefined : suggestName(trimmed, Object.keys(COLOR_NAMES)),
    });
  }
  return Float64Array.of(((named >> 16) & 255) / 255, ((named >> 8) & 255) / 255, (named & 255) / 255, 1);
}

function parseList(list: unknown, out: Float64Array, what: string): Float64Array {
  const values = list as ArrayLike<unknown>;
  const isList = Array.isArray(list) || ArrayBuffer.isView(list);
  if (!isList || (values.length !== 3 && values.length !== 4)) {
    throw new SketchError(`${what} is ${describeValue(list)}`, { expected: FORMS });
  }
  out[3] = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "number" || !(value >= 0 && value <= 255)) {
      throw new SketchError(`${what}[${i}] is ${describeValue(value)}`, { expected: FORMS });
    }
    out[i] = value;
  }
  // One part above 1 says that all of them are 0..255. Alpha is read by itself, as [255, 0, 0, 0.5] is common.
  if (out[0] > 1 || out[1] > 1 || out[2] > 1) for (let i = 0; i < 3; i++) out[i] /= 255;
  if (out[3] > 1) out[3] /= 255;
  return out;
}

/** Black on light sheets, white on dark ones, by luminance. A see-through sheet counts as white. */
export function inkFor(background: ArrayLike<number>): Float64Array {
  const alpha = background.length > 3 ? background[3] : 1;
  const over = (part: number) => linear(part * alpha + (1 - alpha));
  const luminance = 0.2126 * over(background[0]) + 0.7152 * over(background[1]) + 0.0722 * over(background[2]);
  const ink = luminance > 0.179 ? 0 : 1; // where black and white have the same contrast (WCAG)
  return Float64Array.of(ink, ink, ink, 1);
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
