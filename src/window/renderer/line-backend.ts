// What the two ways of drawing lines have in common: the draw command of each blend, and the record that feeds it.

import type REGL from "regl";
import { BLENDS, type FrameView, type Stride } from "../../protocol/frame.ts";
import type { GlLedger } from "./gl-ledger.ts";
import type { DrawGroup } from "./layers.ts";

export type BackendName = "instanced" | "pulled";

/** Uniforms of every line draw. One record for the life of a renderer, changed in place: no garbage per frame. */
export interface LineUniforms {
  layerTable: REGL.Texture2D;
  closures: REGL.Texture2D;
  /** mm → px: scale x, y, offset x, y. */
  toPx: Float32Array;
  viewport: Float32Array;
  /** px per mm, px per screen px. */
  pxPer: Float32Array;
}

export interface LineBackend {
  readonly name: BackendName;
  readonly stride: Stride;
  /** Copies the frame's points to the GPU; returns the bytes. */
  upload(frame: FrameView): number;
  /** Draws points of the last upload. */
  draw(group: DrawGroup): void;
  dispose(): void;
}

/** Premultiplied throughout: a fragment is `colour · alpha · coverage` and `alpha · coverage`. */
const BLEND_FUNCTIONS: Record<(typeof BLENDS)[number], REGL.BlendingFunctionCombined> = {
  normal: { src: "one", dst: "one minus src alpha" },
  add: { src: "one", dst: "one" },
  multiply: { src: "dst color", dst: "one minus src alpha" },
  screen: { src: "one", dst: "one minus src color" },
};

export interface LineCommand {
  (props: object): void;
  destroy(): void;
}

/** The same draw under each blend; regl shares the program between them. */
export function createLineCommands(
  regl: REGL.Regl,
  ledger: GlLedger,
  draw: REGL.DrawConfig,
  uniforms: LineUniforms,
): LineCommand[] {
  const { layerTable, closures, toPx, viewport, pxPer } = uniforms;
  // Functions that close over the record: regl reads a typed array uniform by element, and boxes nothing of it.
  const shared = { layerTable, closures, toPx: () => toPx, viewport: () => viewport, pxPer: () => pxPer };
  const create = (blend: (typeof BLENDS)[number]) =>
    regl({
      ...draw,
      uniforms: { ...shared, ...draw.uniforms },
      blend: { enable: true, func: BLEND_FUNCTIONS[blend] },
      depth: { enable: false },
    } as REGL.DrawConfig) as unknown as LineCommand;
  return ledger.within("line programs", () => BLENDS.map(create));
}
