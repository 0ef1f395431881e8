// The operator's view: a second window of the same show, drawn into from here. The audience's window then shows the
// picture alone; what lies over it moves to this one, over a small mirror of the picture.
//
// It is an empty page of our own origin, opened by us: no second renderer, no second set of workers, no messages. The
// mirror is copied right after a frame was drawn, while the drawing buffer holds it, a few times a second.

export interface OperatorParts {
  picture(): HTMLCanvasElement;
  /** Draws the picture again, so that there is something to mirror. */
  redraw(): void;
  /** What lies over the picture belongs there from now on. */
  moveTo(root: HTMLElement): void;
  /** Keys are heard in the other window too. Returns the way to stop. */
  listenIn(other: Window): () => void;
  /** Its user closed it. */
  onClosed(): void;
  now(): number;
}

export interface Operator {
  /** "" when it is open, else why it is not. */
  open(place: OperatorPlace): string;
  close(): void;
  isOpen(): boolean;
  /** A frame was drawn just now. */
  drawn(): void;
  /** From time to time: a window that went without a word is noticed. */
  look(): void;
}

export interface OperatorPlace {
  left: number;
  top: number;
  width: number;
  height: number;
}

const OPERATOR = "hairline-operator";
const MIRROR_MS = 66;
const MIRROR_PX = 960;

export function createOperator(parts: OperatorParts): Operator {
  let opened: { window: Window; canvas: HTMLCanvasElement; paint: CanvasRenderingContext2D; stop(): void } | null =
    null;
  let mirroredAt = 0;

  const goAway = () => {
    const was = opened;
    if (!was) return;
    opened = null;
    was.stop();
    parts.moveTo(document.body);
  };
  const closedByUser = () => {
    if (!opened) return;
    goAway();
    parts.onClosed();
  };

  function open({ left, top, width, height }: OperatorPlace): string {
    if (opened) return "";
    const other = window.open("", OPERATOR, `popup,left=${left},top=${top},width=${width},height=${height}`);
    if (!other) return "the browser did not open a second window";
    other.document.title = "Operator";
    const sheet = new (other as Window & typeof globalThis).CSSStyleSheet();
    sheet.replaceSync(
      "html, body { margin: 0; height: 100%; overflow: hidden; background: #1b1b1d; } canvas { position: fixed; inset: 0; width: 100%; height: 100%; object-fit: contain; }",
    );
    other.document.adoptedStyleSheets = [sheet];
    const canvas = other.document.createElement("canvas");
    const paint = canvas.getContext("2d", { alpha: false });
    if (!paint) {
      other.close();
      return "the second window has no canvas";
    }
    other.document.body.replaceChildren(canvas); // one of before a reload may still be there
    const stopKeys = parts.listenIn(other);
    other.addEventListener("pagehide", closedByUser);
    opened = {
      window: other,
      canvas,
      paint,
      stop() {
        stopKeys();
        other.removeEventListener("pagehide", closedByUser);
      },
    };
    parts.moveTo(other.document.body);
    parts.redraw();
    return "";
  }

  function close(): void {
    const was = opened;
    goAway(); // what lay there moves back first: with its document it would be gone
    was?.window.close();
  }

  // A window that is left alone would keep the browser running without a show.
  window.addEventListener("pagehide", close);

  return {
    open,
    close,
    isOpen: () => opened !== null,
    drawn() {
      const at = parts.now();
      if (opened === null || at - mirroredAt < MIRROR_MS) return;
      mirroredAt = at;
      const picture = parts.picture();
      const scale = Math.min(1, MIRROR_PX / Math.max(1, picture.width));
      const width = Math.max(1, Math.round(picture.width * scale));
      const height = Math.max(1, Math.round(picture.height * scale));
      const { canvas, paint } = opened;
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      paint.drawImage(picture, 0, 0, width, height);
    },
    look() {
      if (opened?.window.closed) closedByUser();
    },
  };
}
