// Polylines → an SVG file for plotters and editors: millimetres, one group per layer, pen number first in its name (as
// plotter drivers read it), three decimals (a micrometre). The same drawing gives the same bytes.

/** Lines as they lie in a `Polylines` or, with `stride`, `coordsAt` and `firstLine`, in a frame's buffer. */
export interface SvgLines {
  coords: ArrayLike<number>;
  offsets: ArrayLike<number>;
  lines: number;
  /** Numbers per point; 3 unless told. */
  stride?: number;
  /** Where in `coords` the point that offset 0 speaks of begins. */
  coordsAt?: number;
  /** Where in `offsets` these lines begin. */
  firstLine?: number;
}

/** The part of a `LayerStyle` that a file can show. */
export interface SvgStyle {
  rgba: ArrayLike<number>;
  width: number;
  widthInPx?: boolean;
  pen?: number;
  blend?: number;
  name?: string;
}

export interface SvgDrawing {
  /** mm */
  width: number;
  height: number;
  /** Red, green, blue, alpha 0..1; without it, or with alpha 0, no sheet is drawn. */
  background?: ArrayLike<number>;
  layers: readonly { lines: SvgLines; style: SvgStyle }[];
  /** What a width in px comes to; CSS pixels unless told. */
  pxPerMm?: number;
}

const CSS_PX_PER_MM = 96 / 25.4;
/** In the order of `BLENDS`, as CSS says it. */
const BLEND_MODES = ["normal", "plus-lighter", "multiply", "screen"] as const;

export function writeSvg({ width, height, background, layers, pxPerMm = CSS_PX_PER_MM }: SvgDrawing): string {
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"',
    ` width="${decimal(width)}mm" height="${decimal(height)}mm" viewBox="0 0 ${decimal(width)} ${decimal(height)}">\n`,
  ];
  if (background !== undefined && background[3] !== 0) {
    const seen = background.length > 3 && background[3] < 1 ? ` fill-opacity="${decimal(background[3])}"` : "";
    parts.push(`<rect width="100%" height="100%" fill="${hexOf(background)}"${seen}/>\n`);
  }
  layers.forEach(({ lines, style }, index) => {
    parts.push(groupOpen(style, index, pxPerMm));
    writeLines(lines, parts);
    parts.push("</g>\n");
  });
  parts.push("</svg>\n");
  return parts.join("");
}

function groupOpen(style: SvgStyle, index: number, pxPerMm: number): string {
  const { rgba, width, widthInPx = false, pen = 1, blend = 0, name = "" } = style;
  const strokeMm = widthInPx ? width / pxPerMm : width;
  const label = name === "" ? `${pen}` : `${pen} ${name}`;
  const alpha = rgba.length > 3 && rgba[3] < 1 ? ` stroke-opacity="${decimal(rgba[3])}"` : "";
  const mode = blend > 0 ? ` style="mix-blend-mode:${BLEND_MODES[blend] ?? "normal"}"` : "";
  return (
    `<g id="layer${index + 1}" inkscape:groupmode="layer" inkscape:label="${escapeText(label)}" fill="none"` +
    ` stroke="${hexOf(rgba)}"${alpha} stroke-width="${decimal(strokeMm)}" stroke-linecap="round" stroke-linejoin="round"${mode}>\n`
  );
}

/** One path per line. A line of a single point draws nothing on screen, so it is left out here as well. */
function writeLines(lines: SvgLines, parts: string[]): void {
  const { coords, offsets, lines: count, stride = 3, coordsAt = 0, firstLine = 0 } = lines;
  for (let line = firstLine; line < firstLine + count; line++) {
    const from = offsets[line];
    const to = offsets[line + 1];
    if (to - from < 2) continue;
    const points: string[] = [];
    for (let p = from; p < to; p++) {
      const at = coordsAt + p * stride;
      points.push(`${decimal(coords[at])},${decimal(coords[at + 1])}`);
    }
    const closed = points.length > 3 && points[0] === points[points.length - 1];
    if (closed) points.pop();
    parts.push(`<path d="M${points.join(" ")}${closed ? "Z" : ""}"/>\n`);
  }
}

/** Three decimals, no trailing zeros, never "-0". */
function decimal(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return Number.isFinite(rounded) ? String(rounded + 0) : "0";
}

function hexOf(rgb: ArrayLike<number>): string {
  let hex = "#";
  for (let i = 0; i < 3; i++) {
    const byte = Math.round(Math.min(1, Math.max(0, rgb[i])) * 255);
    hex += byte.toString(16).padStart(2, "0");
  }
  return hex;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Names come from sketches; control characters are not XML at all. */
function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\u0000-\u001f\ufffe\uffff]/g, " ").replace(/[&<>"]/g, (c) => ENTITIES[c]);
}
