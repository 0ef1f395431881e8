// Watches a handful of files. Events are hints, content is truth: chokidar's newest line for Node 20 loses the last of
// two writes within 50 ms (upstream #1084, #1333, #1455), an editor may truncate before it writes, and a checkout
// touches hundreds of files. So a hint only starts a series of reads, and only a content nobody has seen counts.
//
// Rejected: `awaitWriteFinish` (costs more than the whole rest of a reload), `fs.watch` on files (a rename-over kills it),
// polling alone (slow). A slow poll stays as a net under lost events and network drives.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FSWatcher, watch as watchFolders } from "chokidar";
import { assetKindOf } from "./sketch-assets.ts";

export interface Change {
  /** Absolute paths whose content is new. */
  paths: string[];
  /** Latest status change among them, ms since the epoch: when the save happened, even of a file moved here with an old date. */
  savedAtMs: number;
  /** When the content was read, on the same clock. */
  seenAtMs: number;
}

export interface Watcher {
  /**
   * Watches exactly these files from now on. Content they have at this moment is the known one. `together`: several of
   * them make one thing, so a change waits a moment for its siblings. `readMs`: since when somebody has been reading
   * them, ms since the epoch; what was saved after that into a file not watched until now is a change.
   */
  setFiles(paths: readonly string[], together?: boolean, readMs?: number): Promise<void>;
  files(): readonly string[];
  /** Reads now, as if an event had come. */
  hint(): void;
  /** Files among the watched ones that were there and are gone. */
  missing(): string[];
  close(): Promise<void>;
}

export interface WatchParts {
  project: string;
  onChange(change: Change): void;
  /** A watched file has been gone for a while, or is back. */
  onMissing(paths: string[]): void;
  onTrouble(what: string): void;
}

/** Reads after a hint, ms. The early ones serve whole writes, the late ones slow writers. */
const READS = [0, 8, 25, 60, 120, 300];
const POLL_MS = 1000;
/** A content that looks half-written is believed once it has stood this long. */
const DOUBT_MS = 60;
const EMPTY_DOUBT_MS = 300;
/** Several files saved at once: wait for the last. Costs nothing for a sketch of one file. */
const SETTLE_MS = 6;
/** File times are those of the last clock tick, and behind by as much. */
const FILE_CLOCK_MS = 10;
const READ_ATTEMPTS = 4;
/** A file that has not changed for so long is not being written. */
const SETTLED_MS = 2000;
const GIT_LOCK_WAIT_MS = 15;
const GIT_LOCK_LIMIT_MS = 3000;

interface Known {
  text: string | null;
  /** A changed content not yet believed, and since when it has been the same. */
  doubted: { text: string; sinceMs: number } | null;
  stamp: string;
  /** When the file last changed, or took another's place; ms since the epoch. */
  changedMs: number;
  /** Stamp under which a font or picture was last read. */
  readAs: string;
}

