// Appends entries to the files of one set, twice a second, off the path of everything else. Whoever appends never waits
// and never fails: what cannot be written is held up to a bound, then counted and dropped, and told once.

import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { createSet, ownLogFolder, partName, sweepLogs } from "./log-files.ts";
import { sealLine } from "./seal.ts";

export interface LogWriter {
  append(entry: object): void;
  /** Everything appended so far is in the file, or could not be written. */
  flush(): Promise<void>;
  close(): Promise<void>;
  usage(): LogUsage;
}

export interface LogUsage {
  /** Absolute path of the first part; null before there is one. */
  path: string | null;
  parts: number;
  entries: number;
  /** Of this set, and of all sets. */
  bytes: number;
  totalBytes: number;
  /** Entries that were not written, and why. */
  dropped: number;
  why: string | null;
  waitingBytes: number;
}

export interface LogWriterOptions {
  project: string;
  partBytes: number;
  totalBytes: number;
  now(): Date;
  /** The first entry of each part. */
  head(part: number): object;
  /** Told once when writing fails or the log is full. */
  onTrouble(what: string): void;
  flushMs?: number;
}

/** A sealed line on its way to a part. */
interface Waiting {
  part: number;
  text: string;
  bytes: number;
}

const FLUSH_MS = 500;
/** What may wait for a disk. */
const MAX_WAITING = 8 * 2 ** 20;

export function createLogWriter(options: LogWriterOptions): LogWriter {
  const flags = constants.O_APPEND | constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let sum = "";
  /** Where the next entry goes, and how much that part holds with all that waits for it. */
  let nextPart = 0;
  let plannedBytes = 0;
  let folder = "";
  let stem: string | null = null;
  let file: FileHandle | null = null;
  let part = 0;
  let partBytes = 0;
  let entries = 0;
  let bytes = 0;
  let others = 0;
  let dropped = 0;
  let why: string | null = null;
  let full = false;
  let ended = false;
  let timer: NodeJS.Timeout | null = null;
  let work: Promise<void> = Promise.resolve();

  /** Sealed when it is taken in: the order of lines is that of what happened. */
  function hold(entry: object): void {
    const sealed = sealLine(entry, sum);
    const text = `${sealed.line}\n`;
    const size = Buffer.byteLength(text);
    sum = sealed.sum;
    waiting.push({ part: nextPart, text, bytes: size });
    waitingBytes += size;
    plannedBytes += size;
    entries++;
  }

  async function openPart(wanted: number): Promise<FileHandle> {
    await file?.close();
    file = null;
    if (stem === null) {
      folder = await ownLogFolder(options.project);
      stem = (await createSet(folder, options.now())).stem;
    }
    const total = await sweepLogs(folder, stem, Math.max(0, options.totalBytes - options.partBytes));
    others = total - bytes;
    file = await open(join(folder, partName(stem, wanted)), flags, 0o600);
    part = wanted;
    partBytes = 0;
    return file;
  }

  async function write(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const wanted = waiting[0].part;
        const other = waiting.findIndex((each) => each.part !== wanted);
        // A copy: more may come while these are written.
        const batch = waiting.slice(0, other === -1 ? waiting.length : other);
        const into = file !== null && part === wanted ? file : await openPart(wanted);
        const size = batch.reduce((total, each) => total + each.bytes, 0);
        await into.appendFile(batch.map((each) => each.text).join(""));
        await into.datasync();
        // Others may have come meanwhile, behind these.
        waiting = waiting.slice(batch.length);
        waitingBytes -= size;
        partBytes += size;
        bytes += size;
      }
      if (!full) why = null;
    } catch (error) {
      // Half a line must not stay in the middle: back to what was there, and the same again later.
      await file?.truncate(partBytes).catch(() => {});
      trouble(`the set's log cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function trouble(what: string): void {
    if (why === null) options.onTrouble(what);
    why = what;
  }

  function schedule(): void {
    if (timer !== null || ended) return;
    timer = setTimeout(() => {
      timer = null;
      void flush();
    }, options.flushMs ?? FLUSH_MS);
    timer.unref();
  }

  async function flush(): Promise<void> {
    work = work.then(write);
    await work;
    if (waiting.length > 0) schedule();
  }

  return {
    append(entry) {
      if (ended) return;
      full ||= bytes + others + waitingBytes > options.totalBytes;
      if (full) {
        dropped++;
        return trouble(`the set's log is full (${options.totalBytes} bytes)`);
      }
      if (waitingBytes > MAX_WAITING) {
        dropped++;
        return;
      }
      // A part tells by itself what it is, also when it is found alone.
      if (nextPart === 0 || plannedBytes >= options.partBytes) {
        nextPart++;
        plannedBytes = 0;
        hold(options.head(nextPart));
      }
      hold(entry);
      schedule();
    },
    flush,
    async close() {
      if (ended) return;
      if (timer !== null) clearTimeout(timer);
      await flush();
      ended = true;
      await file?.close().catch(() => {});
      file = null;
    },
    usage: () => ({
      path: stem === null ? null : join(folder, partName(stem, 1)),
      parts: part,
      entries,
      bytes,
      totalBytes: bytes + others,
      dropped,
      why,
      waitingBytes,
    }),
  };
}
