// Commands about controls: values of controllers and knobs, inputs, and the links between them.

import type { CcStatus, InputStatus, KnobStatus, LinkStatus } from "../../controls/controls-api.ts";
import { readTarget, type Target } from "../../controls/target.ts";
import { nearest } from "../../nearest.ts";
import { CommandProblem, type Show } from "../../show-api.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";
import { formatCount, formatNumber, table, withHeader } from "../table.ts";

const cc = defineCommand({
  name: "cc",
  group: "set",
  args: {
    index: { kind: "number", whole: true, min: 0, max: 127, optional: true },
    value: { kind: "number", min: 0, max: 1, words: ["clear"], optional: true },
  },
  help: "controller n as 0..1; `clear` gives it back to the sketch; alone: all that moved",
  example: ".cc 1 0.5",
  async run(show, { index, value }) {
    if (index === undefined) return { ccs: show.controls.ccs() };
    if (value !== undefined) await show.desk.set({ kind: "cc", index }, value === "clear" ? null : value);
    return { ccs: show.controls.ccs().filter((one) => one.index === index) };
  },
  format: (data, style) =>
    withHeader(
      table<CcStatus>(
        [
          { title: "cc", right: true, cell: (c) => String(c.index) },
          { title: "value", right: true, cell: (c) => formatNumber(c.value) },
          { title: "from", cell: (c) => sourceText(c, style) },
        ],
        data.ccs,
      ),
      style,
      "no controller has moved",
    ),
});

const set = defineCommand({
  name: "set",
  group: "set",
  args: {
    name: { kind: "text", from: "knobs" },
    value: { kind: "number", min: -Number.MAX_VALUE, max: Number.MAX_VALUE, words: ["clear"], optional: true },
  },
  help: "a named knob; `clear` gives it back to the code",
  example: ".set amount 0.3",
  async run(show, { name, value }) {
    const before = findKnob(show, name);
    if (typeof value === "number" && (value < before.min || value > before.max))
      throw new CommandProblem({
        severity: "error",
        what: `${name} is ${value}`,
        expected: `a number from ${before.min} to ${before.max}`,
      });
    if (value !== undefined) {
      const { locked } = await show.desk.set({ kind: "knob", name }, value === "clear" ? null : value);
      if (locked.length > 0)
        throw new CommandProblem({ severity: "error", what: `${name} is locked`, try: `.unlock ${name}` });
    }
    return { knobs: [findKnob(show, name)] };
  },
  format: (data, style) => formatKnobs(data.knobs, style),
});

const knobs = defineCommand({
  name: "knobs",
  group: "look",
  args: {},
  help: "the sketch's named knobs, and who set each",
  run: (show) => ({ knobs: show.controls.knobs() }),
  format: (data, style) => formatKnobs(data.knobs, style),
});

const inputs = defineCommand({
  name: "inputs",
  group: "look",
  args: {},
  help: "everything that has moved: MIDI, OSC, keys, pads",
  run: (show) => ({ inputs: show.controls.inputs() }),
  format: (data, style) =>
    withHeader(
      table<InputStatus>(
        [
          { title: "input", cell: (i) => style.name(plain(i.name)) },
          { title: "value", right: true, cell: (i) => formatNumber(i.value) },
          { title: "moves", right: true, cell: (i) => formatCount(i.moves) },
          { title: "a second", right: true, cell: (i) => formatCount(i.perSecond) },
          { title: "kind", cell: (i) => i.kind },
          { title: "", cell: (i) => (i.live ? "" : style.warn("frozen")) },
        ],
        data.inputs,
      ),
      style,
      "nothing has moved yet",
    ),
});

const links = defineCommand({
  name: "links",
  group: "look",
  args: {},
  help: "the one list of what moves what, and which knobs wait to meet their value",
  run: (show) => ({ links: show.controls.links(), learning: show.controls.learning() }),
  format: (data, style) => [
    ...formatLinks(data.links, style),
    ...(data.learning === null ? [] : [style.warn(`${plain(data.learning)} waits for a knob`)]),
  ],
});

const learn = defineCommand({
  name: "learn",
  group: "set",
  args: { target: { kind: "rest", optional: true } },
  help: "links the next knob that is turned to a knob, `cc n` or a command; alone: gives up",
  example: ".learn amount",
  run(show, { target }) {
    show.controls.learn(target === undefined ? null : targetOf(show, target));
    return { learning: show.controls.learning() };
  },
  format: (data, style) => [
    data.learning === null ? "not learning" : `turn a knob or press a button for ${style.name(plain(data.learning))}`,
  ],
});

