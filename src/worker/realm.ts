// What a sketch may touch. The worker keeps what it needs in private variables, then takes away or bounds the rest:
// a sketch draws; it does not speak, store, spawn, or print without end. The worker's own CSP is the second wall.

/** Removed from the global scope and from every prototype it inherits from. */
export const DENIED = [
  "postMessage",
  "close",
  "importScripts",
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "EventSource",
  "WebTransport",
  "Worker",
  "SharedWorker",
  "BroadcastChannel",
  "MessageChannel",
  "RTCPeerConnection",
  "RTCDataChannel",
  "indexedDB",
  "caches",
  "cookieStore",
  "SharedArrayBuffer",
  "WebAssembly",
  "Notification",
  "FileReader",
  "FileReaderSync",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemURL",
  "webkitResolveLocalFileSystemSyncURL",
  "onmessage",
  "onmessageerror",
  "addEventListener",
  "removeEventListener",
  "dispatchEvent",
  "requestAnimationFrame",
  "createImageBitmap",
  "OffscreenCanvas",
  "eval",
  "navigator",
  "crossOriginIsolated",
  "trustedTypes",
] as const;

const LINES_PER_SECOND = 20;
const MAX_LINE = 2000;

export type ConsoleSink = (level: "log" | "warn" | "error", text: string) => void;

/** Closes the realm. Returns a counter of console lines that were not passed on. */
export function closeRealm(scope: object, sink: ConsoleSink, now: () => number): { dropped(): number } {
  for (const name of DENIED) remove(scope, name);
  return boundConsole(scope as { console: unknown }, sink, now);
}

function remove(scope: object, name: string): void {
  for (
    let holder: object | null = scope;
    holder && holder !== Object.prototype;
    holder = Object.getPrototypeOf(holder)
  ) {
    if (!Object.hasOwn(holder, name)) continue;
    if (!Reflect.deleteProperty(holder, name)) {
      try {
        Object.defineProperty(holder, name, { value: undefined, writable: false, configurable: false });
      } catch {
        // Not ours to change; the test that walks the deny list tells.
      }
    }
  }
}

function boundConsole(scope: { console: unknown }, sink: ConsoleSink, now: () => number): { dropped(): number } {
  let windowStart = now();
  let inWindow = 0;
  let dropped = 0;
  const say =
    (level: "log" | "warn" | "error") =>
    (...values: unknown[]) => {
      const at = now();
      if (at - windowStart >= 1000) {
        windowStart = at;
        inWindow = 0;
      }
      if (++inWindow > LINES_PER_SECOND) {
        dropped++;
        return;
      }
      sink(level, values.map(print).join(" ").slice(0, MAX_LINE));
    };
  const quiet = () => {};
  scope.console = {
    log: say("log"),
    info: say("log"),
    debug: say("log"),
    warn: say("warn"),
    error: say("error"),
    trace: quiet,
    assert: quiet,
    clear: quiet,
    count: quiet,
    countReset: quiet,
    dir: say("log"),
    dirxml: say("log"),
    group: quiet,
    groupCollapsed: quiet,
    groupEnd: quiet,
    table: say("log"),
    time: quiet,
    timeLog: quiet,
    timeEnd: quiet,
    timeStamp: quiet,
    profile: quiet,
    profileEnd: quiet,
  };
  return { dropped: () => dropped };
}

function print(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    if (typeof value !== "object" || value === null || value instanceof Error) return String(value);
    return JSON.stringify(value)?.slice(0, MAX_LINE) ?? String(value);
  } catch {
    return typeof value;
  }
}
