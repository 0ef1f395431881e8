// The picture of a frame as 64 bits: what a set's log keeps of it, and what a replay compares. Sheet, background, layer
// table, line offsets and coordinates go in; times, bounds and counters do not. Both strides give the same hash: the bit
// that carries the line break in one of them is left out of z in both.
//
// Two lanes of multiply and rotate, some 3 ns a word. It tells pictures apart, it is no seal against a forger.

import { type FrameView, LAYER_WORDS, TIME } from "./frame.ts";

const HEAD_WORDS = 16;

/** Writes the hash of an aimed frame into `out`, low word first. */
export function hashFrame(view: FrameView, out: Uint32Array): void {
  const { words, stride, points, lines, layers } = view;
  low = 0x243f6a88;
  high = 0x85a308d3;
  mix(words, HEAD_WORDS + TIME.canvasWidth * 2, HEAD_WORDS + (TIME.backgroundA + 1) * 2);
  mix(words, view.layersWord, view.layersWord + layers * LAYER_WORDS);
  mix(words, view.offsetsWord, view.offsetsWord + lines + 1);
  mixPoints(words, view.coordsWord + stride, points, stride);
  out[0] = finish(low ^ points);
  out[1] = finish(high ^ lines);
}

/** Sixteen digits, the high word first. */
export function hashText(low: number, high: number): string {
  return (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0");
}

// The lanes lie outside the functions: handing them back would be an object a call.
let low = 0;
let high = 0;

function mix(words: Uint32Array, from: number, to: number): void {
  let a = low;
  let b = high;
  for (let i = from; i < to; i++) {
    const word = words[i];
    a = Math.imul(a ^ word, 0x9e3779b1);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ word, 0x85ebca77);
    b = (b << 17) | (b >>> 15);
  }
  low = a;
  high = b;
}

function mixPoints(words: Uint32Array, from: number, points: number, stride: number): void {
  let a = low;
  let b = high;
  for (let i = 0, at = from; i < points; i++, at += stride) {
    const x = words[at];
    const y = words[at + 1];
    const z = words[at + 2] & ~1;
    a = Math.imul(a ^ x, 0x9e3779b1);
    b = Math.imul(b ^ x, 0x85ebca77);
    a = Math.imul(((a << 13) | (a >>> 19)) ^ y, 0x9e3779b1);
    b = Math.imul(((b << 17) | (b >>> 15)) ^ y, 0x85ebca77);
    a = Math.imul(((a << 13) | (a >>> 19)) ^ z, 0x9e3779b1);
    b = Math.imul(((b << 17) | (b >>> 15)) ^ z, 0x85ebca77);
    a = (a << 13) | (a >>> 19);
    b = (b << 17) | (b >>> 15);
  }
  low = a;
  high = b;
}

function finish(lane: number): number {
  let x = lane;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
