import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { runInThisContext } from "node:vm";
import { type BundleOutcome, createBundler, hashText } from "../../src/host/bundle.ts";
import { createSourceSites, sourceUrl, WRAP_LINES } from "../../src/host/source-sites.ts";
import { describeProblem } from "../../src/protocol/problem.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "hairline-bundle-")));
after(() => rmSync(root, { recursive: true }));

let projects = 0;
/** A project of these files; `-> target` makes a link. */
function project(files: Record<string, string>): { folder: string; write(name: string, text: string): void } {
  const folder = join(root, `p${projects++}`, "project");
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (text.startsWith("-> ")) symlinkSync(text.slice(3), path);
    else writeFileSync(path, text);
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { folder, write };
}

async function build(
  files: Record<string, string>,
  entry = "sketches/a.ts",
): Promise<BundleOutcome & { folder: string }> {
  const { folder } = project(files);
  const bundler = createBundler(folder, join(folder, entry));
  try {
    return { ...(await bundler.build()), folder };
  } finally {
    await bundler.dispose();
  }
}

type Built = Extract<BundleOutcome, { kind: "built" }>;
function built<T extends BundleOutcome>(outcome: T): T & Built {
  if (outcome.kind === "failed") assert.fail(outcome.problems.map(describeProblem).join("\n"));
  return outcome as T & Built;
}
/** Problems as lines, or the code, which is then not a failure. */
const said = (outcome: BundleOutcome) =>
  outcome.kind === "failed" ? outcome.problems.map(describeProblem) : [outcome.code];

/** What the worker does with a bundle. */
function run(code: string): { draw(): unknown } {
  const module = { exports: {} as { default?: unknown } };
  new Function("require", "module", "exports", code)((name: string) => ({ name }), module, module.exports);
  return (module.exports.default ?? module.exports) as { draw(): unknown };
}

test("a sketch and the files beside it become one script; hairline stays outside", async () => {
  const outcome = built(
    await build({
      "sketches/a.ts": `import { G } from "hairline";\nimport { twice } from "./lib/maths";\nimport data from "../data.json";\nexport function draw(): unknown { return [G, twice(data.n) satisfies number]; }`,
      "sketches/lib/maths.ts": `export const twice = (n: number): number => n * 2;`,
      "data.json": `{ "n": 21 }`,
    }),
  );
  assert.match(outcome.code, /require\("hairline"\)/);
  assert.deepEqual(run(outcome.code).draw(), [undefined, 42]);
  assert.deepEqual(outcome.inputs.map((path) => relative(outcome.folder, path)).sort(), [
    "data.json",
    "sketches/a.ts",
    "sketches/lib/maths.ts",
  ]);
  assert.equal(outcome.hash, hashText(outcome.code));
});

test("the hash is that of what runs: comments and types do not count, numbers do", async () => {
  const hashOf = async (text: string) => built(await build({ "sketches/a.ts": text })).hash;
  const plain = await hashOf("export const draw = () => 1;");
  assert.equal(await hashOf("// better\nexport const draw = (): number => 1;\n"), plain);
  assert.notEqual(await hashOf("export const draw = () => 2;"), plain);
});

test("mistakes are told at their place, with the line", async () => {
  const rows: [what: string, files: Record<string, string>, line: RegExp][] = [
    [
      "syntax",
      { "sketches/a.ts": "export const a = 1;\nexport const b = ;\n" },
      /^sketches\/a\.ts:2:18 {2}Unexpected ";"$/,
    ],
    [
      "after letters of several bytes",
      { "sketches/a.ts": 'const ä = "✎𝄞"; const b = ;\n' },
      /^sketches\/a\.ts:1:28 {2}Unexpected ";"$/,
    ],
    [
      "in a file beside",
      { "sketches/a.ts": 'import "./b";', "sketches/b.ts": "let x = 1;\nlet x = 2;" },
      /^sketches\/b\.ts:2:5 {2}The symbol "x" has already been declared/,
    ],
    [
      "missing file",
      { "sketches/a.ts": '\nimport "./nowhere";' },
      /^sketches\/a\.ts:2:8 {2}Could not resolve ".\/nowhere"/,
    ],
    [
      "missing export",
      { "sketches/a.ts": 'import { b } from "./b";\nb;', "sketches/b.ts": "export const a = 1;" },
      /^sketches\/a\.ts:1:10 {2}No matching export in "sketches\/b\.ts" for import "b"$/,
    ],
    ["await at the top", { "sketches/a.ts": "await 1;" }, /^sketches\/a\.ts:1:1 {2}Top-level await/],
    ["no sketch at all", { "sketches/b.ts": "" }, /^sketches\/a\.ts {2}Could not resolve/],
  ];
  for (const [what, files, line] of rows) {
    const [first] = said(await build(files));
    assert.match(first.split(". ")[0], line, what);
  }
  const outcome = await build({ "sketches/a.ts": "export const a = 1;\nexport const b = ;\n" });
  assert.equal(outcome.kind === "failed" && outcome.problems[0].excerpt?.split("\n")[1], "> 2 | export const b = ;");
});

