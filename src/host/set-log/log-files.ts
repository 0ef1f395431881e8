// The files of the logs: `<start>.jsonl` and, for a long set, `<start>.2.jsonl` and so on. All sets together are bounded;
// the oldest set goes first, whole, because its parts belong together.

import { lstat, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

export interface LogFile {
  /** The set it belongs to. */
  stem: string;
  part: number;
  path: string;
  bytes: number;
}

const NAME = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(?:-\d+)?)(?:\.(\d+))?\.jsonl$/;

/** Makes the folder, for the owner only. A link here could name any folder of the machine. */
export async function ownLogFolder(project: string): Promise<string> {
  const folder = join(project, ".hairline", "log");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const path of [join(project, ".hairline"), folder])
    if (!(await lstat(path)).isDirectory()) throw new Error(`${path} is not a folder`);
  return folder;
}

export const partName = (stem: string, part: number) => (part === 1 ? `${stem}.jsonl` : `${stem}.${part}.jsonl`);

/** In order of their sets and parts. Files of other names are not ours. */
export async function listLogs(folder: string): Promise<LogFile[]> {
  const found: LogFile[] = [];
  for (const name of await readdir(folder)) {
    const match = NAME.exec(name);
    if (!match) continue;
    const path = join(folder, name);
    const stat = await lstat(path).catch(() => null);
    if (stat?.isFile()) found.push({ stem: match[1], part: Number(match[2] ?? 1), path, bytes: stat.size });
  }
  return found.sort((a, b) => (a.stem === b.stem ? a.part - b.part : a.stem < b.stem ? -1 : 1));
}

/** Removes the oldest sets, except `current`, until `maxBytes` hold. Returns what is left, in bytes. */
export async function sweepLogs(folder: string, current: string, maxBytes: number): Promise<number> {
  const logs = await listLogs(folder);
  let total = logs.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const stem of new Set(logs.map((log) => log.stem))) {
    if (total <= maxBytes) break;
    if (stem === current) continue;
    for (const log of logs.filter((each) => each.stem === stem)) {
      await rm(log.path, { force: true });
      total -= log.bytes;
    }
  }
  return total;
}

/** A stem nobody has: two shows may begin in one second. */
export async function createSet(folder: string, now: Date): Promise<{ stem: string }> {
  const base = `${now.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
  for (let n = 0; ; n++) {
    const stem = n === 0 ? base : `${base}-${n}`;
    try {
      await (await open(join(folder, partName(stem, 1)), "wx", 0o600)).close();
      return { stem };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || n > 100) throw error;
    }
  }
}
