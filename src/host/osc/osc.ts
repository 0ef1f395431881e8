// OSC in and out. Nothing listens until asked; then on loopback, unless the settings name another address, which is said
// aloud. Datagram → packet (codec.ts) → messages, now or when due (due.ts) → actions (meaning.ts) → latest value per
// target (gather.ts) → `act`. Nothing in here throws for what a stranger sent.

import { CommandProblem } from "../show-api.ts";
import {
  AT_ONCE,
  decodePacket,
  describeMessage,
  encodePacket,
  type OscArg,
  type OscMessage,
  type OscPacket,
} from "./codec.ts";
import { createDue, type Due } from "./due.ts";
import { createGather } from "./gather.ts";
import { type Addressed, type OscAction, readMessage } from "./meaning.ts";
import type { OscApi, OscStatus } from "./osc-api.ts";
import { type CommandPolicy, refusal } from "./permission.ts";
import { connectUdp, type Listener, listenUdp, type Sender } from "./socket.ts";
import { createStatusFeed, type StatusFeed } from "./status-feed.ts";
import { isLoopback, readTarget, TARGET_WANTED } from "./target.ts";
import { msOfTimeTag } from "./time-tag.ts";

export interface OscParts {
  settings: { host: string; commands: CommandPolicy; rate_hz: number };
  /** Epoch milliseconds: time tags count in these. */
  now(): number;
  addressed: Addressed;
  /** `atMs`: when it arrived, or when its bundle was due. */
  act(action: Exclude<OscAction, { kind: "status" }>, atMs: number): void;
  /** All that is told to targets. */
  status(): readonly OscMessage[];
  say(line: string): void;
}

export interface Osc extends OscApi {
  /** Messages that wait for their time. */
  waiting(): ReturnType<Due["usage"]>;
  close(): Promise<void>;
}

const LAST = 8;
const COMMANDS_PER_SECOND = 30;
const MAX_TARGETS = 8;

interface Timed {
  action: Exclude<OscAction, { kind: "command" | "status" }>;
  atMs: number;
}

