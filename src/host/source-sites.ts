// Positions in a script that runs → file, line and column of its source. The one file that knows trace-mapping.

import { relative, resolve } from "node:path";
import { decodedMappings, TraceMap } from "@jridgewell/trace-mapping";
import type { Place, Problem } from "../protocol/problem.ts";
import { codeFrame } from "./code-frame.ts";

export interface ScriptPosition {
  /** 1-based. */
  line: number;
  /** 0-based. */
  column: number;
}

export interface ScriptSites {
  /** Reads the map; done by itself when first needed. */
  open(): void;
  /** Null for what we wrapped around the source. */
  placeAt(position: ScriptPosition): Place | null;
  /** The place of a site that was numbered in the bundle before anything was put into it. */
  placeInBundle(position: ScriptPosition): Place | null;
  /** The first line of the sources that declares a name at its top level, or null. */
  declarationOf(name: string): Place | null;
  excerpt(place: Place): string | undefined;
}

export interface ScriptSitesOptions {
  map: string;
  /** Lines put before the bundle's first. */
  headLines: number;
  /** Column before probes were put in. */
  original?(line: number, column: number): number;
  /** How a source of the map is called: relative to the project where possible. */
  nameFile(source: string): string;
}

export function createScriptSites({ map, headLines, original, nameFile }: ScriptSitesOptions): ScriptSites {
  let opened: CompactMap | null = null;
  const open = () => {
    opened ??= compact(map);
    return opened;
  };
  const placeInBundle = ({ line, column }: ScriptPosition): Place | null => {
    const found = find(open(), line, column);
    return found && { file: nameFile(found.source), line: found.line, column: found.column + 1 };
  };
  return {
    open: () => void open(),
    placeInBundle,
    placeAt({ line: running, column: runningColumn }) {
      const line = running - headLines;
      // The wrapper's own line: the call that loads the sketch, no place in it.
      if (line < 1 || runningColumn < 0) return null;
      return placeInBundle({ line, column: original ? original(line, runningColumn) : runningColumn });
    },
    declarationOf(name) {
      if (!/^[\w$]+$/.test(name)) return null;
      const word = name.replaceAll("$", "\\$");
      const declares = new RegExp(
        `^(?:export\\s+)?(?:const|let|var|(?:async\\s+)?function\\*?|class)\\s[^=]*?(?<![\\w$])${word}(?![\\w$])`,
      );
      const { sources, sourcesContent } = open();
      for (const [i, text] of sourcesContent.entries()) {
        if (sources[i].includes("node_modules/")) continue;
        const lines = text?.split("\n") ?? [];
        const at = lines.findIndex((line) => declares.test(line));
        if (at !== -1) return { file: nameFile(sources[i]), line: at + 1, column: lines[at].indexOf(name) + 1 };
      }
      return null;
    },
    excerpt(place) {
      const { sources, sourcesContent } = open();
      const text = sourcesContent[sources.findIndex((source) => nameFile(source) === place.file)];
      return text ? codeFrame(text, place) : undefined;
    },
  };
}

/**
 * A map as four numbers a segment. The library keeps an array per segment, which for the host's own bundle is 21 MB: an
 * instrument that weighs more than what it measures. So it decodes, and what it decoded is let go.
 */
interface CompactMap {
  sources: string[];
  sourcesContent: (string | null)[];
  /** Segment at which each line of the script begins; one more at the end. */
  starts: Int32Array;
  /** Column in the script, source, line and column in it. */
  segments: Int32Array;
}
const WORDS = 4;

function compact(map: string): CompactMap {
  const traced = new TraceMap(map);
  const lines = decodedMappings(traced);
  const starts = new Int32Array(lines.length + 1);
  for (let line = 0; line < lines.length; line++) starts[line + 1] = starts[line] + lines[line].length;
  const segments = new Int32Array(starts[lines.length] * WORDS);
  let at = 0;
  for (const line of lines) {
    for (const [column, source = -1, sourceLine = 0, sourceColumn = 0] of line) {
      segments.set([column, source, sourceLine, sourceColumn], at);
      at += WORDS;
    }
  }
  const sources = traced.sources.map((source) => source ?? "");
  return { sources, sourcesContent: [...(traced.sourcesContent ?? [])], starts, segments };
}

/** The segment a position (1-based line, 0-based column) lies in; its line is 1-based, its column 0-based. */
function find({ sources, starts, segments }: CompactMap, line: number, column: number) {
  if (!(line >= 1 && line < starts.length)) return null;
  let low = starts[line - 1];
  let high = starts[line] - 1;
  if (low > high || segments[low * WORDS] > column) return null;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle * WORDS] <= column) low = middle;
    else high = middle - 1;
  }
  const at = low * WORDS;
  const source = segments[at + 1];
  return source < 0 ? null : { source: sources[source], line: segments[at + 2] + 1, column: segments[at + 3] };
}

export interface SourceSites extends ScriptSites {
  /** First position of a stack that lies in the artist's files, or null. */
  siteOf(stack: string): Place | null;
}

/** How a bundle is named in its worker; the stack of a throw carries it. */
export function sourceUrl(generation: number): string {
  return `hairline-sketch-${generation}.js`;
}

/** Lines put before the bundle's first when it is wrapped for loading. */
export const WRAP_LINES = 1;

export function createSourceSites(
  project: string,
  generation: number,
  map: string,
  original?: ScriptSitesOptions["original"],
): SourceSites {
  const sites = createScriptSites({
    map,
    headLines: WRAP_LINES,
    original,
    // esbuild names sources relative to its outfile, which lies in the project's root.
    nameFile: (source) => relative(project, resolve(project, source)),
  });
  const frame = new RegExp(`${sourceUrl(generation).replace(/[.]/g, "\\.")}:(\\d+):(\\d+)`, "g");
  return {
    ...sites,
    siteOf(stack) {
      for (const [, line, column] of stack.matchAll(frame)) {
        // Frames of the wrapper have no original, and a stack comes from elsewhere: it may say anything.
        const place = sites.placeAt({ line: Number(line), column: Number(column) - 1 });
        if (place) return place;
      }
      return null;
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
