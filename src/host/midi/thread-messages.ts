// What the MIDI thread and the host tell each other. Plain data both ways.

import type { MidiSettings } from "./device-setting.ts";
import type { Batch } from "./mailbox.ts";

export type PortState =
  | "open"
  | "gone" // unplugged; what it moved stays as it is
  | "ignored" // its profile says so
  | "left out" // `midi.input` names others
  | "failed"; // the system would not open it

export interface PortStatus {
  device: string;
  port: string;
  state: PortState;
  mode: 7 | 14;
  /** 1–16, or 0 for all. */
  channel: number;
  messages: number;
  /** Messages a second, over the last second. */
  rate: number;
  garbage: number;
  sysex: number;
  last: string;
  lastAgoMs: number | null;
  /** The clock is taken from it. */
  clock: boolean;
}

export interface ThreadReport {
  ports: PortStatus[];
  /** Newest last; clock pulses are counted and not listed. */
  recent: { device: string; text: string; agoMs: number }[];
  mailbox: { entries: number; peak: number; lost: number };
}

export type FromThread =
  | { kind: "ready" }
  /** No MIDI here, and why. The thread has ended by itself. */
  | { kind: "nothing"; why: string }
  | ({ kind: "batch" } & Batch)
  | { kind: "plugged"; device: string; port: string; again: boolean }
  | { kind: "unplugged"; device: string; why: "gone" | "left out" }
  | { kind: "trouble"; what: string }
  | { kind: "report"; id: number; report: ThreadReport };

export type ToThread =
  | { kind: "ack" }
  | { kind: "configure"; settings: MidiSettings }
  | { kind: "report"; id: number }
  /** Where controls of a device stand, for its lamps and motors. */
  | { kind: "feedback"; device: string; values: [control: string, value: number][] }
  | { kind: "stop" };

export interface ThreadData {
  settings: MidiSettings;
  /** HAIRLINE_MIDI_DRIVER, or "". */
  driver: string;
  /** The file beside whose packages `midi` is looked for. */
  from: string;
}
