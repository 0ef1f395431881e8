// MIDI into the parts of the show: moves to the control hub, plugs to its live and frozen, clock to the tempo, programs to
// the set.

import type { ControlHub } from "../controls/hub.ts";
import type { SetsApi } from "../sets/sets-api.ts";
import type { TempoApi } from "../tempo/tempo-api.ts";
import type { ClockEvent, Move, ProgramChange } from "./mailbox.ts";
import type { MidiOptions } from "./midi.ts";

export interface MidiTargets {
  controls: Pick<ControlHub, "move" | "deviceGone" | "deviceBack">;
  tempo: Pick<TempoApi, "pulse" | "start" | "continue" | "stop" | "songPosition">;
  sets: () => Pick<SetsApi, "list" | "go">;
  say(line: string): void;
}

type Callbacks = Pick<MidiOptions, "onMove" | "onClock" | "onProgram" | "onPlugged" | "onUnplugged">;

/** `inputName("nano", "cc 7")` → `"midi/nano/cc 7"` */
export const inputName = (device: string, control: string): string => `midi/${device}/${control}`;

export function connectMidi({ controls, tempo, sets, say }: MidiTargets): Callbacks {
  let wanted: number | null = null;
  let going = false;

  /** The newest program counts: those that come while the set is on its way to one are overtaken. */
  async function follow(): Promise<void> {
    if (going) return;
    going = true;
    while (wanted !== null) {
      const program: number = wanted;
      wanted = null;
      try {
        const { entries } = await sets().list();
        // Keyboards send programs of their own accord: one that the set does not have is not a mistake.
        if (entries.some((entry) => entry.program === program)) await sets().go({ program });
      } catch (error) {
        say(`midi: program ${program}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    going = false;
  }

  return {
    onMove({ device, control, kind, value, cc }: Move) {
      controls.move(inputName(device, control), kind, value, cc < 0 ? undefined : cc);
    },
    onClock({ kind, at, sixteenths }: ClockEvent) {
      switch (kind) {
        case "pulse":
          return tempo.pulse(at);
        case "start":
          return tempo.start(at);
        case "continue":
          return tempo.continue(at);
        case "stop":
          return tempo.stop(at);
        case "position":
          return tempo.songPosition(sixteenths);
        default:
          return kind satisfies never;
      }
    },
    onProgram({ program }: ProgramChange) {
      wanted = program;
      void follow();
    },
    onPlugged: (device) => controls.deviceBack(`midi/${device}`),
    onUnplugged: (device) => controls.deviceGone(`midi/${device}`),
  };
}
