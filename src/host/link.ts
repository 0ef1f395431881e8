// The host's hold on one window: serves it from memory, calls its functions, and has a DevTools session in each of its
// workers. Gone with the browser; a new window is a new link.

import { type FromPage, PAGE_GLOBAL, parseFromPage, SEND_BINDING, WORKER_GLOBAL } from "../protocol/link.ts";
import { type Assets, ORIGIN } from "./assets.ts";
import type { Browser } from "./browser/launch.ts";
import { CdpError } from "./cdp.ts";

export interface Link {
  readonly browser: Browser;
  /** Calls a function of the page. Arguments and results are JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: the callers name the result's type
  page<T = any>(name: string, ...args: unknown[]): Promise<T>;
  /** Evaluates the text in a realm and returns its value. */
  evaluate(target: "page" | number, options: EvaluateOptions): Promise<EvaluateResult>;
  /** Calls a function of a worker's engine. */
  worker<T>(id: number, name: string, ...args: unknown[]): Promise<T>;
  /** Ends whatever a worker or the page is executing. Resolves when V8 has taken the order. */
  terminate(target: "page" | number): Promise<void>;
  heap(target: "page" | number, timeoutMs?: number): Promise<{ used: number; buffers: number }>;
  collectGarbage(target: "page" | number): Promise<void>;
  send(target: "page" | number, method: string, params?: object): Promise<unknown>;
  workerIds(): number[];
  /** Resolves when this worker's session is attached and its script runs. */
  workerAttached(id: number): Promise<void>;
  reload(): Promise<void>;
  screenshot(): Promise<Buffer>;
}

