// A knob's number: as it is shown, as it is typed, and how far one step goes.

export interface Range {
  min: number;
  max: number;
  /** 0: continuous. */
  step: number;
}

/** As many digits as a step or the hundredth of the range can tell apart. */
export function showNumber(value: number, { min, max, step }: Range): string {
  const finest = step > 0 ? step : (max - min) / 400;
  const digits = finest > 0 ? Math.min(6, Math.max(0, Math.ceil(-Math.log10(finest) - 1e-9))) : 3;
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** What was typed, inside the range and on its steps; null where it is no number. Commas are points. */
export function typedNumber(text: string, range: Range): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value) ? null : toStep(value, range);
}

export function toStep(value: number, { min, max, step }: Range): number {
  const stepped = step > 0 ? min + Math.round((value - min) / step) * step : value;
  return Math.min(max, Math.max(min, stepped));
}

/** One press of an arrow. */
export const oneStep = ({ min, max, step }: Range): number => (step > 0 ? step : (max - min) / 100);

/** 0..1 */
export const shareOf = (value: number, { min, max }: Range): number =>
  max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
