// A second speaker on the program's own DevTools pipe: sessions of ours in the page and in each worker, and an ear for
// what the page tells the host. The program needs no hook for it and does not notice: answers to numbers it never asked
// under are dropped by its side, and by ours.
//
// `spawn` is wrapped while the show starts, because only there are the two ends of the pipe to be had.

import childProcess, { type ChildProcess } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import type { Readable, Writable } from "node:stream";
import { type FromPage, parseFromPage } from "../../../src/protocol/link.ts";

const FIRST_ID = 1_000_000_000;
const CALL_MS = 60_000;

export interface Session {
  // biome-ignore lint/suspicious/noExplicitAny: protocol records
  send(method: string, params?: object): Promise<any>;
  /** Value of an expression; promises are awaited. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the expression gives
  evaluate<T = any>(expression: string): Promise<T>;
}

export interface Tap {
  readonly browserPid: number;
  readonly page: Session;
  /** By worker id, as the program names them. */
  workers(): ReadonlyMap<number, Session>;
  browser: Session;
  /** What the page says to the host, with the host's time of hearing it. */
  onMessage(listener: (message: FromPage, atMs: number) => void): () => void;
}

/** Wraps `start`, and answers with what it returned and a tap on the browser it spawned. */
export async function withTap<T>(start: () => Promise<T>): Promise<{ value: T; tap: Tap }> {
  const spawn = childProcess.spawn;
  let browser: ChildProcess | null = null;
  childProcess.spawn = ((...args: Parameters<typeof spawn>) => {
    const child = spawn(...args);
    if (Array.isArray(args[1]) && args[1].includes("--remote-debugging-pipe")) browser = child;
    return child;
  }) as typeof spawn;
  syncBuiltinESMExports();
  try {
    const value = await start();
    if (!browser) throw new Error("no browser was spawned");
    return { value, tap: await tapInto(browser) };
  } finally {
    childProcess.spawn = spawn;
    syncBuiltinESMExports();
  }
}

async function tapInto(child: ChildProcess): Promise<Tap> {
  const output = child.stdio[3] as Writable;
  const input = child.stdio[4] as Readable;
  const waiting = new Map<
    number,
    { method: string; resolve(value: unknown): void; reject(error: Error): void; timer: NodeJS.Timeout }
  >();
  const listeners = new Set<(message: FromPage, atMs: number) => void>();
  const workers = new Map<number, { session: Session; id: string }>();
  let nextId = FIRST_ID;
  let parts: Buffer[] = [];
  let ours: string | null = null;

  input.on("data", (chunk: Buffer) => {
    const atMs = performance.now();
    let from = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
      parts.push(chunk.subarray(from, end));
      const text = Buffer.concat(parts).toString();
      parts = [];
      from = end + 1;
      receive(JSON.parse(text), atMs);
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  });
  child.once("exit", () => {
    for (const { method, reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new Error(`${method}: the browser is gone`));
    }
    waiting.clear();
  });

  // biome-ignore lint/suspicious/noExplicitAny: protocol records
  function receive(message: any, atMs: number): void {
    if (message.id !== undefined) {
      const call = waiting.get(message.id);
      if (!call) return;
      waiting.delete(message.id);
      clearTimeout(call.timer);
      if (message.error) call.reject(new Error(`${call.method}: ${message.error.message}`));
      else call.resolve(message.result);
      return;
    }
    if (message.method === "Runtime.bindingCalled" && message.sessionId !== ours) {
      const said = parseFromPage(message.params.payload);
      if (typeof said !== "string") for (const listener of listeners) listener(said, atMs);
    }
    if (message.sessionId !== ours) return;
    if (message.method === "Target.attachedToTarget") {
      const { sessionId, targetInfo } = message.params;
      const id = Number(/[?&]id=(\d+)/.exec(targetInfo.url)?.[1]);
      if (Number.isInteger(id)) workers.set(id, { id: sessionId, session: sessionOf(sessionId) });
    }
    if (message.method === "Target.detachedFromTarget") {
      for (const [id, worker] of workers) if (worker.id === message.params.sessionId) workers.delete(id);
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: protocol records
  function send(method: string, params: object = {}, sessionId?: string): Promise<any> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`${method}: no answer within ${CALL_MS} ms`));
      }, CALL_MS);
      timer.unref();
      waiting.set(id, { method, resolve, reject, timer });
      output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  function sessionOf(sessionId?: string): Session {
    return {
      send: (method, params) => send(method, params, sessionId),
      async evaluate(expression) {
        const { result, exceptionDetails } = await send(
          "Runtime.evaluate",
          { expression, awaitPromise: true, returnByValue: true },
          sessionId,
        );
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      },
    };
  }

  const { targetInfos } = await send("Target.getTargets");
  const page = targetInfos.find(
    (info: { type: string; url: string }) => info.type === "page" && info.url.startsWith("https://hairline"),
  );
  const { sessionId } = await send("Target.attachToTarget", { targetId: page.targetId, flatten: true });
  ours = sessionId;
  await send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }, sessionId);
  return {
    browserPid: child.pid ?? -1,
    page: sessionOf(sessionId),
    browser: sessionOf(),
    workers: () => new Map([...workers].map(([id, { session }]) => [id, session])),
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
