// What an OSC message means here. One fixed table of addresses; whatever else comes is an input that can be linked. An
// address with wildcards means every address it matches.
//
//   /hairline/cc/7 0.5               controller 7, 0..1
//   /hairline/knob/amount 12         a named knob, in its own range     (/hairline/set "amount" 12 is the same)
//   /hairline/trigger/kick [0.8]     ctx.trigger("kick")
//   /hairline/tempo 128   /hairline/beat 32   /hairline/tap
//   /hairline/go ["name"]            `.go name`, without a name `.go next`
//   /hairline/status                 tells targets everything again
//   /hairline/command ".freeze on"   a command of the prompt, where `osc.commands` allows it
//   /fader/1 0.5                     the input "osc/fader/1"; further arguments are "osc/fader/1 2", "osc/fader/1 3", …

import { nearest } from "../nearest.ts";
import { isPattern, parsePattern } from "./address.ts";
import { numberOf, type OscArg, type OscMessage, textOf } from "./codec.ts";

export type OscAction =
  | { kind: "cc"; index: number; value: number }
  | { kind: "knob"; name: string; value: number }
  | { kind: "trigger"; name: string; value: number }
  | { kind: "tempo"; bpm: number }
  | { kind: "beat"; beat: number }
  | { kind: "tap" }
  | { kind: "status" }
  | { kind: "command"; line: string }
  | { kind: "input"; name: string; value: number };

/** What there is to address just now. */
export interface Addressed {
  knobs(): readonly { name: string; min: number; max: number }[];
}

const PREFIX = "/hairline/";
const MAX_NAME = 64;
const MAX_COMMAND = 500;
const MAX_INPUT_ARGS = 16;
const ONCE = ["tempo", "beat", "tap", "go", "status", "command", "set"] as const;

/** The actions of one message, or a sentence that says why it is not understood. Never throws. */
export function readMessage(message: OscMessage, addressed: Addressed): OscAction[] | string {
  const { address, args } = message;
  if (isPattern(address)) return readPattern(message, addressed);
  if (!address.startsWith(PREFIX)) return readInput(address, args);
  const [word, ...rest] = address.slice(PREFIX.length).split("/");
  const name = rest.join("/");
  const number = numberOf(args[0]);
  switch (word) {
    case "cc": {
      if (!/^\d{1,3}$/.test(name) || Number(name) > 127) return `${address}: there are the controllers 0 to 127`;
      if (number === null) return wanted(address, args, "a number from 0 to 1");
      return [{ kind: "cc", index: Number(name), value: clamp(number, 0, 1) }];
    }
    case "knob":
      return number === null ? wanted(address, args, "a number") : knob(name, number, addressed);
    case "set": {
      const [knobName, value] = [textOf(args[0]), numberOf(args[1])];
      if (knobName === null || value === null) return wanted(address, args, "the name of a knob and a number");
      return knob(knobName, value, addressed);
    }
    case "trigger":
      if (name === "" || name.length > MAX_NAME) return `${address}: expected /hairline/trigger/<name>`;
      if (args.length > 0 && number === null) return wanted(address, args, "a number, or nothing");
      return [{ kind: "trigger", name, value: number ?? 1 }];
    case "tempo":
      return number === null ? wanted(address, args, "beats a minute") : [{ kind: "tempo", bpm: number }];
    case "beat":
      return number === null ? wanted(address, args, "a number of beats") : [{ kind: "beat", beat: number }];
    case "tap":
      return number === 0 ? [] : [{ kind: "tap" }]; // the 0 of a button that is let go
    case "status":
      return [{ kind: "status" }];
    case "go": {
      const what = textOf(args[0]) ?? (name || "next");
      if (!/^[^"\p{Cc}]{1,200}$/u.test(what)) return `${address}: a name without quotes is expected`;
      return number === 0 ? [] : [{ kind: "command", line: `.go "${what}"` }];
    }
    case "command": {
      const line = textOf(args[0])?.trim();
      if (line === undefined) return wanted(address, args, "a text");
      if (!line.startsWith(".") || line.length > MAX_COMMAND || /\p{Cc}/u.test(line))
        return `${address}: one command such as ".freeze on" is expected; other lines are code and are not taken from OSC`;
      return [{ kind: "command", line }];
    }
    default: {
      const close = nearest(word, ["cc", "knob", "trigger", ...ONCE]);
      return `${address} is unknown${close ? `; did you mean ${PREFIX}${close}?` : ""}`;
    }
  }
}

function knob(name: string, value: number, addressed: Addressed): OscAction[] | string {
  const knobs = addressed.knobs();
  const found = knobs.find((each) => each.name === name) ?? knobs.find((each) => addressName(each.name) === name);
  if (!found) return `there is no knob "${name.slice(0, MAX_NAME)}"`;
  return [{ kind: "knob", name: found.name, value: clamp(value, found.min, found.max) }];
}

function readInput(address: string, args: readonly OscArg[]): OscAction[] | string {
  if (address.length < 2 || /[\p{Cc}\s]/u.test(address)) return `"${address.slice(0, 40)}" is no address`;
  // A button without a value is pressed and let go at once.
  if (args.length === 0) return [input(address, 1), input(address, 0)];
  const actions = args.slice(0, MAX_INPUT_ARGS).flatMap((arg, i) => {
    const value = numberOf(arg);
    return value === null ? [] : [input(i === 0 ? address : `${address} ${i + 1}`, value)];
  });
  return actions.length > 0 ? actions : `${address} brings no number`;
}

const input = (address: string, value: number): OscAction => ({
  kind: "input",
  name: `osc${address}`,
  value: clamp(value, 0, 1),
});

function readPattern(message: OscMessage, addressed: Addressed): OscAction[] | string {
  const pattern = parsePattern(message.address);
  if (typeof pattern === "string") return pattern;
  // Values only: a star that sweeps over everything is not meant to tap the tempo, too.
  const all = [
    ...Array.from({ length: 128 }, (_, index) => `${PREFIX}cc/${index}`),
    ...addressed.knobs().map(({ name }) => `${PREFIX}knob/${addressName(name)}`),
  ].filter((address) => pattern.matches(address));
  if (all.length === 0) return `${message.address} matches nothing here`;
  const actions = all.map((address) => readMessage({ ...message, address }, addressed));
  const taken = actions.filter((each) => typeof each !== "string").flat();
  return taken.length > 0 ? taken : String(actions[0]);
}

/** A knob's name as part of an address: what OSC keeps for patterns becomes `_`. */
export const addressName = (name: string): string => name.replace(/[\s#*,/?[\]{}]/g, "_");

function wanted(address: string, args: readonly OscArg[], what: string): string {
  return `${address} came with ${args.length === 0 ? "nothing" : args.map(({ type }) => type).join("")}, expected ${what}`;
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));
