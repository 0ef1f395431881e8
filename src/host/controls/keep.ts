// Controls on disk, so that a crash or a new start loses none: one file per sketch with its knobs and the controllers as
// they stood, one with the learned links. Written whole a moment after a move (temp, rename), read as foreign bytes.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as v from "valibot";
import { MAX_INPUT_NAME } from "./inputs.ts";
import { type ControlLink, MAX_LINKS } from "./links.ts";
import { readTarget, type Target, targetText } from "./target.ts";
import type { Held, KeptKnob } from "./values.ts";

export interface KeptOfSketch {
  knobs: Record<string, KeptKnob>;
  ccs: [number, Held][];
  /** Names of locked knobs. */
  locked: string[];
  /** Between which presets the morph control leads, and where it stands. */
  morph: { from: string; to: string; at: number } | null;
}

export interface KeptControls {
  load(sketch: string): Promise<KeptOfSketch>;
  /** `read` is called when it is written. */
  keepSoon(sketch: string, read: () => KeptOfSketch): void;
  links(): Promise<[string, Target][]>;
  keepLinks(read: () => readonly ControlLink[]): void;
  /** Writes what is waiting. */
  close(): Promise<void>;
}

const FORMAT = 1;
const NOTHING: KeptOfSketch = { knobs: {}, ccs: [], locked: [], morph: null };
const WAIT_MS = 250;
const MAX_FILE = 1024 * 1024;
const MAX_FILES = 200;

const number = v.pipe(v.number(), v.finite());
const source = v.pipe(v.string(), v.maxLength(MAX_INPUT_NAME));
const presetName = v.pipe(v.string(), v.maxLength(60));
const ofSketch = v.object({
  format: v.literal(FORMAT),
  knobs: v.record(v.pipe(v.string(), v.maxLength(64)), v.object({ value: number, source, code: number })),
  ccs: v.pipe(
    v.array(
      v.tuple([
        v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(127)),
        v.object({ value: v.pipe(number, v.minValue(0), v.maxValue(1)), source }),
      ]),
    ),
    v.maxLength(128),
  ),
  // Not in files of the first days.
  locked: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(256)), []),
  morph: v.optional(
    v.nullable(v.object({ from: presetName, to: presetName, at: v.pipe(number, v.minValue(0), v.maxValue(1)) })),
    null,
  ),
});
const ofLinks = v.object({
  format: v.literal(FORMAT),
  links: v.pipe(v.array(v.tuple([source, v.pipe(v.string(), v.maxLength(200))])), v.maxLength(MAX_LINKS)),
});

export function createKeptControls(folder: string, say: (line: string) => void): KeptControls {
  const waiting = new Map<string, () => unknown>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let complained = false;
  let linksRead = false;

  /** A readable name, and enough of a digest that two sketches of one name differ. */
  const fileOf = (sketch: string) =>
    `${basename(sketch)
      .replace(/[^\w.-]+/g, "_")
      .slice(0, 60)}-${createHash("sha256").update(sketch).digest("hex").slice(0, 8)}.json`;

  async function read<T>(name: string, schema: v.GenericSchema<unknown, T>): Promise<T | null> {
    const path = join(folder, name);
    try {
      if ((await stat(path)).size > MAX_FILE) throw new Error(`it has more than ${MAX_FILE} bytes`);
      return v.parse(schema, JSON.parse(await readFile(path, "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      // Nothing is lost: the file is put aside, and what follows is written beside it.
      await rename(path, `${path}.broken`).catch(() => {});
      say(`${name} could not be read (${(error as Error).message.split("\n")[0]}): kept as ${name}.broken`);
      return null;
    }
  }

  async function write(name: string, value: unknown): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, name);
    await writeFile(`${path}.tmp`, JSON.stringify(value), { mode: 0o600 });
    await rename(`${path}.tmp`, path);
  }

  async function sweep(): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".json") && name !== LINKS);
    if (names.length <= MAX_FILES) return;
    const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
    aged.sort((a, b) => b.at - a.at);
    for (const { name } of aged.slice(MAX_FILES)) await rm(join(folder, name), { force: true });
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const due = [...waiting];
    waiting.clear();
    writing = writing.then(async () => {
      try {
        for (const [name, readNow] of due) await write(name, readNow());
        if (due.length > 0) await sweep();
      } catch (error) {
        if (!complained) say(`controls are not kept: ${(error as Error).message}`);
        complained = true;
      }
    });
    return writing;
  }

  function soon(name: string, readNow: () => unknown): void {
    waiting.set(name, readNow);
    timer ??= setTimeout(() => void flush(), WAIT_MS);
  }

  return {
    async load(sketch) {
      const found = await read(fileOf(sketch), ofSketch);
      const { knobs, ccs, locked, morph } = found ?? NOTHING;
      return { knobs, ccs: ccs as [number, Held][], locked, morph };
    },
    keepSoon: (sketch, readNow) => soon(fileOf(sketch), () => ({ format: FORMAT, ...readNow() })),
    async links() {
      if (linksRead) return [];
      linksRead = true;
      const found = await read(LINKS, ofLinks);
      return (found?.links ?? []).flatMap(([input, text]): [string, Target][] => {
        const target = readTarget(text);
        return typeof target === "string" ? [] : [[input, target]];
      });
    },
    keepLinks(readNow) {
      soon(LINKS, () => ({
        format: FORMAT,
        links: readNow().flatMap((link) => (link.origin === "learned" ? [[link.input, targetText(link.target)]] : [])),
      }));
    },
    close: flush,
  };
}

const LINKS = "links.json";
