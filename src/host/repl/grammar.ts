// One grammar for every door. A line is a dot command, a realm switch, or JavaScript for the realm the door is in.
//
//   .status              a command
//   @page                from here on lines run in the page; @air, @worker 2 likewise
//   @page innerWidth     this one line runs there
//   Math.PI * 2          runs in the realm
//   # anything           a remark, as is // anything
//
// Lines never run in Node: `@host` tells about the host process and changes nothing.

import type { Problem } from "../../protocol/problem.ts";
import { LEAK_KINDS } from "../memory/leak-kinds.ts";
import { nearest } from "../nearest.ts";
import { CommandProblem, type Realm, type RemoteValue, type Show } from "../show-api.ts";
import { type Arg, argAt, type Command, type CommandIo, parseArgs } from "./command.ts";
import { controlCommands } from "./commands/controls.ts";
import { deskCommands } from "./commands/desk.ts";
import { inputCommands } from "./commands/inputs.ts";
import { keepCommands } from "./commands/keep.ts";
import { logCommands } from "./commands/log.ts";
import { lookCommands } from "./commands/look.ts";
import { memoryCommands } from "./commands/memory.ts";
import { midiCommands } from "./commands/midi.ts";
import { setCommands } from "./commands/set.ts";
import { setListCommands } from "./commands/set-list.ts";
import { stageCommands } from "./commands/stage.ts";
import { talkCommands } from "./commands/talk.ts";
import { tempoCommands } from "./commands/tempo.ts";
import { answerMemLine, type MemLine, type Names, readMemLine } from "./mem-line.ts";
import { listOps } from "./ops-table.ts";
import { formatProblem, problemOf } from "./problem-text.ts";
import { plain, type Style } from "./style.ts";
import { asExpression } from "./syntax.ts";
import { formatBytes, formatSeconds, pairs } from "./table.ts";
import { splitWords } from "./words.ts";

export { splitWords };

export const commands: readonly Command[] = [
  ...setCommands,
  ...controlCommands,
  ...deskCommands,
  ...stageCommands,
  ...setListCommands,
  ...tempoCommands,
  ...inputCommands,
  ...lookCommands,
  ...midiCommands,
  ...memoryCommands,
  ...keepCommands,
  ...logCommands,
  ...talkCommands,
];
const byName = new Map(commands.map((command) => [command.name, command]));

export const MAX_LINE = 64 * 1024;

export type ParsedLine =
  | { kind: "empty" }
  | { kind: "command"; name: string; rest: string }
  | { kind: "realm"; name: string; rest: string }
  | { kind: "source"; source: string };

