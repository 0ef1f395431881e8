// What the commands may ask of MIDI: `show.midi`.

import type { PortStatus } from "./thread-messages.ts";

export type { PortStatus };

export interface MidiStatus {
  /** `auto`, `none`, or part of a port's name. */
  input: string;
  state:
    | "off" // input is none
    | "none" // no driver, no sound system: `why` says it
    | "starting"
    | "listening";
  why: string;
  ports: PortStatus[];
  /** The last messages of all ports, newest last. */
  recent: { device: string; text: string; agoMs: number }[];
  /** Between the thread and the host: entries now and at most so far, and clock events that found no room. */
  mailbox: { entries: number; peak: number; lost: number };
}

export interface MidiApi {
  status(): Promise<MidiStatus>;
  /** From now on, until the next start. */
  setInput(input: string): Promise<MidiStatus>;
}
