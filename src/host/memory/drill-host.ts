// The drill's leak in this process, and the pace of those that are driven from here.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Site } from "./memory-api.ts";

const TICK_MS = 16;
const BUFFER_BYTES = 64 * 1024;

export interface HostBuffers {
  bytes: number;
  count: number;
  site: Site | null;
}

const keptBuffers: Buffer[] = [];

function leakHostBuffers(): void {
  keptBuffers.push(Buffer.alloc(BUFFER_BYTES, 1)); // filled: untouched pages are no memory yet
}

/** Until the returned function is called. */
export function startHostLeak(bytesPerSecond: number): () => void {
  return keepPace(bytesPerSecond, BUFFER_BYTES, leakHostBuffers);
}

export function dropHostBuffers(): void {
  keptBuffers.length = 0;
}

/** V8's sampler does not see what lies outside its heap, so this leak keeps its own book. */
export function hostBuffers(nameFile: (source: string) => string): HostBuffers[] {
  if (keptBuffers.length === 0) return [];
  return [{ bytes: keptBuffers.length * BUFFER_BYTES, count: keptBuffers.length, site: siteOf(nameFile) }];
}

let place: { line: number; column: number } | null = null;

/** The host runs as one bundle; where it was written is looked up in the source, which is always there. */
function siteOf(nameFile: (source: string) => string): Site {
  const path = fileURLToPath(import.meta.url);
  if (place === null) {
    const lines = readFileSync(path, "utf8").split("\n");
    const line = lines.findIndex((text) => /^ .*Buffer\.alloc\(/.test(text));
    place = { line: line + 1, column: lines[line].indexOf("Buffer.alloc(") + 1 };
  }
  return { file: nameFile(path), ...place, name: leakHostBuffers.name };
}

/** Calls `keep` as often as the rate needs it, each call standing for `bytes`. Returns its stop. */
export function keepPace(bytesPerSecond: number, bytes: number, keep: () => void): () => void {
  let last = performance.now();
  let owed = 0;
  const timer = setInterval(() => {
    const at = performance.now();
    owed += (bytesPerSecond * Math.min(at - last, 4 * TICK_MS)) / 1000;
    last = at;
    for (; owed >= bytes; owed -= bytes) keep();
  }, TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
