// Lines of a set's log: one JSON object each, closed by the sum of itself and of all lines before. So a torn end, a line
// changed by hand, one left out and one put in are all seen; it is no signature, whoever can write can seal.

import { createHash } from "node:crypto";

const SUM = /^(.*),"sum":"([0-9a-f]{8})"\}$/s;

/** `before`: the sum of the line before, "" at the beginning. */
export function sealLine(entry: object, before: string): { line: string; sum: string } {
  const body = JSON.stringify(entry).slice(0, -1);
  const sum = sumOf(before, body);
  return { line: `${body},"sum":"${sum}"}`, sum };
}

/** The object of a line, or null where it is not as it was written. */
export function openLine(line: string, before: string): { value: Record<string, unknown>; sum: string } | null {
  const match = SUM.exec(line);
  if (!match || sumOf(before, match[1]) !== match[2]) return null;
  try {
    const value: unknown = JSON.parse(`${match[1]}}`);
    if (typeof value !== "object" || value === null) return null;
    return { value: value as Record<string, unknown>, sum: match[2] };
  } catch {
    return null;
  }
}

function sumOf(before: string, body: string): string {
  return createHash("sha256").update(before).update(body).digest("hex").slice(0, 8);
}
