// Every version that went on air, on disk, bounded. Content-addressed objects and one checksummed line per entry; both
// are written whole (temp, fsync, rename; append, fsync), so a kill at any moment loses nothing that was acknowledged.
// A journal that cannot write says so: it must never fail silently.

import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

export interface JournalEntry {
  /** ISO time of the save. */
  at: string;
  generation: number;
  /** Relative to the project. */
  sketch: string;
  /** The first digits of the SHA-256 of `code`: what `hashText` of the bundler says. */
  hash: string;
}

export interface JournalObject {
  sketch: string;
  code: string;
  map: string;
}

export interface Journal {
  append(entry: JournalEntry, object: JournalObject): Promise<void>;
  entries(): readonly JournalEntry[];
  load(hash: string): Promise<JournalObject | null>;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

export interface JournalOptions {
  folder: string;
  maxEntries: number;
  maxBytes: number;
}

export async function openJournal(options: JournalOptions): Promise<Journal> {
  const objects = join(options.folder, "objects");
  const logPath = join(options.folder, "log");
  await mkdir(objects, { recursive: true, mode: 0o700 });
  const log = await readFile(logPath, "utf8").catch(() => "");
  let entries = readLog(log);
  /** The log ends in the middle of a line: a kill or a full disk came first. The next entry must not continue it. */
  let torn = log !== "" && !log.endsWith("\n");
  for (const name of await readdir(options.folder)) {
    if (name.endsWith(".tmp")) await rm(join(options.folder, name), { force: true });
  }
  const sizes = new Map<string, number>();
  for (const name of await readdir(objects)) {
    const size = await stat(join(objects, name)).then(
      (s) => s.size,
      () => 0,
    );
    if (name.endsWith(".tmp")) await rm(join(objects, name), { force: true });
    else sizes.set(name, size);
  }
  let bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  entries = entries.filter((entry) => sizes.has(entry.hash));
  /** One writer at a time: appends stay in order and trims see a settled log. */
  let queue: Promise<void> = Promise.resolve();

  async function write(entry: JournalEntry, object: JournalObject): Promise<void> {
    if (!sizes.has(entry.hash)) {
      // Whoever calls may hand us a whole version, with its fonts: those are files of the project, and not ours to keep.
      const { sketch, code, map } = object;
      const text = JSON.stringify({ sketch, code, map });
      await writeWhole(join(objects, entry.hash), text);
      sizes.set(entry.hash, Buffer.byteLength(text));
      bytes += Buffer.byteLength(text);
    }
    const log = await open(logPath, "a", 0o600);
    try {
      const line = torn ? `\n${seal(entry)}` : seal(entry);
      torn = true;
      await log.appendFile(line);
      await log.datasync();
      torn = false;
    } finally {
      await log.close();
    }
    entries.push(entry);
    if (entries.length > options.maxEntries * 1.25 || bytes > options.maxBytes) await trim();
  }

  /** Oldest first, in one go: rewriting the log for each entry would cost more than the entry. */
  async function trim(): Promise<void> {
    const kept: JournalEntry[] = [];
    const keptHashes = new Set<string>();
    let total = 0;
    for (const entry of entries.toReversed()) {
      const size = keptHashes.has(entry.hash) ? 0 : (sizes.get(entry.hash) ?? 0);
      if (kept.length >= options.maxEntries || (kept.length > 0 && total + size > options.maxBytes * 0.8)) break;
      total += size;
      keptHashes.add(entry.hash);
      kept.push(entry);
    }
    entries = kept.reverse();
    await writeWhole(logPath, entries.map(seal).join(""));
    torn = false;
    for (const hash of [...sizes.keys()]) {
      if (keptHashes.has(hash)) continue;
      await rm(join(objects, hash), { force: true });
      sizes.delete(hash);
    }
    bytes = total;
  }

  return {
    append(entry, object) {
      const done = queue.then(() => write(entry, object));
      queue = done.catch(() => {});
      return done;
    },
    entries: () => entries,
    async load(hash) {
      if (!/^[0-9a-f]{8,}$/.test(hash)) return null;
      try {
        const object = JSON.parse(await readFile(join(objects, hash), "utf8"));
        const { sketch, code, map } = object;
        const whole = typeof sketch === "string" && typeof code === "string" && typeof map === "string";
        return whole && sha256(code).startsWith(hash) ? { sketch, code, map } : null;
      } catch {
        return null;
      }
    },
    usage: () => ({ entries: entries.length, maxEntries: options.maxEntries, bytes, maxBytes: options.maxBytes }),
  };
}

function seal(entry: JournalEntry): string {
  const text = JSON.stringify(entry);
  return `${checksum(text)} ${text}\n`;
}

/** Lines that do not check (a torn last write, a stranger's edit) are skipped. */
function readLog(text: string): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const line of text.split("\n")) {
    const space = line.indexOf(" ");
    const body = line.slice(space + 1);
    if (space === -1 || checksum(body) !== line.slice(0, space)) continue;
    const entry = parseEntry(body);
    if (entry) entries.push(entry);
  }
  return entries;
}

/** A checksum proves that nothing broke, not that it was us who wrote it. */
function parseEntry(text: string): JournalEntry | null {
  try {
    const { at, generation, sketch, hash } = JSON.parse(text);
    const fits =
      typeof at === "string" &&
      Number.isInteger(generation) &&
      typeof sketch === "string" &&
      /^[0-9a-f]{8,}$/.test(hash);
    return fits ? { at, generation, sketch, hash } : null;
  } catch {
    return null;
  }
}

function checksum(text: string): string {
  return sha256(text).slice(0, 8);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
