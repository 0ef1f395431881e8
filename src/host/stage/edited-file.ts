// The open sketch's file as an editor needs it: text that comes back as it went, or a reason why it cannot.

import { chmod, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { MAX_EDIT_CHARACTERS } from "../../protocol/editing.ts";
import { CommandProblem } from "../show-api.ts";

export interface FileText {
  /** With plain line feeds, as editors hold it. */
  text: string;
  lineEnd: "\n" | "\r\n";
}

/** Null where there is no file. */
export async function readEdited(path: string): Promise<FileText | null> {
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > 4 * MAX_EDIT_CHARACTERS) throw tooLong();
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  let raw: string;
  try {
    raw = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refused("the file is no UTF-8 text: it would not come back as it is");
  }
  const lineEnd = /\r\n/.test(raw) ? "\r\n" : "\n";
  const text = raw.replaceAll("\r\n", "\n");
  if (text.length > MAX_EDIT_CHARACTERS) throw tooLong();
  if (text.includes("\r")) throw refused("the file has line ends of two kinds: it would not come back as it is");
  return { text, lineEnd };
}

/** The whole file or nothing of it, through links, with the rights it had. */
export async function writeEdited(path: string, { text, lineEnd }: FileText): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const mode = (await stat(target).catch(() => null))?.mode;
  const fresh = `${target}.${process.pid}.new`;
  await writeFile(fresh, lineEnd === "\n" ? text : text.replaceAll("\n", "\r\n"));
  if (mode !== undefined) await chmod(fresh, mode & 0o777);
  await rename(fresh, target);
}

const tooLong = () => refused(`the file is longer than ${MAX_EDIT_CHARACTERS} characters`);
const refused = (what: string) =>
  new CommandProblem({ severity: "error", what, try: "Use an editor of your own: every save is seen." });