export interface EvaluateOptions {
  expression: string;
  timeoutMs?: number;
  /** Session of the prompt: redeclaration, top-level await, `$_`. */
  repl?: boolean;
  byValue?: boolean;
  pure?: boolean;
  objectGroup?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: protocol records
export type EvaluateResult = { result: any; exceptionDetails?: any };

export interface LinkParts {
  browser: Browser;
  assets: Assets;
  onMessage(message: FromPage): void;
  /** The page's process died. */
  onCrashed(): void;
  onRefused(why: string): void;
}

const MESSAGES_PER_SECOND = 400;
const FIRST_WINDOW_MS = 5000;

export async function openLink(parts: LinkParts): Promise<Link> {
  const { browser } = parts;
  const { cdp } = browser;
  const workers = new Map<number, { sessionId: string }>();
  const waiting = new Map<number, (() => void)[]>();
  const pageSession = await attachPage();
  let windowStart = Date.now();
  let inWindow = 0;

  async function attachPage(): Promise<string> {
    let target: string | undefined;
    // The browser answers before its first window is there; a target made by hand would be an ordinary tab.
    for (const deadline = Date.now() + FIRST_WINDOW_MS; target === undefined && Date.now() < deadline; ) {
      const { targetInfos } = await cdp.send("Target.getTargets");
      target = targetInfos.find((info: { type: string }) => info.type === "page")?.targetId;
      if (target === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    target ??= (await cdp.send("Target.createTarget", { url: "about:blank" })).targetId;
    return (await cdp.send("Target.attachToTarget", { targetId: target, flatten: true })).sessionId;
  }

  const onPage = (method: string, params: object = {}, timeoutMs?: number) =>
    cdp.send(method, params, pageSession, timeoutMs);

  const session = (target: "page" | number): string => {
    if (target === "page") return pageSession;
    const found = workers.get(target);
    if (!found) throw new CdpError("worker", -2, `worker ${target} is not there`);
    return found.sessionId;
  };

  cdp.on((event) => {
    if (event.sessionId === pageSession) {
      switch (event.method) {
        case "Fetch.requestPaused":
          return answer(event.params);
        case "Runtime.bindingCalled":
          return receive(event.params);
        case "Target.attachedToTarget":
          return attachWorker(event.params);
        case "Target.detachedFromTarget":
          return detachWorker(event.params.sessionId);
        case "Inspector.targetCrashed":
          workers.clear();
          return parts.onCrashed();
      }
    }
  });

  function answer(request: { requestId: string; request: { url: string; method: string } }): void {
    const { url, method } = request.request;
    const path = url.startsWith(`${ORIGIN}/`) ? url.slice(ORIGIN.length).split(/[?#]/)[0] : null;
    const asset = path !== null && method === "GET" ? parts.assets.get(path) : undefined;
    const headers = asset ? Object.entries(asset.headers).map(([name, value]) => ({ name, value })) : [];
    void cdp
      .send(
        "Fetch.fulfillRequest",
        {
          requestId: request.requestId,
          responseCode: asset ? 200 : 404,
          responseHeaders: headers,
          body: asset?.body ?? "",
        },
        pageSession,
      )
      .catch(() => {}); // The page may have gone meanwhile.
  }

  function receive(call: { name: string; payload: string }): void {
    if (call.name !== SEND_BINDING) return;
    const at = Date.now();
    if (at - windowStart >= 1000) {
      windowStart = at;
      inWindow = 0;
    }
    if (++inWindow > MESSAGES_PER_SECOND) {
      if (inWindow === MESSAGES_PER_SECOND + 1)
        parts.onRefused(`more than ${MESSAGES_PER_SECOND} messages in a second`);
      return;
    }
    const message = parseFromPage(call.payload);
    if (typeof message === "string") parts.onRefused(message);
    else parts.onMessage(message);
  }

  function attachWorker(params: { sessionId: string; targetInfo: { type: string; url: string } }): void {
    const id = Number(/[?&]id=(\d+)/.exec(params.targetInfo.url)?.[1] ?? Number.NaN);
    void cdp.send("Runtime.runIfWaitingForDebugger", {}, params.sessionId).catch(() => {});
    if (params.targetInfo.type !== "worker" || !Number.isInteger(id)) return;
    workers.set(id, { sessionId: params.sessionId });
    for (const resolve of waiting.get(id) ?? []) resolve();
    waiting.delete(id);
  }

  function detachWorker(sessionId: string): void {
    for (const [id, worker] of workers) if (worker.sessionId === sessionId) workers.delete(id);
  }

  async function evaluate(target: "page" | number, options: EvaluateOptions): Promise<EvaluateResult> {
    const limit = options.timeoutMs;
    return cdp.send(
      "Runtime.evaluate",
      {
        expression: options.expression,
        returnByValue: options.byValue ?? true,
        awaitPromise: !options.pure,
        replMode: options.repl ?? false,
        throwOnSideEffect: options.pure ?? false,
        timeout: limit,
        objectGroup: options.objectGroup,
        generatePreview: options.byValue === false,
        // Left out, the protocol would lift the CSP's ban on eval for this realm.
        allowUnsafeEvalBlockedByCSP: false,
      },
      session(target),
      limit === undefined ? 10_000 : limit + 2000,
    );
  }

  await onPage("Inspector.enable");
  await onPage("Fetch.enable", { patterns: [{ urlPattern: "*" }] });
  await onPage("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  await onPage("Page.navigate", { url: `${ORIGIN}/` });
  await untilLoaded();

  async function untilLoaded(): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const seen = await evaluate("page", {
        expression: `typeof ${PAGE_GLOBAL} === "object" && document.readyState !== "loading"`,
      }).catch(() => null);
      if (seen?.result?.value === true) break;
      if (Date.now() > deadline) throw new Error("the window did not load its page within 10 s");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    // Added to the page that is there: with `Runtime.enable` it would come by itself, and so would every console value
    // ever printed, kept alive for the inspector.
    await onPage("Runtime.removeBinding", { name: SEND_BINDING }).catch(() => {});
    await onPage("Runtime.addBinding", { name: SEND_BINDING });
  }

  async function call(target: "page" | number, object: string, name: string, args: unknown[]) {
    const { result, exceptionDetails } = await evaluate(target, {
      expression: `${object}.${name}(${args.map((value) => JSON.stringify(value) ?? "undefined").join(",")})`,
    });
    if (exceptionDetails) {
      throw new Error(`${object}.${name}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    }
    return result.value;
  }

  return {
    browser,
    evaluate,
    page: (name, ...args) => call("page", PAGE_GLOBAL, name, args),
    async worker(id, name, ...args) {
      const answer = await call(id, WORKER_GLOBAL, name, args);
      return typeof answer === "string" ? JSON.parse(answer) : answer;
    },
    async terminate(target) {
      await cdp.send("Runtime.terminateExecution", {}, session(target), 1000);
    },
    async heap(target, timeoutMs = 1000) {
      const usage = await cdp.send("Runtime.getHeapUsage", {}, session(target), timeoutMs);
      return { used: usage.usedSize, buffers: usage.backingStorageSize ?? 0 };
    },
    async collectGarbage(target) {
      await cdp.send("HeapProfiler.collectGarbage", {}, session(target));
    },
    send: (target, method, params = {}) => cdp.send(method, params, session(target)),
    workerIds: () => [...workers.keys()],
    workerAttached: (id) =>
      new Promise((resolve, reject) => {
        if (workers.has(id)) return resolve();
        const timer = setTimeout(() => reject(new Error(`worker ${id} did not start within 5 s`)), 5000);
        const done = () => {
          clearTimeout(timer);
          resolve();
        };
        waiting.set(id, [...(waiting.get(id) ?? []), done]);
      }),
    async reload() {
      workers.clear();
      await onPage("Page.navigate", { url: `${ORIGIN}/` });
      await untilLoaded();
    },
    async screenshot() {
      const { data } = await onPage("Page.captureScreenshot", { format: "png" }, 15_000);
      return Buffer.from(data, "base64");
    },
  };
}