test("at most five mistakes are told", async () => {
  const lines = Array.from({ length: 9 }, (_, i) => `import "./missing${i}";`).join("\n");
  assert.equal(said(await build({ "sketches/a.ts": lines })).length, 5);
});

test("packages and Node's modules are refused, however they are asked for", async () => {
  for (const name of ["fs", "node:fs", "lodash", "hairline/secret", "@scope/x", "https://example.org/x.js"]) {
    for (const line of [`import "${name}";`, `import("${name}");`, `require("${name}");`, `export * from "${name}";`]) {
      const [first] = said(
        await build({
          "sketches/a.ts": line,
          "node_modules/lodash/index.js": "",
          "node_modules/hairline/secret.js": "",
        }),
      );
      assert.match(
        first,
        new RegExp(
          `^sketches/a\\.ts:1:\\d+ {2}cannot import "${name.replace(/[./]/g, "\\$&")}"\\. Sketches import "hairline"`,
        ),
        line,
      );
    }
  }
});

test("nothing outside the project is read, by whatever way", async () => {
  const secret = "export const secret = 12345;";
  const outside = join(root, "outside");
  mkdirSync(outside, { recursive: true });
  for (const name of ["secret.ts", "index.ts", "data.json"])
    writeFileSync(join(outside, name), name === "data.json" ? "{}" : secret);
  const rows: [what: string, files: Record<string, string>][] = [
    ["upwards", { "sketches/a.ts": 'export * from "../../../outside/secret.ts";' }],
    ["upwards, without its extension", { "sketches/a.ts": 'export * from "../../../outside/secret";' }],
    ["a whole path", { "sketches/a.ts": `export * from ${JSON.stringify(join(outside, "secret.ts"))};` }],
    ["a link", { "sketches/a.ts": 'export * from "./b.ts";', "sketches/b.ts": `-> ${outside}/secret.ts` }],
    [
      "a link, without its extension",
      { "sketches/a.ts": 'export * from "./b";', "sketches/b.ts": `-> ${outside}/secret.ts` },
    ],
    ["a linked folder", { "sketches/a.ts": 'export * from "./lib/secret.ts";', "sketches/lib": `-> ${outside}` }],
    [
      "a linked folder, without extension",
      { "sketches/a.ts": 'export * from "./lib/secret";', "sketches/lib": `-> ${outside}` },
    ],
    ["a linked folder's index", { "sketches/a.ts": 'export * from "./lib";', "sketches/lib": `-> ${outside}` }],
    [
      "a folder whose index is a link",
      { "sketches/a.ts": 'export * from "./lib";', "sketches/lib/index.ts": `-> ${outside}/index.ts` },
    ],
    [
      "data",
      { "sketches/a.ts": 'import d from "./d.json"; export { d };', "sketches/d.json": `-> ${outside}/data.json` },
    ],
  ];
  for (const [what, files] of rows) {
    const lines = said(await build(files));
    assert.match(lines[0], /^sketches\/a\.ts:1:\d+ {2}".+" lies outside the project\. The project is /, what);
    assert.doesNotMatch(lines.join(), /12345/, what);
  }
});

test("links that stay inside are fine, and so is a sketch that itself lies elsewhere", async () => {
  const inside = built(
    await build({
      "sketches/a.ts": 'export * from "./b";',
      "sketches/b.ts": "-> ../lib/c.ts",
      "lib/c.ts": "export const draw = () => 5;",
    }),
  );
  assert.equal(run(inside.code).draw(), 5);
  const elsewhere = join(root, "elsewhere.ts");
  writeFileSync(elsewhere, "export const draw = () => 6;");
  const { folder } = project({});
  const bundler = createBundler(folder, elsewhere);
  assert.equal(run(built(await bundler.build()).code).draw(), 6);
  await bundler.dispose();
  const linked = built(await build({ "sketches/a.ts": `-> ${elsewhere}` }));
  assert.equal(run(linked.code).draw(), 6);
});

