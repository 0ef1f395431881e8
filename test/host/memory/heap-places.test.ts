import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { ORIGIN } from "../../../src/host/assets.ts";
import { createScriptPlaces, type Frame } from "../../../src/host/memory/script-places.ts";
import type { Version } from "../../../src/host/show/versions.ts";
import { createScriptSites, createSourceSites, sourceUrl, WRAP_LINES } from "../../../src/host/source-sites.ts";

const PROJECT = mkdtempSync(join(tmpdir(), "hairline-places-"));
after(() => rmSync(PROJECT, { recursive: true, force: true }));

const SOURCES = {
  "sketches/a.ts": `import { read as readTwo } from "../lib/two.ts";
import { grow } from "grower";

const held: number[][] = [];

function read() {
  return [1, 2, 3];
}

export function draw2() {
  held.push(read(), readTwo(), grow());
}
draw2();
`,
  "lib/two.ts": `export const kept = [0];
export function read() {
  return kept.slice();
}
`,
  "node_modules/grower/index.js": `export function grow() {
  return new Array(8).fill(0);
}
`,
};
for (const [file, text] of Object.entries(SOURCES)) {
  mkdirSync(dirname(join(PROJECT, file)), { recursive: true });
  writeFileSync(join(PROJECT, file), text);
}

