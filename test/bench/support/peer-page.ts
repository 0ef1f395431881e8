// A page of a peer, in a browser started as the program starts its own: same binary, same flags. The page's
// requestAnimationFrame is wrapped so that it can be held still while somebody else is measured, and so that the middle
// pixel of its canvas is looked at right after each of its frames.

import { defaultGraphics } from "../../../src/host/browser/graphics.ts";
import { type Browser, launchBrowser } from "../../../src/host/browser/launch.ts";
import type { Bench } from "./bench.ts";
import { headlessBrowser } from "./show.ts";
import { pause } from "./statistics.ts";
import type { Session } from "./tap.ts";

const WATCH = `(() => {
  const native = window.requestAnimationFrame.bind(window);
  let held = null;
  let wanted = null;
  const look = () => {
    if (!wanted) return;
    const canvas = [...document.querySelectorAll("canvas")].at(-1);
    const context = canvas && canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return;
    const pixel = context.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data;
    if (wanted.rgb.some((part, i) => Math.abs(part - pixel[i]) > 2)) return;
    wanted.resolve(performance.now());
    wanted = null;
  };
  window.requestAnimationFrame = (callback) => (held ? held.push(callback) : native((ms) => {
    if (held) return void held.push(callback);
    callback(ms);
    look();
  }));
  (function after() { native(after); if (!held) look(); })();
  window.__watch = {
    wait: (rgb) => new Promise((resolve) => { wanted = { rgb, resolve }; }),
    hold: () => { held ??= []; },
    go: () => { const all = held ?? []; held = null; for (const callback of all) window.requestAnimationFrame(callback); },
  };
})()`;

export interface PeerPage {
  page: Session;
  /** The page's time at which the middle of its canvas first had this colour, asked for from now on. */
  wait(rgb: readonly number[]): Promise<number>;
  hold(): Promise<void>;
  go(): Promise<void>;
}

/** `ready` is asked of the loaded page; it is loaded again until the answer is yes. */
export async function openPeerPage(
  b: Bench,
  url: string,
  ready = "document.querySelector('canvas') !== null",
): Promise<PeerPage> {
  const choice = await headlessBrowser();
  const browser: Browser = await launchBrowser({ choice, graphics: defaultGraphics(choice), size: [900, 900] });
  b.defer(() => browser.close());
  const { cdp } = browser;
  const { targetInfos } = await cdp.send("Target.getTargets");
  const first = targetInfos.find((info: { type: string }) => info.type === "page");
  const targetId = first?.targetId ?? (await cdp.send("Target.createTarget", { url: "about:blank" })).targetId;
  const { sessionId } = await cdp.send("Target.attachToTarget", { targetId, flatten: true });
  const page: Session = {
    send: (method, params) => cdp.send(method, params, sessionId, 30_000),
    async evaluate(expression) {
      const { result, exceptionDetails } = await cdp.send(
        "Runtime.evaluate",
        { expression, awaitPromise: true, returnByValue: true },
        sessionId,
        30_000,
      );
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
  };
  await page.send("Page.enable");
  await page.send("Page.addScriptToEvaluateOnNewDocument", { source: WATCH });
  for (const deadline = performance.now() + 30_000; ; await pause(200)) {
    await page.send("Page.navigate", { url });
    await pause(1000);
    if (await page.evaluate<boolean>(ready).catch(() => false)) break;
    if (performance.now() > deadline)
      throw new Error(
        `${url} is not ready: ${await page.evaluate("document.documentElement.outerHTML.slice(0, 500)")}`,
      );
  }
  return {
    page,
    async wait(rgb) {
      const ask = () => page.evaluate<number>(`__watch.wait(${JSON.stringify(rgb)})`);
      // A peer that reloads its page instead of swapping the module takes our question with it.
      return ask().catch((error) => (/context|navigat/i.test(String(error)) ? ask() : Promise.reject(error)));
    },
    hold: () => page.evaluate("__watch.hold()"),
    go: () => page.evaluate("__watch.go()"),
  };
}
