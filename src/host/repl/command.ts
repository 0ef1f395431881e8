// What a command is. Name, arguments, help, JSON result and text form in one place, so that the REPL, `--run`, piped
// input and `hairline attach` cannot differ, and help, completion and the README's table are read from the same lines.

import { nearest } from "../nearest.ts";
import type { Realm, Show } from "../show-api.ts";
import { CommandProblem } from "../show-api.ts";
import type { Style } from "./style.ts";

export type Group = "set" | "tempo" | "look" | "memory" | "keep" | "talk";

/** Where the names come from that complete an argument. */
export type NameSource =
  | "sketches"
  | "knobs"
  | "inputs"
  | "set"
  | "ops"
  | "commands"
  | "presets"
  | "snapshots"
  | "series"
  | "leaks";

export interface TextArg {
  kind: "text";
  optional?: boolean;
  from?: NameSource;
}
export interface NumberArg<W extends string = string> {
  kind: "number";
  optional?: boolean;
  whole?: boolean;
  min: number;
  max: number;
  /** Words taken in place of a number. */
  words?: readonly W[];
}
export interface ChoiceArg<C extends string = string> {
  kind: "choice";
  optional?: boolean;
  choices: readonly C[];
}
/** Takes no value: said or not. */
export interface FlagArg {
  kind: "flag";
}
type OptionTable = Readonly<Record<string, TextArg | NumberArg | ChoiceArg | FlagArg>>;
/** The rest of the line in any order: `by file`, `only src/`, `--yes`. Dashes are allowed and not needed. Stands last. */
export interface OptionsArg<O extends OptionTable = OptionTable> {
  kind: "options";
  options: O;
}
/** The rest of the line as it was typed, at least one word. Stands last. */
export interface RestArg {
  kind: "rest";
  optional?: boolean;
}
export type Arg = TextArg | NumberArg | ChoiceArg | OptionsArg | RestArg;
/** In the order they are typed. */
export type ArgTable = Readonly<Record<string, Arg>>;

type ArgValue<A> =
  A extends ChoiceArg<infer C>
    ? C
    : A extends { kind: "flag" }
      ? true
      : A extends OptionsArg<infer O>
        ? { [K in keyof O]?: ArgValue<O[K]> }
        : A extends { kind: "number"; words: readonly (infer W)[] }
          ? number | W
          : A extends { kind: "number" }
            ? number
            : string;
export type ArgValues<T extends ArgTable> = {
  [K in keyof T]: T[K] extends { optional: true } ? ArgValue<T[K]> | undefined : ArgValue<T[K]>;
};

/** The side of the person: what a command may ask of the door it came through. */
export interface CommandIo {
  readonly realm: Realm;
  /** `live`: the terminal the show was started in, with its pipes and `--run`. `attach`: another process. */
  readonly door: "live" | "attach";
  readonly commands: readonly Command[];
  /** Throws a `CommandProblem` for a line that is no dot command or could not run, without running it. */
  check(line: string): void;
}

export interface CommandDefinition<T extends ArgTable, D> {
  name: string;
  group: Group;
  args: T;
  /** One line, for `.help` and the README. */
  help: string;
  example?: string;
  run(show: Show, args: ArgValues<T>, io: CommandIo): D | Promise<D>;
  format(data: D, style: Style): string[];
}

// biome-ignore lint/suspicious/noExplicitAny: the list holds commands of every argument table and result
export type Command = CommandDefinition<any, any>;

export const defineCommand = <const T extends ArgTable, D>(
  definition: CommandDefinition<T, D>,
): CommandDefinition<T, D> => definition;

/** `.save svg|png [path]` */
export function usage(command: Command): string {
  const words = Object.entries(command.args as ArgTable).flatMap(([name, arg]) => {
    if (arg.kind === "options") {
      return Object.entries(arg.options).map(([option, of]) =>
        of.kind === "flag" ? `[--${option}]` : `[${option} ${shownAs(of.kind === "text" ? "text" : "n", of)}]`,
      );
    }
    const shown = arg.kind === "rest" ? `${name} …` : shownAs(name, arg);
    return [arg.optional ? `[${shown}]` : shown];
  });
  return [`.${command.name}`, ...words].join(" ");
}

function shownAs(name: string, arg: TextArg | NumberArg | ChoiceArg): string {
  if (arg.kind === "choice") return arg.choices.join("|");
  return arg.kind === "number" && arg.words ? `${name}|${arg.words.join("|")}` : name;
}