async function bundle(outfile: string) {
  const { outputFiles } = await build({
    entryPoints: [join(PROJECT, "sketches/a.ts")],
    absWorkingDir: PROJECT,
    outfile: join(PROJECT, outfile),
    bundle: true,
    write: false,
    sourcemap: "external",
    format: "iife",
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return { code: text(".js"), map: text(".map") };
}

const { code, map } = await bundle("sketch.js");

const engine = {
  url: `${ORIGIN}/worker.js`,
  sites: createScriptSites({ map, headLines: 0, nameFile: (source) => source }),
  probes: [],
};
/** Only of the third generation anything is known. */
const version = { sites: createSourceSites(PROJECT, 3, map) } as unknown as Version;
const places = createScriptPlaces({
  project: PROJECT,
  scripts: [engine],
  versionOf: (generation) => (generation === 3 ? version : null),
});

/** Where `words` stands in the bundle, `head` lines below the script's first. */
function frame(url: string, head: number, words: string, name = words): Frame {
  const lines = code.split("\n");
  const at = lines.findIndex((line) => line.includes(words));
  assert.ok(at >= 0, `"${words}" in\n${code}`);
  return { url, line: at + 1 + head, column: lines[at].indexOf(words), name };
}
const inSketch = (words: string, name = words) => frame(sourceUrl(3), WRAP_LINES, words, name);
const inEngine = (words: string, name = words, url = engine.url) => frame(url, 0, words, name);

/** `file:line name` */
const found = (at: Frame) => {
  const site = places.siteOf(at);
  return site && `${site.file}:${site.line} ${site.name}`;
};

test("the bundler gave the second read a number", () => {
  assert.match(code, /function read2\(\)/);
});

test("a frame of a sketch lies in the artist's file", () => {
  assert.equal(found(inSketch("held.push", "draw2")), "sketches/a.ts:11 draw2");
  assert.equal(found(inSketch("kept.slice", "")), "lib/two.ts:3 ");
  assert.equal(found({ ...inSketch("held.push"), url: `${ORIGIN}/${sourceUrl(3)}` }), "sketches/a.ts:11 held.push");
  const { column } = places.siteOf(inSketch("held.push")) ?? {};
  assert.equal(column, 3);
});

test("a sketch that is forgotten, and the wrapper around one, have no place", () => {
  assert.equal(found({ ...inSketch("held.push"), url: sourceUrl(4) }), null);
  assert.equal(found({ ...inSketch("held.push"), url: sourceUrl(33) }), null);
  assert.equal(found({ url: sourceUrl(3), line: 1, column: 20, name: "load" }), null);
  assert.equal(found({ url: sourceUrl(3), line: 99_999, column: 0, name: "draw" }), null);
});

test("every worker runs the one script, whatever stands behind the question mark", () => {
  for (const url of [engine.url, `${engine.url}?id=3`, `${engine.url}?id=12&v=2`])
    assert.equal(found(inEngine("held.push", "draw2", url)), "sketches/a.ts:11 draw2", url);
});

test("a package has no place of its own, in no script", () => {
  for (const at of [inSketch("new Array(8)", "grow"), inEngine("new Array(8)", "grow")]) assert.equal(found(at), null);
});

test("a script of the window that nobody bundled is called by its path", () => {
  const rows: [url: string, site: string | null][] = [
    [`${ORIGIN}/drill-module.js`, "/drill-module.js:4 keep"],
    [`${ORIGIN}/drill-module.js?v=17`, "/drill-module.js:4 keep"],
    ["https://elsewhere.invalid/a.js", null],
    ["node:internal/process", null],
    ["", null],
  ];
  for (const [url, site] of rows) assert.equal(found({ url, line: 4, column: 6, name: "keep" }), site, url);
  // A frame in an engine script that its map does not know is no file of the window.
  assert.equal(found({ url: `${engine.url}?id=3`, line: 99_999, column: 0, name: "x" }), null);
});

test("the source has the last word on a name that ends in a number", () => {
  assert.equal(found(inSketch("function read2", "read2")), "sketches/a.ts:6 read");
  // `draw2` is what the artist wrote.
  assert.equal(found(inSketch("function draw2", "draw2")), "sketches/a.ts:10 draw2");
  // Neither name stands in the line: nothing is known better.
  assert.equal(found(inSketch("kept.slice", "other7")), "lib/two.ts:3 other7");
  assert.equal(found(inSketch("function read2", "2")), "sketches/a.ts:6 2");
  // A letter of some other word is no name.
  assert.equal(found(inSketch("kept.slice", "k3")), "lib/two.ts:3 k3");
});

test("a name without its source stays as it is", () => {
  const blind = createScriptPlaces({ project: join(PROJECT, "gone"), scripts: [engine], versionOf: () => null });
  assert.equal(blind.siteOf(inEngine("function read2", "read2"))?.name, "read2");
});

test("the first frame of ours in a stack counts, packages are passed over", () => {
  const line = ({ url, line: row, column }: Frame, name: string) =>
    `    at ${name && `${name} (`}${url}:${row}:${column + 1}${name && ")"}`;
  const grow = line(inSketch("new Array(8)"), "grow");
  const read = line(inSketch("kept.slice"), "slow");
  const draw = line(inSketch("held.push"), "draw2");
  const rows: [what: string, stack: string[], site: string | null][] = [
    ["a package", ["Error", grow, draw], "sketches/a.ts:11 draw2"],
    ["ours on top", ["Error", read, draw], "lib/two.ts:3 slow"],
    [
      "built-ins",
      ["Error: x", "    at Array.map (<anonymous>)", "    at new Promise (<anonymous>)", draw],
      "sketches/a.ts:11 draw2",
    ],
    ["no function", ["Error", line(inSketch("held.push"), "")], "sketches/a.ts:11 "],
    ["a constructor", ["Error", line(inSketch("held.push"), "new Field")], "sketches/a.ts:11 Field"],
    ["an async one", ["Error", line(inSketch("held.push"), "async draw2")], "sketches/a.ts:11 draw2"],
    [
      "a method with another name",
      ["Error", line(inSketch("held.push"), "Field.draw [as paint]")],
      "sketches/a.ts:11 Field.draw",
    ],
    [
      "an engine frame",
      ["Error", line(inEngine("held.push", "", `${engine.url}?id=3`), "draw2")],
      "sketches/a.ts:11 draw2",
    ],
    ["packages only", ["Error", grow], null],
    ["no frames", ["Error: at sea (somewhere:1)"], null],
    ["nothing", [], null],
  ];
  for (const [what, stack, wanted] of rows) {
    const site = places.siteOfStack(stack.join("\n"));
    assert.equal(site && `${site.file}:${site.line} ${site.name}`, wanted, what);
  }
});

test("a variable is found where it is declared", () => {
  const declared = (url: string, name: string) => {
    const site = places.declarationOf(url, name);
    return site && `${site.file}:${site.line}:${site.column} ${site.name}`;
  };
  assert.equal(declared(sourceUrl(3), "held"), "sketches/a.ts:4:7 held");
  assert.equal(declared(sourceUrl(3), "kept"), "lib/two.ts:1:14 kept");
  assert.equal(declared(`${engine.url}?id=3`, "draw2"), "sketches/a.ts:10:17 draw2");
  // A package's is nobody's, and a word is not a declaration.
  for (const name of ["grow", "push", "hel", "", "held ="]) assert.equal(declared(sourceUrl(3), name), null, name);
  assert.equal(declared(sourceUrl(4), "held"), null);
  assert.equal(declared(`${ORIGIN}/unknown.js`, "held"), null);
});

test("the line of a site, trimmed and cut", () => {
  assert.equal(
    places.sourceOf({ file: "sketches/a.ts", line: 11, column: 3, name: "" }),
    "held.push(read(), readTwo(), grow());",
  );
  for (const line of [0, -1, 99])
    assert.equal(places.sourceOf({ file: "sketches/a.ts", line, column: 1, name: "" }), "");
  assert.equal(places.sourceOf({ file: "nowhere.ts", line: 1, column: 1, name: "" }), "");
  writeFileSync(join(PROJECT, "long.ts"), `  ${"x".repeat(500)}`);
  assert.equal(places.sourceOf({ file: "long.ts", line: 1, column: 1, name: "" }).length, 120);
  const own = { file: "hairline:src/host/memory/script-places.ts", line: 1, column: 1, name: "" };
  assert.match(places.sourceOf(own), /^\/\/ Where a frame/);
});

test("a script added later is known from then on", () => {
  const url = `${ORIGIN}/later.js`;
  const fresh = createScriptPlaces({ project: PROJECT, scripts: [], versionOf: () => null });
  fresh.add({ url, sites: engine.sites });
  assert.equal(fresh.siteOf(inEngine("held.push", "draw2", url))?.file, "sketches/a.ts");
});

test("run from source the url is the file; a bundle of ours has its map beside it", async () => {
  const url = pathToFileURL(join(PROJECT, "sketches/a.ts")).href;
  assert.equal(found({ url, line: 6, column: 9, name: "read" }), "sketches/a.ts:6 read");
  const host = await bundle("host.js");
  writeFileSync(join(PROJECT, "host.mjs"), host.code);
  writeFileSync(join(PROJECT, "host.mjs.map"), host.map);
  const bundled = pathToFileURL(join(PROJECT, "host.mjs")).href;
  assert.equal(found(inEngine("held.push", "draw2", bundled)), "sketches/a.ts:11 draw2");
  assert.equal(found(inEngine("held.push", "draw2", pathToFileURL(join(PROJECT, "none.mjs")).href)), null);
});
