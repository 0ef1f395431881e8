// What does listening cost the window, and does it hear right?
//
// The analysis of src/window/audio in Node, fed as a window feeds it: what came since the last display frame at the end of
// a buffer. Processor time per second of sound at 60 and at 7 display frames a second, garbage per frame; and the onsets
// it finds in a bar of kicks and hats over a chord, of which every place is known.

import { createSoundFeatures } from "../../src/window/audio/sound-features.ts";
import { clicks, mix, noise, tone } from "../support/sounds.ts";
import { bench } from "./support/bench.ts";
import { heapAfterCollection } from "./support/collect.ts";

const RATE = 48_000;
const HELD = 16_384;

await bench("sound", async (b) => {
  const seconds = b.pick(20, 8);
  const chord = [220, 277.2, 329.6].map((hz) => tone(seconds, RATE, hz, 0.08));
  const sound = mix(...chord, kicks(seconds, 0.5), clicks(seconds, RATE, 0.25, 0.3), noise(seconds, RATE, 0.004, 3));
  const buffer = new Float32Array(HELD);

  for (const fps of [60, 7]) {
    const cost: number[] = [];
    const garbage: number[] = [];
    let onsets = 0;
    // One for all rounds: each has to grow hot anew.
    const features = createSoundFeatures(RATE);
    features.configure(1, 0.12);
    for (let round = 0; round <= b.pick(8, 2); round++) {
      features.reset();
      buffer.fill(0);
      const heap = heapAfterCollection();
      const before = process.cpuUsage();
      const step = Math.round(RATE / fps);
      for (let at = 0; at + step <= sound.length; at += step) {
        // As the analyser gives it: the newest third of a second.
        const from = Math.max(0, at + step - HELD);
        buffer.set(sound.subarray(from, at + step), HELD - (at + step - from));
        features.advance(buffer, step);
      }
      const { user, system } = process.cpuUsage(before);
      onsets = features.onsets;
      if (round === 0) continue; // compiles
      cost.push((user + system) / 1000 / seconds);
      garbage.push(Math.max(0, process.memoryUsage().heapUsed - heap) / (seconds * fps));
    }
    b.samples(`one second of sound, ${fps} frames a second`, "ms", cost, { target: "<= 10" });
    // The view that cuts a frame's piece out of the sound is ours: some hundred bytes.
    b.samples(`garbage per display frame, ${fps} frames a second`, "B", garbage, { target: "<= 120" });
    const places = Math.ceil(seconds / 0.25) - 1;
    b.value(`onsets heard of ${places}, ${fps} frames a second`, "", onsets);
    b.check(`onsets at ${fps} frames a second`, Math.abs(onsets - places) <= 2, `${onsets} of ${places}`);
  }
});

/** A falling sine every `every` seconds, from the first on. */
function kicks(seconds: number, every: number): Float32Array {
  const out = new Float32Array(seconds * RATE);
  for (let at = every; at < seconds - 0.01; at += every) {
    const from = Math.round(at * RATE);
    for (let i = 0; i < 0.2 * RATE && from + i < out.length; i++) {
      const t = i / RATE;
      out[from + i] += 0.7 * Math.exp(-t * 18) * Math.sin(2 * Math.PI * (50 * t + 4 * (1 - Math.exp(-t * 30))));
    }
  }
  return out;
}
