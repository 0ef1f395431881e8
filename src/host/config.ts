// Where the settings come from, later over earlier:
//
//   defaults in config-schema.ts ← configs/default.yaml ← configs/<name>.yaml ← hairline.yaml ← HAIRLINE_* ← flags
//
// `configs/` is looked for in the package and then in the project. Groups merge key by key; lists are replaced whole.
// A wrong value is a problem with its place, and the value below it stays: a typo in a file must not end the show.
//
// A project folder is opened before anybody has read it, so its files choose no program to run (`browser.path`) and
// no place outside the folder (`sketch`, `output.folder`, `fonts.folders`). Flags, environment and the package's own files may.
//
// Environment: HAIRLINE_ and the key in capitals, two underscores between group and key, the value as in YAML:
// HAIRLINE_FPS=30, HAIRLINE_CANVAS__BACKGROUND=#fafafa, HAIRLINE_CANVAS__SIZE="[210, 297]".

import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, normalize, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { bindKeys } from "../protocol/keys.ts";
import type { Place, Problem } from "../protocol/problem.ts";
import { type Config, configKeys, configSchema, groupEntries, keySchema } from "./config-schema.ts";
import { nearest } from "./nearest.ts";
import { isLoopback, readTarget } from "./osc/target.ts";
import {
  type Data,
  type DataMap,
  describeData,
  emptyMap,
  excerptAt,
  isDataMap,
  MAX_CONFIG_BYTES,
  type ParsedData,
  parseYamlData,
  parseYamlValue,
} from "./yaml-data.ts";

export type { Config } from "./config-schema.ts";

/** Dotted path → value, as the command line gives them: `{ "window.headless": true, fps: 30 }` */
export type ConfigFlags = Readonly<Record<string, Data>>;

export interface ConfigRequest {
  project: string;
  /** `--config`: a name in `configs/`, or the path of a .yaml file. */
  name?: string | null;
  env?: Readonly<Record<string, string | undefined>>;
  flags?: ConfigFlags;
  /** Where `configs/` of the program is. */
  packageFolder?: string;
  /** The configuration in use: a file that cannot be read at all keeps what it said before. */
  previous?: LoadedConfig;
}

export interface LoadedConfig {
  config: Config;
  /** Dotted path → where its value came from: `hairline.yaml:3`, `HAIRLINE_FPS`, `--fps`, `default`. */
  sources: Map<string, string>;
  problems: Problem[];
  /** Absolute paths of the files that were looked for: what a watcher would watch. */
  files: string[];
  /** What each file said, for the next load. */
  remembered: Map<string, ParsedData>;
}

interface Layer {
  data: DataMap;
  /** Absent for flags and environment. */
  file?: { name: string; text: string; parsed: ParsedData };
  source(path: string): string;
  /** From the project folder: may choose nothing outside it. */
  foreign: boolean;
}

const MAX_PROBLEMS = 50;
const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));

export function loadConfig(request: ConfigRequest): LoadedConfig {
  const problems: Problem[] = [];
  const remembered = new Map<string, ParsedData>();
  const files: string[] = [];
  const project = resolve(request.project);
  const home = resolve(request.packageFolder ?? PACKAGE);

  const readLayer = (path: string, foreign: boolean): Layer | null => {
    files.push(path);
    const name = displayName(path, project, home);
    const read = readConfigFile(path, foreign ? project : null);
    if (read === null) return null;
    if (typeof read !== "string") {
      problems.push({
        severity: "error",
        where: { file: name, line: 0, column: 0 },
        what: read.what,
        expected: read.expected,
      });
      return null;
    }
    let parsed = parseYamlData(read, name);
    problems.push(...parsed.problems);
    const before = request.previous?.remembered.get(path);
    if (!parsed.sound && before) parsed = before;
    remembered.set(path, parsed);
    const source = (key: string) => `${name}:${(parsed.values.get(key) ?? parsed.keys.get(key))?.line ?? 1}`;
    return { data: parsed.data, file: { name, text: read, parsed }, source, foreign };
  };

  const layers: Layer[] = [];
  const add = (layer: Layer | null) => {
    if (layer) layers.push(layer);
    return layer !== null;
  };
  const folders =
    home === project
      ? [{ folder: home, foreign: false }]
      : [
          { folder: home, foreign: false },
          { folder: project, foreign: true },
        ];
  for (const { folder, foreign } of folders) add(readLayer(join(folder, "configs", "default.yaml"), foreign));
  if (request.name) {
    if (isPath(request.name)) {
      const path = resolve(project, request.name);
      if (!add(readLayer(path, false)) && problems.length === 0) problems.push(missing(request.name));
    } else {
      const found = folders.map(({ folder, foreign }) =>
        add(readLayer(join(folder, "configs", `${request.name}.yaml`), foreign)),
      );
      if (!found.includes(true)) problems.push(missing(request.name));
    }
  }
  add(readLayer(join(project, "hairline.yaml"), true));
  layers.push(environmentLayer(request.env ?? {}, problems));
  layers.push(flagLayer(request.flags ?? {}));

  let merged = emptyMap();
  const sources = new Map<string, string>(configKeys.map((key) => [key, "default"]));
  for (const layer of layers) {
    const accepted = acceptLayer(merged, layer, problems);
    merged = accepted.merged;
    for (const path of accepted.paths) sources.set(path, layer.source(path));
  }
  const config = v.parse(configSchema, merged);
  problems.push(...keyProblems(config.keys, sources));
  return {
    config,
    sources,
    problems: atMost(problems, MAX_PROBLEMS),
    files,
    remembered,
  };
}

