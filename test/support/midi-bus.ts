// The far end of HAIRLINE_MIDI_DRIVER=virtual:<path>: controllers that a test plugs, turns and unplugs. Real bytes go
// through the program's own MIDI thread; only the operating system's part is missing.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface MidiBus {
  /** For the program's environment. */
  readonly driver: string;
  /** The ports there are from now on, in the system's order. */
  plug(...ports: string[]): void;
  send(port: number, ...bytes: number[]): void;
  /** What the program sent back, oldest first. */
  readonly received: { port: number; bytes: number[] }[];
  close(): Promise<void>;
}

export async function createMidiBus(...ports: string[]): Promise<MidiBus> {
  const folder = mkdtempSync(join(tmpdir(), "hairline-midi-"));
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${folder.replace(/\W/g, "-")}` : join(folder, "bus");
  const sockets = new Set<Socket>();
  const received: MidiBus["received"] = [];
  let plugged = ports;
  const tell = (value: unknown) => {
    for (const socket of sockets) socket.write(`${JSON.stringify(value)}\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      rest += chunk;
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) received.push(JSON.parse(line));
    });
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.write(`${JSON.stringify({ plug: plugged })}\n`);
  });
  await new Promise<void>((done) => server.listen(path, done));
  return {
    driver: `virtual:${path}`,
    plug(...now) {
      plugged = now;
      tell({ plug: now });
    },
    send: (port, ...bytes) => tell({ port, bytes }),
    received,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
