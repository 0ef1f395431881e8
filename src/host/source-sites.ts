// Positions in a bundle → the artist's own file, line and column. The one file that knows trace-mapping.

import { relative, resolve } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Place, Problem } from "../protocol/problem.ts";
import { codeFrame } from "./code-frame.ts";

export interface SourceSites {
  /** First position of a stack that lies in the artist's files, or null. */
  siteOf(stack: string): Place | null;
  excerpt(place: Place): string | undefined;
}

/** How a bundle is named in its worker; the stack of a throw carries it. */
export function sourceUrl(generation: number): string {
  return `hairline-sketch-${generation}.js`;
}

/** Lines put before the bundle's first when it is wrapped for loading. */
export const WRAP_LINES = 1;

export function createSourceSites(project: string, generation: number, map: string): SourceSites {
  let traced: TraceMap | null = null;
  const open = () => {
    traced ??= new TraceMap(map);
    return traced;
  };
  const frame = new RegExp(`${sourceUrl(generation).replace(/[.]/g, "\\.")}:(\\d+):(\\d+)`, "g");
  return {
    siteOf(stack) {
      for (const [, line, column] of stack.matchAll(frame)) {
        // The wrapper's own line: the call that loads the sketch, no place in it.
        if (Number(line) <= WRAP_LINES) continue;
        // Frames of the wrapper have no original, and a stack comes from elsewhere: it may say anything.
        if (Number(line) <= WRAP_LINES || Number(column) < 1) continue;
        const found = originalPositionFor(open(), { line: Number(line) - WRAP_LINES, column: Number(column) - 1 });
        if (found.source === null || found.line === null) continue;
        // esbuild names sources relative to its outfile, which lies in the project's root.
        return { file: relative(project, resolve(project, found.source)), line: found.line, column: found.column + 1 };
      }
      return null;
    },
    excerpt(place) {
      const { sources, sourcesContent } = open();
      const at = sources.findIndex(
        (source) => source !== null && relative(project, resolve(project, source)) === place.file,
      );
      const text = at === -1 ? null : sourcesContent?.[at];
      return text ? codeFrame(text, place) : undefined;
    },
  };
}

/** What a worker reported → a problem at the artist's line. */
export function problemFromThrow(
  sites: SourceSites,
  entry: string,
  generation: number,
  thrown: { what: string; stack: string; expected?: string; try?: string; severity?: Problem["severity"] },
): Problem {
  const where = sites.siteOf(thrown.stack) ?? { file: entry, line: 0, column: 1 };
  return {
    severity: thrown.severity ?? "error",
    where,
    what: thrown.what,
    expected: thrown.expected,
    try: thrown.try,
    excerpt: where.line > 0 ? sites.excerpt(where) : undefined,
    generation,
  };
}
