// argv → what to do. Nothing is read, started or printed here.

import { parseArgs } from "node:util";
import type { Problem } from "../protocol/problem.ts";
import { type ConfigFlags, checkSetting } from "./config.ts";
import { nearest } from "./nearest.ts";
import { pairs } from "./repl/table.ts";

export type CommandLine =
  | {
      kind: "live";
      sketch: string | null;
      /** `--config`: a name in configs/ or a path. */
      config: string | null;
      flags: ConfigFlags;
      /** `--run`, one string per use; `splitCommands` takes them apart. */
      run: string[];
      json: boolean;
      exitOnClose: boolean;
    }
  | { kind: "attach"; run: string[]; json: boolean; socket: boolean }
  | { kind: "new"; dir: string; json: boolean }
  | { kind: "ops"; name: string | null; json: boolean }
  | {
      kind: "replay";
      /** The log's file. */
      path: string;
      /** Seconds of the set. */
      from: number;
      to: number;
      /** Times as fast as it was; Infinity: as fast as it goes. */
      speed: number;
      svg: string | null;
      config: string | null;
      flags: ConfigFlags;
      json: boolean;
    }
  | { kind: "config"; config: string | null; flags: ConfigFlags; json: boolean }
  | { kind: "help" }
  | { kind: "version" }
  | { kind: "mistake"; problem: Problem; json: boolean; exitCode: 2 };

type Verb = "live" | "new" | "attach" | "ops" | "config" | "replay" | "help";

interface Flag {
  /** What stands for the value in the help; absent for a switch. */
  value?: string;
  /** May stand without its value, which then comes after "=" only: the next word may be the sketch. */
  bare?: { key: string; value: boolean };
  help: string;
  verbs: readonly Verb[];
  /** The setting it stands for, and how its text becomes a value. */
  setting?: { key: string; read(text: string): number | string };
  short?: string;
}

const SETTINGS: readonly Verb[] = ["live", "config"];
const ALL: readonly Verb[] = ["live", "new", "attach", "ops", "config", "replay", "help"];
const WINDOW: readonly Verb[] = ["live", "config", "replay"];
const number = (text: string) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);

const FLAGS: Readonly<Record<string, Flag>> = {
  config: { value: "name", help: "settings from configs/<name>.yaml, or from a .yaml file", verbs: WINDOW },
  headless: { help: "no window; everything else as always", verbs: WINDOW },
  stage: {
    value: "display",
    bare: { key: "stage.on", value: true },
    help: "fills a display: no furniture, no pointer, no numbers. =2 or =name: which",
    verbs: SETTINGS,
    setting: { key: "stage.display", read: number },
  },
  workers: {
    value: "n|auto",
    help: "how many workers draw",
    verbs: SETTINGS,
    setting: { key: "workers", read: number },
  },
  fps: { value: "n", help: "upper bound of the frame rate", verbs: SETTINGS, setting: { key: "fps", read: number } },
  seed: { value: "n", help: "ctx.seed of every sketch", verbs: SETTINGS, setting: { key: "seed", read: number } },
  osc: {
    value: "port",
    help: "listen for OSC on this port of 127.0.0.1",
    verbs: SETTINGS,
    setting: { key: "osc.listen", read: number },
  },
  audio: {
    value: "name|default",
    help: "the audio input that sketches hear",
    verbs: SETTINGS,
    setting: { key: "audio.input", read: String },
  },
  browser: {
    value: "path",
    help: "the browser to use",
    verbs: WINDOW,
    setting: { key: "browser.path", read: String },
  },
  midi: {
    value: "name|none",
    help: "listens to ports whose name contains this, or to none",
    verbs: SETTINGS,
    setting: { key: "midi.input", read: String },
  },
  run: { value: '"cmd; cmd"', help: "commands to run at once, as typed in the REPL", verbs: ["live", "attach"] },
  from: { value: "s", help: "second of the set to begin at", verbs: ["replay"] },
  to: { value: "s", help: "second of the set to end at", verbs: ["replay"] },
  speed: { value: "n|max", help: "times as fast as the set was; 1 unless told", verbs: ["replay"] },
  svg: { value: "folder", help: "a file for each second of the set", verbs: ["replay"] },
  json: { help: "answers as JSON, one line each", verbs: ["live", "new", "attach", "ops", "config", "replay"] },
  socket: { help: "prints where the show's socket is, for an editor that speaks to it itself", verbs: ["attach"] },
  "exit-on-close": { help: "end when the window is closed", verbs: ["live"] },
  explain: { help: "each setting and where it came from", verbs: ["config"] },
  help: { help: "this text", verbs: ALL, short: "h" },
  version: { help: "the version", verbs: ALL, short: "v" },
};

const VERBS: Readonly<Record<Exclude<Verb, "live">, string>> = {
  new: "a project of your own: runs, type-checks and tests without installing anything",
  attach: "the REPL of a show that runs in this folder",
  ops: "the vocabulary: every shape and effect, or one with its parameters",
  replay: "performs the log of a set again and compares the frames",
  config: "each setting and where it came from (--explain)",
  help: "this text",
};

/** What follows a verb in the help. */
const ARGUMENTS: Readonly<Record<string, string>> = { new: " <dir>", ops: " [name]", replay: " <log>" };

/** Words that will be commands: taken now, so that no sketch has to be renamed then. */
const RESERVED = ["render", "doctor"];

