// OSC, audio and triggers of the fake show: what they were told, and answers of the right shape.

import type { AudioApi, AudioStatus } from "../../src/host/audio/audio.ts";
import { describeMessage } from "../../src/host/osc/codec.ts";
import type { OscApi, OscStatus } from "../../src/host/osc/osc-api.ts";
import { CommandProblem } from "../../src/host/show-api.ts";
import type { TriggerStatus, TriggersApi } from "../../src/host/triggers.ts";

export function createFakeInputs(calls: string[]): { osc: OscApi; audio: AudioApi; triggers: TriggersApi } {
  const osc: OscStatus = {
    listening: null,
    commands: "perform",
    packets: 12,
    messages: 1234,
    perSecond: 60,
    refused: 1,
    refusedLast: "/hairline/cc/200: there are the controllers 0 to 127",
    merged: 3,
    dropped: 0,
    waiting: 2,
    waitingAtMost: 1024,
    late: 0,
    last: ["/fader/1 0.5"],
    targets: [],
  };
  const audio: AudioStatus = { state: "off", input: null, device: "", sampleRate: 0, gain: 1, smoothing: 0.12 };
  const fired: TriggerStatus[] = [];
  return {
    osc: {
      status: () => ({ ...osc }),
      async listen(port) {
        calls.push(`osc listen ${port}`);
        osc.listening = { host: "127.0.0.1", port };
        return { ...osc };
      },
      async off() {
        calls.push("osc off");
        osc.listening = null;
        osc.targets = [];
        return { ...osc };
      },
      async sendTo(targets) {
        calls.push(`osc to ${targets.join(" ")}`);
        osc.targets = targets.map((to) => ({ to, sent: 3, failed: 1 }));
        return { ...osc };
      },
      send(address, args) {
        calls.push(`osc send ${describeMessage({ kind: "message", address, args: [...args] })}`);
        return { ...osc };
      },
    },
    audio: {
      status: () => ({ ...audio }),
      devices: async () => ["Default", "Scarlett 2i2"],
      async use(input) {
        calls.push(`audio ${input}`);
        if (input === "nothing") throw new CommandProblem({ severity: "error", what: "there is no audio input" });
        Object.assign(audio, {
          state: input === null ? "off" : "on",
          input,
          device: "Scarlett 2i2",
          sampleRate: 48_000,
        });
        return { ...audio };
      },
    },
    triggers: {
      fire(name, value) {
        calls.push(`fire ${name} ${value}`);
        fired.unshift({ name, count: 1, value });
      },
      list: () => fired,
    },
  };
}
