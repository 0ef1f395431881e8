// Frame → pixels. The newest frame's points go to the GPU once, as they lie in shared memory; every draw reads them from
// there. Nothing lives only on the GPU: after a lost context, a fresh canvas and renderer and one upload bring the
// picture back. (regl's own restore brings back a black one.)

/// <reference path="./regl-unchecked.d.ts" />
import createRegl from "regl/dist/regl.unchecked.js";
import { type FrameView, HEAD } from "../../protocol/frame.ts";
import type { ViewTransform } from "../view.ts";
import { createClosures } from "./closures.ts";
import { createContext } from "./context.ts";
import { createFloatTexture } from "./float-texture.ts";
import type { GlLedger } from "./gl-ledger.ts";
import { createInstancedLines } from "./instanced.ts";
import { createLayerTable } from "./layers.ts";
import type { BackendName, LineBackend, LineUniforms } from "./line-backend.ts";
import { isFirstSlower } from "./probe.ts";
import { createPulledLines } from "./pulled.ts";
import { ENTRIES_PER_ROW, TEXELS_PER_ENTRY } from "./shaders.ts";
import { createSheet } from "./sheet.ts";

export interface RendererStats {
  backend: BackendName;
  /** Bytes of the last `upload`, 0 when it found nothing new. */
  uploadBytes: number;
  /** Uploads that moved bytes, since the start. */
  uploads: number;
  /** Since the start; stands still in the steady state. */
  glObjectsCreated: number;
  liveObjects: number;
  /** Of the last `draw`. */
  drawCalls: number;
  gpuName: string;
}

export interface Renderer {
  readonly backend: BackendName;
  /** Floats a point that frames must have. */
  readonly stride: 3 | 4;
  /** One record, kept current. */
  readonly stats: RendererStats;
  /** The books of this renderer's context. */
  readonly ledger: GlLedger;
  /** Takes a frame over: afterwards its memory may be written again. Uploads only what changed. */
  upload(frame: FrameView): void;
  /** Draws the last frame uploaded. */
  draw(view: ViewTransform, blackout: boolean): void;
  /** Sizes the canvas's drawing buffer. Clears it, so draw next. */
  resize(widthPx: number, heightPx: number): void;
  /** Frees every GL object and gives the context back; the canvas is used up. */
  dispose(): void;
}

export interface RendererOptions {
  canvas: HTMLCanvasElement;
  /** "auto" tries both for some 50 ms and keeps the faster. */
  backend?: BackendName | "auto";
  /** The context is gone: make a fresh canvas and renderer, and upload again. */
  onLost(): void;
}