/** Two actions on one key: the file that said so last is the one to look at. */
function keyProblems(keys: Config["keys"], sources: ReadonlyMap<string, string>): Problem[] {
  return bindKeys(keys).conflicts.map(({ key, winner, loser }) => {
    const source = sources.get(`keys.${winner}`) ?? "";
    const place = /^(.+):(\d+)$/.exec(source);
    return {
      severity: "warning",
      where: place ? { file: place[1], line: Number(place[2]), column: 1 } : undefined,
      what: `the key "${key}" is given to ${winner} and to ${loser}; ${winner} has it`,
      try: `Give ${loser} another: \`keys: { ${loser}: "…" }\`.`,
    };
  });
}

function atMost(problems: Problem[], most: number): Problem[] {
  if (problems.length <= most) return problems;
  return [
    ...problems.slice(0, most),
    { severity: "note", what: `${problems.length - most} further problems in the configuration` },
  ];
}

/** Rows of `hairline config --explain`. */
export interface ExplainedValue {
  key: string;
  value: unknown;
  source: string;
}

export function explainConfig(loaded: LoadedConfig): ExplainedValue[] {
  return configKeys.map((key) => ({
    key,
    value: valueAt(loaded.config as unknown as DataMap, key),
    source: loaded.sources.get(key) ?? "default",
  }));
}

/** What is wrong with a value for a key, or null. The command line asks before the show starts. */
export function checkSetting(key: string, value: Data, name: string): Problem | null {
  const schema = keySchema(key);
  if (!schema) return { severity: "error", what: `there is no setting "${key}"` };
  const result = v.safeParse(schema, value);
  return result.success
    ? null
    : { severity: "error", what: `${name} is ${describeData(value)}`, expected: result.issues[0].message };
}

/** Checks a layer on top of what is already accepted; what it gets wrong is reported and left out. */
function acceptLayer(base: DataMap, layer: Layer, problems: Problem[]): { merged: DataMap; paths: string[] } {
  const data = knownKeys(layer.data, configSchema.entries, "", layer, problems);
  for (;;) {
    const merged = mergeData(base, data);
    const result = v.safeParse(configSchema, merged);
    if (result.success) return { merged, paths: leafPaths(data, "") };
    const expected = new Map<string, string>(); // one key can fail several checks
    for (const issue of result.issues) {
      expected.set(settingPath(issue.path?.map((step) => String(step.key)) ?? []), issue.message);
    }
    for (const [path, message] of expected) {
      const got = valueAt(data, path);
      if (got === undefined) throw new Error(`configuration: ${path} is wrong although no layer set it`);
      problems.push({
        severity: "error",
        ...placeOf(layer, path, "values"),
        what: `${describePath(layer, path)} is ${describeData(got)}`,
        expected: message,
      });
      removeAt(data, path);
    }
  }
}

/** A copy with the unknown and the forbidden left out. */
function knownKeys(
  data: DataMap,
  entries: v.ObjectEntries,
  prefix: string,
  layer: Layer,
  problems: Problem[],
): DataMap {
  const known = emptyMap();
  for (const [key, value] of Object.entries(data)) {
    const path = prefix + key;
    // hasOwn, not `in`: "constructor" and "__proto__" are in every object.
    if (!Object.hasOwn(entries, key)) {
      const many = problems.length >= MAX_PROBLEMS; // thousands of strange keys: counted, not studied
      problems.push({
        severity: "error",
        ...(many ? {} : placeOf(layer, path, "keys")),
        what: `the key "${path.slice(0, 100)}" is unknown`,
        try: many ? undefined : suggestKey(key, prefix, entries),
      });
      continue;
    }
    const inner = groupEntries(entries[key] as v.GenericSchema);
    if (inner && value === null) continue; // a group with all its keys commented out
    const refusal =
      inner && !isDataMap(value)
        ? { what: `${describePath(layer, path)} is ${describeData(value)}`, expected: "keys and values, indented" }
        : layer.foreign
          ? forbidden(path, value)
          : null;
    if (refusal) problems.push({ severity: "error", ...placeOf(layer, path, "values"), ...refusal });
    else known[key] = inner && isDataMap(value) ? knownKeys(value, inner, `${path}.`, layer, problems) : value;
  }
  return known;
}

