// What an op, and a whole frame, may cost. Asked before anything is allocated: a knob turned too far must end in a
// sentence and the last good picture, not in a machine that swaps.

import { SketchError } from "./sketch-error.ts";

export interface Limits {
  maxPoints: number;
  maxLines: number;
  maxBytes: number;
}

/** Limits of a frame; `op` narrows what a single op may write. */
export interface Budget extends Limits {
  op?: Partial<Limits>;
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  maxPoints: 3_000_000,
  maxLines: 1_000_000,
  maxBytes: 128 * 1024 * 1024,
});

/** Bytes that `points` and `lines` take as polylines. */
export function bytesOf(points: number, lines: number): number {
  return points * 12 + (lines + 1) * 4;
}

export interface BudgetKeeper {
  readonly frame: Limits;
  readonly op: Limits;
  /** Throws a `SketchError` if one op may not write this much. `what` names it: `effect "repeat"`. */
  askOp(what: string, points: number, lines: number): void;
  /** Throws if the drawing's lines, or the memory of the frame so far, are more than a frame may have. */
  askFrame(what: string, points: number, lines: number, bytes: number): void;
}

export function createBudget(budget: Partial<Budget> = {}): BudgetKeeper {
  const { op: narrower, ...wide } = budget;
  const frame = { ...DEFAULT_LIMITS, ...given(wide) };
  const op = { ...frame, ...given(narrower ?? {}) };
  return {
    frame,
    op,
    askOp(what, points, lines) {
      if (!(points <= op.maxPoints)) throw refusal(what, points, "points", op.maxPoints, "one op");
      if (!(lines <= op.maxLines)) throw refusal(what, lines, "lines", op.maxLines, "one op");
      const bytes = bytesOf(points, lines);
      if (!(bytes <= op.maxBytes)) throw refusal(what, bytes, "bytes", op.maxBytes, "one op");
    },
    askFrame(what, points, lines, bytes) {
      if (!(points <= frame.maxPoints)) throw refusal(what, points, "points", frame.maxPoints, "a frame");
      if (!(lines <= frame.maxLines)) throw refusal(what, lines, "lines", frame.maxLines, "a frame");
      if (!(bytes <= frame.maxBytes)) throw refusal(what, bytes, "bytes", frame.maxBytes, "a frame");
    },
  };
}

function given(limits: Partial<Limits>): Partial<Limits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

function refusal(what: string, wanted: number, unit: string, allowed: number, whose: string): SketchError {
  const limit = unit === "points" ? "maxPoints" : unit === "lines" ? "maxLines" : "maxBytes";
  return new SketchError(`${what} wants ${grouped(wanted)} ${unit}`, {
    expected: `at most ${grouped(allowed)} for ${whose}`,
    try: `Lower its counts or levels, or raise budget.${limit}.`,
  });
}

function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}
