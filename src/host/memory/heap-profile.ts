// V8's sampling profile → rows by function of ours. Built-ins, packages and our own probes are billed to whoever called
// them: `push` is nobody's leak.

import type { MemoryRow, Site } from "./memory-api.ts";
import type { ScriptPlaces } from "./script-places.ts";

export interface ProfileNode {
  callFrame: { functionName: string; scriptId: string; url: string; lineNumber: number; columnNumber: number };
  selfSize: number;
  children: ProfileNode[];
}

const MAX_TRACE = 8;

/** Rows of one realm, largest first. Bytes below every function of ours go to a row without a site. */
export function rowsOfProfile(
  head: ProfileNode,
  realm: string,
  places: ScriptPlaces,
  /** Scripts that were evaluated have a number and no address. */
  urls: ReadonlyMap<string, string> = new Map(),
): MemoryRow[] {
  const rows = new Map<string, MemoryRow>();
  const add = (site: Site | null, what: string, trace: readonly string[], bytes: number) => {
    const key = `${site ? keyOf(site) : what}|${trace.join("|")}`;
    const row = rows.get(key);
    if (row) row.bytes += bytes;
    else rows.set(key, { bytes, count: null, realm, kind: "object", site, what, trace: [...trace] });
  };
  const visit = (node: ProfileNode, billed: Site | null, what: string, trace: readonly string[]) => {
    const { functionName, lineNumber, columnNumber, scriptId } = node.callFrame;
    const url = node.callFrame.url || (urls.get(scriptId) ?? "");
    let site = billed;
    let here = what;
    let callers = trace;
    const own =
      url === ""
        ? null
        : places.siteOf({ url, line: lineNumber + 1, column: columnNumber, name: functionName || "(anonymous)" });
    if (own) {
      site = own;
      here = "";
      callers = [describeSite(own), ...trace].slice(0, MAX_TRACE);
    } else if (billed === null && url === "" && scriptId !== "0" && functionName !== "(root)") here = "(repl)";
    if (node.selfSize > 0) add(site, site ? "" : here, callers, node.selfSize);
    for (const child of node.children) visit(child, site, here, callers);
  };
  visit(head, null, "(engine)", []);
  return [...rows.values()].sort((a, b) => b.bytes - a.bytes);
}

export function keyOf(site: Site): string {
  return `${site.file}:${site.line}:${site.column}:${site.name}`;
}

export function describeSite(site: Site): string {
  return `${site.file}:${site.line} ${site.name}`;
}