function suggestKey(key: string, prefix: string, entries: v.ObjectEntries): string {
  const sibling = nearest(key, Object.keys(entries));
  if (sibling) return `Did you mean "${prefix}${sibling}"?`;
  const lasts = new Map(configKeys.map((path) => [path.slice(path.lastIndexOf(".") + 1), path]));
  const elsewhere = nearest(key, lasts.keys());
  if (elsewhere) return `Did you mean "${lasts.get(elsewhere)}"?`;
  return `Known here: ${Object.keys(entries).join(", ")}.`;
}

function forbidden(path: string, value: Data): Pick<Problem, "what" | "expected" | "try"> | null {
  if (path === "browser.path" && value !== null)
    return {
      what: "browser.path is not taken from a project's files: opening a folder must not choose a program to run",
      try: "Use --browser or HAIRLINE_BROWSER__PATH.",
    };
  const open = openingOf(path, value);
  if (open !== null)
    return {
      what: `${path} is not taken from a project's files: opening a folder must not ${open}`,
      try: `Use HAIRLINE_${path.replaceAll(".", "__").toUpperCase()}, or a configuration of your own (--config).`,
    };
  const isPlace = path === "sketch" || path === "output.folder" || path === "fonts.folders";
  const outside = isPlace && [value].flat().find((each) => typeof each === "string" && leavesFolder(each));
  if (typeof outside === "string")
    return {
      what: `${path} is ${JSON.stringify(outside.slice(0, 100))}`,
      expected: "a path inside the project",
      try: "A place elsewhere can be given as a flag or in the environment.",
    };
  return null;
}

/** What a setting of somebody else's folder would open to the room or the network; null where it opens nothing. */
function openingOf(path: string, value: Data): string | null {
  const isWide = (host: string | undefined) => host !== undefined && !isLoopback(host);
  const listed = [value].flat().flatMap((each) => (typeof each === "string" ? [each] : []));
  if (path === "audio.input" && value !== null) return "open the microphone";
  if (path === "osc.host" && isWide(listed[0])) return "listen to a network";
  if (path === "osc.commands" && value === "all") return "let others give every command";
  if (path === "osc.send" && listed.some((to) => isWide(readTarget(to)?.host)))
    return "tell strangers what happens here";
  return null;
}

function leavesFolder(path: string): boolean {
  const clean = normalize(path.replaceAll("\\", "/"));
  return isAbsolute(clean) || /^[a-z]:/i.test(clean) || clean.split(/[/\\]/)[0] === ".." || path.includes("\0");
}

function environmentLayer(env: Readonly<Record<string, string | undefined>>, problems: Problem[]): Layer {
  const data = emptyMap();
  const names = new Map(configKeys.map((key) => [environmentName(key), key]));
  for (const [name, raw] of Object.entries(env)) {
    if (!name.startsWith("HAIRLINE_") || raw === undefined || raw === "") continue;
    if (name === "HAIRLINE_MIDI_DRIVER") continue; // which build of RtMidi: no setting (midi/driver.ts)
    const key = names.get(name);
    if (key) setAt(data, key, environmentValue(key, raw));
    else {
      const close = nearest(name, names.keys());
      problems.push({
        severity: "warning",
        what: `the environment variable ${name} is no setting`,
        try: close ? `Did you mean ${close}?` : "See: hairline config --explain",
      });
    }
  }
  return { data, source: environmentName, foreign: false };
}

const environmentName = (key: string): string =>
  `HAIRLINE_${key.replaceAll(".", "__").replaceAll("-", "_").toUpperCase()}`;

/** As YAML where that gives a value the key takes, else as the bare text: `#fff` is a comment in YAML. */
function environmentValue(key: string, raw: string): Data {
  const schema = keySchema(key);
  const written = raw.length <= 10_000 ? parseYamlValue(raw) : null;
  if (
    written &&
    schema &&
    v.safeParse(schema, written.value).success &&
    !(written.value === null && raw.trim() !== "null")
  )
    return written.value;
  if (schema && v.safeParse(schema, raw).success) return raw;
  return written && written.value !== null ? written.value : raw;
}

