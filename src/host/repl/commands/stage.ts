// Commands of the stage.

import type { StageStatus } from "../../stage/stage-api.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";

const ON_OFF = { kind: "choice", choices: ["on", "off"], optional: true } as const;

const stage = defineCommand({
  name: "stage",
  group: "set",
  args: { state: ON_OFF, display: { kind: "text", optional: true } },
  help: "fills a display for an audience: no furniture, no pointer, no numbers; again for the window",
  example: ".stage on 2",
  run: (show, { state, display }) =>
    show.stage.setStage(state === undefined ? !show.stage.staged() : state === "on", display),
  format: formatStage,
});

function formatStage(data: StageStatus, style: Style): string[] {
  const rest = [data.awake, data.note].filter((text) => text !== "").map((text) => `; ${text}`);
  const lines = [data.on ? `stage ${style.warn("on")}: display ${plain(data.display)}${rest.join("")}` : "stage off"];
  if (data.displays.length > 1) lines.push(style.quiet(`displays: ${plain(data.displays.join(", "))}`));
  return lines;
}

const code = defineCommand({
  name: "code",
  group: "set",
  args: { state: ON_OFF },
  help: "the sketch's text over the picture: what changed, and what is wrong",
  async run(show, { state }) {
    await show.stage.showCode(state === undefined ? !show.stage.codeShown() : state === "on");
    return { code: show.stage.codeShown() };
  },
  format: (data, style) => [`code ${data.code ? style.warn("on") : "off"}`],
});

const operator = defineCommand({
  name: "operator",
  group: "set",
  args: { state: ON_OFF },
  help: "a second window with numbers, text and a mirror; the first shows the picture alone",
  async run(show, { state }) {
    await show.stage.setOperator(state === undefined ? !show.stage.operatorOpen() : state === "on");
    return { operator: show.stage.operatorOpen() };
  },
  format: (data, style) => [`operator ${data.operator ? style.warn("on") : "off"}`],
});

const edit = defineCommand({
  name: "edit",
  group: "set",
  args: { state: ON_OFF },
  help: "an editor of the sketch's file in the window; your own sees every save as before",
  async run(show, { state }) {
    await show.stage.setEditor(state === undefined ? !show.stage.editorOpen() : state === "on");
    return { editor: show.stage.editorOpen() };
  },
  format: (data, style) => [`editor ${data.editor ? style.warn("on") : "off"}`],
});

export const stageCommands = [stage, operator, code, edit];
