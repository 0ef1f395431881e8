// MIDI seen from the host: starts the thread that listens, keeps it alive, and passes on what moved. With no sound system
// no thread is started; a look every two seconds notices when there is one.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { createRestartBudget } from "../show/restart-budget.ts";
import type { MidiSettings } from "./device-setting.ts";
import { type ClockEvent, ENTRY_BYTES, MAX_ENTRIES, type Move, type ProgramChange } from "./mailbox.ts";
import type { MidiApi, MidiStatus } from "./midi-api.ts";
import type { FromThread, ThreadData, ThreadReport, ToThread } from "./thread-messages.ts";

export interface MidiOptions {
  settings: MidiSettings;
  /** HAIRLINE_MIDI_DRIVER: `virtual:<socket>`, `module:<path>`, or "" for the package. */
  driver: string;
  onMove(move: Move): void;
  onClock(event: ClockEvent): void;
  onProgram(change: ProgramChange): void;
  onPlugged(device: string, again: boolean): void;
  onUnplugged(device: string): void;
  /** For the terminal: nothing the audience has to see. */
  say(line: string): void;
}

export interface Midi extends MidiApi {
  start(): void;
  configure(settings: MidiSettings): void;
  /** Whether any device is told where its controls stand. */
  wantsFeedback(): boolean;
  /** Where a control stands now, for lamps and motors; a device without `feedback` is not told. */
  feedback(device: string, control: string, value: number): void;
  /** For `.cache`. */
  usage(): Promise<{ name: string; entries: number; maxEntries: number; bytes: number; maxBytes: number }>;
  close(): Promise<void>;
}

const RESTARTS_PER_MINUTE = 3;
const RESTART_MS = 1000;
const LOOK_MS = 2000;
const REPORT_MS = 300;
const STOP_MS = 300;
const SEQUENCER = "/dev/snd/seq";

