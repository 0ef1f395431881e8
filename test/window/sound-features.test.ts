import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createSpectrum } from "../../src/window/audio/fft.ts";
import { BANDS, createSoundFeatures, LOOK, type SoundFeatures } from "../../src/window/audio/sound-features.ts";
import { clicks, mix, noise, silence, tone } from "../support/sounds.ts";

const RATE = 48_000;
const BUFFER = 16_384;

/** Feeds a sound as a window would: `frameS` of it at a time, at the end of a buffer that holds the latest. */
function listen(
  sound: Float32Array,
  frameS = 1 / 60,
  seen?: (features: SoundFeatures) => void,
  gain = 1,
): SoundFeatures {
  const features = createSoundFeatures(RATE);
  features.configure(gain, 0.1);
  const buffer = new Float32Array(BUFFER);
  const step = Math.round(frameS * RATE);
  for (let at = 0; at < sound.length; at += step) {
    const piece = sound.subarray(at, at + step);
    buffer.copyWithin(0, piece.length);
    buffer.set(piece, BUFFER - piece.length);
    features.advance(buffer, piece.length);
    seen?.(features);
  }
  return features;
}

test("the spectrum of a sine is its amplitude at its frequency, and next to nothing elsewhere", () => {
  const spectrum = createSpectrum(1024);
  const sine = Float32Array.from({ length: 2000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 64 * i) / 1024));
  const magnitudes = spectrum.of(sine, 300, 1);
  assert.ok(Math.abs(magnitudes[64] - 0.5) < 0.001, String(magnitudes[64]));
  for (let i = 0; i < 512; i++)
    if (Math.abs(i - 64) > 1) assert.ok(magnitudes[i] < 1e-4, `line ${i}: ${magnitudes[i]}`);
});

test("the transform agrees with the sum it stands for", () => {
  const size = 64;
  const spectrum = createSpectrum(size);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
      (values) => {
        const seen = spectrum.of(Float32Array.from(values), 0, 1);
        for (let k = 0; k < size / 2; k++) {
          let re = 0;
          let im = 0;
          values.forEach((value, i) => {
            const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size);
            re += value * hann * Math.cos((2 * Math.PI * k * i) / size);
            im -= value * hann * Math.sin((2 * Math.PI * k * i) / size);
          });
          assert.ok(Math.abs(seen[k] - (Math.hypot(re, im) * 4) / size) < 1e-4);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test("silence is zero", () => {
  const { level, peak, onset, onsets, bands } = listen(silence(1, RATE));
  assert.deepEqual([level, peak, onset, onsets, [...bands]], [0, 0, 0, 0, Array(BANDS).fill(0)]);
});

const TONES: [hz: number, band: number][] = [
  [60, 0],
  [120, 1],
  [250, 2],
  [550, 3],
  [1100, 4],
  [2400, 5],
  [5000, 6],
  [11_000, 7],
];
for (const [hz, band] of TONES)
  test(`a tone of ${hz} Hz lies in band ${band}`, () => {
    const { level, peak, bands } = listen(tone(1, RATE, hz, 0.5));
    const loudest = [...bands].indexOf(Math.max(...bands));
    assert.equal(loudest, band, [...bands].join(" "));
    assert.ok(Math.abs(level - 0.5 / Math.SQRT2) < 0.03, `level ${level}`);
    assert.ok(Math.abs(peak - 0.5) < 0.01, `peak ${peak}`);
    // −6 dB of 60
    assert.ok(Math.abs(bands[band] - 0.9) < 0.02, `band ${bands[band]}`);
  });

for (const fps of [60, 30, 7])
  test(`eight clicks over a tone are eight onsets, at ${fps} frames a second too`, () => {
    const sound = mix(tone(5, RATE, 220, 0.2), clicks(5, RATE, 0.6, 0.5));
    const { onsets } = listen(sound, 1 / fps);
    assert.equal(onsets, 8);
  });

test("each onset is told within 30 ms of its click", () => {
  const told: number[] = [];
  let frame = 0;
  let before = 0;
  listen(clicks(4, RATE, 0.5, 0.8), 0.005, ({ onsets }) => {
    frame++;
    if (onsets > before) told.push(frame * 0.005);
    before = onsets;
  });
  assert.equal(told.length, 7);
  told.forEach((at, i) => {
    const late = at - (i + 1) * 0.5;
    assert.ok(late >= 0 && late < 0.03, `click ${i} was told ${late} s late`);
  });
});

test("a steady tone, a chord and noise have one onset at most: their beginning", () => {
  const sounds: [string, Float32Array][] = [
    ["tone", tone(4, RATE, 440, 0.5)],
    ["chord", mix(tone(4, RATE, 220, 0.2), tone(4, RATE, 277.2, 0.2), tone(4, RATE, 329.6, 0.2))],
    ["noise", noise(4, RATE, 0.3, 7)],
    ["quiet noise", noise(4, RATE, 0.002, 8)],
  ];
  for (const [name, sound] of sounds) {
    const { onsets } = listen(mix(silence(5, RATE), shifted(sound, RATE)));
    assert.ok(onsets <= 1, `${name}: ${onsets} onsets`);
  }
});

test("an onset is 1 when it comes and gone after half a second", () => {
  const seen: number[] = [];
  listen(clicks(2, RATE, 1, 0.8), 1 / 100, ({ onset }) => seen.push(onset));
  assert.ok(Math.max(...seen) > 0.9);
  assert.ok(seen[150] < 0.03, `half a second later it is ${seen[150]}`);
});

test("whatever comes in, what goes out lies between 0 and 1", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 1, max: 40_000 }),
      fc.double({ min: 0, max: 20, noNaN: true }),
      (values, fresh, gain) => {
        const features = createSoundFeatures(RATE);
        features.configure(gain, 0.2);
        const buffer = Float32Array.from({ length: BUFFER }, (_, i) => values[i % values.length]);
        for (let i = 0; i < 5; i++) features.advance(buffer, fresh);
        const { level, peak, onset, bands } = features;
        for (const value of [level, peak, onset, ...bands]) assert.ok(value >= 0 && value <= 1, String(value));
      },
    ),
    { numRuns: 60 },
  );
});

test("a buffer of one look is enough, and reset forgets", () => {
  const features = createSoundFeatures(RATE);
  features.configure(1, 0);
  features.advance(tone(LOOK / RATE, RATE, 440, 0.5), LOOK);
  assert.ok(features.level > 0.3);
  features.reset();
  assert.deepEqual([features.level, features.peak, ...features.bands], Array(BANDS + 2).fill(0));
});

function shifted(sound: Float32Array, by: number): Float32Array {
  const out = new Float32Array(sound.length + by);
  out.set(sound, by);
  return out;
}
