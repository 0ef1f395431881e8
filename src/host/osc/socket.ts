// The one file that knows dgram. A socket exists only while somebody asked for it: one to listen, and a connected one per
// target, which takes nothing from strangers.

import { createSocket } from "node:dgram";
import { isIP } from "node:net";

export interface Listener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface Sender {
  /** `false`: the last datagrams found nobody there. */
  send(bytes: Uint8Array): void;
  readonly sent: number;
  readonly failed: number;
  close(): void;
}

const WAITING_BYTES = 2 ** 20;

/** Rejects with Node's error, as EADDRINUSE, where the port cannot be had. Port 0 takes a free one. */
export function listenUdp(host: string, port: number, onPacket: (bytes: Uint8Array) => void): Promise<Listener> {
  const socket = createSocket(familyOf(host));
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ port, address: host, exclusive: true }, () => {
      socket.removeAllListeners("error");
      try {
        // What comes while we are busy waits here. When it is full the system drops what is newest, the last value too.
        socket.setRecvBufferSize(WAITING_BYTES);
      } catch {
        // As much as the system gives.
      }
      socket.on("error", () => {}); // of a single datagram: the next one may be sound
      socket.on("message", onPacket);
      resolve({
        host,
        port: socket.address().port,
        close: () => new Promise((done) => socket.close(done)),
      });
    });
  });
}

export function connectUdp(host: string, port: number): Sender {
  const socket = createSocket(familyOf(host));
  let sent = 0;
  let failed = 0;
  let state: "connecting" | "open" | "closed" = "connecting";
  // Nobody listening there is told as an error of a later datagram; whoever starts to listen gets the next one.
  socket.on("error", () => failed++);
  socket.connect(port, host, (error?: Error) => {
    if (state === "closed") return;
    if (error) failed++;
    else state = "open";
  });
  return {
    send(bytes) {
      if (state !== "open") {
        failed++;
        return;
      }
      sent++;
      socket.send(bytes, (error) => {
        if (error) failed++;
      });
    },
    get sent() {
      return sent;
    },
    get failed() {
      return failed;
    },
    close() {
      state = "closed";
      socket.close();
    },
  };
}

const familyOf = (host: string) => (isIP(host) === 6 ? "udp6" : "udp4");
