// Presets on disk, in the project beside the sketches, because they are work worth committing:
// `presets/<sketch>/<name>.json`. A file that is replaced or dropped goes to `.hairline/presets`; nothing is ever lost.

import { link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { MAX_PRESET_BYTES, type Preset, readPreset, writePreset } from "./preset-file.ts";

export interface StoredPreset {
  readonly name: string;
  /** Null where the file is no preset. */
  readonly preset: Preset | null;
  /** What is wrong with it. */
  readonly notes: readonly string[];
}

export interface PresetStore {
  /** By name. What cannot be read is in it, with why. */
  list(sketch: string): Promise<StoredPreset[]>;
  read(sketch: string, name: string): Promise<StoredPreset | null>;
  /** The path, and where the file of this name before it went; `"exists"` where there is one and `over` is not said. */
  write(
    sketch: string,
    name: string,
    preset: Preset,
    over: boolean,
  ): Promise<{ path: string; bytes: number; replaced: string | null } | "exists">;
  /** Where the file went; null where there is none. */
  drop(sketch: string, name: string): Promise<string | null>;
}

/** Files of one sketch that are looked at. */
export const MAX_PRESETS = 200;
export const MAX_PRESET_NAME = 60;
/** Of the files put aside, over all sketches; the oldest go. */
const MAX_ASIDE = 200;

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name that is a file's name on every system, or why it is none. */
export function readPresetName(text: string): { name: string } | string {
  const name = text.trim().normalize("NFC");
  if (name === "") return "the name is empty";
  if (name.length > MAX_PRESET_NAME)
    return `the name has ${name.length} characters, at most ${MAX_PRESET_NAME} are taken`;
  if (!/^[\p{L}\p{N}][^\\/:*?"<>|\p{C}]*$/u.test(name) || name.endsWith(".") || RESERVED.test(name))
    return `"${name}" is no name for a file`;
  return { name };
}

/** `sketches/live/rain.ts` → `live/rain`; always below the folder of presets. */
export function presetFolder(sketch: string): string {
  const parts = sketch
    .replace(/\\/g, "/")
    .replace(/^sketches\//, "")
    .replace(/\.[cm]?[jt]sx?$/, "")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .map((part) => part.replace(/[^\p{L}\p{M}\p{N} _.-]+/gu, "_"));
  return parts.join("/") || "sketch";
}

export function createPresetStore(project: string, now: () => Date): PresetStore {
  const folderOf = (sketch: string) => join(project, "presets", presetFolder(sketch));
  const pathOf = (sketch: string, name: string) => join(folderOf(sketch), `${name}.json`);
  const shown = (path: string) => relative(project, path);

  async function readFileOf(path: string, name: string): Promise<StoredPreset> {
    const { size } = await stat(path);
    if (size > MAX_PRESET_BYTES)
      return { name, preset: null, notes: [`it has ${size} bytes, at most ${MAX_PRESET_BYTES} are read`] };
    const read = readPreset(await readFile(path, "utf8"));
    return typeof read === "string" ? { name, preset: null, notes: [read] } : { name, ...read };
  }

  /** Moves the file out of the way; null where there is none. */
  async function putAside(sketch: string, name: string): Promise<string | null> {
    const folder = join(project, ".hairline", "presets");
    const stamp = now().toISOString().replace(/[:.]/g, "-");
    const to = join(folder, `${presetFolder(sketch).replaceAll("/", "_")}-${name}-${stamp}.json`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const moved = await rename(pathOf(sketch, name), to).then(
      () => true,
      (error) => {
        if (error.code === "ENOENT") return false;
        throw error;
      },
    );
    if (moved) await sweep(folder);
    return moved ? shown(to) : null;
  }

  async function sweep(folder: string): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
    if (names.length <= MAX_ASIDE) return;
    const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
    aged.sort((a, b) => b.at - a.at);
    for (const { name } of aged.slice(MAX_ASIDE)) await rm(join(folder, name), { force: true });
  }

  /** Never over another, and whole: the text is written beside and then linked to its name, which must be free. */
  async function writeNew(path: string, text: string): Promise<boolean> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.tmp`, text);
    try {
      await link(`${path}.tmp`, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      return await writeWithoutLinks(path, text);
    } finally {
      await rm(`${path}.tmp`, { force: true });
    }
  }

  /** For a file system that has no links (a memory stick): the name is taken first, then the text comes under it. */
  async function writeWithoutLinks(path: string, text: string): Promise<boolean> {
    const file = await open(path, "wx").catch((error) => {
      if (error.code === "EEXIST") return null;
      throw error;
    });
    if (!file) return false;
    await file.close();
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
    return true;
  }

  return {
    async list(sketch) {
      const files = await readdir(folderOf(sketch)).catch(() => []);
      const names = files.flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : [])).sort();
      const read = names
        .slice(0, MAX_PRESETS)
        .map((name) =>
          readFileOf(pathOf(sketch, name), name).catch(
            (error): StoredPreset => ({ name, preset: null, notes: [(error as Error).message] }),
          ),
        );
      return Promise.all(read);
    },
    read: (sketch, name) =>
      readFileOf(pathOf(sketch, name), name).catch((error) => {
        if (error.code === "ENOENT") return null;
        throw error;
      }),
    async write(sketch, name, preset, over) {
      const path = pathOf(sketch, name);
      const text = writePreset(preset);
      const replaced = over ? await putAside(sketch, name) : null;
      if (!(await writeNew(path, text))) return "exists";
      return { path: shown(path), bytes: Buffer.byteLength(text), replaced };
    },
    drop: putAside,
  };
}