export type ParsedArgs = Record<string, unknown>;

/** Words → typed arguments; a `CommandProblem` says which one is wrong and how it is written. */
export function parseArgs(command: Command, words: readonly string[]): ParsedArgs {
  const fail: Fail = (what, expected) => {
    throw new CommandProblem({
      severity: "error",
      what: `.${command.name}: ${what}`,
      expected,
      try: `Write: ${usage(command)}`,
    });
  };
  const values: ParsedArgs = {};
  const table = Object.entries(command.args as ArgTable);
  const options = table.map(([, arg]) => arg).find((arg) => arg.kind === "options");
  let next = 0;
  for (const [name, arg] of table) {
    if (arg.kind === "options") {
      values[name] = parseOptions(arg, words.slice(next), fail);
      next = words.length;
      continue;
    }
    if (arg.kind === "rest" && next < words.length) {
      values[name] = words.slice(next).map(quoted).join(" ");
      next = words.length;
      continue;
    }
    const word = words[next];
    if (word === undefined || (options && arg.optional && optionName(options, word) !== null)) {
      if (!arg.optional) fail(`${name} is missing`, describeArg(arg));
      values[name] = undefined;
      continue;
    }
    next++;
    values[name] = parseWord(name, arg as Exclude<typeof arg, RestArg>, word, fail);
  }
  if (next < words.length) fail(`"${words[next]}" is one argument too many`);
  return values;
}

/** A word of several words goes on as one. */
const quoted = (word: string) => (/^\S+$/.test(word) ? word : word.includes('"') ? `'${word}'` : `"${word}"`);

type Fail = (what: string, expected?: string) => never;

function optionName({ options }: OptionsArg, word: string): string | null {
  const name = word.replace(/^--?/, "");
  return Object.hasOwn(options, name) ? name : null;
}

function parseOptions(arg: OptionsArg, words: readonly string[], fail: Fail): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (let i = 0; i < words.length; i++) {
    const name = optionName(arg, words[i]);
    if (name === null) {
      const close = nearest(words[i].replace(/^--?/, ""), Object.keys(arg.options));
      return fail(`"${words[i]}" is one argument too many`, close ? `${close} (did you mean that?)` : undefined);
    }
    const option = arg.options[name];
    if (option.kind === "flag") values[name] = true;
    else if (i + 1 >= words.length) fail(`${name} needs a value`, describeArg(option));
    else values[name] = parseWord(name, option, words[++i], fail);
  }
  return values;
}

function parseWord(name: string, arg: TextArg | NumberArg | ChoiceArg, word: string, fail: Fail): string | number {
  if (arg.kind === "text") return word;
  if (arg.kind === "choice") {
    if (arg.choices.includes(word)) return word;
    const close = nearest(word, arg.choices);
    fail(`"${word}" is no ${name}`, close ? `${describeArg(arg)} (did you mean ${close}?)` : describeArg(arg));
  } else if (arg.words?.includes(word)) return word;
  else {
    const value = Number(word);
    const fits = word.trim() !== "" && Number.isFinite(value) && value >= arg.min && value <= arg.max;
    if (fits && (!arg.whole || Number.isInteger(value))) return value;
    fail(`${name} is "${word}"`, describeArg(arg));
  }
  return word;
}

function describeArg(arg: TextArg | NumberArg | ChoiceArg | RestArg): string {
  if (arg.kind === "rest") return "the rest of the line";
  if (arg.kind === "choice") return arg.choices.join(" or ");
  if (arg.kind === "text") return "a name";
  const range = `a ${arg.whole ? "whole " : ""}number from ${arg.min} to ${arg.max}`;
  return arg.words ? `${range}, or ${arg.words.join(" or ")}` : range;
}

/** What may be typed at a position: the argument there, or the names and values of the options. */
export function argAt(command: Command, words: readonly string[], position: number): Arg | null {
  const table = Object.values(command.args as ArgTable);
  const options = table.find((arg) => arg.kind === "options");
  if (options) {
    const before = words[position - 1];
    const option = before === undefined ? null : optionName(options, before);
    if (option !== null) {
      const of = options.options[option];
      if (of.kind !== "flag") return of;
    }
    if (words.slice(0, position).some((word) => optionName(options, word) !== null)) return options;
  }
  return table[Math.min(position, table.length - 1)] ?? null;
}
