// A frame's bytes → an SVG file, through the exporter of the core.

import { type SvgDrawing, writeSvg } from "../core/export/svg.ts";
import { aimFrameView, type FrameView, LAYER, LAYER_WORDS, TIME } from "../protocol/frame.ts";

export function frameToSvg(frame: FrameView): string {
  aimFrameView(frame);
  const { time, ints, floats, stride } = frame;
  const offsets = frame.words.subarray(frame.offsetsWord, frame.offsetsWord + frame.lines + 1);
  const layers: SvgDrawing["layers"] = Array.from({ length: frame.layers }, (_, index) => {
    const at = frame.layersWord + index * LAYER_WORDS;
    return {
      lines: {
        coords: floats,
        offsets,
        lines: ints[at + LAYER.lines],
        stride,
        // One padding point stands before the first.
        coordsAt: frame.coordsWord + stride,
        firstLine: ints[at + LAYER.firstLine],
      },
      style: {
        rgba: floats.subarray(at + LAYER.r, at + LAYER.a + 1),
        width: floats[at + LAYER.width],
        widthInPx: floats[at + LAYER.widthInPx] !== 0,
        pen: ints[at + LAYER.pen],
        blend: ints[at + LAYER.blend],
      },
    };
  });
  return writeSvg({
    width: time[TIME.canvasWidth],
    height: time[TIME.canvasHeight],
    background: time.subarray(TIME.backgroundR, TIME.backgroundA + 1),
    layers,
  });
}
