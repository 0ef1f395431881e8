// Runs one op by itself, without recipes, memo or arena: parameters as an artist writes them, memory of exactly the
// stated size, so that writing one point too many throws.

import { NO_ASSETS } from "../../src/core/assets.ts";
import { createBudget } from "../../src/core/budget.ts";
import { GrowingWriter, LineWriter } from "../../src/core/line-writer.ts";
import type { AffineOp, AnyOp, EffectOp, Job, ShapeOp } from "../../src/core/op.ts";
import { ParamReader } from "../../src/core/params.ts";
import { copyPolylines, createPolylines, type Polylines } from "../../src/core/polylines.ts";

export type Raw = Record<string, unknown>;

/** What a kernel receives for these parameters; `clamps` gets a line for each value pulled back. */
// biome-ignore lint/suspicious/noExplicitAny: a record of whatever the op declares
export function readParams(op: AnyOp, raw: Raw = {}, clamps: string[] = []): any {
  const reader = new ParamReader(op, `op "${op.name}"`);
  const tape = new Float64Array(reader.width);
  const beside: never[] = [];
  reader.read(raw, tape, 0, beside, 0, {
    clamped: (name, _slot, param, got, used) => clamps.push(`${name} ${param} ${got} → ${used}`),
  });
  return reader.fill(tape, 0, beside, 0);
}

/** As while playing, without fonts and pictures, and nobody to tell of progress. */
export const DRAFT: Job = { quality: "draft", assets: NO_ASSETS, progress: () => {}, missingLetter: () => {} };

export function runShape(op: ShapeOp, raw: Raw = {}, job = DRAFT): Polylines {
  const p = readParams(op, raw);
  if (op.size === undefined) return grown((out) => op.draw(p, out, job));
  const size = { points: 0, lines: 0 };
  op.size(p, size);
  const out = writerFor(size);
  op.draw(p, out, job);
  return out;
}

export function runEffect(
  op: EffectOp | AffineOp,
  raw: Raw,
  input: Polylines,
  masks: readonly Polylines[] = [],
  job = DRAFT,
): Polylines {
  const p = readParams(op, raw);
  if (op.kind === "affine") return runAffine(op, p, input);
  if (op.size === undefined) return grown((out) => op.apply(p, input, out, masks, job));
  const size = { points: 0, lines: 0 };
  op.size(p, input, size, masks);
  const out = writerFor(size);
  op.apply(p, input, out, masks, job);
  return out;
}

const budget = createBudget();

/** The lines of an op without `size`: copied, since the memory it grows in is the next one's too. */
function grown(draw: (out: LineWriter) => void): Polylines {
  const out = new GrowingWriter((points, lines) => budget.askOp("the op", points, lines));
  out.begin();
  draw(out);
  return copyPolylines(out);
}

// biome-ignore lint/suspicious/noExplicitAny: a record of whatever the op declares
function runAffine(op: AffineOp, p: any, input: Polylines): LineWriter {
  const centre = new Float64Array(3).fill(op.usesCentre(p) ? 0 : Number.NaN);
  if (op.usesCentre(p)) {
    for (let i = 0; i < input.points * 3; i++) centre[i % 3] += input.coords[i] / input.points;
  }
  const m = new Float64Array(12);
  op.matrix(p, centre, m);
  const out = writerFor(input);
  out.copyTopology(input);
  for (let at = 0; at < input.points * 3; at += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const row = axis * 4;
      out.coords[at + axis] =
        m[row] * input.coords[at] + m[row + 1] * input.coords[at + 1] + m[row + 2] * input.coords[at + 2] + m[row + 3];
    }
  }
  return out;
}

function writerFor(size: { points: number; lines: number }): LineWriter {
  const { coords, offsets } = createPolylines(size.points, size.lines);
  return new LineWriter(coords, offsets);
}
