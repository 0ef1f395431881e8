// Runs one op by itself, without recipes, memo or arena: parameters as an artist writes them, memory of exactly the
// stated size, so that writing one point too many throws.

import { LineWriter } from "../../src/core/line-writer.ts";
import type { AffineOp, AnyOp, EffectOp, ShapeOp } from "../../src/core/op.ts";
import { ParamReader } from "../../src/core/params.ts";
import { createPolylines, type Polylines } from "../../src/core/polylines.ts";

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

export function runShape(op: ShapeOp, raw: Raw = {}): LineWriter {
  const p = readParams(op, raw);
  const size = { points: 0, lines: 0 };
  op.size(p, size);
  const out = writerFor(size);
  op.draw(p, out);
  return out;
}

export function runEffect(op: EffectOp | AffineOp, raw: Raw, input: Polylines): LineWriter {
  const p = readParams(op, raw);
  if (op.kind === "affine") return runAffine(op, p, input);
  const size = { points: 0, lines: 0 };
  op.size(p, input, size);
  const out = writerFor(size);
  op.apply(p, input, out, []);
  return out;
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
