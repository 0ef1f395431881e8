// MIDI of the commands' far side: one port that was heard, one that is gone.

import type { MidiApi, MidiStatus } from "../../src/host/midi/midi-api.ts";

export function createFakeMidi(): MidiApi {
  const port = { garbage: 0, sysex: 0, mode: 7, channel: 0, clock: false } as const;
  const state: MidiStatus = {
    input: "auto",
    state: "listening",
    why: "",
    ports: [
      {
        ...port,
        device: "nano",
        port: "nanoKONTROL2 20:0",
        state: "open",
        messages: 1234,
        rate: 60.5,
        last: "cc 7 = 64",
        lastAgoMs: 12,
      },
      { ...port, device: "tx6", port: "TX-6", state: "gone", messages: 0, rate: 0, last: "", lastAgoMs: null },
    ],
    recent: [{ device: "nano", text: "cc 7 = 64", agoMs: 12 }],
    mailbox: { entries: 0, peak: 3, lost: 0 },
  };
  return {
    status: async () => ({ ...state }),
    async setInput(input) {
      state.input = input;
      state.state = input === "none" ? "off" : "listening";
      return { ...state };
    },
  };
}
