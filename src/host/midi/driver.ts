// What the MIDI thread needs of a system's MIDI, and the one file that knows the `midi` package (the maintained fork,
// over RtMidi). Another build of the package may be named by HAIRLINE_MIDI_DRIVER=module:<path>, for JACK say.

import { createRequire } from "node:module";
import { createBusDriver } from "./bus-driver.ts";

export interface OpenPort {
  close(): void;
}
export interface OpenOutput extends OpenPort {
  send(message: readonly number[]): void;
}

/** Ports by their place in the list, which changes whenever something is plugged. May throw what the system throws. */
export interface MidiDriver {
  inputs(): string[];
  outputs(): string[];
  openInput(index: number, onBytes: (bytes: Uint8Array) => void): OpenPort;
  openOutput(index: number): OpenOutput;
  close(): void;
}

/** As `midi/lazy` of the fork has it: loading never throws, using it may. */
interface MidiPackage {
  verifyLibraryLoaded(): void;
  Input: new () => NativePort & {
    on(event: "messageBuffer", listener: (deltaTime: number, bytes: Uint8Array) => void): void;
    ignoreTypes(sysex: boolean, timing: boolean, activeSensing: boolean): void;
  };
  Output: new () => NativePort & { send(message: number[]): void };
}
interface NativePort {
  getPortCount(): number;
  getPortName(port: number): string;
  openPort(port: number): void;
  closePort(): void;
  destroy(): void;
}

/** `from`: a file beside whose packages `midi` is looked for. `choice`: HAIRLINE_MIDI_DRIVER. */
export async function openDriver(choice: string, from: string): Promise<MidiDriver> {
  if (choice.startsWith("virtual:")) return createBusDriver(choice.slice("virtual:".length));
  const require = createRequire(from);
  return createNativeDriver(require(choice.startsWith("module:") ? choice.slice("module:".length) : "midi/lazy"));
}

export function createNativeDriver(midi: MidiPackage): MidiDriver {
  midi.verifyLibraryLoaded();
  // Two that are never opened list the ports: each new one is a new client of the system.
  const inputList = new midi.Input();
  const outputList = new midi.Output();
  const names = (list: NativePort) => Array.from({ length: list.getPortCount() }, (_, at) => list.getPortName(at));
  return {
    inputs: () => names(inputList),
    outputs: () => names(outputList),
    openInput(index, onBytes) {
      const input = new midi.Input();
      // Sysex is of no use here, and RtMidi gathers one that never ends without a bound. Clock is; sensing is not.
      input.ignoreTypes(true, false, true);
      input.on("messageBuffer", (_deltaTime, bytes) => onBytes(bytes));
      input.openPort(index);
      return { close: () => input.destroy() };
    },
    openOutput(index) {
      const output = new midi.Output();
      output.openPort(index);
      return { send: (message) => output.send([...message]), close: () => output.destroy() };
    },
    close() {
      inputList.destroy();
      outputList.destroy();
    },
  };
}
