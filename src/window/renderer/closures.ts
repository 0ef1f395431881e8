// Where a closed line meets itself. Its first and last segment are neighbours that the point buffer cannot show to each
// other, and without each other both would draw the joint: a dot twice as dark on every translucent circle.
//
// So lines that close, in layers where that would be seen, get an entry: their first and last segment, and the point
// each of them is missing. Two texels: (first segment, last segment, point before), (point after). Opaque lines get none:
// there the second coat shows nothing, and their points stay all that is uploaded.

import { type FrameView, LAYER, LAYER_WORDS } from "../../protocol/frame.ts";
import type { FloatTexture } from "./float-texture.ts";
import type { DrawGroup } from "./layers.ts";
import { ENTRIES_PER_ROW, TEXELS_PER_ENTRY } from "./shaders.ts";

const WORDS = TEXELS_PER_ENTRY * 4;
/** A line is closed when its ends are this near, mm. Sine and cosine of a whole turn are not quite 0 and 1. */
const GAP_MM = 1e-4;

export interface Closures {
  /** Finds the closed lines of each group that need it, and notes in the group where its entries are. */
  read(frame: FrameView, groups: readonly DrawGroup[], count: number): void;
  /** Returns the bytes. */
  upload(texture: FloatTexture): number;
}

export function createClosures(): Closures {
  let words = new Float32Array(ENTRIES_PER_ROW * WORDS);
  let entries = 0;

  const push = (first: number, last: number, { floats, coordsWord, stride }: FrameView) => {
    if ((entries + 1) * WORDS > words.length) {
      const grown = new Float32Array(words.length * 2);
      grown.set(words);
      words = grown;
    }
    const at = entries++ * WORDS;
    const before = coordsWord + last * stride; // one padding point ahead: this is point `last - 1`
    const after = coordsWord + (first + 2) * stride;
    words[at] = first;
    words[at + 1] = last - 1;
    words[at + 2] = floats[before];
    words[at + 3] = floats[before + 1];
    words[at + 4] = floats[after];
    words[at + 5] = floats[after + 1];
  };

  return {
    read(frame, groups, count) {
      const { ints, floats, words: offsets, layersWord, offsetsWord, coordsWord, stride } = frame;
      entries = 0;
      for (let i = 0; i < count; i++) {
        const group = groups[i];
        group.firstClosure = entries;
        for (let layer = group.firstLayer; layer <= group.lastLayer; layer++) {
          const at = layersWord + layer * LAYER_WORDS;
          if (group.blend === 0 && floats[at + LAYER.a] >= 1) continue;
          const from = offsetsWord + ints[at + LAYER.firstLine];
          for (let line = from; line < from + ints[at + LAYER.lines]; line++) {
            const first = offsets[line];
            const last = offsets[line + 1] - 1;
            if (last - first < 2) continue;
            const a = coordsWord + (first + 1) * stride;
            const b = coordsWord + (last + 1) * stride;
            const open = Math.abs(floats[a] - floats[b]) + Math.abs(floats[a + 1] - floats[b + 1]) > GAP_MM;
            if (!open) push(first, last, frame);
          }
        }
        group.lastClosure = entries - 1;
      }
    },
    upload(texture) {
      if (entries === 0) return 0;
      texture.reserve(Math.ceil(entries / ENTRIES_PER_ROW));
      texture.write(words, 0, entries * TEXELS_PER_ENTRY);
      return entries * WORDS * 4;
    },
  };
}
