// The import table as data. A wrong dependency is visible in an import line, so reading import lines is enough.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

interface Realm {
  /** Folders below src/ whose values it may use, beside itself. */
  values: readonly string[];
  /** Folders of which it may only use types. */
  types: readonly string[];
  /** Packages and the one file or folder (below src/) that may know each. */
  packages: Readonly<Record<string, string>>;
  node: boolean;
}

/** Host may use the parts of core that are data or export: a drawing is never evaluated there. */
const HOST_CORE = ["core/export/", "core/canvas.ts", "core/color.ts", "core/vocabulary.ts", "core/op.ts"];

const REALMS: Readonly<Record<string, Realm>> = {
  core: {
    values: [],
    types: [],
    packages: {
      "simplex-noise": "core/noise.ts",
      "clipper2-ts": "core/math/clipper.ts",
      delaunator: "core/math/triangulation.ts",
      "opentype.js": "core/text/font.ts",
    },
    node: false,
  },
  protocol: { values: [], types: ["core"], packages: {}, node: false },
  worker: { values: ["core", "protocol"], types: [], packages: {}, node: false },
  window: {
    values: ["protocol"],
    types: ["core"],
    packages: {
      regl: "window/renderer/",
      uplot: "window/memory-plot.ts",
      "@codemirror/commands": "window/editor/main.ts",
      "@codemirror/lang-javascript": "window/editor/main.ts",
      "@codemirror/language": "window/editor/main.ts",
      "@codemirror/state": "window/editor/main.ts",
      "@codemirror/view": "window/editor/main.ts",
      "@lezer/highlight": "window/editor/main.ts",
    },
    node: false,
  },
  host: {
    values: ["protocol"],
    types: ["core"],
    packages: {
      esbuild: "host/",
      chokidar: "host/watch.ts",
      valibot: "host/",
      yaml: "host/yaml-data.ts",
      picocolors: "host/repl/style.ts",
      "repl-history": "host/repl/history.ts",
      "@jridgewell/trace-mapping": "host/source-sites.ts",
      midi: "host/midi/driver.ts",
      acorn: "host/javascript.ts",
    },
    node: true,
  },
};

/** What is wrong with one import, or null. `file` and `target` are relative to src/. */
function judge(file: string, specifier: string, typeOnly: boolean): string | null {
  const realm = file.split("/")[0];
  const rules = REALMS[realm];
  if (!rules) return `${file} lies in no realm; there are ${Object.keys(REALMS).join(", ")}`;
  if (specifier.startsWith("node:"))
    return rules.node ? null : `${file} imports ${specifier}; ${realm} may not touch Node`;
  if (!specifier.startsWith(".")) {
    const name = specifier.startsWith("@") ? specifier.split("/").slice(0, 2).join("/") : specifier.split("/")[0];
    const home = rules.packages[name];
    if (home === undefined)
      return `${file} imports ${name}; ${realm} may use ${Object.keys(rules.packages).join(", ") || "no package"}`;
    return file.startsWith(home) ? null : `${file} imports ${name}; only ${home} may`;
  }
  const target = join(dirname(file), specifier).split(sep).join("/");
  const there = target.split("/")[0];
  if (there === realm || rules.values.includes(there)) return null;
  if (rules.types.includes(there) && typeOnly) return null;
  if (realm === "host" && there === "core" && HOST_CORE.some((part) => target.startsWith(part))) return null;
  const allowed = [realm, ...rules.values, ...rules.types.map((each) => `${each} (types only)`)];
  return `${file} imports ${target}; ${realm} may import ${allowed.join(", ")}`;
}

/** Import and re-export lines of a source: specifier, and whether only types come in. */
function importsOf(source: string): { specifier: string; typeOnly: boolean }[] {
  const found: { specifier: string; typeOnly: boolean }[] = [];
  for (const [, clause, specifier] of source.matchAll(
    /^\s*(?:import|export)\s+([^;"']*?)\s*from\s*["']([^"']+)["']/gm,
  )) {
    const named = /^\{([\s\S]*)\}$/.exec(clause.trim())?.[1];
    const allTypes = named?.split(",").every((name) => name.trim() === "" || name.trim().startsWith("type ")) ?? false;
    found.push({ specifier, typeOnly: clause.trim().startsWith("type ") || allTypes });
  }
  for (const [, specifier] of source.matchAll(/^\s*import\s*["']([^"']+)["']/gm))
    found.push({ specifier, typeOnly: false });
  for (const [, specifier] of source.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g))
    found.push({ specifier, typeOnly: false });
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|mjs)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

test("every import of src/ keeps to the table", () => {
  const src = join(root, "src");
  const wrong = sources(src).flatMap((path) => {
    const file = relative(src, path).split(sep).join("/");
    return importsOf(readFileSync(path, "utf8"))
      .map(({ specifier, typeOnly }) => judge(file, specifier, typeOnly))
      .filter((complaint) => complaint !== null);
  });
  assert.deepEqual(wrong, []);
});

test("sketches import hairline and files beside them, nothing else", () => {
  const wrong = sources(join(root, "sketches")).flatMap((path) =>
    importsOf(readFileSync(path, "utf8"))
      .filter(({ specifier }) => specifier !== "hairline" && !specifier.startsWith("./"))
      .map(({ specifier }) => `${relative(root, path)} imports ${specifier}`),
  );
  assert.deepEqual(wrong, []);
});

const FORBIDDEN: [file: string, line: string, complaint: RegExp][] = [
  ["core/evaluate.ts", `import { readFileSync } from "node:fs";`, /core may not touch Node/],
  ["core/evaluate.ts", `import { HEAD } from "../protocol/frame.ts";`, /core may import core/],
  [
    "window/main.ts",
    `import { createEngine } from "../worker/run-sketch.ts";`,
    /window may import window, protocol, core \(types only\)/,
  ],
  ["window/main.ts", `import { G } from "../core/index.ts";`, /core \(types only\)/],
  ["window/main.ts", `import {\n  type A,\n  B,\n} from "../core/layer.ts";`, /core \(types only\)/],
  ["window/hud.ts", `import createRegl from "regl";`, /only window\/renderer\/ may/],
  ["worker/main.ts", `import "../window/hud.ts";`, /worker may import worker, core, protocol/],
  ["host/cli.ts", `import { watch } from "chokidar";`, /only host\/watch.ts may/],
  ["host/cli.ts", `const x = await import("../core/evaluate.ts");`, /host may import/],
  ["protocol/frame.ts", `export { displace } from "../core/effects/displace.ts";`, /protocol may import/],
  ["lib/x.ts", `import "./y.ts";`, /lies in no realm/],
];
const ALLOWED: [file: string, line: string][] = [
  ["window/main.ts", `import type { LayerStyle } from "../core/layer.ts";`],
  ["window/main.ts", `import { type A, type B } from "../core/layer.ts";`],
  ["worker/main.ts", `import { createEvaluator } from "../core/evaluate.ts";`],
  ["host/frame-to-svg.ts", `import { writeSvg } from "../core/export/svg.ts";`],
];

test("the guard fails on a forbidden import", () => {
  for (const [file, line, complaint] of FORBIDDEN) {
    const [seen] = importsOf(line);
    assert.ok(seen, `no import found in ${line}`);
    assert.match(judge(file, seen.specifier, seen.typeOnly) ?? "allowed", complaint, line);
  }
});

test("the guard lets an allowed import pass", () => {
  for (const [file, line] of ALLOWED) {
    const [seen] = importsOf(line);
    assert.equal(judge(file, seen.specifier, seen.typeOnly), null, line);
  }
});
