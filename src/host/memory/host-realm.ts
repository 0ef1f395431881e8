// The host's own isolate through the same protocol as the others. An inspector session in the process opens no port.

import { Session } from "node:inspector/promises";

export interface HostRealm {
  // biome-ignore lint/suspicious/noExplicitAny: protocol records
  send(method: string, params?: object): Promise<any>;
  heap(): { used: number; buffers: number };
  close(): void;
}

export function openHostRealm(): HostRealm {
  const session = new Session();
  session.connect();
  return {
    send: (method, params = {}) => session.post(method as never, params as never) as Promise<unknown>,
    heap() {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return { used: heapUsed, buffers: arrayBuffers };
    },
    close: () => session.disconnect(),
  };
}
