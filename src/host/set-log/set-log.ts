// The recorder of a set: what the parts of the show tell becomes entries of the log. It knows what is in the log already
// (code, fonts and pictures are written once) and keeps everything outside the project out of it.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import type { PageOptions } from "../../protocol/link.ts";
import type { Problem } from "../../protocol/problem.ts";
import { parseTape } from "../../protocol/tape.ts";
import type { TempoAnchor } from "../../protocol/tempo.ts";
import type { Version } from "../show/versions.ts";
import { type EntryOf, LOG_FORMAT, type SetEntry, type Untimed } from "./entries.ts";
import { createLogWriter } from "./log-writer.ts";
import type { SetLogApi, SetLogStatus } from "./set-log-api.ts";
import { shortFloat } from "./short-float.ts";

export interface SetLog {
  readonly api: SetLogApi;
  windowOpened(info: { engine: string; backend: string; gpu: string; options: PageOptions }): void;
  windowGone(): void;
  saved(save: Omit<EntryOf<"save">, "ms" | "kind" | "source">): void;
  loaded(load: Loaded): void;
  /** Something came to this group that is not on the tape. */
  touched(epoch: number, why: string): void;
  tempo(anchor: TempoAnchor): void;
  problem(problem: Problem): void;
  /** What the window answered when asked for its tape. */
  tape(text: string): void;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
  close(): Promise<void>;
}

export interface Loaded {
  epoch: number;
  workers: number;
  version: Version;
  frames: number;
  inputs: EntryOf<"load">["inputs"];
  stateful: boolean;
  carried: boolean;
}

export interface SetLogOptions {
  project: string;
  on: boolean;
  partBytes: number;
  totalBytes: number;
  program: string;
  /** Tells the window whether to tape. */
  setTaping(on: boolean): Promise<void>;
  onTrouble(problem: Problem): void;
  /** Milliseconds, monotonic. */
  now(): number;
  date(): Date;
}

/** Base64 digits of one piece of a font or picture. */
const PIECE = 256 * 1024;
const MAX_TEXT = 2000;
/** On air, previous, spare, and one that is being looked at. */
const KEPT_LOADS = 4;

