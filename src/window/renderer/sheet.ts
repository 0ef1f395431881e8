// The paper and what lies around it.

import type REGL from "regl";
import { TIME } from "../../protocol/frame.ts";
import type { LineUniforms } from "./line-backend.ts";
import { SHEET_FRAGMENT, SHEET_VERTEX } from "./shaders.ts";

export interface Sheet {
  /** Takes size and colour of the paper from a frame's times. */
  read(time: Float64Array): void;
  /** Fills the window: black, or the surround of the paper. */
  clear(black: boolean): void;
  /** The view or the paper's size changed. */
  aim(): void;
  draw(): void;
}

/** Light paper lies on a darker desk; around black paper only a lighter one shows where the sheet ends. */
const DARKER = 0.92;
const LIGHTER = 0.045;
const DARK_PAPER = 0.12;

export function createSheet(regl: REGL.Regl, uniforms: LineUniforms): Sheet {
  const black = { color: [0, 0, 0, 1] as [number, number, number, number] };
  const surround = { color: [0, 0, 0, 1] as [number, number, number, number] };
  const paper = new Float32Array(3);
  const rectangle = new Float32Array(4);
  let width = 0;
  let height = 0;

  const command = regl({
    vert: SHEET_VERTEX,
    frag: SHEET_FRAGMENT,
    attributes: {},
    uniforms: { paper: () => paper, sheet: () => rectangle, viewport: () => uniforms.viewport },
    primitive: "triangle strip",
    count: 4,
    blend: { enable: true, func: { src: "one", dst: "one minus src alpha" } },
    depth: { enable: false },
  });

  return {
    read(time) {
      width = time[TIME.canvasWidth];
      height = time[TIME.canvasHeight];
      // A translucent background is translucent over white, as it will be in print.
      const alpha = time[TIME.backgroundA];
      paper[0] = 1 + (time[TIME.backgroundR] - 1) * alpha;
      paper[1] = 1 + (time[TIME.backgroundG] - 1) * alpha;
      paper[2] = 1 + (time[TIME.backgroundB] - 1) * alpha;
      const light = 0.2126 * paper[0] + 0.7152 * paper[1] + 0.0722 * paper[2];
      for (let i = 0; i < 3; i++) {
        surround.color[i] = light < DARK_PAPER ? paper[i] + LIGHTER : paper[i] * DARKER;
      }
    },
    clear(toBlack) {
      regl.clear(toBlack ? black : surround);
    },
    aim() {
      const { toPx } = uniforms;
      const x = toPx[2] + width * toPx[0];
      const y = toPx[3] + height * toPx[1];
      rectangle[0] = Math.min(toPx[2], x);
      rectangle[1] = Math.min(toPx[3], y);
      rectangle[2] = Math.max(toPx[2], x);
      rectangle[3] = Math.max(toPx[3], y);
    },
    draw: () => command(),
  };
}