export function parseLine(line: string): ParsedLine {
  const text = line.trim();
  if (text === "" || text.startsWith("//") || (text.startsWith("#") && !text.includes("\n"))) return { kind: "empty" };
  const command = /^\.([A-Za-z_]\S*|$)\s*([\s\S]*)$/.exec(text);
  if (command) return { kind: "command", name: command[1], rest: command[2] };
  const realm = /^@([A-Za-z]*)(?![\w.(])\s*([\s\S]*)$/.exec(text);
  if (realm) return { kind: "realm", name: realm[1], rest: realm[2] };
  return { kind: "source", source: text };
}

/** The answer to one line. `form` says how it is printed and stays behind when the answer is sent as JSON. */
export type Answer = { command: string; form: string } & (
  | { ok: true; data: unknown }
  | { ok: false; problem: Problem }
);

/** What a door keeps between two lines. */
export interface DoorState {
  realm: Realm;
  door: "live" | "attach";
  /** Bound by lines such as `const a = mem.snap()`. */
  names: Names;
}

/** Runs one line to its end. Null for an empty one; never throws. */
export async function answerLine(show: Show, line: string, state: DoorState): Promise<Answer | null> {
  const parsed = parseLine(line);
  if (parsed.kind === "empty") return null;
  const command = line.trim().slice(0, MAX_LINE);
  let form = "";
  try {
    if (line.length > MAX_LINE) throw mistake(`the line has ${line.length} characters`, `at most ${MAX_LINE}`);
    switch (parsed.kind) {
      case "command": {
        const found = findCommand(parsed.name);
        form = found.name;
        const io = ioOf(state);
        return { command, form, ok: true, data: await found.run(show, parseArgs(found, splitWords(parsed.rest)), io) };
      }
      case "realm":
        return await answerRealm(show, command, parsed.name, parsed.rest, state);
      case "source": {
        const line = readMemLine(parsed.source, state.names);
        if (line) return await answerMem(show, command, line, state);
        return { command, form: "=", ok: true, data: await show.evaluate(state.realm, asExpression(parsed.source)) };
      }
      default:
        return parsed satisfies never;
    }
  } catch (error) {
    return { command, form, ok: false, problem: problemOf(error) };
  }
}

function ioOf(state: DoorState): CommandIo {
  return {
    realm: state.realm,
    door: state.door,
    commands,
    check(line) {
      const parsed = parseLine(line);
      if (parsed.kind !== "command")
        throw mistake(`"${line.slice(0, 60)}" is no command`, "a dot command, such as .seed new");
      const found = findCommand(parsed.name);
      if (found.name === "exit") throw mistake("the end of a show does not wait for a beat", undefined, "Type .exit.");
      parseArgs(found, splitWords(parsed.rest));
    },
  };
}

async function answerMem(show: Show, command: string, line: MemLine, state: DoorState): Promise<Answer> {
  const io = ioOf(state);
  const { value, form } = await answerMemLine(line, state.names, MEM_WORDS, async (name, words) => {
    const found = findCommand(name);
    const data = await found.run(show, parseArgs(found, words), io);
    const taken = name === "snap" ? (data as { snapshots: { name: string }[] }).snapshots : [];
    return taken.length === 1 && words[0] !== "save" && words[0] !== "drop"
      ? show.memory.snapshot(taken[0].name)
      : data;
  });
  return { command, form: form === null || form === "snap" ? "mem=" : form, ok: true, data: value };
}

const MEM_WORDS = memoryCommands.map((each) => each.name);

async function answerRealm(show: Show, command: string, name: string, rest: string, state: DoorState): Promise<Answer> {
  if (name === "host") return { command, form: "@host", ok: true, data: hostData(show, state.realm) };
  let realm: Realm;
  let source = rest;
  if (name === "air" || name === "page") realm = name;
  else if (name === "worker") {
    const match = /^(\d{1,9})(?:\s+([\s\S]*))?$/.exec(rest);
    if (!match)
      throw mistake(
        "@worker needs the number of a worker",
        undefined,
        "Write for example: @worker 2   (.workers lists them)",
      );
    realm = { worker: Number(match[1]) };
    source = match[2] ?? "";
    const ids = (await show.workers()).map((worker) => worker.id);
    if (!ids.includes(realm.worker))
      throw mistake(`there is no worker ${realm.worker}`, undefined, `There are: ${ids.join(", ") || "none"}`);
  } else {
    const close = nearest(name, REALMS);
    throw mistake(
      `there is no realm @${name}`,
      undefined,
      close ? `Did you mean @${close}?` : `There are: ${REALMS.map((one) => `@${one}`).join(", ")}`,
    );
  }
  if (source.trim() !== "")
    return { command, form: "=", ok: true, data: await show.evaluate(realm, asExpression(source)) };
  state.realm = realm;
  return { command, form: "@", ok: true, data: { realm: realmName(realm) } };
}

const REALMS = ["air", "page", "worker", "host"];

/** `air`, `page`, `worker 2` */
export const realmName = (realm: Realm): string => (typeof realm === "string" ? realm : `worker ${realm.worker}`);

interface HostData {
  realm: string;
  host: {
    pid: number;
    node: string;
    platform: string;
    uptime: number;
    rssBytes: number;
    heapBytes: number;
    project: string;
  };
}

function hostData(show: Show, realm: Realm): HostData {
  const memory = process.memoryUsage();
  const host = {
    pid: process.pid,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    uptime: process.uptime(),
    rssBytes: memory.rss,
    heapBytes: memory.heapUsed,
    project: show.project,
  };
  return { realm: realmName(realm), host };
}

/** What `.exit` asked for. */
export function endOf(answer: Answer | null): "show" | "door" | null {
  return answer?.ok && answer.form === "exit" ? (answer.data as { ends: "show" | "door" }).ends : null;
}

export function formatAnswer(answer: Answer, style: Style): string[] {
  if (!answer.ok) return formatProblem(answer.problem, style);
  if (answer.form === "=") return plain((answer.data as RemoteValue).text).split("\n");
  if (answer.form === "mem=") return formatMemValue(answer.data);
  if (answer.form === "@") return [style.quiet(`lines run in ${(answer.data as { realm: string }).realm}`)];
  if (answer.form === "@host") {
    const { host, realm } = answer.data as HostData;
    return [
      ...pairs([
        ["process", `${host.pid}, Node ${host.node}, ${host.platform}, up ${formatSeconds(host.uptime)}`],
        ["memory", `${formatBytes(host.rssBytes)} resident, ${formatBytes(host.heapBytes)} heap`],
        ["project", plain(host.project)],
      ]),
      style.quiet(`Sketches and lines never run in Node; lines still run in ${realm}.`),
    ];
  }
  return byName.get(answer.form)?.format(answer.data, style) ?? [JSON.stringify(answer.data)];
}

const MAX_SHOWN = 2000;

/** A value of `mem`, as JSON would have it; a snapshot in one line, for it holds thousands of rows. */
function formatMemValue(value: unknown): string[] {
  const snapshot = value as { format?: unknown; name: string; books: Record<string, number>; rows: unknown[] } | null;
  if (typeof snapshot === "object" && snapshot?.format !== undefined) {
    const books = Object.entries(snapshot.books).map(([name, bytes]) => `${name} ${formatBytes(bytes)}`);
    return [plain(`snapshot "${snapshot.name}": ${books.join(", ")}, ${snapshot.rows.length} rows`)];
  }
  return plain(JSON.stringify(value, null, 1) ?? "undefined")
    .slice(0, MAX_SHOWN)
    .split("\n");
}

/** The answer as one line of JSON: the public form. */
export function jsonAnswer(answer: Answer): string {
  const { command, ok } = answer;
  try {
    return JSON.stringify(answer.ok ? { command, ok, data: answer.data } : { command, ok, problem: answer.problem });
  } catch (error) {
    return JSON.stringify({ command, ok: false, problem: problemOf(error) });
  }
}

function findCommand(name: string): Command {
  const found = byName.get(name);
  if (found) return found;
  const close = nearest(name, byName.keys());
  throw mistake(
    `there is no command .${name.slice(0, 60)}`,
    undefined,
    close ? `Did you mean .${close}?` : ".help lists them.",
  );
}

export const isCommandName = (name: string): boolean => byName.has(name);

function mistake(what: string, expected?: string, way?: string): CommandProblem {
  return new CommandProblem({ severity: "error", what, expected, try: way });
}

/** `--run "…"` and its like: commands between semicolons or line ends, but not inside quotes, brackets or remarks. */
export function splitCommands(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quote) {
      if (char === "\\") i++;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'" || char === "`") quote = char;
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth = Math.max(0, depth - 1);
    else if ((char === ";" || char === "\n") && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** Candidates for the end of `line`, and the fragment they replace. Never throws. */
export async function completeLine(show: Show, realm: Realm, line: string): Promise<[string[], string]> {
  try {
    const text = line.trimStart();
    if (/^\.\w*$/.test(text))
      return [
        pick(
          text,
          [...byName.keys()].map((name) => `.${name}`),
        ),
        text,
      ];
    if (/^@\w*$/.test(text))
      return [
        pick(
          text,
          REALMS.map((name) => `@${name}`),
        ),
        text,
      ];
    const command = /^\.(\w+)\s/.exec(text);
    if (command) {
      const words = splitWords(text.slice(command[0].length - 1));
      const fragment = /\s$/.test(text) ? "" : (words.at(-1) ?? "");
      const position = words.length - (fragment === "" ? 0 : 1);
      const found = byName.get(command[1]);
      const arg = found ? argAt(found, words, position) : null;
      return [pick(fragment, await argCandidates(show, arg)), fragment];
    }
    const worker = /^@worker\s+(\d*)$/.exec(text);
    if (worker)
      return [
        pick(
          worker[1],
          (await show.workers()).map(({ id }) => String(id)),
        ),
        worker[1],
      ];
    return await show.complete(realm, line);
  } catch {
    return [[], line];
  }
}

async function argCandidates(show: Show, arg: Arg | null): Promise<readonly string[]> {
  if (!arg) return [];
  if (arg.kind === "choice") return arg.choices;
  if (arg.kind === "number") return arg.words ?? [];
  if (arg.kind === "options") return Object.keys(arg.options);
  if (arg.kind === "rest") return [];
  switch (arg.from) {
    case "sketches":
      return await show.sketches();
    case "knobs":
      return show.controls.knobs().map((knob) => (/\s/.test(knob.name) ? `"${knob.name}"` : knob.name));
    case "inputs":
      return show.controls.inputs().map(({ name }) => (/\s/.test(name) ? `"${name}"` : name));
    case "set":
      return [
        "next",
        "previous",
        ...(await show.sets.list()).entries.map(({ name }) => (/\s/.test(name) ? `"${name}"` : name)),
      ];
    case "ops":
      return (await listOps()).map((op) => op.name);
    case "commands":
      return [...byName.keys()];
    case "snapshots":
      return show.memory.snapshots().map((snapshot) => snapshot.name);
    case "presets":
      return show.desk.presets.known().map(({ name }) => (/\s/.test(name) ? `"${name}"` : name));
    case "series":
      return show.memory.seriesNames();
    case "leaks":
      return Object.keys(LEAK_KINDS);
    case undefined:
      return [];
    default:
      return arg.from satisfies never;
  }
}

const pick = (fragment: string, candidates: readonly string[]) =>
  candidates.filter((candidate) => candidate.startsWith(fragment));
