// The host's wiring: command line → configuration → claim the project → browser → show → doors. Reads downward.

import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCanvas } from "../core/canvas.ts";
import { type Problem, describeProblem } from "../protocol/problem.ts";
import { attach, claimProject } from "./attach.ts";
import { NoBrowser, findBrowser } from "./browser/find.ts";
import { unpackPackagedBrowser } from "./browser/packaged.ts";
import { type CommandLine, helpText, parseCli } from "./cli.ts";
import { type LoadedConfig, explainConfig, loadConfig } from "./config.ts";
import { startDoors } from "./repl/doors.ts";
import { printOps } from "./repl/ops-table.ts";
import { startShow } from "./show/show.ts";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

export async function main(argv: readonly string[]): Promise<void> {
  const command = parseCli(argv);
  switch (command.kind) {
    case "live":
      return live(command);
    default:
      console.log(helpText(), explainConfig, describeProblem);
  }
}
