// Which profile a port has, and what its device is called. Both depend on names alone, so that a controller found at
// another time, at another socket, is the same controller.

import { controlName, onAnyChannel, parseControl } from "./control-code.ts";
import { type DeviceSetting, parseInit } from "./device-setting.ts";
import { KNOWN_DEVICES } from "./known-devices.ts";

export interface Profile {
  /** What it was made of, to tell whether it has changed. */
  source: string;
  /** Name of the device; null: from the port. */
  name: string | null;
  mode: 7 | 14;
  /** 1–16, or 0 for all. */
  channel: number;
  ignore: boolean;
  feedback: boolean;
  toggles: ReadonlySet<number>;
  init: readonly (readonly number[])[];
  /** The profile's name of a control, or the message's own. */
  nameOf(code: number): string;
  /** Control code of a name of the map; undefined where there is none. */
  codeOf(name: string): number | undefined;
}

const BARE: Profile = compile({ match: "" });

/** The first profile whose `match` is part of the port's name: those of the configuration, then the known ones. */
export function profileOf(port: string, devices: readonly DeviceSetting[]): Profile {
  const name = port.toLowerCase();
  const found = [...devices, ...KNOWN_DEVICES].find(({ match }) => name.includes(match.toLowerCase()));
  return found ? compile(found) : BARE;
}

function compile(setting: DeviceSetting): Profile {
  const names = new Map<number, string>();
  const codes = new Map<string, number>();
  for (const [name, written] of Object.entries(setting.map ?? {})) {
    const code = parseControl(written);
    if (code === null)
      throw new Error(`midi profile ${setting.match}: ${name} is ${written}, which the schema let pass`);
    names.set(code, name);
    codes.set(name, code);
  }
  return {
    source: JSON.stringify(setting),
    name: setting.name ?? null,
    mode: setting.mode ?? 7,
    channel: setting.channel ?? 0,
    ignore: setting.ignore ?? false,
    feedback: setting.feedback ?? false,
    toggles: new Set(setting.toggles),
    init: (setting.init ?? []).map((written) => parseInit(written) ?? []).filter((message) => message.length > 0),
    nameOf(code) {
      const known = names.get(code);
      if (known !== undefined) return known;
      // Kept: a flood must not make a string for each message. There are 16 channels of some 300 codes at most.
      const name = names.get(onAnyChannel(code)) ?? controlName(code);
      names.set(code, name);
      return name;
    },
    codeOf: (name) => codes.get(name),
  };
}

/**
 * What a port's device is called: `"nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0"` → `"nanoKONTROL2"`. ALSA adds numbers that
 * change each time it is plugged in, and says the client's name twice. `/` is taken: it parts the names of inputs.
 */
export function deviceName(port: string): string {
  let name = port.replace(/[\p{Cc}]+/gu, " ").trim();
  name = name.replace(/\s+\d+:\d+$/, "");
  const colon = name.indexOf(":");
  if (colon > 0) {
    const [client, own] = [name.slice(0, colon).trim(), name.slice(colon + 1).trim()];
    if (own.startsWith(client)) name = own;
  }
  name = name
    .replace(/\s+MIDI 1$/, "")
    .replaceAll("/", "-")
    .trim();
  return name.slice(0, 60) || "port";
}

/** Loops of the system and our own ends: no controllers. */
export const isNoDevice = (port: string): boolean => /^Midi Through\b|:RtMidi (Input|Output)\b/.test(port);
