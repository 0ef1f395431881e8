// Ops and memory for the tests of the evaluator: small enough to be worked out by hand.

import { createEvaluator, type EvaluatorOptions } from "../../src/core/evaluate.ts";
import { affineOp, effectOp, flag, int, number, shapeOp, vec3 } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";

export function createMemory(pages = 1): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: pages, maximum: 8192, shared: true });
}

export function newEvaluator(options: Omit<EvaluatorOptions, "memory"> = {}) {
  return createEvaluator({ memory: createMemory(), ...options });
}

/** How often each kernel ran since `resetRuns`. */
export const runs = { dots: 0, jitter: 0 };
export function resetRuns(): void {
  runs.dots = 0;
  runs.jitter = 0;
}

const size = { range: [0, 1000], help: "" } as const;

/** `count` points in a row, one line: (0, 0), (step, 0.5), … */
export const dots = shapeOp({
  name: "dots",
  help: "",
  params: { count: int(3, size), step: number(1, size), stated: int(-1, { range: [-1, 1e9], help: "" }) },
  positional: (count, step) => ({ count, step }),
  size(p, out) {
    out.points = p.stated >= 0 ? p.stated : p.count;
    out.lines = 1;
  },
  draw(p, out) {
    runs.dots++;
    for (let i = 0; i < p.count; i++) {
      if (i === 0) out.moveTo(0, 0, 0);
      else out.lineTo(i * p.step, i * 0.5, 0);
    }
  },
});

/** Adds (by, -by, 0) to every point. Not affine as far as the evaluator knows. */
export const jitter = effectOp({
  name: "jitter",
  help: "",
  params: { by: number(1, size), on: flag(true, { help: "" }) },
  positional: (by) => ({ by }),
  masks: { least: 0, most: 5, help: "" },
  size(_p, input, out) {
    out.points = input.points;
    out.lines = input.lines;
  },
  apply(p, input, out, masks) {
    runs.jitter++;
    out.copyTopology(input);
    let shift = p.by;
    for (const mask of masks) shift += mask.points;
    for (let i = 0; i < input.points; i++) {
      out.coords[i * 3] = input.coords[i * 3] + shift;
      out.coords[i * 3 + 1] = input.coords[i * 3 + 1] - shift;
      out.coords[i * 3 + 2] = input.coords[i * 3 + 2];
    }
  },
});

export const move = affineOp({
  name: "move",
  help: "",
  params: { by: vec3([0, 0, 0], { range: [-100, 100], help: "" }) },
  positional: (x, y = 0, z = 0) => ({ by: [x, y, z] }),
  usesCentre: () => false,
  matrix(p, _centre, out) {
    out.set([1, 0, 0, p.by[0], 0, 1, 0, p.by[1], 0, 0, 1, p.by[2]]);
  },
});

/** Turns by a quarter (times `share`) about the centre of the input, and stretches it there. */
export const spin = affineOp({
  name: "spin",
  help: "",
  params: { degrees: number(90, { range: [-360, 360], help: "" }), by: number(1, size) },
  positional: (degrees, by) => ({ degrees, by }),
  usesCentre: () => true,
  matrix(p, centre, out) {
    const c = Math.cos((p.degrees / 180) * Math.PI) * p.by;
    const s = Math.sin((p.degrees / 180) * Math.PI) * p.by;
    const [x, y] = centre;
    out.set([c, -s, 0, x - c * x + s * y, s, c, 0, y - s * x - c * y, 0, 0, 1, 0]);
  },
});

/** An effect that changes nothing; between two affine ones it keeps them from fusing. */
export const fence = effectOp({
  name: "fence",
  help: "",
  params: {},
  size(_p, input, out) {
    out.points = input.points;
    out.lines = input.lines;
  },
  apply(_p, input, out) {
    out.copyTopology(input);
    for (let i = 0; i < input.points * 3; i++) out.coords[i] = input.coords[i];
  },
});

/** Lines as text: `"0,0 1,0.5 | 2,2 3,3"`, with z only where it is not 0. */
export function textOf(lines: Polylines, decimals = 3): string {
  const show = (v: number) => String(Number(v.toFixed(decimals)) + 0);
  const parts: string[] = [];
  for (let line = 0; line < lines.lines; line++) {
    const points: string[] = [];
    for (let p = lines.offsets[line]; p < lines.offsets[line + 1]; p++) {
      const [x, y, z] = lines.coords.subarray(p * 3, p * 3 + 3);
      points.push(`${show(x)},${show(y)}${Math.abs(z) > 1e-6 ? `,${show(z)}` : ""}`);
    }
    parts.push(points.join(" "));
  }
  return parts.join(" | ");
}