test("the project's tsconfig and package.json do not change a sketch's meaning", async () => {
  const source = "export class A { x = 1; }\nexport const draw = () => new A();";
  const plain = built(await build({ "sketches/a.ts": source })).code;
  const configured = built(
    await build({
      "sketches/a.ts": source,
      "tsconfig.json": `{ "extends": "/etc/passwd", "compilerOptions": { "target": "ES5", "useDefineForClassFields": false, "jsxFactory": "x" } }`,
      "sketches/tsconfig.json": `{ "extends": "../../../../nowhere.json" }`,
      "package.json": `{ "type": "commonjs", "browser": { "./sketches/a.ts": "./other.ts" } }`,
    }),
  ).code;
  assert.equal(configured, plain);
});

test("positions come back to the artist's file, line and column", async () => {
  const source = 'import { helper } from "./helper";\n\nexport function draw() {\n  return helper(1);\n}\n';
  const helper =
    "// a comment\ntype Gone = { here: 1 };\nexport function helper(n: number): never {\n  const x = n as unknown as Gone;\n  throw new Error(`boom` + x);\n}\n";
  const outcome = built(await build({ "sketches/a.ts": source, "sketches/helper.ts": helper }));
  const sites = createSourceSites(outcome.folder, 3, outcome.map);
  const wrapped = `(function (require, module, exports) {\n${outcome.code}\n})\n//# sourceURL=${sourceUrl(3)}`;
  assert.equal(WRAP_LINES, 1);
  const factory = runInThisContext(wrapped);
  const module = { exports: {} as { draw(): never } };
  factory(() => ({}), module, module.exports);
  let stack = "";
  try {
    module.exports.draw();
  } catch (error) {
    stack = (error as Error).stack ?? "";
  }
  const place = sites.siteOf(stack);
  assert.deepEqual(place, { file: "sketches/helper.ts", line: 5, column: 9 });
  assert.equal(sites.excerpt(place!)?.split("\n")[2], "> 5 |   throw new Error(`boom` + x);");
  const caller = stack.split("\n").filter((line) => line.includes(sourceUrl(3)))[1];
  assert.deepEqual(sites.siteOf(caller), { file: "sketches/a.ts", line: 4, column: 10 });
});

test("a build that failed says which files would mend it, even those that are not there yet", async () => {
  const { folder, write } = project({ "sketches/a.ts": 'export * from "./b";' });
  const bundler = createBundler(folder, join(folder, "sketches/a.ts"));
  const names = async () => (await bundler.build()).inputs.map((path) => relative(folder, path)).sort();
  assert.deepEqual(await names(), ["sketches/a.ts", "sketches/b.js", "sketches/b.ts"]);
  write("sketches/b.ts", 'export * from "./c.ts"; export const draw = ;');
  assert.deepEqual(await names(), ["sketches/a.ts", "sketches/b.ts"]);
  write("sketches/b.ts", 'export * from "./c.ts"; export const draw = () => 1;');
  assert.ok((await names()).includes("sketches/c.ts"));
  write("sketches/c.ts", "export const c = 1;");
  assert.deepEqual(await names(), ["sketches/a.ts", "sketches/b.ts", "sketches/c.ts"]);
  unlinkSync(join(folder, "sketches/c.ts"));
  assert.ok((await names()).includes("sketches/c.ts"));
  await bundler.dispose();
});

test("a build asked for during a build sees what was saved before it was asked for", async () => {
  const { folder, write } = project({ "sketches/a.ts": "" });
  const bundler = createBundler(folder, join(folder, "sketches/a.ts"));
  await bundler.build();
  for (let round = 0; round < 40; round++) {
    write("sketches/a.ts", `export const old${round} = 1;`);
    const first = bundler.build();
    if (round % 4 > 0) await delay(round % 4);
    write("sketches/a.ts", `export const fresh${round} = 1;`);
    const [, second, third] = await Promise.all([first, bundler.build(), bundler.build()]);
    for (const outcome of [second, third])
      assert.match(built(outcome).code, new RegExp(`fresh${round}\\b`), `round ${round}`);
  }
  await bundler.dispose();
});

test("ending a bundler during a build breaks nothing", async () => {
  const { folder } = project({ "sketches/a.ts": "export const draw = () => 1;" });
  for (let round = 0; round < 10; round++) {
    const bundler = createBundler(folder, join(folder, "sketches/a.ts"));
    if (round % 2 === 0) await bundler.build();
    const building = [bundler.build(), bundler.build()];
    if (round > 5) await delay(1);
    await bundler.dispose();
    for (const outcome of await Promise.all(building))
      assert.ok(outcome.kind === "built" || outcome.problems.length === 0);
    assert.equal((await bundler.build()).kind, "failed", "and nothing is built afterwards");
    await bundler.dispose();
  }
});
