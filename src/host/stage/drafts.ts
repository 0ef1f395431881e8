// Text that was typed and not saved, and text that was written over: kept in .hairline/drafts until it is not needed or
// until there is too much of it. A draft is one file per sketch; a kept text is a plain file somebody can open.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { MAX_EDIT_CHARACTERS } from "../../protocol/editing.ts";
import type { CacheStatus } from "../show-api.ts";

export interface Draft {
  text: string;
  /** Hash of what the file said when the draft was begun. */
  base: string;
}

export interface Drafts {
  read(file: string): Promise<Draft | null>;
  write(file: string, draft: Draft): Promise<void>;
  clear(file: string): Promise<void>;
  /** Puts a text aside. Resolves with the path, relative to the folder of the project. */
  keep(file: string, text: string, whose: "mine" | "theirs"): Promise<string>;
  usage(): CacheStatus;
}

const MAX_FILES = 60;
const MAX_FILE_BYTES = 4 * MAX_EDIT_CHARACTERS + 1000;

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

export function createDrafts(project: string): Drafts {
  const folder = join(project, ".hairline", "drafts");
  let entries = 0;
  let bytes = 0;
  const pathOf = (file: string) => join(folder, `${hashOf(file).slice(0, 16)}.json`);
  /** One act after another: a newer draft never loses to an older one. */
  let lane: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const next = lane.then(act, act);
    lane = next.catch(() => {});
    return next;
  };

  async function put(path: string, text: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const fresh = `${path}.${process.pid}.new`;
    await writeFile(fresh, text, { mode: 0o600 });
    await rename(fresh, path);
    await sweep();
  }

  async function sweep(): Promise<void> {
    const found = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const path = join(folder, name);
        const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: 0 }));
        return { path, mtimeMs, size };
      }),
    );
    found.sort((a, b) => b.mtimeMs - a.mtimeMs);
    for (const { path } of found.splice(MAX_FILES)) await rm(path, { force: true });
    entries = found.length;
    bytes = found.reduce((sum, { size }) => sum + size, 0);
  }

  void inOrder(sweep).catch(() => {}); // no folder yet

  return {
    read: (file) =>
      inOrder(async () => {
        try {
          const path = pathOf(file);
          if ((await stat(path)).size > MAX_FILE_BYTES) return null;
          const { text, base } = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
          return typeof text === "string" && text.length <= MAX_EDIT_CHARACTERS && typeof base === "string"
            ? { text, base }
            : null;
        } catch {
          return null; // none, or cut off by a crash of the machine
        }
      }),
    write: (file, { text, base }) => inOrder(() => put(pathOf(file), JSON.stringify({ file, base, text }))),
    clear: (file) => inOrder(() => rm(pathOf(file), { force: true })),
    keep: (file, text, whose) =>
      inOrder(async () => {
        const ext = extname(file);
        const time = new Date().toISOString().replace(/[:.]/g, "-");
        const name = `${basename(file, ext)}.${time}.${whose}${ext}`;
        await put(join(folder, name), text);
        return join(".hairline", "drafts", name);
      }),
    usage: () => ({
      name: "drafts of the editor",
      entries,
      maxEntries: MAX_FILES,
      bytes,
      maxBytes: MAX_FILES * MAX_FILE_BYTES,
    }),
  };
}
