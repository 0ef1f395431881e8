// The vocabulary's documentation, made from the ops themselves: their tables of parameters and the docstrings of their
// files. Three things come of it: types with hover help (src/core/words.ts), a page (src/core/OPS.md) and a picture of
// each op's example (src/core/pictures/). `npm run docs` writes them; a test holds them to the sources.

import { readdirSync, readFileSync } from "node:fs";
import { NO_ASSETS } from "../../src/core/assets.ts";
import { createEvaluator } from "../../src/core/evaluate.ts";
import type { AnyOp, Param } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import type { Geometry } from "../../src/core/recipe.ts";
import { E, effects, G, shapes } from "../../src/core/vocabulary.ts";
import { extent } from "../support/polylines.ts";

const CORE = new URL("../../src/core/", import.meta.url);

export interface OpDoc {
  name: string;
  kind: "shape" | "effect";
  op: AnyOp;
  /** The docstring without its stars, up to the example. */
  text: string;
  example: string;
  /** File below src/core/. */
  file: string;
}

export function readOps(): OpDoc[] {
  const docs = new Map(["shapes", "effects"].flatMap((folder) => docstringsOf(folder)));
  const row = (kind: OpDoc["kind"], name: string, op: AnyOp): OpDoc => {
    const found = docs.get(name);
    if (!found) throw new Error(`no file exports the op ${name} below a docstring`);
    return { name, kind, op, ...found };
  };
  return [
    ...Object.entries(shapes).map(([name, op]) => row("shape", name, op as AnyOp)),
    ...Object.entries(effects).map(([name, op]) => row("effect", name, op as AnyOp)),
  ].sort((a, b) => (a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === "shape" ? -1 : 1));
}

function docstringsOf(folder: string): [string, Pick<OpDoc, "text" | "example" | "file">][] {
  return readdirSync(new URL(`${folder}/`, CORE)).flatMap((file) => {
    const source = readFileSync(new URL(`${folder}/${file}`, CORE), "utf8");
    const found = /\/\*\*\n((?: \*[^\n]*\n)+?) \*\/\nexport const (\w+) = (?:shape|effect|affine)Op\(/.exec(source);
    if (!found) return [];
    const lines = found[1].split("\n").map((line) => line.replace(/^ \* ?/, ""));
    const at = lines.findIndex((line) => line.startsWith("@example"));
    const example = (lines[at] ?? "").replace("@example", "").trim();
    return [[found[2], { text: lines.slice(0, at).join("\n").trim(), example, file: `${folder}/${file}` }]];
  });
}

/** The lines an example draws. Examples are ours; an artist's sketch is never evaluated here. */
export function drawExample({ example, name }: OpDoc): Polylines {
  const geometry = new Function("G", "E", `"use strict"; return ${example};`)(G, E) as Geometry;
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 4096, shared: true });
  const evaluator = createEvaluator({ memory, assets: NO_ASSETS });
  evaluator.setQuality("final");
  const { layers, points } = evaluator.evaluate(geometry);
  if (points === 0) throw new Error(`the example of ${name} draws nothing`);
  return layers[0].lines;
}

const MARGIN = 4;

/** A small SVG, cut to the drawing, rounded to a tenth of a millimetre. */
export function pictureOf(lines: Polylines, title: string): string {
  const { min, max } = extent(lines);
  const [left, top] = [min[0] - MARGIN, min[1] - MARGIN];
  const [width, height] = [max[0] - left + MARGIN, max[1] - top + MARGIN];
  const tenth = (value: number) => String(Math.round(value * 10) / 10 + 0).replace(/^(-?)0\./, "$1.");
  let path = "";
  for (let line = 0; line < lines.lines; line++) {
    let [x, y] = [Number.NaN, Number.NaN];
    for (let i = lines.offsets[line]; i < lines.offsets[line + 1]; i++) {
      const [nextX, nextY] = [lines.coords[i * 3], lines.coords[i * 3 + 1]].map((v) => Math.round(v * 10) / 10);
      if (Number.isNaN(x)) path += `M${tenth(nextX)} ${tenth(nextY)}`;
      // A dot, or a line that ends where it began: a stroke of no length, which round caps make visible.
      else if (nextX !== x || nextY !== y) path += `l${tenth(nextX - x)} ${tenth(nextY - y)}`;
      [x, y] = [nextX, nextY];
    }
    if (lines.offsets[line + 1] > lines.offsets[line]) path += /M[^l]*$/.test(path) ? "h0" : "";
  }
  const box = [left, top, width, height].map(tenth).join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${Math.round(width * 3)}" height="${Math.round(height * 3)}"><title>${title}</title><rect x="${tenth(left)}" y="${tenth(top)}" width="${tenth(width)}" height="${tenth(height)}" fill="#fbfaf6"/><path d="${path}" fill="none" stroke="#16181d" stroke-width=".3" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`;
}

/** `"Largest shift. 0 to 50 mm, 8 unless told."` */
function describe(param: Param): string {
  const unit = param.unit ? ` ${param.unit}` : "";
  const value = JSON.stringify(param.default);
  switch (param.kind) {
    case "number":
    case "int":
    case "vec3": {
      const whole = param.kind === "int" ? "whole, " : "";
      const limits = param.hard ? "" : " on a slider";
      return `${param.help} ${whole}${param.range[0]} to ${param.range[1]}${unit}${limits}; ${value} unless told.`;
    }
    case "flag":
    case "choice":
    case "text":
    case "numbers":
      return `${param.help} ${value} unless told.`;
    default:
      return param satisfies never;
  }
}

