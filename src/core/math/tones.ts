// A picture as a field of tones, 0 white to 1 black, in a unit box: its longer side is 1, its middle at 0, 0.

import type { Picture } from "../assets.ts";
import { float32Scratch } from "../scratch.ts";

/** Reused: valid until the next `readTones`. */
export interface Tones {
  width: number;
  height: number;
  /** Tone of each sample, row by row. */
  field: Float32Array;
  /** From sample to sample. */
  pitch: number;
  /** Where the middle of sample 0, 0 lies. */
  originX: number;
  originY: number;
}

const fieldScratch = float32Scratch();
const tones: Tones = { width: 0, height: 0, field: new Float32Array(0), pitch: 1, originX: 0, originY: 0 };

/** The mean of the picture under each of at most `detail` × `detail` samples; then `gamma`, and black for white. */
export function readTones(picture: Picture, detail: number, gamma: number, invert: boolean): Readonly<Tones> {
  const { ink } = picture;
  const scale = Math.min(1, detail / Math.max(picture.width, picture.height, 1));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const field = fieldScratch.take(width * height);
  const power = Math.min(20, Math.max(0.05, gamma));
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * picture.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * picture.height) / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * picture.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * picture.width) / width));
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let i = row * picture.width + left; i < row * picture.width + right; i++) sum += ink[i];
      }
      const dark = sum / (255 * (bottom - top) * (right - left));
      field[y * width + x] = (invert ? 1 - dark : dark) ** power;
    }
  }
  tones.width = width;
  tones.height = height;
  tones.field = field;
  tones.pitch = 1 / Math.max(width, height);
  tones.originX = (-(width - 1) / 2) * tones.pitch;
  tones.originY = (-(height - 1) / 2) * tones.pitch;
  return tones;
}

/** Tone at a place, between samples by bilinear interpolation; beyond the edge that of the edge. */
export function toneAt({ field, width, height, pitch, originX, originY }: Tones, x: number, y: number): number {
  const u = Math.min(width - 1, Math.max(0, (x - originX) / pitch));
  const v = Math.min(height - 1, Math.max(0, (y - originY) / pitch));
  const left = Math.floor(u);
  const top = Math.floor(v);
  const right = Math.min(width - 1, left + 1);
  const bottom = Math.min(height - 1, top + 1);
  const across = u - left;
  const upper = field[top * width + left] * (1 - across) + field[top * width + right] * across;
  const lower = field[bottom * width + left] * (1 - across) + field[bottom * width + right] * across;
  return upper + (lower - upper) * (v - top);
}
