// Where a frame of any realm comes from: the artist's file, the engine's, a package below it, or nowhere.

import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "../../protocol/problem.ts";
import { type EngineScript, nameFilesFor, ORIGIN } from "../assets.ts";
import type { Version } from "../show/versions.ts";
import { createScriptSites, type ScriptSites } from "../source-sites.ts";
import type { Site } from "./memory-api.ts";

export interface Frame {
  url: string;
  /** 1-based. */
  line: number;
  /** 0-based. */
  column: number;
  name: string;
}

export interface ScriptPlaces {
  /** Null where no source of ours or the artist's is behind the frame: a package, a built-in, a wrapper. */
  siteOf(frame: Frame): Site | null;
  /** First frame of a stack, as V8 prints it, that lies in a source of ours; packages are passed over. */
  siteOfStack(stack: string): Site | null;
  /** Allocation site `number` of a version, or of the engine in `script`. */
  add(script: { url: string; sites: ScriptSites }): void;
  /** The line of source at a site, trimmed. */
  sourceOf(site: Site): string;
  /** Where a variable of a script is declared, null where that cannot be told. */
  declarationOf(url: string, variable: string): Site | null;
  /** Reads the source maps now: done in the middle of a measurement, it would be the growth that is found. */
  prepare(): void;
}

const SKETCH_URL = /hairline-sketch-(\d+)\.js$/;
const STACK_FRAME = /^\s*at (?:(?:async )?(?:new )?([^\s(]+)[^(]* \()?([^()\s]+):(\d+):(\d+)\)?$/;
const MAX_KNOWN = 4096;
const HOST_BUNDLE = new URL("../../../node_modules/.cache/hairline/host.mjs", import.meta.url).href;

export function createScriptPlaces(options: {
  project: string;
  scripts: readonly EngineScript[];
  versionOf(generation: number): Version | null;
}): ScriptPlaces {
  const { project, scripts, versionOf } = options;
  const known = new Map<string, { sites: ScriptSites }>(scripts.map((script) => [script.url, script]));
  const nameFile = nameFilesFor(project);
  /** Frames repeat from profile to profile; a look into a source map is dear. Bounded, and begun anew when full. */
  const found = new Map<string, Site | null>();
  const sources = new Map<string, string[]>();

  const sitesOf = (address: string): ScriptSites | null => {
    // `worker.js?id=3` is the script of every worker.
    const url = address.replace(/\?.*$/, "");
    const sketch = SKETCH_URL.exec(url);
    if (sketch) return versionOf(Number(sketch[1]))?.sites ?? null;
    const script = known.get(url) ?? hostScript(url);
    return script?.sites ?? null;
  };

  /** The host's own bundle has its map beside it. */
  function hostScript(url: string): { sites: ScriptSites } | null {
    if (!url.startsWith("file:") || !url.endsWith(".mjs")) return null;
    try {
      const path = fileURLToPath(url);
      const map = readFileSync(`${path}.map`, "utf8");
      const folder = path.replace(/[^/\\]+$/, "");
      const script = {
        sites: createScriptSites({ map, headLines: 0, nameFile: (source) => nameFile(folder + source) }),
      };
      known.set(url, script);
      return script;
    } catch {
      return null;
    }
  }

  function resolveFrame(frame: Frame): Site | null {
    const place = sitesOf(frame.url)?.placeAt(frame);
    if (place) return place.file.includes("node_modules/") ? null : { ...place, name: ownName(frame.name, place) };
    if (frame.url.startsWith(ORIGIN)) {
      // A script of the window that nobody bundled: its address is its name, whatever stands behind the question mark.
      const file = frame.url.slice(ORIGIN.length).replace(/\?.*$/, "");
      if (!known.has(ORIGIN + file)) return { file, line: frame.line, column: frame.column + 1, name: frame.name };
    }
    // Run from source, by a test or a benchmark: the url is the file.
    if (frame.url.startsWith("file:") && frame.url.endsWith(".ts")) {
      return {
        file: relative(project, fileURLToPath(frame.url)),
        line: frame.line,
        column: frame.column + 1,
        name: frame.name,
      };
    }
    return null;
  }

  /** A bundler calls the second `read` of a script `read2`; the source knows better. */
  function ownName(name: string, place: Place): string {
    const [, stem] = /^(\D.*?)\d+$/.exec(name) ?? [];
    if (stem === undefined) return name;
    const words = sourceOf(place).split(/[^\p{ID_Continue}$]+/u);
    return !words.includes(name) && words.includes(stem) ? stem : name;
  }

  function siteOf(frame: Frame): Site | null {
    const key = `${frame.url}:${frame.line}:${frame.column}:${frame.name}`;
    let site = found.get(key);
    if (site === undefined) {
      site = resolveFrame(frame);
      if (found.size >= MAX_KNOWN) found.clear();
      found.set(key, site);
    }
    return site;
  }

  function sourceOf({ file, line }: Pick<Place, "file" | "line">): string {
    if (line < 1) return "";
    let lines = sources.get(file);
    if (!lines) {
      if (sources.size >= 64) sources.clear();
      lines = readLines(project, file);
      sources.set(file, lines);
    }
    return (lines[line - 1] ?? "").trim().slice(0, 120);
  }

  return {
    siteOf,
    siteOfStack(stack) {
      for (const line of stack.split("\n")) {
        const match = STACK_FRAME.exec(line);
        if (!match) continue;
        const [, name = "", url, row, column] = match;
        const site = siteOf({ url, line: Number(row), column: Number(column) - 1, name });
        if (site) return site;
      }
      return null;
    },
    add(script) {
      known.set(script.url, script);
    },
    sourceOf,
    declarationOf(url, variable) {
      const place = sitesOf(url)?.declarationOf(variable);
      return place ? { ...place, name: variable } : null;
    },
    prepare() {
      for (const script of scripts) script.sites.open();
      hostScript(HOST_BUNDLE)?.sites.open();
    },
  };
}

function readLines(project: string, file: string): string[] {
  const path = file.startsWith("hairline:")
    ? new URL(`../../../${file.slice(9)}`, import.meta.url)
    : `${project}/${file}`;
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}