export function createOsc(parts: OscParts): Osc {
  const { settings, now } = parts;
  const count = { packets: 0, messages: 0, refused: 0, dropped: 0, late: 0 };
  const rate = { sinceMs: 0, messages: 0, commands: 0, perSecond: 0 };
  const last: string[] = [];
  let refusedLast = "";
  let listener: Listener | null = null;
  let targets: { to: string; sender: Sender }[] = [];
  let feed: StatusFeed | null = null;
  const timers = {
    setTimer: (callback: () => void, ms: number) => setTimeout(callback, ms),
    clearTimer: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
  };
  const gather = createGather<Timed>({ ...timers, act: ({ action, atMs }) => parts.act(action, atMs) });
  const due = createDue({ ...timers, now, onDue: dispatch });

  function refuse(why: string): void {
    count.refused++;
    refusedLast = why.slice(0, 200);
  }

  function receive(bytes: Uint8Array): void {
    count.packets++;
    const packet = decodePacket(bytes);
    if (typeof packet === "string") refuse(packet);
    else take(packet, now());
  }

  function take(packet: OscPacket, atMs: number): void {
    if (packet.kind === "message") {
      if (atMs <= now()) dispatch(packet, atMs);
      else if (!due.add(atMs, packet)) {
        count.dropped++;
        refusedLast = `${packet.address} is due in ${Math.round((atMs - now()) / 1000)} s, or too much waits already`;
      }
      return;
    }
    const arrived = now();
    const meant = packet.timeTag === AT_ONCE ? arrived : msOfTimeTag(packet.timeTag);
    if (meant < arrived) count.late++;
    for (const element of packet.elements) take(element, Math.max(arrived, meant));
  }

  function dispatch(message: OscMessage, atMs: number): void {
    count.messages++;
    turn();
    rate.messages++;
    last.push(describeMessage(message));
    if (last.length > LAST) last.shift();
    const actions = readMessage(message, parts.addressed);
    if (typeof actions === "string") return refuse(actions);
    for (const action of actions) {
      if (action.kind === "command") command(action.line, atMs);
      else if (action.kind === "status") feed?.restart();
      else gather.put(keyOf(action), { action, atMs });
    }
  }

  /** Commands are not values: each one counts, so a flood of them is cut off. */
  function command(line: string, atMs: number): void {
    const why = refusal(line, settings.commands);
    if (why !== null) return refuse(why);
    if (++rate.commands > COMMANDS_PER_SECOND) {
      count.dropped++;
      refusedLast = `more than ${COMMANDS_PER_SECOND} commands in a second`;
      return;
    }
    parts.act({ kind: "command", line }, atMs);
  }

  function turn(): void {
    const at = now();
    if (at - rate.sinceMs < 1000) return;
    rate.perSecond = at - rate.sinceMs < 2000 ? rate.messages : 0;
    Object.assign(rate, { sinceMs: at, messages: 0, commands: 0 });
  }

  function status(): OscStatus {
    turn();
    return {
      listening: listener ? { host: listener.host, port: listener.port } : null,
      commands: settings.commands,
      ...count,
      perSecond: rate.perSecond,
      refusedLast,
      merged: gather.merged,
      dropped: count.dropped + gather.dropped,
      waiting: due.usage().entries,
      waitingAtMost: due.usage().maxEntries,
      last: [...last],
      targets: targets.map(({ to, sender }) => ({ to, sent: sender.sent, failed: sender.failed })),
    };
  }

  async function stopListening(): Promise<void> {
    const held = listener;
    listener = null;
    due.clear();
    gather.clear();
    await held?.close();
  }

  function stopSending(): void {
    feed?.stop();
    feed = null;
    for (const { sender } of targets) sender.close();
    targets = [];
  }

  const send = (bytes: Uint8Array) => {
    for (const { sender } of targets) sender.send(bytes);
  };

  return {
    status,
    async listen(port) {
      if (listener?.port === port && port !== 0) return status();
      let opened: Listener;
      try {
        opened = await listenUdp(settings.host, port, receive);
      } catch (error) {
        throw new CommandProblem(cannotListen(settings.host, port, error as NodeJS.ErrnoException));
      }
      await stopListening();
      listener = opened;
      if (!isLoopback(opened.host))
        parts.say(`OSC listens on ${opened.host}:${opened.port}: everybody on that network can move this show`);
      return status();
    },
    async off() {
      await stopListening();
      stopSending();
      return status();
    },
    async sendTo(wanted) {
      const parsed = wanted.map((each) => {
        const target = readTarget(each);
        if (target === null) throw mistake(`"${each.slice(0, 60)}" is no target`, TARGET_WANTED);
        return target;
      });
      if (parsed.length > MAX_TARGETS)
        throw mistake(`${parsed.length} targets`, `at most ${MAX_TARGETS}`, "`.osc to` names them all.");
      stopSending();
      targets = parsed.map(({ host, port, to }) => ({ to, sender: connectUdp(host, port) }));
      if (targets.length > 0)
        feed = createStatusFeed({
          rateHz: settings.rate_hz,
          read: parts.status,
          send,
        });
      return status();
    },
    send(address, args) {
      if (targets.length === 0)
        throw mistake("nobody is told by OSC", undefined, "`.osc to 127.0.0.1:9001` names somebody.");
      let bytes: Uint8Array;
      try {
        bytes = encodePacket({ kind: "message", address, args: [...args] });
      } catch (error) {
        throw mistake((error as Error).message, undefined, 'Write for example: .osc send /light/1 0.5 "red"');
      }
      send(bytes);
      return status();
    },
    waiting: due.usage,
    async close() {
      await stopListening();
      stopSending();
    },
  };
}

function keyOf(action: Exclude<OscAction, { kind: "command" | "status" }>): string {
  switch (action.kind) {
    case "cc":
      return `cc ${action.index}`;
    case "knob":
    case "trigger":
    case "input":
      return `${action.kind} ${action.name}`;
    case "tempo":
    case "beat":
    case "tap":
      return action.kind;
    default:
      return action satisfies never;
  }
}

/** Words of a command line as OSC arguments: `12` int, `0.5` float, `true`, `false`, `nil`, else a text. */
export function argsOfWords(words: readonly string[]): OscArg[] {
  return words.map((word): OscArg => {
    if (word === "true" || word === "false") return { type: word === "true" ? "T" : "F" };
    if (word === "nil") return { type: "N" };
    if (/^[+-]?\d{1,10}$/.test(word) && Math.abs(Number(word)) < 2 ** 31) return { type: "i", value: Number(word) };
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return { type: "f", value: Number(word) };
    return { type: "s", value: word };
  });
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException) {
  const why: Record<string, [string, string]> = {
    EADDRINUSE: ["another program has that port", "`.osc on 9001`, or end the other program."],
    EACCES: ["ports below 1024 need more rights", "Use a port from 1024 on."],
    EADDRNOTAVAIL: ["no network of this machine has that address", "Set osc.host to 127.0.0.1."],
  };
  const [reason, way] = why[error.code ?? ""] ?? [error.message, "`.osc on 9000` tries again."];
  return {
    severity: "error" as const,
    what: `OSC cannot listen on ${host}:${port}: ${reason}`,
    try: way,
  };
}

function mistake(what: string, expected?: string, way?: string): CommandProblem {
  return new CommandProblem({ severity: "error", what, expected, try: way });
}
