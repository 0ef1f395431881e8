// MIDI as a stream of bytes → messages, whatever the bytes are: running status, real-time bytes in the midst of another
// message or of a sysex, endless or cut-off sysex, data without a status. Never throws and keeps three bytes of state.
// Drivers usually hand over whole messages; a network or a cheap interface need not, and nobody checks what they send.

/** `data1` and `data2` are 0 where the message has none. `status` carries the channel in its low four bits. */
export type OnMessage = (status: number, data1: number, data2: number) => void;

export interface ByteParser {
  feed(bytes: Uint8Array): void;
  /** Bytes that belonged to no message so far: data without a status, a message that was cut off. */
  garbage(): number;
  /** Sysex messages that came to their end, and their bytes. */
  sysex(): { count: number; bytes: number };
}

export const NOTE_OFF = 0x80;
export const NOTE_ON = 0x90;
export const KEY_PRESSURE = 0xa0;
export const CONTROL_CHANGE = 0xb0;
export const PROGRAM_CHANGE = 0xc0;
export const CHANNEL_PRESSURE = 0xd0;
export const PITCH_BEND = 0xe0;
export const SYSEX = 0xf0;
export const SONG_POSITION = 0xf2;
export const SYSEX_END = 0xf7;
export const CLOCK = 0xf8;
export const START = 0xfa;
export const CONTINUE = 0xfb;
export const STOP = 0xfc;

/** Data bytes after a status byte; -1 for those that begin no message we read (undefined ones, and sysex). */
export function dataLength(status: number): number {
  if (status < 0x80) return -1;
  if (status < SYSEX) return status >= PROGRAM_CHANGE && status < PITCH_BEND ? 1 : 2;
  if (status === 0xf1 || status === 0xf3) return 1; // time code, song select
  if (status === SONG_POSITION) return 2;
  if (status === 0xf6) return 0; // tune request
  return status > SYSEX_END ? 0 : -1;
}

export function createByteParser(onMessage: OnMessage): ByteParser {
  /** The message being gathered, or the running status; 0 for none. */
  let status = 0;
  let first = -1;
  let inSysex = false;
  let sysexLength = 0;
  let sysexCount = 0;
  let sysexBytes = 0;
  let garbage = 0;

  function take(byte: number): void {
    if (byte >= CLOCK) {
      // Real time: legal anywhere, and nothing else notices. F9 and FD are undefined.
      if (byte !== 0xf9 && byte !== 0xfd) onMessage(byte, 0, 0);
      else garbage++;
    } else if (byte >= 0x80) takeStatus(byte);
    else if (inSysex) sysexLength++;
    else takeData(byte);
  }

  function takeStatus(byte: number): void {
    if (inSysex) endSysex(byte === SYSEX_END);
    else if (byte === SYSEX_END) garbage++;
    if (first !== -1) garbage += 2; // the status and the one data byte of a message that was cut off
    first = -1;
    status = 0;
    if (byte === SYSEX) {
      inSysex = true;
      sysexLength = 1;
      return;
    }
    const length = dataLength(byte);
    if (length > 0) status = byte;
    else if (length === 0) onMessage(byte, 0, 0);
    else if (byte !== SYSEX_END) garbage++;
  }

  function takeData(byte: number): void {
    if (status === 0) {
      garbage++;
      return;
    }
    if (first === -1 && dataLength(status) === 2) {
      first = byte;
      return;
    }
    const whole = status;
    const held = first;
    first = -1;
    if (status >= SYSEX) status = 0; // system messages have no running status
    if (held === -1) onMessage(whole, byte, 0);
    else onMessage(whole, held, byte);
  }

  function endSysex(whole: boolean): void {
    inSysex = false;
    if (whole) {
      sysexCount++;
      sysexBytes += sysexLength + 1;
    } else garbage += sysexLength;
  }

  return {
    feed(bytes) {
      for (let at = 0; at < bytes.length; at++) take(bytes[at]);
    },
    garbage: () => garbage,
    sysex: () => ({ count: sysexCount, bytes: sysexBytes }),
  };
}

/** `describeMessage(0xb0, 7, 64)` → `"cc 7 = 64"`, with the channel where it is not the first. */
export function describeMessage(status: number, data1: number, data2: number): string {
  if (status >= SYSEX) {
    if (status === SONG_POSITION) return `song position ${data1 | (data2 << 7)}`;
    return SYSTEM_NAMES[status] ?? `system ${status.toString(16)}`;
  }
  const channel = (status & 15) === 0 ? "" : ` ch ${(status & 15) + 1}`;
  switch (status & 0xf0) {
    case NOTE_OFF:
      return `note ${data1} off${channel}`;
    case NOTE_ON:
      return data2 === 0 ? `note ${data1} off${channel}` : `note ${data1} on ${data2}${channel}`;
    case KEY_PRESSURE:
      return `pressure ${data1} = ${data2}${channel}`;
    case CONTROL_CHANGE:
      return `cc ${data1} = ${data2}${channel}`;
    case PROGRAM_CHANGE:
      return `program ${data1}${channel}`;
    case CHANNEL_PRESSURE:
      return `pressure = ${data1}${channel}`;
    default:
      return `bend ${(data1 | (data2 << 7)) - 8192}${channel}`;
  }
}

const SYSTEM_NAMES: Readonly<Record<number, string>> = {
  241: "time code",
  243: "song select",
  246: "tune request",
  248: "clock",
  250: "start",
  251: "continue",
  252: "stop",
  254: "active sensing",
  255: "reset",
};
