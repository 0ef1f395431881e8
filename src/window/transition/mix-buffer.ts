// Where a mixed frame is written. Two of them are enough: an interrupted transition goes on from the picture that stood
// there, so one may be read while the other is written.

import { createFrameView, type FrameView, frameBytes, type Stride } from "../../protocol/frame.ts";

export interface MixBuffer {
  /** A view that has room for this much. Its contents are the last frame's, or none. */
  reserve(points: number, lines: number, layers: number, stride: Stride): FrameView;
  holds(view: FrameView): boolean;
  bytes(): number;
  /** Lets the memory go; the next `reserve` takes anew. */
  release(): void;
}

const FIRST_BYTES = 65_536;

/** `make` gives shared memory: WebGL uploads from it, and the page's books see it. */
export function createMixBuffer(make: (bytes: number) => ArrayBufferLike): MixBuffer {
  let view: FrameView | null = null;
  return {
    reserve(points, lines, layers, stride) {
      const needed = frameBytes(points, lines, layers, stride);
      const have = view?.bytes.byteLength ?? 0;
      if (view === null || needed > have) view = createFrameView(make(Math.max(FIRST_BYTES, needed, have * 2)));
      return view;
    },
    holds: (other) => view === other,
    bytes: () => view?.bytes.byteLength ?? 0,
    release() {
      view = null;
    },
  };
}
