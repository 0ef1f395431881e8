// The log of the set.

import type { SetLogStatus } from "../../set-log/set-log-api.ts";
import { CommandProblem } from "../../show-api.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";
import { formatBytes, formatSeconds, pairs } from "../table.ts";

const log = defineCommand({
  name: "log",
  group: "keep",
  args: {
    what: { kind: "choice", choices: ["on", "off", "mark"], optional: true },
    text: { kind: "text", optional: true },
  },
  help: "the log of the set, for `hairline replay`; `mark` puts a remark at this moment",
  example: '.log mark "the loud part"',
  async run(show, { what, text }): Promise<SetLogStatus> {
    if (text !== undefined && what !== "mark")
      throw new CommandProblem({
        severity: "error",
        what: `.log: "${text}" is one argument too many`,
        try: `Write: .log mark "${text.slice(0, 60)}"`,
      });
    if (what === "mark") {
      if (!text)
        throw new CommandProblem({ severity: "error", what: ".log: text is missing", try: 'Write: .log mark "text"' });
      show.log.mark(text);
    } else if (what !== undefined) await show.log.setOn(what === "on");
    return show.log.status();
  },
  format: formatLog,
});

function formatLog(data: SetLogStatus, style: Style): string[] {
  const { entries, jobs, writes } = data.dropped;
  const missing = [
    entries > 0 ? `${entries} entries` : "",
    jobs > 0 ? `${jobs} frames` : "",
    writes > 0 ? `${writes} moves` : "",
  ].filter((each) => each !== "");
  const kinds = Object.entries(data.kinds).map(([kind, count]) => `${count} ${kind}`);
  return [
    ...pairs([
      ["log", `${data.on ? style.good("on") : style.warn("off")}${data.file === null ? "" : `  ${plain(data.file)}`}`],
      [
        "length",
        `${formatSeconds(data.seconds)}, ${formatBytes(data.bytes)}${data.parts > 1 ? ` in ${data.parts} parts` : ""}`,
      ],
      ["entries", `${data.entries}${kinds.length > 0 ? `: ${kinds.join(", ")}` : ""}`],
      ["to compare", `${data.checks} frames`],
      ["all sets", `${formatBytes(data.totalBytes)} of ${formatBytes(data.maxBytes)}`],
      ["missing", missing.length === 0 ? "nothing" : style.warn(missing.join(", "))],
    ]),
    ...(data.why === null ? [] : [style.bad(plain(data.why))]),
    ...(data.file === null ? [] : [style.quiet(`hairline replay ${plain(data.file)}`)]),
  ];
}

export const logCommands = [log];
