// What a performer brings besides files and the prompt: OSC, the audio input, keyboard, pointer and gamepads, triggers.
// Each part is by itself; here they meet the controls (controls/hub.ts), the clock (tempo/) and the grammar.

import type { FromPage } from "../../protocol/link.ts";
import { kindOfInput } from "../../protocol/page-inputs.ts";
import type { Problem } from "../../protocol/problem.ts";
import { type Audio, type AudioApi, createAudio } from "../audio/audio.ts";
import type { Config } from "../config.ts";
import type { ControlHub } from "../controls/hub.ts";
import type { Link } from "../link.ts";
import type { OscMessage } from "../osc/codec.ts";
import { addressName, type OscAction } from "../osc/meaning.ts";
import { createOsc } from "../osc/osc.ts";
import type { OscApi } from "../osc/osc-api.ts";
import { float, int, text, truth } from "../osc/status-feed.ts";
import { CommandProblem } from "../show-api.ts";
import type { TempoApi } from "../tempo/tempo-api.ts";
import { createTriggers, type TriggersApi } from "../triggers.ts";
import type { LineRequests } from "./line-requests.ts";

export interface Performing {
  readonly osc: OscApi;
  readonly audio: AudioApi;
  readonly triggers: TriggersApi;
  /** A message of the window about one of these. */
  receive(message: Extract<FromPage, { kind: "inputs" | "gamepad" | "audio" }>): void;
  /** What the settings ask for from the start; answers what cannot be had. */
  begin(): Promise<Problem[]>;
  opened(link: Link): Promise<void>;
  /** Sound and triggers stand still, as `controls.hold` makes controls stand still. */
  hold(on: boolean): void;
  usage(): { name: string; entries: number; maxEntries: number; bytes: number; maxBytes: number }[];
  close(): Promise<void>;
}

export interface PerformingParts {
  link(): Link | null;
  config: Pick<Config, "osc" | "audio">;
  controls: ControlHub;
  tempo: TempoApi;
  requests: LineRequests;
  /** What is on air. */
  air(): { generation: number; sketch: string; frozen: boolean; blackout: boolean };
  say(line: string): void;
}

type Heard = Exclude<OscAction, { kind: "status" }>;

export function createPerforming(parts: PerformingParts): Performing {
  const { config, controls, tempo, say } = parts;
  const triggers = createTriggers((fires) => {
    void parts
      .link()
      ?.page("fire", fires)
      .catch(() => {}); // the window is on its way out
  });
  const audio: Audio = createAudio({ link: parts.link, settings: config.audio, say });
  const osc = createOsc({
    settings: config.osc,
    now: () => performance.timeOrigin + performance.now(),
    addressed: { knobs: () => controls.knobs() },
    act,
    status,
    say,
  });

  function act(action: Heard, atMs: number): void {
    try {
      perform(action, atMs);
    } catch (error) {
      say(`OSC: ${(error as Error).message}`); // a tempo out of range, for one
    }
  }

  function perform(action: Heard, atMs: number): void {
    switch (action.kind) {
      case "cc":
        return controls.move(`osc/hairline/cc/${action.index}`, "signal", action.value, action.index);
      case "knob":
        return void controls.setKnob(action.name, action.value);
      case "trigger":
        return triggers.fire(action.name, action.value);
      case "tempo":
        return tempo.osc({ bpm: action.bpm }, atMs);
      case "beat":
        return tempo.osc({ beat: action.beat }, atMs);
      case "tap":
        return void tempo.tap(atMs);
      case "command":
        return void parts.requests.ask("osc", action.line).then(({ ok, text }) => ok || say(`${action.line}: ${text}`));
      case "input":
        return controls.move(action.name, "knob", action.value);
      default:
        return action satisfies never;
    }
  }

  function status(): OscMessage[] {
    const { generation, sketch, frozen, blackout } = parts.air();
    const clock = tempo.status();
    const tell = (name: string, ...args: OscMessage["args"]): OscMessage => ({
      kind: "message",
      address: `/hairline/status/${name}`,
      args,
    });
    return [
      tell("version", int(generation), text(sketch)),
      tell("frozen", truth(frozen)),
      tell("blackout", truth(blackout)),
      tell("tempo", float(clock.bpm)),
      tell("playing", truth(clock.playing)),
      tell("beat", int(Math.floor(clock.beat))),
      ...controls.knobs().map(({ name, value }) => tell(`knob/${addressName(name)}`, float(value))),
      ...controls.ccs().map(({ index, value }) => tell(`cc/${index}`, float(value))),
    ];
  }

  return {
    osc,
    audio,
    triggers,
    receive(message) {
      switch (message.kind) {
        case "inputs":
          for (const [name, value] of message.moves) controls.move(name, kindOfInput(name), value);
          return;
        case "gamepad": {
          const device = `gamepad/${message.index}`;
          return message.present ? controls.deviceBack(device) : controls.deviceGone(device);
        }
        case "audio":
          return audio.deviceIs(message.state, message.device);
        default:
          return message satisfies never;
      }
    },
    async begin() {
      const { listen, send } = config.osc;
      const wishes = [
        send.length > 0 && osc.sendTo(send),
        listen !== null && osc.listen(listen),
        config.audio.input !== null && audio.use(config.audio.input),
      ];
      const outcomes = await Promise.allSettled(wishes);
      return outcomes.flatMap((each) => (each.status === "rejected" ? [problemOf(each.reason)] : []));
    },
    opened: (link) => audio.restore(link),
    hold(on) {
      triggers.hold(on);
      void parts
        .link()
        ?.page("holdAudio", on)
        .catch(() => {});
    },
    usage: () => [{ name: "OSC for later", ...osc.waiting() }],
    close: () => osc.close(),
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof CommandProblem) return error.problem;
  return { severity: "error", what: error instanceof Error ? error.message : String(error) };
}
