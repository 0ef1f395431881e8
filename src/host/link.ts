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
  heap(target: "page" | number, timeoutMs?: number): Promise<{ used: number; buffers: number; embedder: number }>;
  collectGarbage(target: "page" | number): Promise<void>;
  send(target: "page" | number, method: string, params?: object, timeoutMs?: number): Promise<unknown>;
  /**
   * V8's number of the script that the function `expression` gives stands in: the heap profiler knows scripts that were
   * evaluated by nothing else. Null where it gives no function of a script.
   */
  scriptOf(target: "page" | number, expression: string): Promise<string | null>;
  /** Events of one realm's session. Returns the way to stop listening. */
  // biome-ignore lint/suspicious/noExplicitAny: events carry protocol records
  listen(target: "page" | number, method: string, listener: (params: any) => void): () => void;
  /** Scripts the page has asked for since it was opened, by path. */
  loads(): ReadonlyMap<string, { count: number; bytes: number }>;
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
  /** A worker is attached and waits: what `send` is given reaches it before its first instruction. */
  onWorkerBorn(id: number, send: (method: string, params: object) => void): void;
  onWorkerGone(id: number): void;
}

const MESSAGES_PER_SECOND = 400;
const FIRST_WINDOW_MS = 5000;

export async function openLink(parts: LinkParts): Promise<Link> {
  const { browser } = parts;
  const { cdp } = browser;
  const workers = new Map<number, { sessionId: string }>();
  const waiting = new Map<number, (() => void)[]>();
  const loads = new Map<string, { count: number; bytes: number }>();
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
    if (asset && path !== null) {
      const seen = loads.get(path) ?? { count: 0, bytes: 0 };
      loads.set(path, { count: seen.count + 1, bytes: seen.bytes + asset.body.length });
    }
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
    const tell = (method: string, values: object) => void cdp.send(method, values, params.sessionId).catch(() => {}); // It may end before it has begun.
    const ours = params.targetInfo.type === "worker" && Number.isInteger(id);
    if (ours) parts.onWorkerBorn(id, tell);
    tell("Runtime.runIfWaitingForDebugger", {});
    if (!ours) return;
    workers.set(id, { sessionId: params.sessionId });
    for (const resolve of waiting.get(id) ?? []) resolve();
    waiting.delete(id);
  }

  function detachWorker(sessionId: string): void {
    for (const [id, worker] of workers) {
      if (worker.sessionId !== sessionId) continue;
      workers.delete(id);
      parts.onWorkerGone(id);
    }
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
      return {
        used: usage.usedSize,
        buffers: usage.backingStorageSize ?? 0,
        embedder: usage.embedderHeapUsedSize ?? 0,
      };
    },
    async collectGarbage(target) {
      await cdp.send("HeapProfiler.collectGarbage", {}, session(target));
    },
    send: (target, method, params = {}, timeoutMs) => cdp.send(method, params, session(target), timeoutMs),
    async scriptOf(target, expression) {
      const objectGroup = "hairline-script";
      try {
        const { result } = await evaluate(target, { expression, byValue: false, objectGroup, timeoutMs: 1000 });
        if (result.type !== "function") return null;
        const { internalProperties } = await cdp.send(
          "Runtime.getProperties",
          { objectId: result.objectId, ownProperties: true },
          session(target),
        );
        type Internal = { name: string; value?: { value?: { scriptId?: string } } };
        const at = (internalProperties as Internal[]).find(({ name }) => name === "[[FunctionLocation]]");
        return at?.value?.value?.scriptId ?? null;
      } finally {
        void cdp.send("Runtime.releaseObjectGroup", { objectGroup }, session(target)).catch(() => {});
      }
    },
    listen(target, method, listener) {
      const of = session(target);
      return cdp.on((event) => {
        if (event.sessionId === of && event.method === method) listener(event.params);
      });
    },
    loads: () => loads,
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
      loads.clear();
      await onPage("Page.navigate", { url: `${ORIGIN}/` });
      await untilLoaded();
    },
    async screenshot() {
      const { data } = await onPage("Page.captureScreenshot", { format: "png" }, 15_000);
      return Buffer.from(data, "base64");
    },
  };
}
