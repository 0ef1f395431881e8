// Commands about the conversation itself.

import { nearest } from "../../nearest.ts";
import { CommandProblem } from "../../show-api.ts";
import { type Command, defineCommand, type Group, usage } from "../command.ts";
import { pairs } from "../table.ts";

interface HelpRow {
  name: string;
  group: Group;
  usage: string;
  help: string;
  example?: string;
}

const help = defineCommand({
  name: "help",
  group: "talk",
  args: { name: { kind: "text", optional: true, from: "commands" } },
  help: "this list, or one command",
  example: ".help save",
  run(_show, { name }, io): { commands: HelpRow[] } {
    const describe = (command: Command): HelpRow => ({
      name: `.${command.name}`,
      group: command.group,
      usage: usage(command),
      help: command.help,
      example: command.example,
    });
    if (name === undefined) return { commands: io.commands.map(describe) };
    const wanted = name.replace(/^\./, "");
    const found = io.commands.find((command) => command.name === wanted);
    if (found) return { commands: [describe(found)] };
    const close = nearest(
      wanted,
      io.commands.map((command) => command.name),
    );
    throw new CommandProblem({
      severity: "error",
      what: `there is no command .${wanted}`,
      try: close ? `Did you mean .${close}?` : ".help lists them.",
    });
  },
  format(data, style) {
    if (data.commands.length === 1) {
      const [one] = data.commands;
      return [
        `${style.name(one.usage)}  ${one.help}`,
        ...(one.example ? [style.quiet(`for example  ${one.example}`)] : []),
      ];
    }
    const groups = [...new Set(data.commands.map((row) => row.group))];
    const rows = pairs(data.commands.map((row) => [`  ${row.usage}`, row.help]));
    return [
      ...groups.flatMap((group) => [style.strong(group), ...rows.filter((_, i) => data.commands[i].group === group)]),
      "",
      "Any other line runs in the sketch's worker. @air @page @worker 2 change where; @page document.title runs one line there.",
    ];
  },
});

const exit = defineCommand({
  name: "exit",
  group: "talk",
  args: { what: { kind: "choice", choices: ["show"], optional: true } },
  help: "ends the show; in `hairline attach` only the conversation, unless `show` is said",
  run(_show, { what }, io): { ends: "show" | "door" } {
    return { ends: io.door === "live" || what === "show" ? "show" : "door" }; // the door acts on it, after the answer is out
  },
  format: (data) => [data.ends === "show" ? "the show ends" : "left; the show goes on"],
});

export const talkCommands = [help, exit];
