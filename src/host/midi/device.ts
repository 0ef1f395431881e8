// One controller: its bytes → moves. What the profile says is applied here: channel, 14-bit pairs, toggles, names.

import {
  CHANNEL_PRESSURE,
  CLOCK,
  CONTINUE,
  CONTROL_CHANGE,
  createByteParser,
  describeMessage,
  KEY_PRESSURE,
  NOTE_OFF,
  NOTE_ON,
  PITCH_BEND,
  PROGRAM_CHANGE,
  SONG_POSITION,
  START,
  STOP,
  SYSEX,
} from "./bytes.ts";
import { controlCode } from "./control-code.ts";
import type { ClockKind, Mailbox, MoveKind } from "./mailbox.ts";
import { createPairs } from "./pairs.ts";
import type { Profile } from "./profiles.ts";

export interface DeviceOptions {
  name: string;
  profile: Profile;
  mailbox: Mailbox;
  now(): number;
  onMessage(status: number, data1: number, data2: number): void;
  /** Whether its clock is the one to follow, and this byte of it (`pulse`: a tick) still a clock's. */
  clockCounts(pulse: boolean): boolean;
}

export interface Device {
  readonly name: string;
  readonly profile: Profile;
  feed(bytes: Uint8Array): void;
  /** See `Pairs.settle`. */
  settle(): boolean;
  /** Lets go of every held note: a key of an unplugged keyboard is never released otherwise. */
  release(): void;
  counts(): { messages: number; garbage: number; sysex: number };
  last(): { text: string; at: number } | null;
}

/** Sound off, notes off: keys held on that channel count as released. */
const RELEASES: readonly number[] = [120, 123];
const CLOCK_KINDS: Readonly<Record<number, ClockKind>> = {
  [CLOCK]: "pulse",
  [START]: "start",
  [CONTINUE]: "continue",
  [STOP]: "stop",
  [SONG_POSITION]: "position",
};

export function createDevice(options: DeviceOptions): Device {
  const { name, profile, mailbox } = options;
  const held = new Set<number>();
  /** Toggle buttons by code: down, and what their press has made of them. */
  const toggles = new Map<number, { down: boolean; on: boolean }>();
  let messages = 0;
  const last = { status: 0, data1: 0, data2: 0, at: 0 };

  const parser = createByteParser((status, data1, data2) => {
    const at = options.now();
    messages++;
    if (status < SYSEX) {
      const channel = (status & 15) + 1;
      if (profile.channel !== 0 && profile.channel !== channel) return;
      channelMessage(status & 0xf0, channel, data1, data2, at);
    } else if (status in CLOCK_KINDS && options.clockCounts(status === CLOCK)) {
      const kind = CLOCK_KINDS[status];
      mailbox.clock(kind, name, at, kind === "position" ? data1 | (data2 << 7) : 0);
    }
    if (status === CLOCK || status === 0xfe) return;
    last.status = status;
    last.data1 = data1;
    last.data2 = data2;
    last.at = at;
    options.onMessage(status, data1, data2);
  });
  const pairs = createPairs((channel, controller, value, at) => turn(channel, controller, value, at));

  function channelMessage(kind: number, channel: number, data1: number, data2: number, at: number): void {
    switch (kind) {
      case NOTE_OFF:
        return note(channel, data1, 0, at);
      case NOTE_ON:
        return note(channel, data1, data2, at);
      case CONTROL_CHANGE:
        if (RELEASES.includes(data1)) releaseWhere(at, channel);
        if (profile.mode === 14 && pairs.take(channel - 1, data1, data2, at)) return;
        return turn(channel - 1, data1, data2 / 127, at);
      case PROGRAM_CHANGE:
        mailbox.program(name, channel, data1, at);
        return signal(controlCode("program", 0, channel), data1 / 127, at);
      case CHANNEL_PRESSURE:
        return signal(controlCode("pressure", 0, channel), data1 / 127, at);
      case KEY_PRESSURE:
        return signal(controlCode("key pressure", data1, channel), data2 / 127, at);
      case PITCH_BEND:
        return signal(controlCode("bend", 0, channel), bendValue(data1 | (data2 << 7)), at);
    }
  }

  function turn(channel: number, controller: number, value: number, at: number): void {
    const code = controlCode("cc", controller, channel + 1);
    if (profile.toggles.has(controller)) move(code, "button", toggled(code, value >= 0.5), at, controller);
    else move(code, "knob", value, at, controller);
  }

  function toggled(code: number, down: boolean): number {
    const state = toggles.get(code) ?? { down: false, on: false };
    if (down && !state.down) state.on = !state.on;
    state.down = down;
    toggles.set(code, state);
    return state.on ? 1 : 0;
  }

  function move(code: number, kind: MoveKind, value: number, at: number, cc = -1): void {
    mailbox.turn(name, profile.nameOf(code), kind, cc, value, at);
  }

  const signal = (code: number, value: number, at: number) => move(code, "signal", value, at);

  function note(channel: number, number: number, velocity: number, at: number): void {
    const code = controlCode("note", number, channel);
    if (velocity === 0) held.delete(code);
    else held.add(code);
    mailbox.step(name, profile.nameOf(code), velocity / 127, at);
  }

  function releaseWhere(at: number, channel: number | null): void {
    for (const code of held) {
      if (channel !== null && (code & 31) !== channel) continue;
      held.delete(code);
      mailbox.step(name, profile.nameOf(code), 0, at);
    }
  }

  return {
    name,
    profile,
    feed: parser.feed,
    settle: () => pairs.settle(options.now()),
    release: () => releaseWhere(options.now(), null),
    counts: () => ({ messages, garbage: parser.garbage(), sysex: parser.sysex().count }),
    last: () => (last.at > 0 ? { text: describeMessage(last.status, last.data1, last.data2), at: last.at } : null),
  };
}

/** The middle is exactly one half: 8192 of 0 to 16383 is not. */
function bendValue(bend: number): number {
  return bend <= 8192 ? bend / 16384 : 0.5 + (bend - 8192) / 16382;
}
