// Sheets: `[width, height]` in mm, or a paper's name.

import type { CanvasSize } from "./sketch.ts";
import { describeValue, SketchError, suggestName } from "./sketch-error.ts";

/** Upright sizes in mm. */
export const PAPERS: Readonly<Record<string, readonly [number, number]>> = {
  A3: [297, 420],
  A4: [210, 297],
  A5: [148, 210],
  A6: [105, 148],
  B5: [176, 250],
  B6: [125, 176],
  letter: [215.9, 279.4],
  "square 100": [100, 100],
  "square 200": [200, 200],
  "square 300": [300, 300],
};

/** The largest side, in mm: ten metres of paper. */
const MAX_SIDE = 10_000;

/** `parseCanvas("A4 landscape")` → `[297, 210]` */
export function parseCanvas(size: CanvasSize, what = "canvas"): [number, number] {
  if (typeof size === "string") return parseName(size, what);
  if (!Array.isArray(size) || size.length !== 2) {
    throw new SketchError(`${what} is ${describeValue(size)}`, {
      expected: '[width, height] in mm, or a name such as "A5" or "A4 landscape"',
    });
  }
  for (const side of size as readonly unknown[]) {
    if (typeof side !== "number" || !(side > 0 && side <= MAX_SIDE)) {
      throw new SketchError(`${what} has a side of ${describeValue(side)}`, {
        expected: `more than 0, at most ${MAX_SIDE} mm`,
      });
    }
  }
  return [size[0], size[1]];
}

function parseName(text: string, what: string): [number, number] {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s_-]+/);
  const last = words.at(-1);
  const turned = last === "landscape";
  if (turned || last === "portrait") words.pop();
  const wanted = words.join(" ");
  const name = Object.keys(PAPERS).find((paper) => paper.toLowerCase() === wanted);
  if (name === undefined) {
    throw new SketchError(`${what} is ${describeValue(text)}`, {
      expected: "[width, height] in mm, or a paper's name",
      try: suggestName(wanted, Object.keys(PAPERS)),
    });
  }
  const [width, height] = PAPERS[name];
  return turned ? [height, width] : [width, height];
}
