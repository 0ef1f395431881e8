// The host's wiring: command line → configuration → claim the project → browser → show → doors. Reads downward.

import { readFileSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCanvas } from "../core/canvas.ts";
import { describeProblem, type Problem } from "../protocol/problem.ts";
import { attach, claimProject, socketPath } from "./attach.ts";
import { type BrowserChoice, findBrowser, NoBrowser } from "./browser/find.ts";
import { unpackPackagedBrowser } from "./browser/packaged.ts";
import { type CommandLine, helpText, parseCli } from "./cli.ts";
import { type Config, type ConfigRequest, explainConfig, loadConfig } from "./config.ts";
import { createProject } from "./new-project.ts";
import { startDoors } from "./repl/doors.ts";
import { findOp, formatOp, formatOps, listOps } from "./repl/ops-table.ts";
import { formatProblem } from "./repl/problem-text.ts";
import { createStyle, type Style, wantsColours } from "./repl/style.ts";
import { pairs } from "./repl/table.ts";
import { runReplay } from "./replay/command.ts";
import { readSet } from "./sets/set-list.ts";
import { CUT } from "./sets/transition-text.ts";
import { startShow } from "./show/show.ts";
import { listSketches } from "./show/sketch-files.ts";
import { CommandProblem } from "./show-api.ts";
import type { Data } from "./yaml-data.ts";

/** Exit code of a show in which a memory budget was exceeded: what a test asks for. */
const OVER_BUDGET = 5;
const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));

export async function main(argv: readonly string[]): Promise<void> {
  const command = parseCli(argv);
  const style = createStyle(wantsColours(process.stdout, process.env));
  switch (command.kind) {
    case "mistake":
      if (command.json) console.log(JSON.stringify({ command: "hairline", ok: false, problem: command.problem }));
      else complain([command.problem]);
      process.exit(command.exitCode);
      break;
    case "help":
      console.log(helpText());
      return;
    case "version":
      console.log(programVersion());
      return;
    case "new":
      return printNew(command);
    case "ops":
      return printOps(command, style);
    case "replay":
      process.exit(await runReplay(command, { chooseBrowser, complain, style }));
      break;
    case "config":
      return printConfig(command);
    case "attach": {
      if (command.socket) return console.log(socketPath(process.cwd(), process.env));
      const { stdin: input, stdout: output, stderr: error } = process;
      process.exit(
        await attach({
          project: process.cwd(),
          run: command.run,
          json: command.json,
          input,
          output,
          error,
          env: process.env,
        }),
      );
      break;
    }
    case "live":
      return live(command);
    default:
      return command satisfies never;
  }
}

function programVersion(): string {
  return JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")).version;
}

