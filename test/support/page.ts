// Runs a browser-side module in a real headless Chromium, and calls its exported functions from a test.
//
// The browser is spoken to over two pipes: no port is opened. The page is answered by interception on a made-up https
// origin with the isolation headers, so shared memory is there as it is in the program.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { build } from "esbuild";

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
  size?: readonly [number, number];
  /** A real one, by flag: an emulated one is not in device-pixel-content-box. */
  deviceScaleFactor?: number;
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

/** The one place that knows which browser tests run in. */
export function findTestBrowser(): string | null {
  const known = [
    process.env.HAIRLINE_BROWSER,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  return known.find((path) => path && existsSync(path)) ?? null;
}

export async function openPage(options: PageOptions): Promise<TestPage> {
  const { entry, graphics = "llvmpipe", size = [800, 600], deviceScaleFactor = 1 } = options;
  const browser = findTestBrowser();
  if (!browser) throw new Error("no Chromium found; set HAIRLINE_BROWSER to one");
  const [script, profile] = await Promise.all([bundle(entry), mkdtemp(join(tmpdir(), "hairline-test-"))]);
  const child = spawn(browser, flags(graphics, profile, size, deviceScaleFactor), {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const close = async () => {
    child.kill("SIGKILL");
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const page = await attach(createPipe(child), script);
    await page.send("Emulation.setDeviceMetricsOverride", {
      width: size[0],
      height: size[1],
      deviceScaleFactor: 0, // leave it
      mobile: false,
    });
    return { ...page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function flags(
  graphics: Graphics,
  profile: string,
  [width, height]: readonly [number, number],
  deviceScaleFactor: number,
): string[] {
  const gl = {
    llvmpipe: ["--ignore-gpu-blocklist", "--use-angle=gl-egl"],
    swiftshader: ["--disable-gpu", "--enable-unsafe-swiftshader"],
  }[graphics];
  return [
    "--headless",
    ...gl,
    ...(process.getuid?.() === 0 ? ["--no-sandbox", "--test-type"] : []),
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    `--window-size=${width},${height}`,
    `--force-device-scale-factor=${deviceScaleFactor}`,
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--js-flags=--expose-gc",
    "--enable-precise-memory-info",
    "about:blank",
  ];
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

interface Message {
  id?: number;
  method?: string;
  sessionId?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the protocol's own shapes, read field by field
  params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  result?: any;
  error?: { message: string };
}

interface Pipe {
  // biome-ignore lint/suspicious/noExplicitAny: see Message
  send(method: string, params?: object, sessionId?: string): Promise<any>;
  onEvent(listener: (message: Message) => void): void;
}

/** The DevTools protocol over file descriptors 3 and 4: JSON, each message ended by a zero byte. */
function createPipe(child: ChildProcess): Pipe {
  const output = child.stdio[3] as Writable;
  const input = child.stdio[4] as Readable;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void; method: string }>();
  const listeners: ((message: Message) => void)[] = [];
  let lastId = 0;
  let pieces: Buffer[] = [];

  input.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      pieces.push(chunk.subarray(from, end));
      receive(JSON.parse(Buffer.concat(pieces).toString()));
      pieces = [];
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  });
  input.on("error", () => {});
  output.on("error", () => {});
  child.once("exit", (code, signal) => {
    for (const { reject, method } of waiting.values())
      reject(new Error(`browser ended (${code ?? signal}) in ${method}`));
    waiting.clear();
  });

  function receive(message: Message): void {
    if (message.id === undefined) {
      for (const listener of listeners) listener(message);
      return;
    }
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) answer?.reject(new Error(`${answer.method}: ${message.error.message}`));
    else answer?.resolve(message.result);
  }

  return {
    onEvent: (listener) => void listeners.push(listener),
    send(method, params = {}, sessionId) {
      const id = ++lastId;
      output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject, method }));
    },
  };
}

async function attach(pipe: Pipe, script: string): Promise<Omit<TestPage, "close">> {
  const assets: Record<string, { type: string; body: string }> = {
    "/": { type: "text/html", body: PAGE },
    "/page.css": { type: "text/css", body: STYLE },
    "/page.js": { type: "text/javascript", body: script },
  };
  const { targetId } = await pipe.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await pipe.send("Target.attachToTarget", { targetId, flatten: true });
  const send = <T>(method: string, params: object = {}): Promise<T> => pipe.send(method, params, sessionId);
  let log = "";
  let loaded = () => {};

  pipe.onEvent(({ method, params, sessionId: from }) => {
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
