// The audio input as the performer chose it: `show.audio`. It outlives windows. The window may listen only from here: the
// permission is given to our page when an input is asked for and taken away when it is turned off.

import type { AudioAnswer, AudioDevice, AudioRequest } from "../../protocol/audio.ts";
import type { Problem } from "../../protocol/problem.ts";
import { ORIGIN } from "../assets.ts";
import type { Link } from "../link.ts";
import { nearest } from "../nearest.ts";
import { CommandProblem, NO_WINDOW } from "../show-api.ts";

export interface AudioStatus {
  /** `lost`: the device is gone, and is taken up again when it is back. */
  state: "off" | "on" | "lost";
  /** What was asked for: "default", a name, or null. */
  input: string | null;
  /** The device that is open. */
  device: string;
  sampleRate: number;
  gain: number;
  smoothing: number;
}

export interface AudioApi {
  status(): AudioStatus;
  /** Names of the inputs there are. */
  devices(): Promise<string[]>;
  /** "default", or a device's name or part of it; null turns it off. */
  use(input: string | null): Promise<AudioStatus>;
}

export interface Audio extends AudioApi {
  /** The window told of a device that went or came. */
  deviceIs(state: "lost" | "back", device: string): void;
  /** Opens in a new window what was open; what cannot be opened is said, not thrown. */
  restore(link: Link): Promise<void>;
}

export interface AudioParts {
  link(): Link | null;
  settings: { gain: number; smoothing: number };
  say(line: string): void;
}

export function createAudio(parts: AudioParts): Audio {
  const { settings, say } = parts;
  const now: AudioStatus = { state: "off", input: null, device: "", sampleRate: 0, ...settings };

  const needLink = (): Link => {
    const link = parts.link();
    if (!link) throw new CommandProblem(NO_WINDOW);
    return link;
  };

  async function open(link: Link, input: string): Promise<AudioAnswer> {
    await permit(link);
    const { gain, smoothing } = settings;
    const request: AudioRequest = { device: input === "default" ? "" : input, gain, smoothing };
    const answer = await link.page<AudioAnswer>("openAudio", request);
    if (answer.ok) Object.assign(now, { state: "on", device: answer.device, sampleRate: answer.sampleRate });
    return answer;
  }

  async function devices(): Promise<string[]> {
    const link = needLink();
    await permit(link);
    try {
      const found = await link.page<AudioDevice[]>("audioDevices");
      return [...new Set(found.map(({ label }) => label))];
    } finally {
      if (now.state === "off") await forbid(link);
    }
  }

  return {
    status: () => ({ ...now }),
    devices,
    async use(input) {
      if (input === null) {
        Object.assign(now, OFF, { input: null });
        const link = parts.link();
        await link?.page("closeAudio");
        if (link) await forbid(link);
        return { ...now };
      }
      const link = needLink();
      const answer = await open(link, input);
      if (answer.ok) now.input = input;
      else {
        // One that was open before is open still.
        const names = await devices().catch(() => []);
        throw new CommandProblem(problemOf(answer, input, names));
      }
      return { ...now };
    },
    deviceIs(state, device) {
      now.state = state === "lost" ? "lost" : "on";
      now.device = device.slice(0, 200);
      say(
        state === "lost" ? `audio input gone: ${now.device}; it is taken up when it is back` : `audio: ${now.device}`,
      );
    },
    async restore(link) {
      if (now.input === null) return;
      Object.assign(now, OFF);
      const answer = await open(link, now.input);
      if (!answer.ok) say(`audio input: ${problemOf(answer, now.input, []).what}`);
    },
  };
}

const OFF = { state: "off", device: "", sampleRate: 0 } as const;

const permit = (link: Link) =>
  link.browser.cdp.send("Browser.grantPermissions", { origin: ORIGIN, permissions: ["audioCapture"] });
const forbid = (link: Link) => link.browser.cdp.send("Browser.resetPermissions", {}).catch(() => {});

function problemOf(answer: Extract<AudioAnswer, { ok: false }>, input: string, names: readonly string[]): Problem {
  const there = names.length > 0 ? `There are: ${names.join(", ")}` : "`.audio list` shows what there is.";
  const close = nearest(input, names);
  switch (answer.why) {
    case "denied":
      return {
        severity: "error",
        what: `the audio input was denied: ${answer.what}`,
        try: "Allow the microphone for this browser in the settings of the system; the picture goes on without.",
      };
    case "none":
      return {
        severity: "error",
        what: "there is no audio input",
        try: "Plug one in; the picture goes on without. On Linux, PulseAudio, PipeWire or ALSA has to be running.",
      };
    case "missing":
      return { severity: "error", what: answer.what, try: close ? `Did you mean "${close}"?` : there };
    case "failed":
      return { severity: "error", what: `the audio input could not be opened: ${answer.what}`, try: there };
    default:
      return answer.why satisfies never;
  }
}
