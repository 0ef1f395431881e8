// What a command is. Name, arguments, help, JSON result and text form in one place, so that the REPL, `--run`, piped
// input and `hairline attach` cannot differ, and help, completion and the README's table are read from the same lines.

import { nearest } from "../nearest.ts";
import type { Realm, Show } from "../show-api.ts";
import { CommandProblem } from "../show-api.ts";
import type { Style } from "./style.ts";

export type Group = "set" | "look" | "keep" | "talk";

/** Where the names come from that complete an argument. */
export type NameSource = "sketches" | "knobs" | "ops" | "commands";

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
export type Arg = TextArg | NumberArg | ChoiceArg;
/** In the order they are typed. */
export type ArgTable = Readonly<Record<string, Arg>>;

type ArgValue<A> =
  A extends ChoiceArg<infer C>
    ? C
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
  const words = Object.entries(command.args as ArgTable).map(([name, arg]) => {
    const shown =
      arg.kind === "choice"
        ? arg.choices.join("|")
        : arg.kind === "number" && arg.words
          ? `${name}|${arg.words.join("|")}`
          : name;
    return arg.optional ? `[${shown}]` : shown;
  });
  return [`.${command.name}`, ...words].join(" ");
}

/** Words → typed arguments; a `CommandProblem` says which one is wrong and how it is written. */
export function parseArgs(command: Command, words: readonly string[]): Record<string, string | number | undefined> {
  const table = Object.entries(command.args as ArgTable);
  const fail = (what: string, expected?: string): never => {
    throw new CommandProblem({
      severity: "error",
      what: `.${command.name}: ${what}`,
      expected,
      try: `Write: ${usage(command)}`,
    });
  };
  if (words.length > table.length) fail(`"${words[table.length]}" is one argument too many`);
  const values: Record<string, string | number | undefined> = {};
  for (const [i, [name, arg]] of table.entries()) {
    const word = words[i];
    if (word === undefined) {
      if (!arg.optional) fail(`${name} is missing`, describeArg(arg));
      values[name] = undefined;
    } else if (arg.kind === "text") values[name] = word;
    else if (arg.kind === "choice") {
      if (!arg.choices.includes(word)) {
        const close = nearest(word, arg.choices);
        fail(`"${word}" is no ${name}`, close ? `${describeArg(arg)} (did you mean ${close}?)` : describeArg(arg));
      }
      values[name] = word;
    } else if (arg.words?.includes(word)) values[name] = word;
    else {
      const value = Number(word);
      if (
        word.trim() === "" ||
        !Number.isFinite(value) ||
        (arg.whole && !Number.isInteger(value)) ||
        value < arg.min ||
        value > arg.max
      )
        fail(`${name} is "${word}"`, describeArg(arg));
      values[name] = value;
    }
  }
  return values;
}

function describeArg(arg: Arg): string {
  if (arg.kind === "choice") return arg.choices.join(" or ");
  if (arg.kind === "text") return "a name";
  const range = `a ${arg.whole ? "whole " : ""}number from ${arg.min} to ${arg.max}`;
  return arg.words ? `${range}, or ${arg.words.join(" or ")}` : range;
}
