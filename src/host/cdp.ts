// DevTools protocol over two inherited pipes: JSON messages ended by a zero byte. No port is opened anywhere, so
// nothing outside this process tree can speak to the browser.

import type { Readable, Writable } from "node:stream";

export interface CdpEvent {
  method: string;
  // biome-ignore lint/suspicious/noExplicitAny: events carry protocol records; consumers pick the fields they know
  params: any;
  sessionId?: string;
}

export class CdpError extends Error {
  readonly method: string;
  readonly code: number;
  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message}`);
    this.method = method;
    this.code = code;
  }
}

export interface Cdp {
  // biome-ignore lint/suspicious/noExplicitAny: results are protocol records
  send(method: string, params?: object, sessionId?: string, timeoutMs?: number): Promise<any>;
  on(listener: (event: CdpEvent) => void): () => void;
  /** Resolves when the pipe has closed, whoever closed it. */
  readonly closed: Promise<void>;
}

interface Pending {
  method: string;
  sessionId?: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer?: NodeJS.Timeout;
}

const DEFAULT_TIMEOUT_MS = 10_000;

export function createCdp(input: Writable, output: Readable): Cdp {
  let nextId = 1;
  let open = true;
  const pending = new Map<number, Pending>();
  const listeners = new Set<(event: CdpEvent) => void>();
  let parts: Buffer[] = [];

  let close!: () => void;
  const closed = new Promise<void>((resolve) => {
    close = () => {
      if (!open) return;
      open = false;
      for (const call of pending.values()) {
        clearTimeout(call.timer);
        call.reject(new CdpError(call.method, -1, "the browser is gone"));
      }
      pending.clear();
      resolve();
    };
  });

  const settle = (text: string) => {
    const message = JSON.parse(text);
    if (message.id !== undefined) {
      const call = pending.get(message.id);
      if (!call) return;
      pending.delete(message.id);
      clearTimeout(call.timer);
      if (message.error) call.reject(new CdpError(call.method, message.error.code, message.error.message));
      else call.resolve(message.result);
      return;
    }
    if (message.method === "Target.detachedFromTarget") failSession(message.params.sessionId);
    for (const listener of listeners) listener(message);
  };

  const failSession = (sessionId: string) => {
    for (const [id, call] of pending) {
      if (call.sessionId !== sessionId) continue;
      pending.delete(id);
      clearTimeout(call.timer);
      call.reject(new CdpError(call.method, -2, "its target is gone"));
    }
  };

  output.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
      parts.push(chunk.subarray(from, end));
      const text = parts.length === 1 ? parts[0].toString("utf8") : Buffer.concat(parts).toString("utf8");
      parts = [];
      from = end + 1;
      settle(text);
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  });
  output.on("close", close);
  output.on("end", close);
  output.on("error", close);
  input.on("error", close);

  return {
    closed,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(method, params = {}, sessionId, timeoutMs = DEFAULT_TIMEOUT_MS) {
      return new Promise((resolve, reject) => {
        if (!open) return reject(new CdpError(method, -1, "the browser is gone"));
        const id = nextId++;
        const call: Pending = { method, sessionId, resolve, reject };
        call.timer = setTimeout(() => {
          pending.delete(id);
          reject(new CdpError(method, -3, `no answer within ${timeoutMs} ms`));
        }, timeoutMs);
        pending.set(id, call);
        input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      });
    },
  };
}
