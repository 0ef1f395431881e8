// The command line's side of a replay: settings, browser, what is printed, what it exits with.

import { resolve } from "node:path";
import type { Problem } from "../../protocol/problem.ts";
import { type BrowserChoice, NoBrowser } from "../browser/find.ts";
import type { CommandLine } from "../cli.ts";
import { type Config, loadConfig } from "../config.ts";
import type { Style } from "../repl/style.ts";
import { formatSeconds } from "../repl/table.ts";
import { WindowFailed } from "../show/window-keeper.ts";
import { CommandProblem } from "../show-api.ts";
import { replay } from "./replay.ts";
import { formatReport, type ReplayReport } from "./report.ts";

/** Exit code of a replay whose frames differ from those of the set. */
const DIFFERENT = 6;
const MISTAKE = 2;
const NO_WINDOW = 4;

export interface ReplayCommandParts {
  chooseBrowser(config: Config): Promise<BrowserChoice>;
  complain(problems: readonly Problem[]): void;
  style: Style;
}

export async function runReplay(
  command: Extract<CommandLine, { kind: "replay" }>,
  { chooseBrowser, complain, style }: ReplayCommandParts,
): Promise<number> {
  const project = process.cwd();
  const { json } = command;
  const fail = (problem: Problem, exitCode: number) => {
    if (json) console.log(JSON.stringify({ command: "replay", ok: false, problem }));
    else complain([problem]);
    return exitCode;
  };
  const { config } = loadConfig({ project, name: command.config, env: process.env, flags: command.flags });
  const leaving = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => leaving.abort());
  try {
    const report = await replay({
      ...command,
      path: resolve(project, command.path),
      name: command.path,
      project,
      svg: command.svg === null ? null : resolve(project, command.svg),
      browser: await chooseBrowser(config),
      config,
      onProgress: (now) => {
        if (!json && process.stderr.isTTY) process.stderr.write(`\r${progress(now)}\u001b[K`);
      },
      onNotice: (line) => console.error(`hairline: ${line}`),
      signal: leaving.signal,
    });
    if (!json && process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    if (json) console.log(JSON.stringify({ command: "replay", ok: true, data: report }));
    else console.log(formatReport(report, style).join("\n"));
    return report.compared > report.equal ? DIFFERENT : 0;
  } catch (error) {
    if (error instanceof CommandProblem) return fail(error.problem, MISTAKE);
    if (error instanceof NoBrowser || error instanceof WindowFailed)
      return fail({ severity: "error", what: error.message, try: error.try }, NO_WINDOW);
    throw error;
  }
}

const progress = ({ seconds, compared, equal }: ReplayReport) =>
  `${formatSeconds(seconds)} of the set, ${equal} of ${compared} frames equal`;
