// Lines typed before, and the log of a set. Both live in the project's `.hairline/` folder, readable by the owner only.
//
// `history` is kept by repl-history 0.0.2 behind `loadSaved` and `save`, which repair what it does: it saves only at
// exit, drops the newest line, ends the process itself, keeps its file in its own package, writes in place and prints
// when there is no file. `set.jsonl` is ours: each line is appended before it runs, its answer after; a crash loses no
// line, because the next start reads what the history file has not seen. (The log of a set is another: host/set-log/.)

import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Problem } from "../../protocol/problem.ts";
import { type Answer, jsonAnswer } from "./grammar.ts";
import type { LineLog } from "./session.ts";
import { plain } from "./style.ts";

export interface History {
  /** Newest first, as readline wants them. */
  lines: string[];
  log: LineLog;
  /** Why nothing is kept, where that is so. */
  problems: Problem[];
  /** Writes the lines (newest first); null: there was no terminal, the file stays as it is. */
  close(lines: readonly string[] | null): void;
}

export interface HistoryOptions {
  project: string;
  /** `history` for the show's own terminal, `attach` for `hairline attach`. */
  name: "history" | "attach";
  entries: number;
  /** Beyond this the log moves to a second file, and the one before that is forgotten. */
  logBytes?: number;
  now?: () => Date;
}

const MAX_FILE_BYTES = 4 * 2 ** 20;
const MAX_LINE_LENGTH = 8192;

export function openHistory(options: HistoryOptions): History {
  const folder = join(options.project, ".hairline");
  const file = join(folder, options.name === "history" ? "history" : "attach-history");
  const logFile = join(folder, options.name === "history" ? "set.jsonl" : "attach.jsonl");
  const olderLog = logFile.replace(".jsonl", ".1.jsonl");
  try {
    ownFolder(folder);
    for (const path of [file, logFile, olderLog]) refuseLink(path);
    const saved = loadSaved(file, options.entries);
    const log = openLog(logFile, olderLog, options.logBytes ?? 2 ** 20, options.now ?? (() => new Date()));
    const lines = tidy([...unsavedLines([olderLog, logFile]).reverse(), ...saved], options.entries);
    return {
      lines,
      log: log.record,
      problems: [],
      close(typed) {
        try {
          if (typed) {
            save(file, tidy(typed, options.entries), options.entries);
            log.mark();
          }
        } catch {
          // A full disk at the end of the evening: the log has the lines.
        }
        log.close();
      },
    };
  } catch (error) {
    const what = `lines typed here are not kept: ${error instanceof Error ? error.message : String(error)}`;
    return {
      lines: [],
      log: () => () => {},
      problems: [{ severity: "warning", what, where: { file: ".hairline", line: 0, column: 0 } }],
      close: () => {},
    };
  }
}

function tidy(lines: readonly string[], most: number): string[] {
  const clean = lines
    .map((line) => plain(line).replaceAll("\n", " ").slice(0, MAX_LINE_LENGTH).trim())
    .filter((line) => line !== "");
  return clean.filter((line, i) => line !== clean[i - 1]).slice(0, most);
}

/** A link here could name a file anywhere; a project folder is opened before anybody has read it. */
function ownFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!lstatSync(folder).isDirectory()) throw new Error(".hairline is not a folder");
}

function refuseLink(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat && !stat.isFile()) throw new Error(`${path} is not a plain file`);
}

type ReplHistory = (
  repl: { history: string[]; on(event: string, handler: () => void): void },
  options: { filePath: string; maxSave: number },
) => void;
const replHistory = createRequire(import.meta.url)("repl-history") as ReplHistory;

