// Where the sheet lies in the window: fit, pan and zoom, and the pixels behind them.
//
// Three kinds of length meet here: mm of the sheet, screen px (CSS), and px of the drawing buffer. The view outlives the
// canvas it is attached to, because a lost context is answered with a fresh one.

/** mm → clip space, and how long things are in px of the drawing buffer. */
export interface ViewTransform {
  scaleX: number;
  scaleY: number;
  offsetX: number;
  offsetY: number;
  pxPerMm: number;
  /** Counts up with every change of the numbers here, so that nobody has to compare them. */
  revision: number;
  /** For widths given in px: device pixel ratio × render scale. */
  pxPerScreenPx: number;
}

export interface View {
  /** One record, kept current: read it when drawing. */
  readonly transform: ViewTransform;
  /** The wanted drawing buffer. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Size of the sheet in mm. Free to call every frame. */
  setSheet(widthMm: number, heightMm: number): void;
  /** Shows the whole sheet, and keeps showing it as the window changes, until the next pan or zoom. */
  fit(): void;
  fitted(): boolean;
  setRenderScale(scale: number): void;
  /** Screen px. */
  panBy(dx: number, dy: number): void;
  /** Zooms by `factor`, keeping the point of the sheet under this point of the element (screen px) where it is. */
  zoomAt(factor: number, x: number, y: number): void;
  /**
   * Moves to this canvas: sizes its drawing buffer at once, and tells `onResize` whenever it
   * should have another size. Wheel, drag and double click are heard on it.
   */
  attach(canvas: HTMLCanvasElement, onResize: (widthPx: number, heightPx: number) => void): void;
  dispose(): void;
}

export interface ViewOptions {
  /** Multiplies the drawing buffer: 0.5 draws at half resolution. */
  renderScale?: number;
  /** Screen px around a fitted sheet. */
  marginPx?: number;
}

const MARGIN_PX = 24;
/** Of the shorter side, so that a margin never eats a small window. */
const MAX_MARGIN_SHARE = 0.05;
const MIN_ZOOM = 0.05;
const MAX_ZOOM = 1000;
const WHEEL_STEP = 0.0015;
/** A pinch on a touch pad arrives as a wheel with the control key and small deltas. */
const PINCH_STEP = 0.01;
const LINE_PX = 16;

export function createView(options: ViewOptions = {}): View {
  const { marginPx = MARGIN_PX } = options;
  const transform: ViewTransform = {
    scaleX: 1,
    scaleY: -1,
    offsetX: 0,
    offsetY: 0,
    pxPerMm: 1,
    pxPerScreenPx: 1,
    revision: 0,
  };
  let renderScale = options.renderScale ?? 1;
  let ratio = window.devicePixelRatio;
  let onResize: (widthPx: number, heightPx: number) => void = () => {};
  let stops: (() => void)[] = [];
  /** The canvas's content box in device px. */
  let deviceWidth = 0;
  let deviceHeight = 0;
  let widthPx = 0;
  let heightPx = 0;
  let sheetWidth = 0;
  let sheetHeight = 0;
  /** The sheet's point in the middle of the window, mm, and screen px per mm. */
  let centreX = 0;
  let centreY = 0;
  let zoom = 1;
  let isFitted = true;

  const width = () => deviceWidth / ratio;
  const height = () => deviceHeight / ratio;
  const fitZoom = () => {
    const margin = Math.min(marginPx, MAX_MARGIN_SHARE * Math.min(width(), height()));
    return Math.min((width() - 2 * margin) / sheetWidth, (height() - 2 * margin) / sheetHeight);
  };
  const isKnown = () => sheetWidth > 0 && sheetHeight > 0 && deviceWidth > 0 && deviceHeight > 0;

  const settle = () => {
    if (!isKnown()) return;
    if (isFitted) {
      centreX = sheetWidth / 2;
      centreY = sheetHeight / 2;
      zoom = fitZoom();
    }
    transform.scaleX = (2 * zoom) / width();
    transform.scaleY = (-2 * zoom) / height();
    transform.offsetX = -centreX * transform.scaleX;
    transform.offsetY = -centreY * transform.scaleY;
    transform.pxPerScreenPx = ratio * renderScale;
    transform.pxPerMm = zoom * transform.pxPerScreenPx;
    transform.revision++;
  };
  const measure = (newWidth: number, newHeight: number) => {
    ratio = window.devicePixelRatio;
    deviceWidth = newWidth;
    deviceHeight = newHeight;
    const wantedWidth = Math.max(1, Math.round(deviceWidth * renderScale));
    const wantedHeight = Math.max(1, Math.round(deviceHeight * renderScale));
    settle();
    if (wantedWidth === widthPx && wantedHeight === heightPx) return;
    widthPx = wantedWidth;
    heightPx = wantedHeight;
    onResize(widthPx, heightPx);
  };

  const fit = () => {
    isFitted = true;
    settle();
  };
  const panBy = (dx: number, dy: number) => {
    if (!isKnown() || (dx === 0 && dy === 0)) return;
    isFitted = false;
    centreX -= dx / zoom;
    centreY -= dy / zoom;
    settle();
  };
  const zoomAt = (factor: number, x: number, y: number) => {
    if (!isKnown()) return;
    const whole = fitZoom();
    const next = Math.min(whole * MAX_ZOOM, Math.max(whole * MIN_ZOOM, zoom * factor));
    // (x - w/2) / zoom + centre is the point under the pointer, before and after.
    centreX += (x - width() / 2) * (1 / zoom - 1 / next);
    centreY += (y - height() / 2) * (1 / zoom - 1 / next);
    zoom = next;
    isFitted = false;
    settle();
  };

  const detach = () => {
    for (const stop of stops) stop();
    stops = [];
    onResize = () => {};
  };

  return {
    transform,
    get widthPx() {
      return widthPx;
    },
    get heightPx() {
      return heightPx;
    },
    setSheet(widthMm, heightMm) {
      if (widthMm === sheetWidth && heightMm === sheetHeight) return;
      sheetWidth = widthMm;
      sheetHeight = heightMm;
      settle();
    },
    fit,
    fitted: () => isFitted,
    setRenderScale(scale) {
      renderScale = scale;
      measure(deviceWidth, deviceHeight);
    },
    panBy,
    zoomAt,
    attach(canvas, resize) {
      detach();
      stops = [watchSize(canvas, measure), hearWheel(canvas, zoomAt), hearDrag(canvas, panBy), hearFit(canvas, fit)];
      canvas.width = widthPx;
      canvas.height = heightPx;
      onResize = resize;
    },
    dispose: detach,
  };
}

