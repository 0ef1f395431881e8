// Commands about what comes from outside: OSC, the audio input, triggers.

import type { AudioStatus } from "../../audio/audio.ts";
import { argsOfWords } from "../../osc/osc.ts";
import type { OscStatus } from "../../osc/osc-api.ts";
import { CommandProblem } from "../../show-api.ts";
import type { TriggerStatus } from "../../triggers.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";
import { formatCount, formatNumber, pairs, table, withHeader } from "../table.ts";
import { splitWords } from "../words.ts";

const DEFAULT_PORT = 9000;

const osc = defineCommand({
  name: "osc",
  group: "set",
  args: {
    action: { kind: "choice", choices: ["on", "off", "to", "send"], optional: true },
    words: { kind: "rest", optional: true },
  },
  help: "listens to OSC `on 9000`, tells others `to 127.0.0.1:9001`; alone: what comes and goes",
  example: '.osc send /light/1 0.5 "red"',
  async run({ osc }, { action, words = "" }): Promise<OscStatus & { action?: string }> {
    const list = splitWords(words);
    switch (action) {
      case "on":
        return { ...(await osc.listen(portOf(list[0]))), action };
      case "off":
        return { ...(await osc.off()), action };
      case "to":
        return { ...(await osc.sendTo(list[0] === "off" ? [] : list)), action };
      case "send":
        return { ...osc.send(list[0] ?? "", argsOfWords(list.slice(1))), action };
      case undefined:
        return osc.status();
      default:
        return action satisfies never;
    }
  },
  format: formatOsc,
});

function portOf(word: string | undefined): number {
  const port = word === undefined ? DEFAULT_PORT : Number(word);
  if (Number.isInteger(port) && (port === 0 || (port >= 1024 && port <= 65_535))) return port;
  throw new CommandProblem({
    severity: "error",
    what: `.osc on: "${word}" is no port`,
    expected: "a whole number from 1024 to 65535, or 0 for a free one",
  });
}

function formatOsc(status: OscStatus & { action?: string }, style: Style): string[] {
  const { listening, targets, last, action } = status;
  const where = listening
    ? `${style.good("listens")} on ${listening.host}:${listening.port}`
    : style.quiet("does not listen: `.osc on 9000`");
  const told = targets.map(
    ({ to, sent, failed }) =>
      `  → ${plain(to)}  ${formatCount(sent)} sent${failed > 0 ? style.warn(`, nobody there for ${formatCount(failed)}`) : ""}`,
  );
  // Who did something wants to know what came of it, not everything.
  if (action === "send") return told.length > 0 ? told : ["sent to nobody"];
  if (action !== undefined) return [`OSC ${where}`, ...told];
  return [
    ...pairs([
      ["OSC", where],
      ["commands", `${status.commands} (osc.commands)`],
      [
        "came",
        `${formatCount(status.packets)} packets, ${formatCount(status.messages)} messages, ${formatCount(status.perSecond)} in the last second, ${formatCount(status.merged)} overtaken by a later value`,
      ],
      [
        "for later",
        `${formatCount(status.waiting)} of ${formatCount(status.waitingAtMost)}; ${formatCount(status.late)} bundles came late`,
      ],
      [
        "refused",
        `${formatCount(status.refused)}${status.dropped > 0 ? `, ${formatCount(status.dropped)} found no room` : ""}`,
      ],
    ]),
    ...(status.refusedLast === "" ? [] : [style.warn(`  last: ${plain(status.refusedLast)}`)]),
    ...told,
    ...last.map((message) => style.quiet(`  ← ${plain(message)}`)),
  ];
}

const audio = defineCommand({
  name: "audio",
  group: "set",
  args: { input: { kind: "rest", optional: true } },
  help: "the audio input: `default`, a name or part of it, `off`, `list`; alone: what is heard",
  example: ".audio default",
  async run({ audio }, { input }): Promise<AudioStatus & { inputs?: string[] }> {
    const name = input?.replace(/^(["'])(.*)\1$/, "$2").trim();
    if (name === "list") return { ...audio.status(), inputs: await audio.devices() };
    if (name === undefined || name === "") return audio.status();
    return audio.use(name === "off" ? null : name);
  },
  format(data, style) {
    if (data.inputs)
      return data.inputs.length === 0
        ? [style.warn("there is no audio input")]
        : data.inputs.map((name) => `${name === data.device ? style.good("▸") : " "} ${plain(name)}`);
    if (data.state === "off") return [style.quiet("audio is off: `.audio default`, or `.audio list`")];
    const state = data.state === "on" ? style.good("hears") : style.warn("lost, waits for");
    return [
      `${state} ${plain(data.device)} at ${data.sampleRate} Hz, gain ${data.gain}, smoothing ${data.smoothing} s`,
    ];
  },
});

const trigger = defineCommand({
  name: "trigger",
  group: "set",
  args: {
    name: { kind: "text", optional: true },
    value: { kind: "number", min: -Number.MAX_VALUE, max: Number.MAX_VALUE, optional: true },
  },
  help: "fires ctx.trigger(name), with a value or 1; alone: those that fired",
  example: ".trigger kick",
  run({ triggers }, { name, value }): { triggers: TriggerStatus[] } {
    if (name === undefined) return { triggers: triggers.list() };
    if (name.length > 64)
      throw new CommandProblem({
        severity: "error",
        what: `the name has ${name.length} characters`,
        expected: "at most 64",
      });
    triggers.fire(name, value ?? 1);
    return { triggers: triggers.list().slice(0, 1) };
  },
  format: (data, style) =>
    withHeader(
      table<TriggerStatus>(
        [
          { title: "trigger", cell: (t) => plain(t.name) },
          { title: "count", right: true, cell: (t) => formatCount(t.count) },
          { title: "value", right: true, cell: (t) => formatNumber(t.value) },
        ],
        data.triggers,
      ),
      style,
      "no trigger fired yet: `.trigger kick`, or /hairline/trigger/kick by OSC",
    ),
});

export const inputCommands = [osc, audio, trigger];