export function parseCli(argv: readonly string[]): CommandLine {
  const json = argv.includes("--json");
  const mistake = (what: string, way?: string, expected?: string): CommandLine => ({
    kind: "mistake",
    problem: { severity: "error", what, expected, try: way },
    json,
    exitCode: 2,
  });

  // Not strict: its messages name no nearest flag. The tokens say exactly what was typed.
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(FLAGS).map(([name, flag]) => [
        name,
        {
          type: flag.value && !flag.bare ? ("string" as const) : ("boolean" as const),
          multiple: true,
          ...(flag.short ? { short: flag.short } : {}),
        },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const words: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      words.push(token.value);
      continue;
    }
    const flag = Object.hasOwn(FLAGS, token.name) ? FLAGS[token.name] : undefined;
    if (!flag) {
      const close = nearest(token.name, Object.keys(FLAGS));
      return mistake(`${token.rawName} is no flag`, close ? `Did you mean --${close}?` : "See: hairline help");
    }
    if (flag.value && (token.value === "" || (token.value === undefined && !flag.bare)))
      return mistake(`--${token.name} needs a value`, `Write: --${token.name} ${flag.value}`);
    if (!flag.value && token.value !== undefined)
      return mistake(`--${token.name} takes no value`, `Write: --${token.name}`);
    const values = given.get(token.name) ?? [];
    if (values.length > 0 && flag.value && token.name !== "run") return mistake(`--${token.name} is given twice`);
    values.push(token.value ?? "");
    given.set(token.name, values);
  }

  const has = (name: string) => given.has(name);
  if (has("help")) return { kind: "help" };
  if (has("version")) return { kind: "version" };

  const first = words[0] ?? "";
  const verb: Verb = Object.hasOwn(VERBS, first) ? (first as Verb) : "live";
  const rest = verb === "live" ? words : words.slice(1);
  if (verb === "live") {
    if (RESERVED.includes(first))
      return mistake(
        `"hairline ${first}" is not built yet`,
        `For a sketch of that name: hairline sketches/${first}.ts`,
      );
    const close = /[./\\]/.test(first) ? null : nearest(first, Object.keys(VERBS));
    if (close)
      return mistake(
        `"${first}" is no command`,
        `Did you mean "${close}"? For a sketch of that name: hairline sketches/${first}.ts`,
      );
  }
  const most = verb === "live" || verb === "new" || verb === "ops" || verb === "replay" ? 1 : 0;
  if (rest.length > most) return mistake(`"${rest[most]}" is one argument too many`, "See: hairline help");
  for (const name of given.keys()) {
    if (!FLAGS[name].verbs.includes(verb))
      return mistake(
        `--${name} has no meaning for "hairline${verb === "live" ? " [sketch]" : ` ${verb}`}"`,
        "See: hairline help",
      );
  }

  const flags: Record<string, string | number | boolean> = {};
  if (has("headless")) flags["window.headless"] = true;
  for (const [name, flag] of Object.entries(FLAGS)) {
    const typed = given.get(name)?.[0];
    if (flag.bare && typed !== undefined) flags[flag.bare.key] = flag.bare.value;
    if (flag.bare && typed === "") continue;
    if (!flag.setting || typed === undefined) continue;
    const value = flag.setting.read(typed);
    const problem = checkSetting(flag.setting.key, value, `--${name}`);
    if (problem) return { kind: "mistake", problem, json, exitCode: 2 };
    flags[flag.setting.key] = value;
  }
  const config = given.get("config")?.[0] ?? null;
  const run = given.get("run") ?? [];
  switch (verb) {
    case "live":
      return { kind: "live", sketch: rest[0] ?? null, config, flags, run, json, exitOnClose: has("exit-on-close") };
    case "new":
      if (!rest[0])
        return mistake(
          "hairline new needs the name of a folder",
          "Write: hairline new my-set. For a sketch of that name: hairline sketches/new.ts",
        );
      return { kind: "new", dir: rest[0], json };
    case "attach":
      return { kind: "attach", run, json, socket: has("socket") };
    case "ops":
      return { kind: "ops", name: rest[0] ?? null, json };
    case "replay": {
      if (!rest[0])
        return mistake(
          "hairline replay needs the log of a set",
          "`.log` says where it is; they lie in .hairline/log/.",
        );
      const seconds = (name: string, otherwise: number) => {
        const typed = given.get(name)?.[0];
        return typed === undefined ? otherwise : typed.trim() === "" ? Number.NaN : Number(typed);
      };
      const typedSpeed = given.get("speed")?.[0] ?? "1";
      const speed = typedSpeed === "max" ? Infinity : Number(typedSpeed);
      if (!(speed >= 0.01)) return mistake(`--speed is "${typedSpeed}"`, undefined, "a number from 0.01 on, or max");
      const from = seconds("from", 0);
      const to = seconds("to", Infinity);
      if (!(from >= 0 && to > from))
        return mistake(
          `--from ${given.get("from")?.[0] ?? 0} --to ${given.get("to")?.[0] ?? "the end"}`,
          undefined,
          "seconds, from 0 on, in order",
        );
      return {
        kind: "replay",
        path: rest[0],
        from,
        to,
        speed,
        svg: given.get("svg")?.[0] ?? null,
        config,
        flags,
        json,
      };
    }
    case "config":
      return { kind: "config", config, flags, json };
    case "help":
      return { kind: "help" };
    default:
      return verb satisfies never;
  }
}

/** The text of `hairline help`. */
export function helpText(): string {
  return [
    "hairline [sketch]      live: save the sketch, see the lines. Without a name: the settings' sketch, else the newest",
    ...pairs(
      Object.entries(VERBS).map(([verb, help]) => [`hairline ${verb}${ARGUMENTS[verb] ?? ""}`.padEnd(21), help]),
    ),
    "",
    ...pairs(
      Object.entries(FLAGS).map(([name, flag]) => [
        `  --${name}${flag.bare ? `[=${flag.value}]` : flag.value ? ` ${flag.value}` : ""}`,
        flag.help,
      ]),
    ),
    "",
    "In the terminal: .help lists the commands; any other line runs in the sketch's worker.",
  ].join("\n");
}