/** Tells the content box in whole device px, now and whenever it or the pixel ratio changes. */
function watchSize(
  canvas: HTMLCanvasElement,
  measure: (deviceWidth: number, deviceHeight: number) => void,
): () => void {
  const roughly = () => {
    const box = canvas.getBoundingClientRect();
    const ratio = window.devicePixelRatio;
    measure(Math.round(box.width * ratio), Math.round(box.height * ratio));
  };
  const observer = new ResizeObserver((entries) => {
    // Only the browser knows to which device pixels a box snaps; width × ratio is a guess that blurs hairlines. But an
    // emulated pixel ratio (DevTools, tests) is not in its answer, and then the guess is all there is.
    const { devicePixelContentBoxSize, contentRect } = entries[entries.length - 1];
    const exact = devicePixelContentBoxSize?.[0];
    const ratio = window.devicePixelRatio;
    if (exact && Math.abs(exact.inlineSize - contentRect.width * ratio) < 2) measure(exact.inlineSize, exact.blockSize);
    else roughly();
  });
  try {
    observer.observe(canvas, { box: "device-pixel-content-box" });
  } catch {
    observer.observe(canvas);
  }

  let query: MediaQueryList | null = null;
  const ratioChanged = () => {
    roughly();
    watchRatio();
  };
  const watchRatio = () => {
    query?.removeEventListener("change", ratioChanged);
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", ratioChanged);
  };
  watchRatio();
  roughly();

  return () => {
    observer.disconnect();
    query?.removeEventListener("change", ratioChanged);
  };
}

function hearWheel(element: HTMLElement, zoomAt: View["zoomAt"]): () => void {
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const step = event.ctrlKey ? PINCH_STEP : WHEEL_STEP;
    const box = element.getBoundingClientRect();
    zoomAt(Math.exp(-event.deltaY * lines * step), event.clientX - box.left, event.clientY - box.top);
  };
  element.addEventListener("wheel", wheel, { passive: false });
  return () => element.removeEventListener("wheel", wheel);
}

function hearDrag(element: HTMLElement, panBy: View["panBy"]): () => void {
  let pointer: number | null = null;
  let x = 0;
  let y = 0;
  const down = (event: PointerEvent) => {
    if (pointer !== null || event.button > 1) return;
    pointer = event.pointerId;
    x = event.clientX;
    y = event.clientY;
    element.setPointerCapture(pointer);
  };
  const move = (event: PointerEvent) => {
    if (event.pointerId !== pointer) return;
    panBy(event.clientX - x, event.clientY - y);
    x = event.clientX;
    y = event.clientY;
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId === pointer) pointer = null;
  };
  element.style.touchAction = "none";
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  return () => {
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
  };
}

function hearFit(element: HTMLElement, fit: () => void): () => void {
  element.addEventListener("dblclick", fit);
  return () => element.removeEventListener("dblclick", fit);
}
