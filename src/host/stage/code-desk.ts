// The sketch's text on stage: follows the file that was saved last, refused or not, and tells the window what changed in
// it. Nothing is read or sent while the text is not on show, but the last text of a file is kept, to tell the difference.

import { readFile, stat } from "node:fs/promises";
import { relative } from "node:path";
import type { CodeView } from "../../protocol/code-view.ts";
import type { Problem } from "../../protocol/problem.ts";
import type { Link } from "../link.ts";
import type { CacheStatus } from "../show-api.ts";
import { changedLines } from "./changed-lines.ts";
import { type CodeText, viewCode } from "./code-view.ts";

export interface CodeDeskParts {
  project: string;
  /** From the start. */
  visible: boolean;
  link(): Link | null;
  /** The open sketch, absolute. */
  entry(): string | null;
  problems(): readonly Problem[];
  state(): { generation: number; refused: boolean };
}

export interface CodeDesk {
  visible(): boolean;
  setVisible(on: boolean): Promise<void>;
  /** New content was seen. */
  saved(paths: readonly string[]): void;
  /** The editor shows what is wrong beside its lines, too. */
  setEdited(on: boolean): void;
  /** Another sketch was opened. */
  opened(path: string): void;
  /** A version went on air, or problems came and went. */
  changed(): void;
  /** A new window. */
  restore(link: Link): Promise<void>;
  usage(): CacheStatus;
}

const MAX_FILES = 8;
/** A longer file is generated, and nobody reads it on a stage. */
const MAX_FILE_BYTES = 256 * 1024;
const SETTLE_MS = 15;
const isCode = (path: string) => /\.[cm]?[jt]sx?$/.test(path);

export function createCodeDesk(parts: CodeDeskParts): CodeDesk {
  const texts = new Map<string, CodeText>();
  let on = parts.visible;
  let edited = false;
  let followed: string | null = null;
  let told = "";
  let waiting = false;
  let reading: Promise<void> = Promise.resolve();

  /** Reads one file after another, so that no text is compared with one that came later. */
  const read = (path: string) => {
    reading = reading.then(() => readNow(path)).catch(() => {}); // Gone again: what was shown stays.
    return reading;
  };

  async function readNow(path: string): Promise<void> {
    if ((await stat(path)).size > MAX_FILE_BYTES) return;
    const lines = (await readFile(path, "utf8")).replace(/\r?\n$/, "").split(/\r?\n/);
    const before = texts.get(path);
    const changed = before ? changedLines(before.lines, lines) : [];
    if (before && changed.length === 0 && before.lines.length === lines.length) return;
    texts.delete(path);
    texts.set(path, {
      file: relative(parts.project, path),
      lines,
      changed,
      save: (before?.save ?? 0) + 1,
    });
    for (const oldest of texts.keys()) {
      if (texts.size <= MAX_FILES) break;
      texts.delete(oldest);
    }
  }

  function view(): CodeView | null {
    const text = followed === null ? undefined : texts.get(followed);
    return text ? viewCode(text, { ...parts.state(), problems: parts.problems() }) : null;
  }

  async function tell(link: Link | null): Promise<void> {
    const next = on || edited ? view() : null;
    const text = `${on} ${JSON.stringify(next)}`;
    if (text === told) return;
    told = text;
    await link?.page("setCode", next, on).catch(() => {});
  }

  /** A save, its problems and its version come within a few ms: one message. */
  function soon(): void {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      void reading.then(() => tell(parts.link()));
    }, SETTLE_MS);
  }

  async function follow(path: string | null): Promise<void> {
    followed = path;
    if (path !== null) await read(path);
  }

  return {
    visible: () => on,
    async setVisible(next) {
      on = next;
      if (on) await follow(followed ?? parts.entry());
      await tell(parts.link());
    },
    saved(paths) {
      const entry = parts.entry();
      const code = paths.filter(isCode);
      const path = entry !== null && code.includes(entry) ? entry : code.at(-1);
      if (path === undefined) return;
      void follow(path);
      soon();
    },
    opened(path) {
      if (path === followed) return;
      void follow(path);
      soon();
    },
    setEdited(next) {
      edited = next;
      soon();
    },
    changed() {
      if (on || edited) soon();
    },
    async restore(link) {
      told = "";
      await tell(link);
    },
    usage: () => {
      const all = [...texts.values()];
      const bytes = all.reduce((sum, { lines }) => lines.reduce((size, line) => size + line.length + 1, sum), 0);
      return {
        name: "code on stage",
        entries: texts.size,
        maxEntries: MAX_FILES,
        bytes,
        maxBytes: MAX_FILES * MAX_FILE_BYTES,
      };
    },
  };
}
