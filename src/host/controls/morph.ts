// Between two presets: what every knob and controller is on the way from one to the other. At its ends it is what each
// preset is by itself, to the bit.

import type { KnobStatus } from "./controls-api.ts";
import type { Preset } from "./preset-file.ts";

type MorphKnob = Pick<KnobStatus, "name" | "code" | "min" | "max" | "step">;

/** Knobs as values, controllers as values or null where the sketch's own holds. */
export interface Mixture {
  knobs: [name: string, value: number][];
  ccs: [index: number, value: number | null][];
}

/** `at` 0: `from`, 1: `to`. A knob that only one of them knows leads from or to the code's default. */
export function mixPresets(from: Preset, to: Preset, at: number, knobs: readonly MorphKnob[]): Mixture {
  const share = Math.min(1, Math.max(0, at));
  return {
    knobs: knobs.flatMap((knob) => {
      const [a, b] = [from.knobs.get(knob.name), to.knobs.get(knob.name)];
      if (a === undefined && b === undefined) return [];
      return [[knob.name, between(knob, a ?? knob.code, b ?? knob.code, share)] as [string, number]];
    }),
    // Where a sketch's own value is nobody knows: what only one of them has comes or goes half-way.
    ccs: [...new Set([...from.ccs.keys(), ...to.ccs.keys()])].map((index) => {
      const [a, b] = [from.ccs.get(index), to.ccs.get(index)];
      if (a !== undefined && b !== undefined) return [index, lerp(a, b, share)];
      return [index, (share < 0.5 ? a : b) ?? null];
    }),
  };
}

/** Exact at both ends, which `a + (b - a) * t` is not. */
const lerp = (a: number, b: number, t: number): number => (t === 0 || a === b ? a : t === 1 ? b : a * (1 - t) + b * t);

function between({ min, max, step }: MorphKnob, a: number, b: number, share: number): number {
  const value = lerp(a, b, share);
  const onStep = step > 0 && share > 0 && share < 1 ? min + Math.round((value - min) / step) * step : value;
  return Math.min(max, Math.max(min, onStep));
}
