// The work of the MIDI thread: keeps every wanted port open, whatever is plugged and unplugged, and hands what moves to
// the host. Knows no thread: the driver, the clock, timers and the way to the host are given.
//
// A device is known by its name. A port's number changes with every plug, and on Linux so does the port's own name; so
// an unplugged device keeps its record, and the next port of that name takes it over. Two of one name are `x` and
// `x #2`, in the order of the system's list when they were first seen.

import { describeMessage } from "./bytes.ts";
import { kindOf, messageFor, numberOf, parseControl } from "./control-code.ts";
import { createDevice, type Device } from "./device.ts";
import type { MidiSettings } from "./device-setting.ts";
import type { MidiDriver, OpenOutput, OpenPort } from "./driver.ts";
import { createMailbox } from "./mailbox.ts";
import { deviceName, isNoDevice, type Profile, profileOf } from "./profiles.ts";
import type { FromThread, PortState, ThreadReport, ToThread } from "./thread-messages.ts";

export const SCAN_MS = 1000;
/** Batches are at least this far apart. */
const GATHER_MS = 2;
const SETTLE_EVERY_MS = 10;
const MAX_DEVICES = 64;
const RECENT = 64;
/** More pulses in a second are a flood, no clock: it would be 625 beats a minute. So many may come at once. */
const PULSES_PER_SECOND = 250;
const PULSE_BURST = 6;
/** A clock that has been silent for so long makes room for another's. */
const CLOCK_SILENT_MS = 2000;

export interface ListenerOptions {
  driver: MidiDriver;
  settings: MidiSettings;
  post(message: FromThread): void;
  /** Epoch ms. */
  now(): number;
  later(run: () => void, ms: number): void;
}

export interface Listener {
  /** Looks which ports there are. To be called once a second. */
  scan(): void;
  receive(message: ToThread): void;
  close(): void;
}

interface Entry {
  device: Device;
  /** The name before ` #2`. */
  base: string;
  port: string;
  /** Which of several ports of the very same name. */
  twin: number;
  state: PortState;
  input: OpenPort | null;
  output: OpenOutput | null;
  rate: number;
  countedAt: number;
  counted: number;
  /** The trouble was told. */
  told: boolean;
}

