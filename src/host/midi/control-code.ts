// One number for each thing a device can move, and its name: `cc 7`, `note 60`, `bend`, `pressure`, `pressure 60`,
// `program`; on other channels than the first `cc 7 ch 10`. The name is what an artist links, so it depends on the
// message alone: no setting changes it.

export type ControlKind = "cc" | "note" | "key pressure" | "pressure" | "bend" | "program";

const KINDS: readonly ControlKind[] = ["cc", "note", "key pressure", "pressure", "bend", "program"];

/** `channel` 1–16, or 0 for any. `number` is 0 where the kind has none. */
export const controlCode = (kind: ControlKind, number: number, channel: number): number =>
  (KINDS.indexOf(kind) << 12) | (number << 5) | channel;

export const kindOf = (code: number): ControlKind => KINDS[code >> 12];
export const numberOf = (code: number): number => (code >> 5) & 127;
export const channelOf = (code: number): number => code & 31;
export const onAnyChannel = (code: number): number => code & ~31;

export function controlName(code: number): string {
  const kind = kindOf(code);
  const word = kind === "key pressure" ? "pressure" : kind;
  const number = kind === "cc" || kind === "note" || kind === "key pressure" ? ` ${numberOf(code)}` : "";
  return `${word}${number}${channelOf(code) > 1 ? ` ch ${channelOf(code)}` : ""}`;
}

/** What a profile writes: `7`, `"cc 7"`, `"note 36 ch 10"`, `"bend"`. Null for anything else; no channel means any. */
export function parseControl(written: unknown): number | null {
  const text = typeof written === "number" ? `cc ${written}` : typeof written === "string" ? written.trim() : "";
  const match = /^(cc|note|pressure|bend|program)(?:\s+(\d{1,3}))?(?:\s+ch\s+(\d{1,2}))?$/.exec(text);
  if (!match) return null;
  const [, word, digits, channelDigits] = match;
  const number = digits === undefined ? null : Number(digits);
  const channel = channelDigits === undefined ? 0 : Number(channelDigits);
  const numbered = word === "cc" || word === "note";
  if (numbered !== (number !== null) && word !== "pressure") return null;
  if ((number ?? 0) > 127 || channel > 16 || (channelDigits !== undefined && channel === 0)) return null;
  const kind = word === "pressure" && number !== null ? "key pressure" : (word as ControlKind);
  return controlCode(kind, number ?? 0, channel);
}

/** The message that would move a control there: for lamps, motor faders and what a device wants to be told at first. */
export function messageFor(code: number, value: number): number[] {
  const channel = Math.max(1, channelOf(code)) - 1;
  const seven = Math.round(Math.min(1, Math.max(0, value)) * 127);
  const number = numberOf(code);
  switch (kindOf(code)) {
    case "cc":
      return [0xb0 | channel, number, seven];
    case "note":
      return [0x90 | channel, number, seven];
    case "key pressure":
      return [0xa0 | channel, number, seven];
    case "pressure":
      return [0xd0 | channel, seven];
    case "program":
      return [0xc0 | channel, seven];
    case "bend": {
      const fourteen = Math.round(Math.min(1, Math.max(0, value)) * 16383);
      return [0xe0 | channel, fourteen & 127, fourteen >> 7];
    }
  }
}