/** Throws an Error with a clear text when WebGL2 is not available. */
export function createRenderer({ canvas, backend = "auto", onLost }: RendererOptions): Renderer {
  const stopListening = listenForLoss(canvas, onLost); // before getContext: a context can be lost at birth
  const { gl, ledger, gpuName } = createContext(canvas);
  const regl = createRegl({ gl, extensions: ["angle_instanced_arrays"] });

  const table = createLayerTable();
  const closures = createClosures();
  const entriesTexture = () => createFloatTexture(regl, gl, ENTRIES_PER_ROW * TEXELS_PER_ENTRY);
  const tableTexture = ledger.within("layer table", entriesTexture);
  const closureTexture = ledger.within("closures", entriesTexture);
  const uniforms: LineUniforms = {
    layerTable: tableTexture.texture,
    closures: closureTexture.texture,
    toPx: new Float32Array([1, 1, 0, 0]),
    viewport: new Float32Array([1, 1]),
    pxPer: new Float32Array([1, 1]),
  };
  const sheet = ledger.within("sheet", () => createSheet(regl, uniforms));
  const lines = chooseBackend(backend);

  let points = -1;
  let contentLow = 0;
  let contentHigh = 0;
  let generation = -1;
  let aimedAt = -1;

  const stats: RendererStats = {
    backend: lines.name,
    uploadBytes: 0,
    uploads: 0,
    glObjectsCreated: ledger.totals.created,
    liveObjects: ledger.totals.count,
    drawCalls: 0,
    gpuName,
  };

  function chooseBackend(wanted: BackendName | "auto"): LineBackend {
    if (wanted === "pulled") return createPulledLines(regl, gl, ledger, uniforms);
    const instanced = createInstancedLines(regl, gl, ledger, uniforms);
    if (wanted === "instanced") return instanced;
    const pulled = createPulledLines(regl, gl, ledger, uniforms);
    uniforms.viewport.set([gl.drawingBufferWidth, gl.drawingBufferHeight]);
    const chosen = isFirstSlower(gl, instanced, pulled) ? pulled : instanced;
    (chosen === pulled ? instanced : pulled).dispose();
    sheet.clear(true);
    return chosen;
  }

  return {
    backend: lines.name,
    stride: lines.stride,
    stats,
    ledger,
    upload(frame) {
      stats.uploadBytes = 0;
      if (gl.isContextLost()) return;
      if (frame.stride !== lines.stride) {
        throw new Error(`frame has stride ${frame.stride}, the ${lines.name} back end reads ${lines.stride}`);
      }
      const { head, time } = frame;
      const low = head[HEAD.contentLow];
      const high = head[HEAD.contentHigh];
      // Keys of two versions may be equal and their kernels not: they speak within one generation. 0, 0: the writer did
      // not say.
      const known = (low | high) !== 0 && head[HEAD.generation] === generation;
      if (!known) {
        // Paper and size are a version's, not a frame's. (Doubles read in code that is still cold are garbage each.)
        sheet.read(time);
        aimedAt = -1;
      }
      let bytes = 0;
      if (table.read(frame)) bytes += table.upload(tableTexture);
      if (!known || low !== contentLow || high !== contentHigh || frame.points !== points) {
        bytes += lines.upload(frame);
        points = frame.points;
        contentLow = low;
        contentHigh = high;
        generation = head[HEAD.generation];
      }
      if (bytes > 0) {
        closures.read(frame, table.groups, table.count);
        bytes += closures.upload(closureTexture);
        stats.uploads++;
      }
      stats.uploadBytes = bytes;
      stats.glObjectsCreated = ledger.totals.created;
      stats.liveObjects = ledger.totals.count;
    },
    draw(view, blackout) {
      stats.drawCalls = 0;
      if (gl.isContextLost()) return;
      if (blackout || points < 0) return sheet.clear(true);
      if (view.revision !== aimedAt) {
        aimedAt = view.revision;
        aim(uniforms, view, gl.drawingBufferWidth, gl.drawingBufferHeight);
        sheet.aim();
      }
      sheet.clear(false);
      sheet.draw();
      for (let i = 0; i < table.count; i++) lines.draw(table.groups[i]);
      stats.drawCalls = table.count + 1;
    },
    resize(widthPx, heightPx) {
      canvas.width = Math.max(1, Math.round(widthPx));
      canvas.height = Math.max(1, Math.round(heightPx));
      regl.poll(); // tells regl the new viewport
      aimedAt = -1;
    },
    dispose() {
      stopListening();
      regl.destroy();
      stats.liveObjects = ledger.totals.count;
      gl.getExtension("WEBGL_lose_context")?.loseContext(); // else the GPU keeps it until a garbage collection
    },
  };
}

function listenForLoss(canvas: HTMLCanvasElement, onLost: () => void): () => void {
  const lost = (event: Event) => {
    event.preventDefault();
    onLost();
  };
  // Heard and left alone: the caller has already moved to a fresh canvas.
  const restored = (event: Event) => event.stopImmediatePropagation();
  canvas.addEventListener("webglcontextlost", lost);
  canvas.addEventListener("webglcontextrestored", restored);
  return () => {
    canvas.removeEventListener("webglcontextlost", lost);
    canvas.removeEventListener("webglcontextrestored", restored);
  };
}

/** From the view's mm → clip to the shader's mm → px of this drawing buffer, y up. */
function aim(uniforms: LineUniforms, view: ViewTransform, width: number, height: number): void {
  const { toPx, viewport, pxPer } = uniforms;
  toPx[0] = view.scaleX * width * 0.5;
  toPx[1] = view.scaleY * height * 0.5;
  toPx[2] = (view.offsetX + 1) * width * 0.5;
  toPx[3] = (view.offsetY + 1) * height * 0.5;
  viewport[0] = width;
  viewport[1] = height;
  pxPer[0] = view.pxPerMm;
  pxPer[1] = view.pxPerScreenPx;
}