export function createWatcher(parts: WatchParts): Watcher {
  const known = new Map<string, Known>();
  const lock = join(parts.project, ".git", "index.lock");
  let folders: FSWatcher | null = null;
  let watchedFolders = "";
  let pass: {
    index: number;
    timer: NodeJS.Timeout | null;
    reading: boolean;
    again: boolean;
    startedMs: number;
  } | null = null;
  let reportedMissing = "";
  let together = false;
  let closed = false;

  const poll = setInterval(() => void pollOnce(), POLL_MS);

  async function pollOnce(): Promise<void> {
    if (pass) return;
    for (const [path, entry] of known) {
      const { key } = await stampOf(path);
      if (key !== entry.stamp) {
        entry.stamp = key;
        hint();
      }
    }
  }

  function hint(): void {
    if (closed) return;
    if (pass) {
      // Start the series over, but let a read that is under way finish first.
      pass.index = 0;
      if (pass.reading) pass.again = true;
      else schedule(0);
      return;
    }
    pass = { index: 0, timer: null, reading: false, again: false, startedMs: Date.now() };
    schedule(0);
  }

  function schedule(delayMs: number): void {
    if (!pass) return;
    if (pass.timer) clearTimeout(pass.timer);
    pass.timer = null;
    if (delayMs === 0) void read();
    else pass.timer = setTimeout(() => void read(), delayMs);
  }

  async function read(): Promise<void> {
    const current = pass;
    if (!current || current.reading) return;
    // git holds this lock from the first file of a checkout to the last.
    if (existsSync(lock) && Date.now() - current.startedMs < GIT_LOCK_LIMIT_MS) return schedule(GIT_LOCK_WAIT_MS);
    current.reading = true;
    let changed = await readAll();
    if (changed.length > 0 && together) {
      for (let more = changed; more.length > 0; ) {
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        more = await readAll();
        changed = [...new Set([...changed, ...more])];
      }
    }
    current.reading = false;
    if (closed) return;
    if (changed.length > 0) {
      parts.onChange({
        paths: changed,
        savedAtMs: Math.max(...changed.map((path) => known.get(path)?.changedMs ?? 0)),
        seenAtMs: performance.timeOrigin + performance.now(),
      });
    }
    if (current.again) {
      current.again = false;
      current.index = 0;
      return schedule(0);
    }
    current.index++;
    if (current.index < READS.length) return schedule(READS[current.index] - READS[current.index - 1]);
    pass = null;
    reportMissing();
    if ([...known.values()].some((entry) => entry.doubted !== null)) hint();
  }

  /** Paths whose content is new and believed. */
  async function readAll(): Promise<string[]> {
    const judged = await Promise.all(
      [...known].map(async ([path, entry]) => ((await isNew(path, entry)) ? path : null)),
    );
    return judged.filter((path) => path !== null);
  }

  async function isNew(path: string, entry: Known): Promise<boolean> {
    if (assetKindOf(path) !== null && (await isSettled(path, entry))) return false;
    // The stamp is the poll's alone: taken here, it could be newer than the text, and hide a change from the poll.
    const [text, { changedMs }] = await Promise.all([readWhole(path, entry.text), stampOf(path)]);
    entry.changedMs = changedMs;
    if (text === null || text === entry.text) {
      entry.doubted = null;
      return false;
    }
    const doubt = doubtOf(text, entry.text);
    if (doubt > 0) {
      const at = Date.now();
      if (entry.doubted?.text !== text) {
        entry.doubted = { text, sinceMs: at };
        return false;
      }
      if (at - entry.doubted.sinceMs < doubt) return false;
    }
    entry.doubted = null;
    entry.text = text;
    return true;
  }

  /** A font can have 20 MB: one that nobody has touched for a while is not read at every hint. */
  async function isSettled(path: string, entry: Known): Promise<boolean> {
    const { key, changedMs } = await stampOf(path);
    const stamp = `${key}:${changedMs}`;
    if (stamp === entry.readAs && Date.now() - changedMs > SETTLED_MS) return true;
    entry.readAs = stamp;
    return false;
  }

  function reportMissing(): void {
    const missing = missingFiles();
    const key = missing.join("\n");
    if (key === reportedMissing) return;
    reportedMissing = key;
    parts.onMissing(missing);
  }

  function missingFiles(): string[] {
    return [...known].filter(([path, { text }]) => text !== null && !existsSync(path)).map(([path]) => path);
  }

  async function watchTheirFolders(): Promise<void> {
    const wanted = [...new Set([...known.keys()].map((path) => dirname(path)))].sort();
    if (closed || wanted.join("\n") === watchedFolders) return;
    watchedFolders = wanted.join("\n");
    const old = folders;
    folders = watchFolders(wanted, { depth: 0, ignoreInitial: true, persistent: true, ignorePermissionErrors: true });
    folders.on("all", (_event, path) => {
      if (known.has(path) || wanted.includes(path)) hint();
    });
    // The system's own event, before chokidar has looked at the file: a millisecond or two sooner. It may name a file of
    // no concern; a read that finds nothing new costs less than the comparison of paths would explain.
    folders.on("raw", hint);
    // What was saved before the folders were really watched has no event.
    folders.on("ready", hint);
    folders.on("error", (error) =>
      parts.onTrouble(`watching failed (${String(error)}); reading the files every second instead`),
    );
    await old?.close();
  }

  return {
    files: () => [...known.keys()],
    missing: missingFiles,
    hint,
    async setFiles(paths, siblings = false, readMs = Infinity) {
      together = siblings;
      const wanted = new Set(paths);
      for (const path of known.keys()) if (!wanted.has(path)) known.delete(path);
      for (const path of wanted) {
        if (known.has(path)) continue;
        const { key, changedMs } = await stampOf(path);
        const late = changedMs > readMs - FILE_CLOCK_MS;
        const text = late ? null : await readFile(path).then(contentOf, () => null);
        known.set(path, { text, doubted: null, stamp: key, changedMs, readAs: "" });
        if (late) hint();
      }
      await watchTheirFolders();
    },
    async close() {
      closed = true;
      clearInterval(poll);
      if (pass?.timer) clearTimeout(pass.timer);
      pass = null;
      await folders?.close();
    },
  };
}

/** How long a content has to stand before it is believed: half-written files run, and must not be shown for long. */
function doubtOf(text: string, before: string | null): number {
  if (text.trim() === "") return EMPTY_DOUBT_MS;
  if (before?.endsWith("\n") && !text.endsWith("\n")) return DOUBT_MS;
  return 0;
}

/**
 * A file's text. A read that races a save can end where the file ended before, and look whole; so a text that is news is
 * held against the size of the file, and read again where they differ.
 */
async function readWhole(path: string, known: string | null): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    const bytes = await readFile(path).catch(() => null);
    const text = bytes === null ? null : contentOf(bytes);
    if (bytes === null || text === known || attempt === READ_ATTEMPTS) return text;
    const seen = await stat(path).catch(() => null);
    if (seen?.size === bytes.length) return text;
  }
}

/** Text as it is. Of anything else a digest: it is only compared, and need not be kept. */
function contentOf(bytes: Buffer): string {
  return bytes.includes(0) ? `\0${createHash("sha256").update(bytes).digest("hex")}` : bytes.toString("utf8");
}

async function stampOf(path: string): Promise<{ key: string; changedMs: number }> {
  try {
    const s = await stat(path);
    return { key: `${s.ino}:${s.size}:${s.mtimeMs}`, changedMs: s.ctimeMs };
  } catch {
    return { key: "gone", changedMs: 0 };
  }
}