function loadSaved(file: string, most: number): string[] {
  closeSync(openSync(file, constants.O_CREAT | constants.O_RDWR, 0o600)); // without a file it prints
  const size = lstatSync(file).size;
  if (size > MAX_FILE_BYTES) renameSync(file, `${file}.old`);
  closeSync(openSync(file, constants.O_CREAT | constants.O_RDWR, 0o600));
  chmodSync(file, 0o600);
  const standIn = { history: [] as string[], on: () => {} };
  replHistory(standIn, { filePath: file, maxSave: most });
  return standIn.history;
}

/** Written beside the file and moved over it: half a history never replaces a whole one. */
function save(file: string, lines: readonly string[], most: number): void {
  const next = `${file}.new`;
  refuseLink(next);
  closeSync(openSync(next, constants.O_CREAT | constants.O_TRUNC | constants.O_RDWR, 0o600));
  let write = () => {};
  const standIn = {
    history: [] as string[],
    on(event: string, handler: () => void) {
      if (event === "exit") write = handler;
    },
  };
  replHistory(standIn, { filePath: next, maxSave: most });
  standIn.history = ["", ...lines]; // it drops the first
  const exit = process.exit;
  process.exit = (() => undefined) as never; // it exits after writing; the write is synchronous, so nobody else sees this
  try {
    write();
  } finally {
    process.exit = exit;
  }
  renameSync(next, file);
}

interface LogEntry {
  at: string;
  /** A line, its answer, or the mark that the history file has all lines above. */
  kind: "line" | "answer" | "saved";
  door?: string;
  realm?: string;
  line?: string;
  version?: string | null;
  ok?: boolean;
  digest?: string;
}

function openLog(file: string, older: string, maxBytes: number, now: () => Date) {
  const open = () =>
    openSync(file, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0), 0o600);
  let descriptor: number | null = open();
  let size = fstatSync(descriptor).size;
  if (size > 0 && !endsWithNewline(file, size)) size += writeSync(descriptor, "\n"); // a write that was cut in half
  const append = (entry: Omit<LogEntry, "at">) => {
    if (descriptor === null) return;
    try {
      if (size > maxBytes) {
        closeSync(descriptor);
        descriptor = null;
        renameSync(file, older);
        descriptor = open();
        size = 0;
      }
      size += writeSync(descriptor, `${JSON.stringify({ at: now().toISOString(), ...entry })}\n`);
    } catch {
      // The show is worth more than its log.
    }
  };
  return {
    record(entry: { door: string; realm: string; line: string; version: string | null }) {
      append({ kind: "line", ...entry, line: entry.line.slice(0, MAX_LINE_LENGTH) });
      return (answer: Answer | null) => {
        if (answer) append({ kind: "answer", door: entry.door, ok: answer.ok, digest: digest(answer) });
      };
    },
    mark: () => append({ kind: "saved" }),
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

function endsWithNewline(file: string, size: number): boolean {
  const reader = openSync(file, "r");
  try {
    const last = Buffer.alloc(1);
    return readSync(reader, last, 0, 1, size - 1) === 1 && last[0] === 10;
  } finally {
    closeSync(reader);
  }
}

const digest = (answer: Answer) => createHash("sha256").update(jsonAnswer(answer)).digest("hex").slice(0, 16);

/** Typed lines after the last mark, oldest first. Torn or foreign lines are passed over. */
function unsavedLines(files: readonly string[]): string[] {
  let lines: string[] = [];
  for (const file of files) {
    if (!lstatSync(file, { throwIfNoEntry: false }) || lstatSync(file).size > MAX_FILE_BYTES) continue;
    for (const text of readFileSync(file, "utf8").split("\n")) {
      const entry = parseEntry(text);
      if (entry?.kind === "saved") lines = [];
      else if (entry?.kind === "line" && entry.door === "repl" && typeof entry.line === "string")
        lines.push(entry.line);
    }
  }
  return lines;
}

function parseEntry(text: string): LogEntry | null {
  try {
    const entry: unknown = JSON.parse(text);
    return typeof entry === "object" && entry !== null ? (entry as LogEntry) : null;
  } catch {
    return null;
  }
}