const FLAG_NAMES: Record<string, string> = {
  "window.headless": "--headless",
  "browser.path": "--browser",
  "stage.on": "--stage",
  "stage.display": "--stage",
  "osc.listen": "--osc",
  "audio.input": "--audio",
  "midi.input": "--midi",
};

function flagLayer(flags: ConfigFlags): Layer {
  const data = emptyMap();
  for (const [key, value] of Object.entries(flags)) setAt(data, key, value);
  return {
    data,
    source: (path) => FLAG_NAMES[path] ?? (path === "sketch" ? "command line" : `--${path}`),
    foreign: false,
  };
}

/** The text of a regular file of bounded size, null where there is none, or why not. */
function readConfigFile(path: string, within: string | null): string | null | { what: string; expected?: string } {
  try {
    // stat before open: opening a named pipe would wait for ever
    const stat = statSync(path);
    if (!stat.isFile()) return { what: "the configuration is not a file", expected: "a YAML file" };
    if (stat.size > MAX_CONFIG_BYTES)
      return { what: `the file has ${stat.size} bytes`, expected: `at most ${MAX_CONFIG_BYTES}` };
    if (within !== null && !isInside(realpathSync(path), realpathSync(within)))
      return { what: "the file is a link to a place outside the project", expected: "a file in the project" };
    return readBounded(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    return code === "ENOENT" || code === "ENOTDIR" ? null : { what: `the configuration cannot be read (${code})` };
  }
}

/** Like readFileSync, for a file that may grow while it is read. */
function readBounded(path: string): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(MAX_CONFIG_BYTES + 1);
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length === buffer.length) return buffer.toString("utf8", 0, length);
    }
  } finally {
    closeSync(file);
  }
}

const isInside = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
const isPath = (name: string) => /[/\\]|\.ya?ml$/i.test(name);

function missing(name: string): Problem {
  return {
    severity: "error",
    what: `there is no configuration "${name}"`,
    expected: isPath(name) ? "the path of a YAML file" : `configs/${name}.yaml`,
  };
}

function displayName(path: string, project: string, home: string): string {
  if (isInside(path, project)) return relative(project, path);
  return isInside(path, home) ? relative(home, path) : path;
}

/** An issue inside a list belongs to the list: the path as far as the schema knows keys. */
function settingPath(steps: string[]): string {
  let entries: v.ObjectEntries | null = configSchema.entries;
  const known: string[] = [];
  for (const step of steps) {
    if (!entries) break;
    known.push(step);
    entries = Object.hasOwn(entries, step) ? groupEntries(entries[step] as v.GenericSchema) : null;
  }
  return known.join(".");
}

function placeOf(layer: Layer, path: string, which: "keys" | "values"): { where?: Place; excerpt?: string } {
  if (!layer.file) return {};
  const { name, text, parsed } = layer.file;
  const spot = parsed[which].get(path) ?? parsed.keys.get(path);
  return spot
    ? { where: { file: name, ...spot }, excerpt: excerptAt(text, spot) }
    : { where: { file: name, line: 0, column: 0 } };
}

const describePath = (layer: Layer, path: string) => (layer.file ? path : layer.source(path));

function mergeData(base: DataMap, over: DataMap): DataMap {
  const merged = emptyMap();
  for (const [key, value] of Object.entries(base)) merged[key] = value;
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isDataMap(value) ? mergeData(isDataMap(below) ? below : emptyMap(), value) : value;
  }
  return merged;
}

function leafPaths(data: DataMap, prefix: string): string[] {
  return Object.entries(data).flatMap(([key, value]) =>
    isDataMap(value) ? leafPaths(value, `${prefix}${key}.`) : [prefix + key],
  );
}

function valueAt(data: DataMap, path: string): Data | undefined {
  let here: Data | undefined = data;
  for (const key of path.split(".")) here = isDataMap(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  return here;
}

function setAt(data: DataMap, path: string, value: Data): void {
  const keys = path.split(".");
  const last = keys.pop() as string;
  for (const key of keys) {
    if (!isDataMap(data[key])) data[key] = emptyMap();
    data = data[key] as DataMap;
  }
  data[last] = value;
}

function removeAt(data: DataMap, path: string): void {
  const keys = path.split(".");
  const last = keys.pop() as string;
  for (const key of keys) data = data[key] as DataMap;
  delete data[last];
}
