// The canvas and its renderer. When the context is lost, both are thrown away and made again: nothing lives only on the
// GPU, and a fresh canvas is back in half the time a restored one takes.

import type { GlLedger } from "./renderer/gl-ledger.ts";
import { createRenderer, type Renderer } from "./renderer/renderer.ts";

export interface Stage {
  readonly renderer: Renderer;
  readonly canvas: HTMLCanvasElement;
  /** The current renderer's: begun anew with each context, but the count of losses goes on. */
  readonly ledger: GlLedger;
  losses(): number;
  dispose(): void;
}

export interface StageParts {
  parent: HTMLElement;
  backend: "auto" | "instanced" | "pulled";
  /** After a loss and with the new renderer in place: upload again. */
  onRenewed(): void;
  onLost(): void;
  /** Lets the view size this canvas from now on. */
  attach(canvas: HTMLCanvasElement, onResize: (widthPx: number, heightPx: number) => void): void;
}

export function createStage(parts: StageParts): Stage {
  let losses = 0;
  let disposed = false;
  let canvas = document.createElement("canvas");
  let renderer = begin(parts.backend);

  function begin(backend: StageParts["backend"]): Renderer {
    parts.parent.prepend(canvas);
    const made = createRenderer({ canvas, backend, onLost: lost });
    made.ledger.totals.contextLosses = losses;
    parts.attach(canvas, (widthPx, heightPx) => made.resize(widthPx, heightPx));
    return made;
  }

  function lost(): void {
    if (disposed) return;
    losses++;
    parts.onLost();
    renew(0);
  }

  function renew(attempt: number): void {
    if (disposed) return;
    // The stride of frames already on their way was chosen by the first back end: keep it.
    const { backend } = renderer;
    const old = canvas;
    try {
      renderer.dispose();
    } catch {
      // A lost context may refuse anything.
    }
    canvas = document.createElement("canvas");
    try {
      renderer = begin(backend);
      old.remove();
      parts.onRenewed();
    } catch {
      canvas.remove();
      canvas = old;
      // The GPU process may need a moment to come back.
      setTimeout(renew, Math.min(1000, 50 * 2 ** attempt), attempt + 1);
    }
  }

  return {
    get renderer() {
      return renderer;
    },
    get canvas() {
      return canvas;
    },
    get ledger() {
      return renderer.ledger;
    },
    losses: () => losses,
    dispose() {
      disposed = true;
      renderer.dispose();
      canvas.remove();
    },
  };
}
