// Commands that keep something.

import { defineCommand } from "../command.ts";
import { plain } from "../style.ts";
import { formatBytes } from "../table.ts";

const save = defineCommand({
  name: "save",
  group: "keep",
  args: { format: { kind: "choice", choices: ["svg", "png"] }, path: { kind: "text", optional: true } },
  help: "writes the shown frame; never overwrites",
  example: ".save svg",
  run: (show, { format, path }) => show.save(format, path ?? null),
  format: (data, style) => [`saved ${style.name(plain(data.path))} (${formatBytes(data.bytes)})`],
});

export const keepCommands = [save];
