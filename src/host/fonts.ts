// Fonts by name: of the folders in `fonts.folders`, then of the system's. The list of names is made when a drawing first
// asks, and again when it asks for what was not there a while ago; files are only read when they are wanted.

import { open, readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type FontName, fontNames } from "./font-names.ts";
import { byNearness } from "./nearest.ts";
import { assetKindOf, MAX_FONT_BYTES, type SketchAsset } from "./sketch-assets.ts";

export interface FontFinder {
  /** The font of this family (in any language), full or PostScript name; null where there is none. A family means its regular style. */
  find(name: string): Promise<SketchAsset | null>;
  /** What there is, nearest to `name` first. */
  families(name: string): Promise<string[]>;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

interface Listed extends FontName {
  path: string;
}

const MAX_FILES = 20_000;
const MAX_DEPTH = 8;
/** A list older than this is made anew before a name is given up. */
const STALE_MS = 5000;
const MAX_KEPT = 16;
const MAX_KEPT_BYTES = 96 * 1024 * 1024;
/** Styles that are meant when only the family is named, best first. */
const REGULAR = ["regular", "book", "roman", "normal", "medium", ""];

/** Where this system keeps fonts. */
export function systemFontFolders(platform: NodeJS.Platform = process.platform, env = process.env): string[] {
  const home = homedir();
  if (platform === "darwin") return [join(home, "Library/Fonts"), "/Library/Fonts", "/System/Library/Fonts"];
  if (platform === "win32") {
    const local = env.LOCALAPPDATA ? [join(env.LOCALAPPDATA, "Microsoft", "Windows", "Fonts")] : [];
    return [...local, join(env.SystemRoot ?? env.WINDIR ?? "C:\\Windows", "Fonts")];
  }
  const data = env.XDG_DATA_HOME ?? join(home, ".local", "share");
  return [join(data, "fonts"), join(home, ".fonts"), "/usr/local/share/fonts", "/usr/share/fonts"];
}

export function createFontFinder(folders: readonly string[], now: () => number = Date.now): FontFinder {
  let list: Promise<Listed[]> | null = null;
  let listedAt = 0;
  /** Files that were asked for, the newest last. */
  const kept = new Map<string, Buffer>();

  function listed(): Promise<Listed[]> {
    if (list === null) {
      listedAt = now();
      list = listFonts(folders);
    }
    return list;
  }

  async function keptFile(path: string): Promise<Buffer> {
    const bytes = kept.get(path) ?? (await readFile(path));
    kept.delete(path);
    kept.set(path, bytes);
    for (const oldest of kept.keys()) {
      if (kept.size === 1 || (kept.size <= MAX_KEPT && keptBytes() <= MAX_KEPT_BYTES)) break;
      kept.delete(oldest);
    }
    return bytes;
  }

  const keptBytes = () => [...kept.values()].reduce((sum, bytes) => sum + bytes.length, 0);

  return {
    async find(name) {
      let found = pick(await listed(), name);
      if (found === null && now() - listedAt > STALE_MS) {
        list = null;
        found = pick(await listed(), name);
      }
      if (found === null) return null;
      try {
        return { kind: "font", name, bytes: faceFirst(await keptFile(found.path), found.index) };
      } catch {
        list = null; // it has gone since; the next question finds out what there is
        return null;
      }
    },
    async families(name) {
      return byNearness(name, [...new Set((await listed()).map(({ family }) => family))]);
    },
    usage: () => ({ entries: kept.size, maxEntries: MAX_KEPT, bytes: keptBytes(), maxBytes: MAX_KEPT_BYTES }),
  };
}

function pick(list: readonly Listed[], name: string): Listed | null {
  const wanted = plain(name);
  const family = list.filter((font) => [font.family, ...font.alsoCalled].some((each) => plain(each) === wanted));
  const rank = ({ style }: Listed) => {
    const at = REGULAR.indexOf(style.trim().toLowerCase());
    return at === -1 ? REGULAR.length : at;
  };
  if (family.length > 0) return family.reduce((best, font) => (rank(font) < rank(best) ? font : best));
  return list.find((font) => plain(font.full) === wanted || plain(font.postScript) === wanted) ?? null;
}

/** "Noto Sans-JP" is "noto sans jp", and "ＭＳ ゴシック" is "ms ゴシック". */
function plain(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}

/** A collection whose first face is the one that was found; anything else as it is. */
function faceFirst(bytes: Buffer, index: number): Buffer {
  if (index === 0) return bytes;
  const copy = Buffer.from(bytes);
  bytes.copy(copy, 12, 12 + index * 4, 16 + index * 4);
  bytes.copy(copy, 12 + index * 4, 12, 16);
  return copy;
}

/** In the order of the folders, each in alphabetical order, so that the same name is the same font every time. */
async function listFonts(folders: readonly string[]): Promise<Listed[]> {
  const list: Listed[] = [];
  const files = (await Promise.all(folders.map((folder) => filesBelow(folder, MAX_DEPTH)))).flat();
  for (const path of files.slice(0, MAX_FILES)) {
    for (const name of await namesOf(path)) list.push({ ...name, path });
  }
  return list;
}

async function filesBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    if (files.length >= MAX_FILES) break;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) files.push(...(await filesBelow(path, depth - 1)));
    else if (assetKindOf(entry.name) === "font" && (entry.isFile() || entry.isSymbolicLink())) files.push(path);
  }
  return files;
}

async function namesOf(path: string): Promise<FontName[]> {
  const seen = await stat(path).catch(() => null);
  if (!seen?.isFile() || seen.size > MAX_FONT_BYTES) return [];
  const file = await open(path).catch(() => null);
  if (file === null) return [];
  try {
    return await fontNames(async (at, length) => {
      const wanted = Math.max(0, Math.min(length, seen.size - at));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, at);
      return buffer.subarray(0, bytesRead);
    });
  } catch {
    return []; // broken: not in the list
  } finally {
    await file.close();
  }
}