async function live(command: Extract<CommandLine, { kind: "live" }>): Promise<void> {
  const project = process.cwd();
  const request: ConfigRequest = { project, name: command.config, env: process.env, flags: command.flags };
  let loaded = loadConfig(request);
  const { config } = loaded;

  const claim = await claimProject(project);
  if (claim.kind === "running") {
    complain([
      {
        severity: "error",
        what: `a show already runs in this folder${claim.pid > 0 ? ` (process ${claim.pid})` : ""}`,
        try: "`hairline attach` (npm start -- attach) speaks to it.",
      },
    ]);
    process.exit(3);
  }

  let browser: BrowserChoice;
  try {
    browser = await chooseBrowser(config);
  } catch (error) {
    if (!(error instanceof NoBrowser)) throw error;
    complain([{ severity: "error", what: error.message, try: error.try }]);
    if (claim.kind === "claimed") await claim.release();
    process.exit(4);
  }
  announce(browser);

  let stop = async (): Promise<void> => {};
  const show = await startShow({
    project,
    config,
    canvas: parseCanvas(config.canvas.size as [number, number] | string),
    browser,
    sketch:
      command.sketch ?? config.sketch ?? (await firstOfSet(project, config.set)) ?? (await defaultSketch(project)),
    configFiles: loaded.files,
    sources: loaded.sources,
    reloadConfig() {
      loaded = loadConfig({ ...request, previous: loaded });
      return loaded;
    },
    problems: [...loaded.problems, ...(claim.kind === "unavailable" ? [claim.problem] : [])],
    program: programVersion(),
    exitOnClose: command.exitOnClose,
    midiDriver: process.env.HAIRLINE_MIDI_DRIVER,
    onEnded: () => void stop(),
  });
  const doors = startDoors({
    show,
    run: command.run,
    json: command.json,
    input: process.stdin,
    output: process.stdout,
    error: process.stderr,
    env: process.env,
    historyEntries: config.history.entries,
    onExit: () => void stop(),
  });
  if (claim.kind === "claimed") claim.serve({ show, onExit: () => void stop(), log: doors.log });

  let stopping: Promise<void> | null = null;
  stop = () => {
    stopping ??= (async () => {
      if (claim.kind === "claimed") await claim.release();
      await show.close();
      await doors.stop();
      process.exit(show.memory.alarms() > 0 ? OVER_BUDGET : 0);
    })();
    return stopping;
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
}

const chooseBrowser = ({ browser, window }: Config): Promise<BrowserChoice> =>
  findBrowser({
    configured: browser.path,
    headless: window.headless,
    env: process.env,
    platform: process.platform,
    packaged: () => unpackPackagedBrowser(join(PACKAGE, "node_modules", ".cache", "hairline")),
  });

/** Two lines: what was chosen and why, and what would give a window where there is none. */
function announce(browser: BrowserChoice): void {
  const bare = process.getuid?.() === 0 ? " As root, Chromium's sandbox is off." : "";
  console.error(
    `hairline: ${browser.name}, ${browser.kind === "window" ? "in a window" : "headless"}: ${browser.why}.${bare}`,
  );
  console.error(
    browser.forWindow === null
      ? "hairline: .help lists the commands; save the sketch to see it change."
      : `hairline: for a window: ${browser.forWindow}`,
  );
}

/** Where a set is written down, the show begins with it. */
async function firstOfSet(project: string, set: readonly unknown[]): Promise<string | null> {
  const context = { sketches: await listSketches(project), transition: CUT, source: "" };
  return readSet(set as readonly Data[], context).entries.find(({ sketch }) => sketch !== null)?.sketch ?? null;
}

/** The reference scene where the project has it, else the sketch that was saved last. */
async function defaultSketch(project: string): Promise<string | null> {
  const folder = join(project, "sketches");
  const names = (await readdir(folder).catch(() => [] as string[])).filter(
    (name) => /\.(ts|js|mts|mjs)$/.test(name) && !name.endsWith(".d.ts"),
  );
  if (names.includes("seed.ts")) return "sketches/seed.ts";
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const newest = dated.sort((a, b) => b.at - a.at)[0];
  return newest ? `sketches/${newest.name}` : null;
}

function printNew({ dir, json }: Extract<CommandLine, { kind: "new" }>): void {
  try {
    const made = createProject({ cwd: process.cwd(), dir, home: PACKAGE });
    if (json) {
      console.log(JSON.stringify({ command: "new", ok: true, data: made }));
      return;
    }
    console.log(
      [
        `hairline: ${dir} is there: ${made.files.join(", ")}`,
        "",
        `  cd ${/[^\w./\\~-]/.test(dir) ? `"${dir}"` : dir}`,
        "  npm start          draws sketches/first.ts: change it, save it, look",
        "  npm run check      types",
        "  npm test           opens every sketch and expects lines",
        ...(made.compiler ? [] : ["", "For npm run check, TypeScript is missing: npm install --save-dev typescript"]),
      ].join("\n"),
    );
  } catch (error) {
    if (!(error instanceof CommandProblem)) throw error;
    if (json) console.log(JSON.stringify({ command: "new", ok: false, problem: error.problem }));
    else complain([error.problem]);
    process.exitCode = 2;
  }
}

async function printOps(command: Extract<CommandLine, { kind: "ops" }>, style: Style): Promise<void> {
  try {
    const ops = command.name === null ? await listOps() : [await findOp(command.name)];
    if (command.json) console.log(JSON.stringify({ command: "ops", ok: true, data: ops }));
    else console.log((command.name === null ? formatOps(ops, style) : formatOp(ops[0], style)).join("\n"));
  } catch (error) {
    if (!(error instanceof CommandProblem)) throw error;
    if (command.json) console.log(JSON.stringify({ command: "ops", ok: false, problem: error.problem }));
    else complain([error.problem]);
    process.exitCode = 2;
  }
}

function printConfig(command: Extract<CommandLine, { kind: "config" }>): void {
  const loaded = loadConfig({ project: process.cwd(), name: command.config, env: process.env, flags: command.flags });
  const rows = explainConfig(loaded);
  if (command.json)
    console.log(
      JSON.stringify({ command: "config", ok: loaded.problems.length === 0, data: rows, problems: loaded.problems }),
    );
  else {
    console.log(pairs(rows.map(({ key, value, source }) => [`${key}: ${JSON.stringify(value)}`, source])).join("\n"));
    complain(loaded.problems);
  }
  if (loaded.problems.length > 0) process.exitCode = 2;
}

function complain(problems: readonly Problem[]): void {
  const style = createStyle(wantsColours(process.stderr, process.env));
  for (const problem of problems) console.error(formatProblem(problem, style).join("\n") || describeProblem(problem));
}
