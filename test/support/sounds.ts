// Sounds made here, and the WAV file a browser can be given in place of a microphone.

import { random } from "../../src/core/random.ts";

export const silence = (seconds: number, rate: number) => new Float32Array(Math.round(seconds * rate));

export function tone(seconds: number, rate: number, hz: number, amplitude: number): Float32Array {
  return silence(seconds, rate).map((_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate));
}

export function noise(seconds: number, rate: number, amplitude: number, seed: number): Float32Array {
  const next = random(seed, 0);
  return silence(seconds, rate).map(() => amplitude * (next() * 2 - 1));
}

/** A short burst of noise every `every` seconds, the first after that long. */
export function clicks(seconds: number, rate: number, every: number, amplitude: number): Float32Array {
  const out = silence(seconds, rate);
  const next = random(11, 0);
  const length = Math.round(0.005 * rate);
  for (let at = every; at < seconds - 0.01; at += every) {
    const from = Math.round(at * rate);
    for (let i = 0; i < length && from + i < out.length; i++)
      out[from + i] = amplitude * (next() * 2 - 1) * (1 - i / length);
  }
  return out;
}

/** Sample by sample, as long as the longest. */
export function mix(...sounds: Float32Array[]): Float32Array {
  const out = new Float32Array(Math.max(...sounds.map(({ length }) => length)));
  for (const sound of sounds) for (let i = 0; i < sound.length; i++) out[i] += sound[i];
  return out;
}

/** 16 bit, mono. */
export function wav(sound: Float32Array, rate: number): Buffer {
  const head = Buffer.alloc(44);
  const bytes = sound.length * 2;
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(bytes, 40);
  const body = Buffer.alloc(bytes);
  sound.forEach((value, i) => {
    body.writeInt16LE(Math.round(Math.min(1, Math.max(-1, value)) * 32_767), i * 2);
  });
  return Buffer.concat([head, body]);
}
