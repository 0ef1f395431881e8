// The layer table on the GPU, and the draws it asks for: neighbouring layers with the same blend are one draw.
//
// Two texels a layer: (first point, width, width is in px, 0) and the colour, premultiplied. The shader looks a layer up
// by point index or by number, so that one draw can hold any number of layers.

import { BLENDS, type FrameView, LAYER, LAYER_WORDS } from "../../protocol/frame.ts";
import type { FloatTexture } from "./float-texture.ts";
import { ENTRIES_PER_ROW, TEXELS_PER_ENTRY } from "./shaders.ts";

const WORDS = TEXELS_PER_ENTRY * 4;

/** One draw: a run of layers with the same blend, and the points they hold. */
export interface DrawGroup {
  blend: number;
  firstLayer: number;
  lastLayer: number;
  firstPoint: number;
  points: number;
  /** Entries of `closures.ts`; none when the last is before the first. */
  firstClosure: number;
  lastClosure: number;
}

export function createGroup(): DrawGroup {
  return { blend: 0, firstLayer: 0, lastLayer: 0, firstPoint: 0, points: 0, firstClosure: 0, lastClosure: -1 };
}

export interface LayerTable {
  /** Groups in drawing order; only the first `count` count. Records are reused. */
  readonly groups: readonly DrawGroup[];
  readonly count: number;
  /** Reads the frame's layer table; true when it differs from the last one read. */
  read(frame: FrameView): boolean;
  /** Uploads what `read` saw; returns the bytes. */
  upload(texture: FloatTexture): number;
}

export function createLayerTable(): LayerTable {
  let words = new Float32Array(ENTRIES_PER_ROW * WORDS);
  let layers = 0;
  let count = 0;
  const groups: DrawGroup[] = [];

  const room = (wanted: number) => {
    if (wanted * WORDS <= words.length) return;
    const grown = new Float32Array(Math.max(wanted * WORDS, words.length * 2));
    grown.set(words);
    words = grown;
  };
  const put = (at: number, value: number): boolean => {
    const rounded = Math.fround(value);
    if (words[at] === rounded) return false;
    words[at] = rounded;
    return true;
  };
  const openGroup = (): DrawGroup => {
    if (count === groups.length) groups.push(createGroup());
    return groups[count++];
  };

  return {
    groups,
    get count() {
      return count;
    },
    read({ ints, floats, layersWord, layers: total }) {
      room(total);
      let changed = total !== layers;
      layers = total;
      count = 0;
      let group: DrawGroup | null = null;
      for (let layer = 0; layer < total; layer++) {
        const from = layersWord + layer * LAYER_WORDS;
        const to = layer * WORDS;
        const firstPoint = ints[from + LAYER.firstPoint];
        const points = ints[from + LAYER.points];
        const blend = BLENDS[ints[from + LAYER.blend]] ? ints[from + LAYER.blend] : 0;
        const alpha = floats[from + LAYER.a];
        // `put` first: a changed word must be written even when an earlier one already decided.
        changed = put(to, firstPoint) || changed;
        changed = put(to + 1, floats[from + LAYER.width]) || changed;
        changed = put(to + 2, floats[from + LAYER.widthInPx]) || changed;
        changed = put(to + 4, floats[from + LAYER.r] * alpha) || changed;
        changed = put(to + 5, floats[from + LAYER.g] * alpha) || changed;
        changed = put(to + 6, floats[from + LAYER.b] * alpha) || changed;
        changed = put(to + 7, alpha) || changed;
        if (points === 0) continue;
        if (group && group.blend === blend) {
          group.lastLayer = layer;
          group.points = firstPoint + points - group.firstPoint;
        } else {
          group = openGroup();
          group.blend = blend;
          group.firstLayer = layer;
          group.lastLayer = layer;
          group.firstPoint = firstPoint;
          group.points = points;
        }
      }
      return changed;
    },
    upload(texture) {
      if (layers === 0) return 0;
      texture.reserve(Math.ceil(layers / ENTRIES_PER_ROW));
      texture.write(words, 0, layers * TEXELS_PER_ENTRY);
      return layers * WORDS * 4;
    },
  };
}