const link = defineCommand({
  name: "link",
  group: "set",
  args: { input: { kind: "text", from: "inputs" }, target: { kind: "rest" } },
  help: "links an input to a knob, `cc n` or a command",
  example: '.link "midi/nano/cc 7" amount',
  run(show, { input, target }) {
    const made = show.controls.link(input, targetOf(show, target));
    if (made === null)
      throw new CommandProblem({ severity: "error", what: "there are too many links", try: ".unlink" });
    return { links: [made] };
  },
  format: (data, style) => formatLinks(data.links, style),
});

const unlink = defineCommand({
  name: "unlink",
  group: "set",
  args: { what: { kind: "rest" } },
  help: "removes the links of an input or of a target",
  example: ".unlink amount",
  run(show, { what }) {
    const name = what.replace(/^(["'])(.*)\1$/, "$2");
    const removed = show.controls.unlink(name);
    if (removed.length > 0) return { removed };
    const fixed = show.controls.links().some((each) => each.input === name || each.target === name);
    throw new CommandProblem({
      severity: "error",
      what: fixed ? `the link of ${name} is not a learned one` : `nothing is linked to or by "${name}"`,
      try: fixed ? "It is in the configuration, or what the device does by itself." : ".links shows them.",
    });
  },
  format: (data) => data.removed.map((each) => plain(`${each.target} ← ${each.input} is removed`)),
});

/** A knob of another sketch may be meant: it is taken, but a near miss is told. */
function targetOf(show: Show, text: string): Target {
  const target = readTarget(text.replace(/^(["'])(.*)\1$/, "$2"));
  if (typeof target === "string") throw new CommandProblem({ severity: "error", what: target });
  if (target.kind === "knob") findKnob(show, target.name);
  return target;
}

function findKnob(show: Show, name: string): KnobStatus {
  const all = show.controls.knobs();
  const found = all.find((knob) => knob.name === name);
  if (found) return found;
  const names = all.map((knob) => knob.name);
  const close = nearest(name, names);
  const way = close
    ? `Did you mean "${close}"?`
    : names.length > 0
      ? `There are: ${names.join(", ")}`
      : "The sketch has no knobs.";
  throw new CommandProblem({ severity: "error", what: `there is no knob "${name}"`, try: way });
}

function sourceText({ source, input, frozen, ghost }: KnobStatus | CcStatus, style: Style): string {
  const from = plain(input ?? source);
  const state = frozen ? ` ${style.warn("frozen")}` : "";
  return ghost === null ? `${from}${state}` : `${from}${state} ${style.quiet(`(knob at ${formatNumber(ghost)})`)}`;
}

function formatKnobs(all: readonly KnobStatus[], style: Style): string[] {
  return withHeader(
    table<KnobStatus>(
      [
        { title: "knob", cell: (k) => plain(k.name) },
        { title: "value", right: true, cell: (k) => formatNumber(k.value) },
        { title: "from", cell: (k) => `${sourceText(k, style)}${k.locked ? ` ${style.warn("locked")}` : ""}` },
        { title: "code", right: true, cell: (k) => formatNumber(k.code) },
        { title: "range", cell: (k) => `${formatNumber(k.min)}..${formatNumber(k.max)}` },
      ],
      all,
    ),
    style,
    "the sketch has no knobs",
  );
}

function formatLinks(all: readonly LinkStatus[], style: Style): string[] {
  return withHeader(
    table<LinkStatus>(
      [
        { title: "target", cell: (l) => style.name(plain(l.target)) },
        { title: "input", cell: (l) => plain(l.input) },
        { title: "at", right: true, cell: (l) => (l.value === null ? "–" : formatNumber(l.value)) },
        { title: "", cell: (l) => linkState(l, style) },
        { title: "by", cell: (l) => l.origin },
      ],
      all,
    ),
    style,
    "nothing is linked: `.learn <knob>`, then turn one",
  );
}

function linkState({ value, live, engaged, target }: LinkStatus, style: Style): string {
  if (value === null) return style.quiet("not seen yet");
  if (!live) return style.warn("frozen");
  return engaged || target.startsWith(".") ? style.good("acts") : style.quiet("waits to meet the value");
}

export const controlCommands = [cc, set, knobs, learn, link, unlink, links, inputs];
