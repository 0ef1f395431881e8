// OKLCH, a colour space in which equal steps look equal, to sRGB and back. Matrices of Björn Ottosson, "A perceptual
// color space for image processing" (2020). Lightness 0..1, chroma 0 to about 0.37, hue in degrees.

const BISECTIONS = 24;
/** How far out of 0..1 a part may be before a colour counts as one no screen shows. */
const SLACK = 1e-6;

const rgb = new Float64Array(3);

/**
 * Writes r, g, b, 0..1, to `out` and returns it. What sRGB cannot show keeps its lightness and hue, and loses chroma
 * until it can.
 */
export function oklchToRgb(lightness: number, chroma: number, hue: number, out: Float64Array): Float64Array {
  const light = Math.min(1, Math.max(0, lightness));
  let low = 0;
  let high = Math.max(0, chroma);
  if (!fits(light, high, hue)) {
    for (let i = 0; i < BISECTIONS; i++) {
      const middle = (low + high) / 2;
      if (fits(light, middle, hue)) low = middle;
      else high = middle;
    }
    high = low;
  }
  linearRgb(light, high, hue);
  for (let i = 0; i < 3; i++) out[i] = encode(Math.min(1, Math.max(0, rgb[i])));
  return out;
}

/** Writes lightness, chroma, hue to `out` and returns it. Greys have the hue 0. */
export function rgbToOklch(color: ArrayLike<number>, out: Float64Array): Float64Array {
  const r = decode(color[0]);
  const g = decode(color[1]);
  const b = decode(color[2]);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const alongGreen = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const alongBlue = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  out[0] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  out[1] = Math.hypot(alongGreen, alongBlue);
  out[2] = out[1] < 1e-4 ? 0 : ((Math.atan2(alongBlue, alongGreen) * 180) / Math.PI + 360) % 360;
  return out;
}

function fits(lightness: number, chroma: number, hue: number): boolean {
  linearRgb(lightness, chroma, hue);
  return rgb.every((part) => part >= -SLACK && part <= 1 + SLACK);
}

function linearRgb(lightness: number, chroma: number, hue: number): void {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  rgb[0] = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  rgb[1] = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  rgb[2] = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
}

function decode(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function encode(part: number): number {
  return part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;
}
