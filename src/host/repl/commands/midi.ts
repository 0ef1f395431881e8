// `.midi`: which controllers there are, and what came from them.

import type { LinkStatus } from "../../controls/controls-api.ts";
import type { MidiStatus } from "../../midi/midi-api.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";
import { formatCount, formatMs, formatNumber, table } from "../table.ts";

type Port = MidiStatus["ports"][number];

const SHOWN_MESSAGES = 8;

const midi = defineCommand({
  name: "midi",
  group: "look",
  args: { input: { kind: "text", optional: true } },
  help: "controllers, last messages, links; `none`, `auto` or part of a port's name chooses",
  example: ".midi nano",
  async run(show, { input }): Promise<MidiStatus & { links: LinkStatus[] }> {
    const status = await (input === undefined ? show.midi.status() : show.midi.setInput(input));
    return { ...status, links: show.controls.links().filter((link) => link.input.startsWith("midi/")) };
  },
  format(data, style) {
    if (data.state === "off") return ["midi is off: `.midi auto` listens to every port"];
    if (data.state === "none") return [`no midi: ${plain(data.why)}`];
    if (data.state === "starting") return ["midi is starting"];
    if (data.ports.length === 0) return ["no port yet; one that is plugged in is heard within a second"];
    return [...ports(data.ports, style), ...messages(data, style), ...links(data.links, style)];
  },
});

function ports(list: readonly Port[], style: Style): string[] {
  const [head, ...rows] = table<Port>(
    [
      { title: "device", cell: (p) => style.name(plain(p.device)) },
      { title: "state", cell: (p) => (p.state === "open" ? (p.clock ? "open, clock" : "open") : style.warn(p.state)) },
      { title: "bits", right: true, cell: (p) => String(p.mode) },
      { title: "channel", right: true, cell: (p) => (p.channel === 0 ? "all" : String(p.channel)) },
      { title: "messages", right: true, cell: (p) => formatCount(p.messages) },
      { title: "per s", right: true, cell: (p) => formatNumber(p.rate) },
      { title: "garbage", right: true, cell: (p) => (p.garbage === 0 ? "–" : `${formatCount(p.garbage)} B`) },
      { title: "last", cell: (p) => (p.last === "" ? "–" : `${p.last}, ${ago(p.lastAgoMs ?? 0)}`) },
      { title: "port", cell: (p) => style.quiet(plain(p.port)) },
    ],
    list,
  );
  return [style.quiet(head), ...rows];
}

function messages({ recent, mailbox }: MidiStatus, style: Style): string[] {
  const shown = recent.slice(-SHOWN_MESSAGES);
  const lines = shown.map(({ device, text, agoMs }) => `${plain(device)}  ${text}  ${style.quiet(ago(agoMs))}`);
  return mailbox.lost === 0 ? lines : [...lines, style.warn(`${formatCount(mailbox.lost)} messages found no room`)];
}

function links(list: readonly LinkStatus[], style: Style): string[] {
  return list.map(({ input, target, live, engaged }) => {
    const state = live ? (engaged ? "" : style.warn("has to meet its value")) : style.warn("frozen");
    return `${plain(target)} ← ${plain(input)}  ${state}`.trimEnd();
  });
}

const ago = (ms: number) => `${formatMs(Math.max(0, ms))} ago`;

export const midiCommands = [midi];