function typeOf(param: Param): string {
  switch (param.kind) {
    case "number":
    case "int":
      return "number";
    case "vec3":
      return "Vector";
    case "flag":
      return "boolean";
    case "choice":
      return param.choices.map((each) => JSON.stringify(each)).join(" | ");
    case "text":
      return "string";
    case "numbers":
      return "ArrayLike<number>";
    default:
      return param satisfies never;
  }
}

const capital = (name: string) => name[0].toUpperCase() + name.slice(1);
const safe = (text: string) => text.replaceAll("*/", "*\\/");
const paramsOf = (op: AnyOp) => Object.entries(op.params as Record<string, Param>);

/** Source of `src/core/words.ts`: the types of `G`, `E` and the methods of geometries, with help where it is read. */
export function wordsSource(ops: readonly OpDoc[]): string {
  const params = ops.map(({ name, op }) => {
    const fields = paramsOf(op).map(
      ([key, param]) => `  /** ${safe(describe(param))} */\n  ${key}?: ${typeOf(param)};`,
    );
    const body = fields.length > 0 ? `{\n${fields.join("\n")}\n}` : "{}";
    return `export interface ${capital(name)}Params ${body}`;
  });
  const comment = ({ text, example }: OpDoc) =>
    `  /**\n${[...safe(text).split("\n"), "", `@example ${safe(example)}`].map((line) => `   * ${line}`.trimEnd()).join("\n")}\n   */`;
  const calls = (doc: OpDoc, result: string) => {
    const { name, op } = doc;
    const own = `${capital(name)}Params`;
    const lines = [comment(doc)];
    const masks = op.kind === "effect" ? op.masks : undefined;
    if (masks && masks.least > 0) {
      lines.push(`  ${name}(params: ${own}, mask: Geometry, ...masks: Geometry[]): ${result};`);
      lines.push(`  /** ${safe(op.help)} */\n  ${name}(mask: Geometry, ...masks: Geometry[]): ${result};`);
      return lines.join("\n");
    }
    lines.push(`  ${name}(params?: ${own}${masks ? ", ...masks: Geometry[]" : ""}): ${result};`);
    if (op.positional)
      lines.push(`  /** ${safe(op.help)} */\n  ${name}(value: number, ...values: number[]): ${result};`);
    return lines.join("\n");
  };
  const list = (kind: OpDoc["kind"], result: string) =>
    ops
      .filter((doc) => doc.kind === kind)
      .map((doc) => calls(doc, result))
      .join("\n");
  return `// Made by \`npm run docs\` from the ops' tables and docstrings; a test holds it to them. It is what an editor shows on
// completion and hover: types alone, no plugin.

import type { Geometry } from "./recipe.ts";

/** \`[x, y, z]\` or \`[x, y]\`; one number stands for all three, or for x alone, as the parameter says. */
export type Vector = number | readonly [number, number] | readonly [number, number, number];

${params.join("\n\n")}

/** What \`G\` has. */
export interface Shapes {
${list("shape", "Geometry")}
}

/** What \`E\`, its chains and every geometry have. */
export interface Effects<Result> {
${list("effect", "Result")}
}
`;
}

/** The page, in Markdown. */
export function opsPage(ops: readonly OpDoc[]): string {
  const section = (doc: OpDoc) => {
    const { name, kind, op, text, example, file } = doc;
    const cell = (value: string) => value.replaceAll("|", "\\|");
    const rows = paramsOf(op).map(([key, param]) => {
      const range =
        param.kind === "choice"
          ? param.choices.join(", ")
          : "range" in param
            ? `${param.range[0]} … ${param.range[1]}${param.hard ? "" : " *"}`
            : param.kind;
      return `| \`${key}\` | ${cell(JSON.stringify(param.default))} | ${cell(range)} | ${param.unit ?? ""} | ${cell(param.help)} |`;
    });
    const masks = op.kind === "effect" && op.masks ? [`Further geometries: ${op.masks.help}.`, ""] : [];
    return [
      `### ${kind === "shape" ? "G" : "E"}.${name}`,
      "",
      `<img src="pictures/${name}.svg" width="260" align="right" alt="${name}">`,
      "",
      text,
      "",
      "```ts",
      example,
      "```",
      "",
      ...masks,
      ...(rows.length > 0 ? ["| parameter | default | range | unit | |", "|---|---|---|---|---|", ...rows, ""] : []),
      `[${file}](${file})`,
      "",
      '<br clear="right">',
      "",
    ].join("\n");
  };
  const index = (kind: OpDoc["kind"]) =>
    ops
      .filter((doc) => doc.kind === kind)
      .map(({ name }) => `[${name}](#${kind === "shape" ? "g" : "e"}${name.toLowerCase()})`)
      .join(" · ");
  const part = (kind: OpDoc["kind"]) =>
    ops
      .filter((doc) => doc.kind === kind)
      .map(section)
      .join("\n");
  return `# The vocabulary

Made by \`npm run docs\` from the ops themselves: text, tables and pictures are those of the program. Lengths are mm, angles
degrees; a range with * is what a slider shows, any number works; other ranges are limits, and a value beyond is pulled back
and told once. Every effect works as a method of a geometry, and in chains: \`E.dash(4, 2).wobble()(lines)\`.

**Shapes** ${index("shape")}

**Effects** ${index("effect")}

## Shapes

${part("shape")}
## Effects

${part("effect")}`;
}