export function createMidi(options: MidiOptions): Midi {
  const { say } = options;
  let settings = options.settings;
  let thread: Worker | null = null;
  let state: MidiStatus["state"] = "off";
  let why = "";
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const restarts = createRestartBudget(RESTARTS_PER_MINUTE);
  const open = new Set<string>();
  const asked = new Map<number, (report: ThreadReport | null) => void>();
  let questions = 0;

  const post = (message: ToThread) => thread?.postMessage(message);

  // ---- the thread's life ---------------------------------------------------------------------------------------------

  function begin(): void {
    if (closed || thread || timer || settings.input === "none") return;
    const missing = missingSystem(options.driver);
    if (missing === null) {
      state = "starting";
      why = "";
      void startThread();
      return;
    }
    if (state !== "none") say(`midi: ${missing}`);
    state = "none";
    why = missing;
    later(LOOK_MS);
  }

  function later(ms: number): void {
    timer = setTimeout(() => {
      timer = null;
      begin();
    }, ms);
    timer.unref();
  }

  async function startThread(): Promise<void> {
    const code = await buildThread();
    if (closed || thread || settings.input === "none") return;
    const workerData: ThreadData = {
      settings,
      driver: options.driver,
      from: fileURLToPath(import.meta.url),
    };
    const started = new Worker(code, { eval: true, execArgv: [], workerData, name: "hairline midi" });
    thread = started;
    started.on("message", (message: FromThread) => receive(message));
    started.on("error", (error) => {
      why = `the MIDI thread failed: ${error.message}`;
    });
    started.on("exit", () => {
      if (thread === started) ended();
    });
  }

  function ended(): void {
    thread = null;
    if (closed) return;
    for (const device of open) options.onUnplugged(device);
    open.clear();
    for (const answer of asked.values()) answer(null);
    asked.clear();
    if (state === "off") return begin(); // unless it is to stay off
    if (state === "none") return;
    if (restarts.take(performance.now())) {
      say(`midi: ${why || "the MIDI thread ended"}; starting it again`);
      later(RESTART_MS);
      return;
    }
    state = "none";
    why ||= "the MIDI thread ended too often";
    say(`midi: ${why}; \`.midi auto\` tries again`);
  }

  async function end(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const ending = thread;
    if (!ending) return;
    // By itself it closes its ports; one that does not answer is ended.
    const gone = new Promise<void>((done) => ending.once("exit", () => done()));
    post({ kind: "stop" });
    const late = setTimeout(() => void ending.terminate(), STOP_MS);
    await gone;
    clearTimeout(late);
  }

  function receive(message: FromThread): void {
    switch (message.kind) {
      case "ready":
        state = "listening";
        return say(
          `midi: ${[...open].join(", ") || "no controller yet; one that is plugged in is heard within a second"}`,
        );
      case "nothing":
        state = "none";
        why = message.why;
        return say(`midi: none (${message.why})`);
      case "batch":
        post({ kind: "ack" });
        for (const move of message.moves) options.onMove(move);
        for (const event of message.clock) options.onClock(event);
        for (const change of message.programs) options.onProgram(change);
        return;
      case "plugged":
        open.add(message.device);
        if (state === "listening") say(`midi: ${message.device} is ${message.again ? "back" : "here"}`);
        return options.onPlugged(message.device, message.again);
      case "unplugged":
        open.delete(message.device);
        say(`midi: ${message.device} is ${message.why}; its values stay`);
        return options.onUnplugged(message.device);
      case "trouble":
        return say(message.what);
      case "report":
        asked.get(message.id)?.(message.report);
        asked.delete(message.id);
        return;
      default:
        return message satisfies never;
    }
  }

  // ---- questions -----------------------------------------------------------------------------------------------------

  async function status(): Promise<MidiStatus> {
    const report = thread && state === "listening" ? await ask() : null;
    return {
      input: settings.input,
      state,
      why,
      ports: report?.ports ?? [],
      recent: report?.recent ?? [],
      mailbox: report?.mailbox ?? { entries: 0, peak: 0, lost: 0 },
    };
  }

  function ask(): Promise<ThreadReport | null> {
    const id = ++questions;
    return new Promise((done) => {
      asked.set(id, done);
      post({ kind: "report", id });
      setTimeout(() => {
        asked.delete(id);
        done(null);
      }, REPORT_MS).unref();
    });
  }

  function configure(next: MidiSettings): void {
    settings = next;
    if (next.input === "none") {
      state = "off";
      void end();
    } else if (thread && state !== "off") post({ kind: "configure", settings });
    else begin();
  }

  return {
    // Not before those who started the show listen to what it says.
    start: () => void setImmediate(begin),
    status,
    async setInput(input) {
      configure({ ...settings, input });
      return status();
    },
    configure,
    wantsFeedback: () => thread !== null && settings.devices.some((device) => device.feedback),
    feedback: (device, control, value) => post({ kind: "feedback", device, values: [[control, value]] }),
    async usage() {
      const { entries } = (await status()).mailbox;
      const bytes = (count: number) => count * ENTRY_BYTES;
      return {
        name: "midi moves",
        entries,
        maxEntries: MAX_ENTRIES,
        bytes: bytes(entries),
        maxBytes: bytes(MAX_ENTRIES),
      };
    },
    async close() {
      closed = true;
      await end();
    },
  };
}

/** Why there can be no MIDI here, or null. On Linux RtMidi would say it in two lines of its own on stderr. */
function missingSystem(driver: string): string | null {
  if (driver !== "" || process.platform !== "linux" || existsSync(SEQUENCER)) return null;
  return `no sound system here (${SEQUENCER} is not there)`;
}

/**
 * A thread is not reached by loader hooks, and the host's own bundle has one entry: built when it is needed. Nothing stays
 * outside: such a script finds packages from the folder the program was started in, which is the artist's.
 */
export async function buildThread(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("midi-thread.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    logLevel: "silent",
    tsconfigRaw: {},
  });
  return outputFiles[0].text;
}
