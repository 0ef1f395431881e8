// Low frequency oscillators: a number that moves by itself, as a pure function of time. The same second always gives
// the same value, so a rewound or repeated performance looks the same.

import { hashToUnit } from "./random.ts";
import { describeValue, SketchError, suggestName } from "./sketch-error.ts";

export const WAVES = ["sine", "triangle", "sawUp", "sawDown", "square", "pulse", "sampleHold", "perlin"] as const;
export type Wave = (typeof WAVES)[number];

export interface LfoOptions {
  wave?: Wave;
  /** Cycles per second; 1 unless told. */
  freq?: number;
  /** Seconds per cycle, instead of `freq`. */
  period?: number;
  /** Degrees. */
  phase?: number;
  /** The ends of the range; 0 and 1 unless told. */
  lo?: number;
  hi?: number;
  /** Share of a cycle that "pulse" is high. */
  pulseWidth?: number;
  /** Where in the cycle "triangle" peaks: 0.5 is symmetric. */
  skew?: number;
  /** For "sampleHold" and "perlin". */
  seed?: number;
  /** Layers of "perlin", each `lacunarity` times faster and `persistence` times weaker. */
  octaves?: number;
  persistence?: number;
  lacunarity?: number;
}

const DEFAULTS = {
  wave: "sine",
  phase: 0,
  lo: 0,
  hi: 1,
  pulseWidth: 0.5,
  skew: 0.5,
  seed: 0,
  octaves: 3,
  persistence: 0.5,
  lacunarity: 2,
} as const;

const NAMES = [...Object.keys(DEFAULTS), "freq", "period"];
const MAX_OCTAVES = 16;

/** `lfo({ wave: "triangle", period: 4, lo: 10, hi: 20 })` → a function of seconds. Begins at `lo` where it can. */
export function lfo(options: LfoOptions = {}): (t: number) => number {
  check(options);
  const { wave, phase, lo, hi, pulseWidth, skew, seed, octaves, persistence, lacunarity } = { ...DEFAULTS, ...options };
  const freq = options.period !== undefined ? 1 / options.period : (options.freq ?? 1);
  const shift = phase / 360;
  const span = hi - lo;
  const shape = shapeOf(wave, pulseWidth, skew, seed, octaves, persistence, lacunarity);
  return (t) => lo + span * shape(t * freq + shift);
}

/** Cycles → 0..1. */
function shapeOf(
  wave: Wave,
  pulseWidth: number,
  skew: number,
  seed: number,
  octaves: number,
  persistence: number,
  lacunarity: number,
): (cycles: number) => number {
  switch (wave) {
    case "sine":
      return (c) => 0.5 - 0.5 * Math.cos(2 * Math.PI * c);
    case "triangle":
      return (c) => {
        const u = fraction(c);
        return u < skew ? u / skew : skew < 1 ? (1 - u) / (1 - skew) : 1;
      };
    case "sawUp":
      return fraction;
    case "sawDown":
      return (c) => 1 - fraction(c);
    case "square":
      return (c) => (fraction(c) < 0.5 ? 1 : 0);
    case "pulse":
      return (c) => (fraction(c) < pulseWidth ? 1 : 0);
    case "sampleHold":
      return (c) => hashToUnit(seed, Math.floor(c));
    case "perlin":
      return (c) => fractalNoise(seed, c, octaves, persistence, lacunarity);
    default:
      return never(wave);
  }
}

/** Gradient noise in one dimension, summed over octaves and brought to 0..1. */
function fractalNoise(seed: number, x: number, octaves: number, persistence: number, lacunarity: number): number {
  let sum = 0;
  let most = 0;
  let strength = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += strength * gradientNoise(seed + octave * 7919, x);
    most += strength;
    strength *= persistence;
    x *= lacunarity;
  }
  return most > 0 ? Math.min(1, Math.max(0, 0.5 + (0.5 * sum) / most)) : 0.5;
}

/** −1..1; 0 at whole numbers. */
function gradientNoise(seed: number, x: number): number {
  const cell = Math.floor(x);
  const u = x - cell;
  const left = (hashToUnit(seed, cell) * 2 - 1) * u;
  const right = (hashToUnit(seed, cell + 1) * 2 - 1) * (u - 1);
  const ease = u * u * u * (u * (u * 6 - 15) + 10);
  return 2 * (left + (right - left) * ease); // a slope of 1 reaches a half in the middle of a cell
}

function fraction(x: number): number {
  return x - Math.floor(x);
}

function check(options: LfoOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!NAMES.includes(name))
      throw new SketchError(`lfo() has no option "${name}"`, { try: suggestName(name, NAMES) });
    if (name === "wave") {
      if (WAVES.includes(value as Wave)) continue;
      throw new SketchError(`lfo(): wave is ${describeValue(value)}`, {
        expected: WAVES.map((w) => `"${w}"`).join(", "),
        try: typeof value === "string" ? suggestName(value, WAVES) : undefined,
      });
    }
    if (value !== undefined && !Number.isFinite(value)) {
      throw new SketchError(`lfo(): ${name} is ${describeValue(value)}`, { expected: "a finite number" });
    }
  }
  const { period, pulseWidth = 0.5, skew = 0.5, octaves = 3 } = options;
  if (period === 0) throw new SketchError("lfo(): period is 0", { expected: "seconds per cycle" });
  if (!(pulseWidth >= 0 && pulseWidth <= 1))
    throw new SketchError(`lfo(): pulseWidth is ${pulseWidth}`, { expected: "0 to 1" });
  if (!(skew >= 0 && skew <= 1)) throw new SketchError(`lfo(): skew is ${skew}`, { expected: "0 to 1" });
  if (!(octaves >= 1 && octaves <= MAX_OCTAVES)) {
    throw new SketchError(`lfo(): octaves is ${octaves}`, { expected: `1 to ${MAX_OCTAVES}` });
  }
}

function never(wave: never): never {
  throw new TypeError(`unknown wave ${String(wave)}`);
}