export function createSetLog(options: SetLogOptions): SetLog {
  const startedMs = options.now();
  let { on } = options;
  let session = 0;
  const kinds: Record<string, number> = {};
  /** Hashes of code, fonts and pictures that are in the log. */
  let written = new Set<string>();
  let checks = 0;
  let tempoTold = "";
  const lost = { jobs: 0, writes: 0 };
  /** What a log that is turned on in the middle has to say first. */
  let windowNow: Untimed<EntryOf<"window">> | null = null;
  let loadsNow: Loaded[] = [];

  const writer = createLogWriter({
    project: options.project,
    partBytes: options.partBytes,
    totalBytes: options.totalBytes,
    now: options.date,
    head(part): EntryOf<"start"> {
      return {
        kind: "start",
        ms: now(),
        format: LOG_FORMAT,
        part,
        at: options.date().toISOString(),
        program: options.program,
      };
    },
    onTrouble: (what) => options.onTrouble({ severity: "warning", what, try: "Free some disk; the show goes on." }),
  });

  function now(): number {
    return Math.max(0, Math.round(options.now() - startedMs));
  }

  function add(entry: Untimed<SetEntry>): void {
    if (!on) return;
    const { kind, ...rest } = entry;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    writer.append({ kind, ms: now(), ...rest });
  }

  function addAsset(hash: string, bytes: Buffer): void {
    const whole = bytes.toString("base64");
    for (let at = 0; at === 0 || at < whole.length; at += PIECE)
      add({ kind: "asset", hash, piece: whole.slice(at, at + PIECE), last: at + PIECE >= whole.length });
  }

  function addLoad({ version, ...load }: Loaded, late: boolean): void {
    const { generation, sketch, hash, code } = version;
    const visitor = version.visitor === true;
    const assets = version.assets.map(({ kind, name, bytes }) => ({ kind, name, bytes, hash: digest(bytes) }));
    if (on && !visitor) {
      if (!written.has(hash)) add({ kind: "code", hash, code });
      written.add(hash);
      for (const asset of assets) {
        if (!written.has(asset.hash)) addAsset(asset.hash, asset.bytes);
        written.add(asset.hash);
      }
    }
    const named = assets.map(({ kind, name, hash: of }) => ({ kind, name, hash: of }));
    add({ kind: "load", session, generation, sketch: inside(sketch), hash, visitor, late, assets: named, ...load });
  }

  /** A file as the project sees it; what lies elsewhere is named without its folders. */
  function inside(path: string): string {
    const seen = isAbsolute(path) ? relative(options.project, path) : path;
    return seen.startsWith("..") || isAbsolute(seen) ? `…/${seen.split(/[/\\\\]/).pop()}` : seen;
  }

  const brief = (text: string) => withoutFolders(text, options.project).slice(0, MAX_TEXT);

  return {
    api: {
      status(): SetLogStatus {
        const usage = writer.usage();
        return {
          on,
          file: usage.path === null ? null : relative(options.project, usage.path),
          parts: usage.parts,
          seconds: now() / 1000,
          entries: usage.entries,
          kinds: { ...kinds },
          bytes: usage.bytes + usage.waitingBytes,
          totalBytes: usage.totalBytes + usage.waitingBytes,
          maxBytes: options.totalBytes,
          checks,
          dropped: { entries: usage.dropped, ...lost },
          why: usage.why,
        };
      },
      lines:
        ({ door, realm, line }) =>
        (answer) =>
          add({ kind: "command", door, realm, line: brief(line), ok: answer?.ok ?? true }),
      mark: (text) => add({ kind: "mark", text: text.slice(0, 500) }),
      async setOn(wanted) {
        if (wanted === on) return;
        if (!wanted) add({ kind: "gap", entries: 0, why: "turned off" });
        on = wanted;
        if (on) {
          if (windowNow) add(windowNow);
          for (const load of loadsNow) addLoad(load, true);
        }
        await options.setTaping(on);
      },
    },
    windowOpened({ engine, backend, gpu, options: page }) {
      session++;
      const { canvas, background, lineColor, lineWidth, limits, seed, quality } = page;
      loadsNow = [];
      windowNow = {
        kind: "window",
        state: "open",
        session,
        engine,
        backend: backend.slice(0, 40),
        gpu: gpu.slice(0, 300),
        page: { canvas: [canvas[0], canvas[1]], background, lineColor, lineWidth, limits, seed, quality },
      };
      add(windowNow);
    },
    windowGone() {
      add({ kind: "window", state: "gone", session });
      windowNow = null;
      loadsNow = [];
    },
    async saved(save) {
      const text = await readFile(save.file).catch(() => null);
      add({ kind: "save", ...save, file: inside(save.file), source: text && digest(text) });
    },
    loaded(load) {
      loadsNow = [...loadsNow.filter(({ epoch }) => epoch !== load.epoch), load].slice(-KEPT_LOADS);
      addLoad(load, false);
    },
    touched: (epoch, why) => add({ kind: "touched", session, epoch, why }),
    tempo({ bpm, beat, beatsPerBar, playing, take }) {
      // A clock that is followed corrects itself all the time; frames carry their beat anyway.
      const news = `${Math.round(bpm)} ${beatsPerBar} ${playing} ${take}`;
      if (news === tempoTold) return;
      tempoTold = news;
      add({ kind: "tempo", bpm, beat, beatsPerBar, playing });
    },
    problem({ severity, what, where }) {
      add({
        kind: "problem",
        severity,
        what: brief(what),
        where: where ? `${inside(where.file)}:${where.line}:${where.column}`.slice(0, 1100) : "",
      });
    },
    tape(text) {
      if (!on) return;
      const tape = parseTape(text);
      if (typeof tape === "string")
        return options.onTrouble({ severity: "warning", what: `the window's tape was refused: ${tape}` });
      const { jobs, events, shown, writes, table } = tape;
      lost.jobs += tape.lost.jobs;
      lost.writes += tape.lost.writes;
      for (const run of jobs) checks += run.hashes.length;
      if (jobs.length + events.length + shown.length + writes.slots.length === 0 && !table) return;
      writes.values = writes.values.map((value) => (value === null ? null : shortFloat(value)));
      if (table) table.values = table.values.map(shortFloat);
      add({ kind: "tape", session, tape });
    },
    usage() {
      const usage = writer.usage();
      return {
        entries: usage.entries,
        // A line has a hundred bytes at least.
        maxEntries: Math.floor(options.totalBytes / 100),
        bytes: usage.totalBytes + usage.waitingBytes,
        maxBytes: options.totalBytes,
      };
    },
    async close() {
      add({ kind: "end" });
      await writer.close();
      written = new Set();
    },
  };
}

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

/** The project's own folder is nobody's business elsewhere. */
function withoutFolders(text: string, project: string): string {
  return text.replaceAll(`${project}/`, "").replaceAll(project, ".");
}
