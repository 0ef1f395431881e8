// The README's table of commands, from the definitions. A test holds the two together.

import { type Group, usage } from "./command.ts";
import { commands } from "./grammar.ts";

const GROUPS: Record<Group, string> = {
  set: "change",
  tempo: "tempo",
  look: "look",
  memory: "memory",
  keep: "keep",
  talk: "talk",
};

/** Markdown, one row a command. Stands in the README between `<!-- commands -->` and `<!-- /commands -->`. */
export function commandTable(): string {
  const rows = commands.map(
    (command) => `| ${GROUPS[command.group]} | \`${usage(command).replaceAll("|", "\\|")}\` | ${command.help} |`,
  );
  return ["| | command | |", "|---|---|---|", ...rows].join("\n");
}
