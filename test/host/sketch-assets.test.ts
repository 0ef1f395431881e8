import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { type BundleOutcome, createBundler } from "../../src/host/bundle.ts";
import { pictureSize } from "../../src/host/picture-size.ts";
import { describeProblem } from "../../src/protocol/problem.ts";
import { encodePng } from "../support/png.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "hairline-assets-")));
after(() => rmSync(root, { recursive: true }));

let projects = 0;
function project(files: Record<string, string | Buffer>) {
  const folder = join(root, `p${projects++}`, "project");
  const write = (name: string, content: string | Buffer) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { folder, write, bundler: createBundler(folder, join(folder, "a.ts")) };
}

type Built = Extract<BundleOutcome, { kind: "built" }>;
async function build(made: ReturnType<typeof project>): Promise<Built> {
  const outcome = await made.bundler.build();
  if (outcome.kind === "failed") assert.fail(outcome.problems.map(describeProblem).join("\n"));
  return outcome;
}
async function refusal(files: Record<string, string | Buffer>): Promise<string> {
  const made = project(files);
  const outcome = await made.bundler.build();
  await made.bundler.dispose();
  return outcome.kind === "failed" ? outcome.problems.map(describeProblem).join("\n") : "built";
}

/** What the sketch's default export is when it runs. */
function run(code: string): unknown {
  const module = { exports: {} as { default?: unknown } };
  new Function("require", "module", "exports", code)(() => ({}), module, module.exports);
  return module.exports.default;
}

const GREY = encodePng(4, 3, () => 100);

test("an import of a picture or font is a name made of its content; the file goes beside the code and is watched", async () => {
  const font = Buffer.from("any bytes: fonts are read in the worker");
  const made = project({
    "a.ts": `import picture from "./in/b.PNG";\nimport font from "./c.otf";\nexport default [picture, font];`,
    "in/b.PNG": GREY,
    "c.otf": font,
  });
  const { code, assets, inputs, hash } = await build(made);
  assert.deepEqual(
    run(code),
    assets.map(({ name }) => name),
  );
  assert.deepEqual(
    assets.map(({ kind, bytes }) => [kind, bytes.length]),
    [
      ["picture", GREY.length],
      ["font", font.length],
    ],
  );
  assert.match(assets[0].name, /^picture:[0-9a-f]{16}$/);
  assert.ok(inputs.includes(join(made.folder, "in/b.PNG")) && inputs.includes(join(made.folder, "c.otf")));

  const again = await build(made);
  assert.equal(again.hash, hash);
  assert.equal(again.assets[0], assets[0], "an unchanged file is shared among versions");

  made.write(
    "in/b.PNG",
    encodePng(4, 3, () => 200),
  );
  const changed = await build(made);
  assert.notEqual(changed.hash, hash);
  assert.notEqual(changed.assets[0].name, assets[0].name);

  made.write("a.ts", "export default 1;");
  assert.deepEqual((await build(made)).assets, [], "what is no longer imported is let go");
  await made.bundler.dispose();
});

test("the same content twice is one asset", async () => {
  const made = project({
    "a.ts": `import b from "./b.png";\nimport c from "./c.png";\nexport default b === c;`,
    "b.png": GREY,
    "c.png": GREY,
  });
  const { code, assets } = await build(made);
  assert.deepEqual([run(code), assets.length], [true, 1]);
  await made.bundler.dispose();
});

test("what is no picture, too large or outside is refused at the import", async () => {
  const importing = (path: string) => `\nimport x from "${path}";\nexport default x;`;
  assert.match(
    await refusal({ "a.ts": importing("./b.png"), "b.png": "<svg/>" }),
    /b\.png is no picture that can be read/,
  );
  const wall = Buffer.from(GREY);
  wall.writeUInt32BE(100_000, 16);
  assert.match(await refusal({ "a.ts": importing("./b.png"), "b.png": wall }), /b\.png has 100000 × 3 pixels/);
  const heavy = Buffer.alloc(33 * 1024 * 1024);
  assert.match(await refusal({ "a.ts": importing("./b.png"), "b.png": heavy }), /b\.png has 34603008 bytes/);
  assert.match(await refusal({ "a.ts": importing("../b.png"), "../b.png": GREY }), /outside the project/);
  assert.match(await refusal({ "a.ts": importing("./none.png") }), /a\.ts:2:\d+ .*none\.png/);
});

// The smallest beginnings that say a size.
const sizes: [string, Buffer, string][] = [
  ["png", GREY, "4 × 3"],
  ["gif", Buffer.from("GIF89a\x05\x00\x07\x00", "latin1"), "5 × 7"],
  ["jpeg", Buffer.from("ffd8ffe000040000ffc00011080009000a0300000000", "hex"), "10 × 9"],
  ["webp", Buffer.from("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0b\0\0\x0c\0\0", "latin1"), "12 × 13"],
  ["webp", Buffer.from("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x0d\x80\x03\0\0", "latin1"), "14 × 15"],
  ["webp", Buffer.from("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x10\0\x11\0", "latin1"), "16 × 17"],
];
for (const [format, bytes, expected] of sizes) {
  test(`a ${format} says ${expected}`, () => {
    const size = pictureSize(bytes);
    assert.deepEqual([size?.format, `${size?.width} × ${size?.height}`], [format, expected]);
    for (let end = 0; end < bytes.length - 1 && end < 20; end++) pictureSize(bytes.subarray(0, end));
  });
}

test("law: no bytes make it throw or run on", () => {
  const seeds = sizes.map(([, bytes]) => bytes);
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(63), fc.nat(255)), { maxLength: 8 }),
      (from, changes) => {
        const bytes = Buffer.from(from);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const size = pictureSize(bytes);
        assert.ok(size === null || (size.width > 0 && size.height > 0));
      },
    ),
    { seed: 1, numRuns: 1000 },
  );
});
