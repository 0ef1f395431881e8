// The browser's half of view.gpu.test.ts and hud.gpu.test.ts.

import type { HudModel } from "../../src/protocol/hud.ts";
import { createHud, type Hud } from "../../src/window/hud.ts";
import { createRenderer } from "../../src/window/renderer/renderer.ts";
import { createView, type View, type ViewOptions } from "../../src/window/view.ts";
import { encodeFrame, type Scene } from "./scene.ts";

let view: View;
let canvas: HTMLCanvasElement;
let sizes: [number, number][] = [];

function putCanvas(): void {
  canvas = document.createElement("canvas");
  canvas.style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%";
  document.body.replaceChildren(canvas);
  view.attach(canvas, (width, height) => sizes.push([width, height]));
}

export async function openView({ sheet, ...options }: ViewOptions & { sheet: [number, number] }) {
  view?.dispose();
  view = createView(options);
  view.setSheet(...sheet);
  sizes = [];
  putCanvas();
  return state();
}

/** A fresh canvas, as after a lost context. */
export function replaceCanvas() {
  putCanvas();
  return state();
}

/** Two frames, so that observers have spoken. */
const settle = () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));

export async function state() {
  await settle();
  const { widthPx, heightPx } = view;
  const { revision, ...transform } = view.transform;
  return {
    transform,
    changes: revision,
    widthPx,
    heightPx,
    canvas: [canvas.width, canvas.height],
    sizes,
    fitted: view.fitted(),
  };
}

/** The page hears of another screen some frames after the protocol was told. */
export async function untilScreen({ width, ratio }: { width: number; ratio: number }) {
  for (let i = 0; i < 120 && (innerWidth !== width || devicePixelRatio !== ratio); i++) await settle();
  return state();
}

/** Where a point of the sheet lies in the window, screen px. */
export function place([x, y]: [number, number]): [number, number] {
  const { scaleX, scaleY, offsetX, offsetY } = view.transform;
  return [((x * scaleX + offsetX + 1) / 2) * innerWidth, ((1 - (y * scaleY + offsetY)) / 2) * innerHeight];
}

export function act(what: {
  wheel?: [number, number, number];
  drag?: [number, number];
  fit?: boolean;
  double?: boolean;
}) {
  if (what.wheel) {
    const [deltaY, clientX, clientY] = what.wheel;
    canvas.dispatchEvent(new WheelEvent("wheel", { deltaY, clientX, clientY, cancelable: true }));
  }
  if (what.fit) view.fit();
  if (what.double) canvas.dispatchEvent(new MouseEvent("dblclick"));
  return state();
}

export function setSheet(size: [number, number]) {
  view.setSheet(...size);
  return state();
}

export function setRenderScale(scale: number) {
  view.setRenderScale(scale);
  return state();
}

export function dispose() {
  view.dispose();
}

/** The whole window, for looking at and for sampling: view, renderer and HUD together. */
export async function compose({ scene, model }: { scene: Scene; model: HudModel | null }): Promise<number[][]> {
  await openView({ sheet: scene.size });
  const renderer = createRenderer({ canvas, backend: "instanced", onLost() {} });
  renderer.resize(canvas.width, canvas.height);
  renderer.upload(encodeFrame(scene, renderer.stride));
  renderer.draw(view.transform, false);
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d")!;
  copy.drawImage(canvas, 0, 0);
  const at = (x: number, y: number) => [
    ...copy.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3),
  ];
  if (model) createHud(document.body).update(model);
  await settle();
  return [at(0.005, 0.5), at(0.5, 0.02), at(0.3, 0.3)];
}

let hud: Hud;
let mutations = 0;

export function openHud() {
  hud?.dispose();
  hud = createHud(document.body);
  const shadow = document.body.lastElementChild!.shadowRoot!;
  mutations = 0;
  new MutationObserver((records) => {
    mutations += records.length;
  }).observe(shadow, { subtree: true, childList: true, characterData: true, attributes: true });
}

export async function showHud({ model, visible = true }: { model: HudModel; visible?: boolean }) {
  hud.setVisible(visible);
  mutations = 0;
  hud.update(model);
  await settle();
  const shadow = document.body.lastElementChild!.shadowRoot!;
  const isShown = (element: Element) => element.getClientRects().length > 0;
  return {
    text: [...shadow.querySelectorAll("span, pre, .what, .notice, .alarm, .more")]
      .filter(isShown)
      .map((element) => element.textContent)
      .filter(Boolean),
    elements: shadow.querySelectorAll("b, img, script").length,
    lamp: isShown(shadow.querySelector(".lamp")!),
    cards: [...shadow.querySelectorAll(".problem")].filter(isShown).map((card) => card.className),
    tones: [...shadow.querySelectorAll(".value[class*=tone-]")].map(
      (element) => `${element.textContent} ${element.className.replace("value ", "")}`,
    ),
    mutations,
  };
}

export function disposeHud(): number {
  hud.dispose();
  return [...document.body.children].filter((child) => child.shadowRoot).length;
}
