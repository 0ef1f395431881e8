// A MIDI system that is another process: HAIRLINE_MIDI_DRIVER=virtual:<path of a Unix socket or named pipe>. The program
// connects to it, never listens. For tests, and for whatever speaks no MIDI itself. One JSON value a line:
//
//   in   {"plug":["nano","nano"]}            the ports there are now, in the system's order
//        {"port":0,"bytes":[176,7,64]}       bytes that arrive at a port
//   out  {"port":0,"bytes":[176,64,127]}     bytes we send to it

import { connect } from "node:net";
import type { MidiDriver } from "./driver.ts";

const MAX_LINE = 64 * 1024;
const MAX_PORTS = 256;

export function createBusDriver(path: string): Promise<MidiDriver> {
  const socket = connect(path);
  /** By name and which of that name: a plug elsewhere moves the numbers of ports that are open. */
  const listeners = new Map<string, (bytes: Uint8Array) => void>();
  let ports: string[] = [];
  const keyOf = (index: number) =>
    `${ports[index]}\n${ports.slice(0, index).filter((name) => name === ports[index]).length}`;
  let rest = "";
  let told = () => {};

  socket.setEncoding("utf8");
  socket.on("data", (chunk) => {
    rest += chunk;
    for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n")) {
      take(rest.slice(0, end));
      rest = rest.slice(end + 1);
    }
    if (rest.length > MAX_LINE) rest = "";
  });
  socket.on("close", () => {
    ports = [];
  });

  function take(line: string): void {
    let said: { plug?: unknown; port?: unknown; bytes?: unknown };
    try {
      said = JSON.parse(line);
    } catch {
      return;
    }
    if (said === null || typeof said !== "object") return;
    if (Array.isArray(said.plug)) {
      ports = said.plug.slice(0, MAX_PORTS).map(String);
      told();
    }
    if (typeof said.port === "number" && Array.isArray(said.bytes))
      listeners.get(keyOf(said.port))?.(Uint8Array.from(said.bytes));
  }

  const driver: MidiDriver = {
    inputs: () => ports,
    outputs: () => ports,
    openInput(index, onBytes) {
      const key = keyOf(index);
      listeners.set(key, onBytes);
      return {
        close() {
          if (listeners.get(key) === onBytes) listeners.delete(key);
        },
      };
    },
    openOutput: (index) => ({
      send: (bytes) => void socket.write(`${JSON.stringify({ port: index, bytes })}\n`),
      close() {},
    }),
    close: () => void socket.destroy(),
  };
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("connect", () => socket.off("error", reject).on("error", () => {}));
    socket.once("close", () => reject(new Error("the bus hung up before it told its ports")));
    told = () => resolve(driver);
  });
}
