// One round of the leak zoo: plant a kind, ask what grew, judge the answer. Used by the test (short) and the benchmark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { EXTRA_LEAKS, LEAK_KINDS, type LeakKind } from "../../src/host/memory/leak-kinds.ts";
import type { Top, TopRow } from "../../src/host/memory/memory-api.ts";

export const ALL_LEAKS: Readonly<Record<string, LeakKind>> = { ...LEAK_KINDS, ...EXTRA_LEAKS };

export type Ask = (line: string) => Promise<{ ok: boolean; data?: unknown; problem?: unknown }>;

export interface ZooRow {
  kind: string;
  rate: string;
  /** The leading row is of the right kind and names the right place. */
  found: boolean;
  /** Of the traced growth, on the right place. */
  share: number;
  /** From the question to the answer. */
  seconds: number;
  site: string;
  /** Bytes or things a second, as told. */
  told: number;
}

const SOURCES = new Map<string, string[]>();

function sourceOf(file: string): string[] {
  const path = file.replace(/^hairline:/, "");
  const known = SOURCES.get(path);
  if (known) return known;
  const lines = readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8").split("\n");
  SOURCES.set(path, lines);
  return lines;
}

/** Whether a line lies in the body of a top-level function of its file. A file of the shown project is none of ours. */
export function liesIn(file: string, line: number, name: string): boolean {
  if (!file.startsWith("hairline:")) return false;
  const lines = sourceOf(file);
  const from = lines.findIndex((text) => new RegExp(`function ${name}\\b`).test(text));
  if (from === -1) return false;
  const to = lines.findIndex((text, i) => i > from && text.startsWith("}"));
  return line - 1 >= from && line - 1 <= to;
}

function isRight(row: TopRow, leak: LeakKind): boolean {
  // The documents behind detached nodes are the browser's: it tells their number and bytes, and nobody's line.
  if (leak.kind === "dom" && row.kind === "dom") return true;
  if (leak.kind === "module") return row.kind === "module" || (row.site?.file ?? "").includes("drill-module");
  if (row.kind !== leak.kind || !row.site) return false;
  return leak.site === "" || liesIn(row.site.file, row.site.line, leak.site);
}

export async function visit(ask: Ask, kind: string, rate: string, seconds: number, settleMs = 600): Promise<ZooRow> {
  const leak = ALL_LEAKS[kind];
  const planted = await ask(`.leak ${kind} ${rate}`);
  assert.ok(planted.ok, JSON.stringify(planted));
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const started = performance.now();
  const answer = await ask(`.diff ${seconds} rows 30`);
  const took = (performance.now() - started) / 1000;
  await ask(".leak off");
  assert.ok(answer.ok, JSON.stringify(answer));
  const { rows, seconds: measured } = answer.data as Top;
  const [lead] = rows;
  const right = rows.filter((row) => isRight(row, leak));
  const traced = rows.reduce((sum, row) => sum + Math.max(0, row.bytes), 0);
  const bytes = right.reduce((sum, row) => sum + Math.max(0, row.bytes), 0);
  const count = right.reduce((sum, row) => sum + Math.max(0, row.count ?? 0), 0);
  return {
    kind,
    rate,
    found: lead !== undefined && isRight(lead, leak),
    share: leak.by === "bytes" || bytes > 0 ? bytes / Math.max(1, traced) : count > 0 ? 1 : 0,
    seconds: took,
    site: lead?.site ? `${lead.site.file}:${lead.site.line} ${lead.site.name}` : (lead?.what ?? "nothing"),
    told: (leak.by === "bytes" ? bytes : count) / (measured ?? seconds),
  };
}