export function createListener(options: ListenerOptions): Listener {
  const { driver, post, now, later } = options;
  let { settings } = options;
  const mailbox = createMailbox();
  const entries: Entry[] = [];
  const recent = createRecent();
  let clockFrom: Entry | null = null;
  let clockAt = 0;
  let pulsesLeft = PULSE_BURST;
  let pulseAt = 0;
  let underWay = 0;
  let gatheredAt = 0;
  let waits = false;
  let settles = false;
  let listTrouble = "";

  // ---- to the host ---------------------------------------------------------------------------------------------------

  function send(): void {
    const batch = mailbox.take();
    if (!batch) return;
    underWay++;
    gatheredAt = now();
    post({ kind: "batch", ...batch });
  }

  /** The first move after a silence goes at once; while a batch is under way the next is gathered. */
  function flush(): void {
    if (underWay > 0 || waits) return;
    const early = gatheredAt + GATHER_MS - now();
    if (early <= 0) return send();
    waits = true;
    later(() => {
      waits = false;
      if (underWay === 0) send();
    }, early);
  }

  function settleLater(): void {
    if (settles) return;
    settles = true;
    later(() => {
      settles = false;
      if (entries.filter((entry) => entry.device.settle()).length > 0) settleLater();
      flush();
    }, SETTLE_EVERY_MS);
  }

  // ---- ports ---------------------------------------------------------------------------------------------------------

  function scan(): void {
    let ports: { name: string; twin: number; index: number }[];
    try {
      ports = withTwins(driver.inputs());
      listTrouble = "";
    } catch (error) {
      const what = `midi: the ports cannot be listed (${textOf(error)})`;
      if (what !== listTrouble) post({ kind: "trouble", what });
      listTrouble = what;
      return;
    }
    reopenTwins(ports);
    for (const entry of entries) {
      if (entry.state !== "gone" && !ports.some((port) => isPortOf(port, entry))) unplug(entry);
    }
    for (const port of ports) {
      const entry = entries.find((each) => each.state !== "gone" && isPortOf(port, each)) ?? known(port);
      if (entry && entry.input === null) plug(entry, port);
    }
    countRates();
  }

  /** Of two ports with the very same name nobody can say which one went: all of that name are opened anew. */
  function reopenTwins(ports: readonly { name: string }[]): void {
    for (const name of new Set(entries.map((entry) => entry.port))) {
      const open = entries.filter((entry) => entry.port === name && entry.input);
      const there = ports.filter((port) => port.name === name).length;
      if (there > 0 && open.length > 0 && there !== open.length && Math.max(there, open.length) > 1)
        for (const entry of open) shut(entry);
    }
  }

  /** The record of a port that was not there before: that of a device that left, or a new one. */
  function known(port: { name: string; twin: number }): Entry | null {
    const profile = profileOf(port.name, settings.devices);
    const base = profile.name ?? deviceName(port.name);
    const gone = entries.filter((entry) => entry.state === "gone" && entry.base === base);
    const back = gone.find((entry) => isPortOf(port, entry)) ?? gone[0];
    if (back) {
      back.port = port.name;
      back.twin = port.twin;
      return back;
    }
    if (entries.length >= MAX_DEVICES) {
      const oldest = entries.findIndex((entry) => entry.state === "gone");
      if (oldest === -1) return null;
      entries.splice(oldest, 1);
    }
    const entry = createEntry(port, base, profile);
    const at = entries.findLastIndex((each) => each.base === base);
    entries.splice(at === -1 ? entries.length : at + 1, 0, entry);
    return entry;
  }

  function createEntry(port: { name: string; twin: number }, base: string, profile: Profile): Entry {
    const taken = entries.filter((entry) => entry.base === base).map((entry) => entry.device.name);
    let name = base;
    for (let number = 2; taken.includes(name); number++) name = `${base} #${number}`;
    const entry: Entry = {
      device: createDevice({
        name,
        profile,
        mailbox,
        now,
        onMessage: (status, data1, data2) => recent.add(name, status, data1, data2, now()),
        clockCounts: (pulse) => clockCounts(entry, pulse),
      }),
      base,
      port: port.name,
      twin: port.twin,
      state: "left out",
      input: null,
      output: null,
      rate: 0,
      countedAt: now(),
      counted: 0,
      told: false,
    };
    return entry;
  }

  function plug(entry: Entry, port: { name: string; index: number }): void {
    const again = entry.state === "gone";
    if (entry.device.profile.ignore) entry.state = "ignored";
    else if (!isWanted(port.name)) entry.state = "left out";
    else open(entry, port, again);
  }

  function isWanted(port: string): boolean {
    if (settings.input === "none") return false;
    if (settings.input === "auto") return !isNoDevice(port);
    return port.toLowerCase().includes(settings.input.toLowerCase());
  }

  function open(entry: Entry, port: { name: string; index: number }, again: boolean): void {
    const { device } = entry;
    const was = entry.state;
    try {
      entry.input = driver.openInput(port.index, (bytes) => {
        device.feed(bytes);
        if (device.profile.mode === 14) settleLater();
        flush();
      });
      // Between list and open the list may have changed; the next scan opens it where it is then.
      if (driver.inputs()[port.index] !== port.name) return shut(entry);
      entry.state = "open";
      entry.told = false;
    } catch (error) {
      shut(entry);
      entry.state = "failed";
      if (!entry.told) post({ kind: "trouble", what: `midi: ${port.name} cannot be opened (${textOf(error)})` });
      entry.told = true;
      return;
    }
    if (was !== "open") post({ kind: "plugged", device: device.name, port: port.name, again });
    for (const message of device.profile.init) tell(entry, message);
  }

  function shut(entry: Entry): void {
    close(entry.input);
    close(entry.output);
    entry.input = null;
    entry.output = null;
  }

  function unplug(entry: Entry): void {
    if (entry.state === "open") dismiss(entry, "gone");
    shut(entry);
    entry.state = "gone";
    entry.rate = 0;
  }

  /** Its keys are let go, and the host is told: first of what it moved, even with a batch under way, for this is rare. */
  function dismiss(entry: Entry, why: "gone" | "left out"): void {
    if (clockFrom === entry) clockFrom = null;
    entry.device.release();
    send();
    post({ kind: "unplugged", device: entry.device.name, why });
  }

  function countRates(): void {
    for (const entry of entries) {
      const { messages } = entry.device.counts();
      const seconds = (now() - entry.countedAt) / 1000;
      if (seconds < 0.5) continue;
      entry.rate = (messages - entry.counted) / seconds;
      entry.counted = messages;
      entry.countedAt = now();
    }
  }

  /** One clock at a time: the first heard, until it is silent. Two at once would be twice the tempo. */
  function clockCounts(entry: Entry, pulse: boolean): boolean {
    const at = now();
    if (clockFrom !== entry && clockFrom !== null && at - clockAt < CLOCK_SILENT_MS) return false;
    clockFrom = entry;
    clockAt = at;
    if (!pulse) return true;
    pulsesLeft = Math.min(PULSE_BURST, pulsesLeft + ((at - pulseAt) * PULSES_PER_SECOND) / 1000);
    pulseAt = at;
    if (pulsesLeft < 1) return false;
    pulsesLeft--;
    return true;
  }

  // ---- back to the device --------------------------------------------------------------------------------------------

  function tell(entry: Entry, message: readonly number[]): void {
    try {
      entry.output ??= openOutputOf(entry);
      entry.output?.send(message);
    } catch {
      // A lamp that stays dark is no reason to disturb anybody.
      close(entry.output);
      entry.output = null;
    }
  }

  function openOutputOf(entry: Entry): OpenOutput | null {
    const wanted = deviceName(entry.port);
    const number = entries.filter((each) => each.base === entry.base).indexOf(entry);
    const outputs = driver.outputs().flatMap((name, index) => (deviceName(name) === wanted ? [index] : []));
    const index = outputs[number] ?? outputs[0];
    return index === undefined ? null : driver.openOutput(index);
  }

  function feedback(name: string, values: readonly (readonly [string, number])[]): void {
    const entry = entries.find((each) => each.device.name === name && each.state === "open");
    if (!entry?.device.profile.feedback) return;
    const { profile } = entry.device;
    for (const [control, value] of values) {
      const code = profile.codeOf(control) ?? parseControl(control);
      if (code === null) continue;
      const channel = (code & 31) === 0 ? Math.max(1, profile.channel) : code & 31;
      const full = (code & ~31) | channel;
      if (profile.mode === 14 && kindOf(full) === "cc" && numberOf(full) < 32) {
        const fourteen = Math.round(value * 16383);
        tell(entry, [0xb0 | (channel - 1), numberOf(full), fourteen >> 7]);
        tell(entry, [0xb0 | (channel - 1), numberOf(full) + 32, fourteen & 127]);
      } else tell(entry, messageFor(full, value));
    }
  }

  /** A device that is heard as before is not disturbed; the others are made anew. */
  function configure(next: MidiSettings): void {
    settings = next;
    const kept = entries.filter(
      (entry) =>
        profileOf(entry.port, settings.devices).source === entry.device.profile.source &&
        (entry.state !== "open" || isWanted(entry.port)),
    );
    for (const entry of entries) {
      if (kept.includes(entry)) continue;
      if (entry.state === "open") dismiss(entry, "left out");
      shut(entry);
    }
    entries.splice(0, entries.length, ...kept);
    scan();
  }

  function report(): ThreadReport {
    return {
      ports: entries.map((entry) => {
        const { name: device, profile } = entry.device;
        const last = entry.device.last();
        return {
          device,
          port: entry.port,
          state: entry.state,
          mode: profile.mode,
          channel: profile.channel,
          rate: Math.round(entry.rate * 10) / 10,
          ...entry.device.counts(),
          last: last?.text ?? "",
          lastAgoMs: last ? now() - last.at : null,
          clock: clockFrom === entry && now() - clockAt < CLOCK_SILENT_MS,
        };
      }),
      recent: recent.list(now()),
      mailbox: mailbox.usage(),
    };
  }

  return {
    scan,
    receive(message) {
      switch (message.kind) {
        case "ack":
          underWay = Math.max(0, underWay - 1);
          return flush();
        case "configure":
          return configure(message.settings);
        case "report":
          return post({ kind: "report", id: message.id, report: report() });
        case "feedback":
          return feedback(message.device, message.values);
        case "stop":
          return;
        default:
          return message satisfies never;
      }
    },
    close() {
      for (const entry of entries) shut(entry);
      driver.close();
    },
  };
}

