// Runs a browser-side module in a real headless Chromium, and calls its exported functions from a test.
//
// The browser is found and started by the program's own code, so these tests run where it runs: in the system's browser
// or in the packaged one. No port is opened; the page is answered by interception on a made-up https origin with the
// isolation headers, so shared memory is there as it is in the program.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type BrowserChoice, findBrowser } from "../../src/host/browser/find.ts";
import { type Browser, launchBrowser } from "../../src/host/browser/launch.ts";
import { unpackPackagedBrowser } from "../../src/host/browser/packaged.ts";

/** Who draws: Mesa's llvmpipe on the CPU, or the browser's own SwiftShader. */
export type Graphics = "llvmpipe" | "swiftshader";

export interface TestPage {
  /** Calls an exported function of the entry with one JSON value; answers with JSON. */
  call<T>(name: string, argument?: unknown): Promise<T>;
  /** Raw protocol of the page's session, for what JavaScript cannot do. */
  send<T>(method: string, params?: object): Promise<T>;
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface PageOptions {
  /** Path of a module; its exports become callable. */
  entry: string;
  graphics?: Graphics;
  /** Of the page, whatever the window's; null leaves the window as it is. */
  size?: readonly [number, number] | null;
  /** A real one, by flag: an emulated one is not in device-pixel-content-box. */
  deviceScaleFactor?: number;
  /** Further switches of the browser. */
  flags?: readonly string[];
}

const ORIGIN = "https://hairline.invalid";
const CALL_MS = 120_000;
const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  // As strict as the program's page, so that a test sees what the policy forbids.
  "Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self'; img-src data:",
};
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/page.css"><body><script src="/page.js"></script>`;
const STYLE = "html, body { margin: 0; height: 100%; overflow: hidden; background: #000; } canvas { display: block; }";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The one place that knows which browser tests run in. */
function testBrowser(): Promise<BrowserChoice> {
  return findBrowser({
    configured: null,
    headless: true,
    env: process.env,
    platform: process.platform,
    packaged: () => unpackPackagedBrowser(join(ROOT, "node_modules", ".cache", "hairline")),
  });
}

/** Both renderers where the browser has both; the packaged browser only has its own. */
export async function availableGraphics(): Promise<Graphics[]> {
  return (await testBrowser()).packaged ? ["swiftshader"] : ["llvmpipe", "swiftshader"];
}

export async function openPage(options: PageOptions): Promise<TestPage> {
  const { entry, size = [800, 600], deviceScaleFactor = 1 } = options;
  const choice = await testBrowser();
  const graphics = options.graphics ?? (choice.packaged ? "swiftshader" : "llvmpipe");
  const script = await bundle(entry);
  const browser = await launchBrowser({
    choice,
    graphics,
    size: size ?? [900, 700],
    flags: [
      `--force-device-scale-factor=${deviceScaleFactor}`,
      "--js-flags=--expose-gc",
      "--enable-precise-memory-info",
      ...(options.flags ?? []),
    ],
  });
  try {
    const page = await attach(browser, script);
    if (size)
      await page.send("Emulation.setDeviceMetricsOverride", {
        width: size[0],
        height: size[1],
        deviceScaleFactor: 0, // leave it
        mobile: false,
      });
    return { ...page, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "page",
    target: "chrome120",
    logLevel: "silent",
  });
  return result.outputFiles[0].text;
}

async function attach({ cdp }: Browser, script: string): Promise<Omit<TestPage, "close">> {
  const assets: Record<string, { type: string; body: string }> = {
    "/": { type: "text/html", body: PAGE },
    "/page.css": { type: "text/css", body: STYLE },
    "/page.js": { type: "text/javascript", body: script },
  };
  const { targetId } = await cdp.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await cdp.send("Target.attachToTarget", { targetId, flatten: true });
  const send = <T>(method: string, params: object = {}): Promise<T> => cdp.send(method, params, sessionId, CALL_MS);
  let log = "";
  let loaded = () => {};

  cdp.on(({ method, params, sessionId: from }) => {
    if (from !== sessionId) return;
    if (method === "Fetch.requestPaused") {
      const asset = assets[new URL(params.request.url).pathname];
      void send("Fetch.fulfillRequest", {
        requestId: params.requestId,
        responseCode: asset ? 200 : 404,
        responseHeaders: Object.entries({
          ...HEADERS,
          "Content-Type": `${asset?.type ?? "text/plain"}; charset=utf-8`,
        }).map(([name, value]) => ({ name, value })),
        body: Buffer.from(asset?.body ?? "").toString("base64"),
      });
    }
    if (method === "Page.loadEventFired") loaded();
    if (method === "Runtime.exceptionThrown")
      log += `${params.exceptionDetails.exception?.description ?? params.exceptionDetails.text}\n`;
    if (method === "Log.entryAdded" && params.entry.level === "error") log += `${params.entry.text}\n`;
  });

  await send("Fetch.enable", { patterns: [{ urlPattern: `${ORIGIN}/*` }] });
  await Promise.all([send("Page.enable"), send("Runtime.enable"), send("Log.enable")]);
  const load = new Promise<void>((resolve) => {
    loaded = resolve;
  });
  await send("Page.navigate", { url: `${ORIGIN}/` });
  await load;
  if (log) throw new Error(`the page did not start: ${log}`);

  return {
    send,
    async call<T>(name: string, argument?: unknown): Promise<T> {
      const { result, exceptionDetails } = await send<{
        result: { value: T };
        exceptionDetails?: { text: string; exception?: { description?: string } };
      }>("Runtime.evaluate", {
        expression: `page.${name}(${JSON.stringify(argument) ?? ""})`,
        awaitPromise: true,
        returnByValue: true,
        allowUnsafeEvalBlockedByCSP: false,
        timeout: CALL_MS,
      });
      if (exceptionDetails) {
        throw new Error(`${name}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}\n${log}`);
      }
      return result.value;
    },
    async screenshot(path) {
      const { data } = await send<{ data: string }>("Page.captureScreenshot", { format: "png" });
      await writeFile(path, Buffer.from(data, "base64"));
    },
  };
}
