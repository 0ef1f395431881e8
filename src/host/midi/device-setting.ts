// What a device's entry in the configuration says, as the thread gets it. `midi-config.ts` checks it.

import { dataLength, SYSEX, SYSEX_END } from "./bytes.ts";

export interface DeviceSetting {
  /** Part of the port's name, capitals or not. */
  match: string;
  name?: string;
  mode?: 7 | 14;
  /** 1–16; null for all. */
  channel?: number | null;
  /** Name → control, as `parseControl` reads it. */
  map?: Record<string, number | string>;
  /** Controllers whose press flips them between 0 and 1. */
  toggles?: number[];
  /** Messages sent when it is plugged in, as `parseInit` reads them. */
  init?: string[];
  feedback?: boolean;
  ignore?: boolean;
}

export interface MidiSettings {
  input: string;
  devices: readonly DeviceSetting[];
}

/** One message as bytes, or null: `"cc 64 127"`, `"program 3 ch 2"`, `"b0 40 7f"`. */
export function parseInit(written: unknown): number[] | null {
  if (typeof written !== "string" || written.length > 1000) return null;
  const words = /^(cc|note|program)\s+(\d{1,3})(?:\s+(\d{1,3}))?(?:\s+ch\s+(\d{1,2}))?$/.exec(written.trim());
  if (words) {
    const [, kind, a, b, ch] = words;
    const channel = ch === undefined ? 1 : Number(ch);
    const [data1, data2] = [Number(a), Number(b ?? 0)];
    if (data1 > 127 || data2 > 127 || channel < 1 || channel > 16) return null;
    if ((kind === "program") === (b !== undefined)) return null;
    if (kind === "program") return [0xc0 | (channel - 1), data1];
    return [(kind === "cc" ? 0xb0 : 0x90) | (channel - 1), data1, data2];
  }
  if (!/^[0-9a-f]{2}(\s+[0-9a-f]{2})*$/i.test(written.trim())) return null;
  const bytes = written
    .trim()
    .split(/\s+/)
    .map((byte) => Number.parseInt(byte, 16));
  const data = bytes.slice(1);
  const whole = bytes[0] === SYSEX ? data.pop() === SYSEX_END : data.length === dataLength(bytes[0]);
  return whole && data.every((byte) => byte < 0x80) ? bytes : null;
}