const isPortOf = (port: { name: string; twin: number }, entry: Entry) =>
  entry.port === port.name && entry.twin === port.twin;

function withTwins(names: readonly string[]): { name: string; twin: number; index: number }[] {
  const seen = new Map<string, number>();
  return names.map((name, index) => {
    const twin = seen.get(name) ?? 0;
    seen.set(name, twin + 1);
    return { name, twin, index };
  });
}

/** The last messages of all devices, in arrays that are made once. */
function createRecent() {
  const devices = new Array<string>(RECENT).fill("");
  const bytes = new Uint8Array(RECENT * 3);
  const times = new Float64Array(RECENT);
  let count = 0;
  return {
    add(device: string, status: number, data1: number, data2: number, at: number): void {
      const slot = count++ % RECENT;
      devices[slot] = device;
      bytes[slot * 3] = status;
      bytes[slot * 3 + 1] = data1;
      bytes[slot * 3 + 2] = data2;
      times[slot] = at;
    },
    list: (now: number) =>
      Array.from({ length: Math.min(count, RECENT) }, (_, i) => {
        const slot = (count - Math.min(count, RECENT) + i) % RECENT;
        const text = describeMessage(bytes[slot * 3], bytes[slot * 3 + 1], bytes[slot * 3 + 2]);
        return { device: devices[slot], text, agoMs: now - times[slot] };
      }),
  };
}

function close(port: OpenPort | null): void {
  try {
    port?.close();
  } catch {
    // Already gone.
  }
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
