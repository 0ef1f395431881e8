// A set's log from its files: its parts one after another, line by line, each checked before anybody sees it. A log may
// be half of one (the machine died), or no log of ours at all.

import { createReadStream, lstatSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createLineSplitter } from "../repl/lines.ts";
import { checkEntry, LOG_FORMAT, MAX_LINE_BYTES, type SetEntry } from "../set-log/entries.ts";
import { partName } from "../set-log/log-files.ts";
import { openLine } from "../set-log/seal.ts";
import { CommandProblem } from "../show-api.ts";

/** What the reading of a log came to. */
export interface LogReading {
  parts: number;
  lines: number;
  bytes: number;
  /** The last line was not whole: the show ended in the middle of it. */
  torn: boolean;
}

/** Follows a log from its first part to its last. `reading` is filled in on the way. */
export async function* readSetLog(path: string, reading: LogReading): AsyncGenerator<SetEntry> {
  let sum = "";
  for (const part of partsOf(path)) {
    reading.parts++;
    reading.bytes += statSync(part).size;
    let number = 0;
    for await (const { text, last } of linesOf(part)) {
      number++;
      const sealed = text === null ? null : openLine(text, sum);
      if (sealed === null) {
        if (last && number > 1) {
          reading.torn = true;
          return;
        }
        throw refuse(part, number, reading.lines === 0 ? "is no log of a set" : "is not as it was written");
      }
      sum = sealed.sum;
      const entry = checkEntry(sealed.value);
      if (typeof entry === "string") throw refuse(part, number, entry);
      if (reading.lines === 0 && entry.kind !== "start") throw refuse(part, number, "does not begin the log of a set");
      reading.lines++;
      yield entry;
    }
    if (number === 0) throw refuse(part, 0, "is empty");
  }
}

export const newReading = (): LogReading => ({ parts: 0, lines: 0, bytes: 0, torn: false });

/** The file that was named, and the parts that follow it. */
function partsOf(path: string): string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile())
    throw new CommandProblem({
      severity: "error",
      where: { file: path, line: 0, column: 1 },
      what: stat ? "is no file" : "there is no such file",
      expected: "the log of a set",
      try: "`.log` says where it is; older ones lie in .hairline/log/.",
    });
  const named = /^(.*?)\.jsonl$/.exec(basename(path));
  if (!named || /\.\d+$/.test(named[1])) return [path];
  const parts = [path];
  for (let part = 2; ; part++) {
    const next = join(dirname(path), partName(named[1], part));
    if (!lstatSync(next, { throwIfNoEntry: false })?.isFile()) return parts;
    parts.push(next);
  }
}

/** `text` is null for a line that is too long; `last` for one without an end. */
async function* linesOf(path: string): AsyncGenerator<{ text: string | null; last: boolean }> {
  const splitter = createLineSplitter(MAX_LINE_BYTES);
  let endsWell = true;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    endsWell = chunk[chunk.length - 1] === 10;
    for (const line of splitter.push(chunk)) yield { text: line.kind === "line" ? line.text : null, last: false };
  }
  for (const line of splitter.end()) yield { text: line.kind === "line" ? line.text : null, last: !endsWell };
}

function refuse(file: string, line: number, what: string): CommandProblem {
  return new CommandProblem({
    severity: "error",
    where: { file, line, column: 1 },
    what: line > 0 ? `line ${line} of the log ${what}` : `the log ${what}`,
    expected: `the log of a set (format ${LOG_FORMAT}), as \`hairline\` wrote it`,
    try: "Replay the file as it lay in .hairline/log/; nothing of this one is played.",
  });
}
