import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { openFont } from "../../src/core/text/font.ts";
import { fontNames } from "../../src/host/font-names.ts";
import { createFontFinder, systemFontFolders } from "../../src/host/fonts.ts";
import type { Link } from "../../src/host/link.ts";
import { byNearness } from "../../src/host/nearest.ts";
import { createAssetSupply } from "../../src/host/show/asset-supply.ts";
import type { Version } from "../../src/host/show/versions.ts";
import { shelf, tinyFont } from "../support/tiny-font.ts";

const root = mkdtempSync(join(tmpdir(), "hairline-fonts-"));
after(() => rmSync(root, { recursive: true }));
let folders = 0;
function folderOf(files: Record<string, Uint8Array | string>): string {
  const folder = join(root, `f${folders++}`);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

const FONTS = folderOf({
  "a/one-bold.otf": tinyFont("One Sans", "Bold", 900),
  "a/one.otf": tinyFont("One Sans", "Regular", 500),
  "b/two.ttc": shelf(tinyFont("Two", "Regular", 300), tinyFont("Three", "Regular", 700)),
  "b/broken.otf": "OTTO and then nothing of use, but enough bytes to look at",
  "b/empty.ttf": "",
  "b/readme.txt": "no font",
});

/** The advance of あ, by which the fonts of this test differ. */
const widthOf = (bytes: Uint8Array | undefined) => bytes && openFont(new Uint8Array(bytes), 0).advance(0x3042);

const asked: [name: string, width: number | undefined][] = [
  ["One Sans", 0.5],
  ["one-sans", 0.5],
  ["One Sans Bold", 0.9],
  ["Two", 0.3],
  ["Three", 0.7],
  ["Four", undefined],
  ["", undefined],
];
for (const [name, width] of asked) {
  test(`"${name}" is ${width === undefined ? "not there" : `the font whose あ is ${width} em wide`}`, async () => {
    assert.equal(widthOf((await createFontFinder([FONTS]).find(name))?.bytes), width);
  });
}

/** Nothing but a table of names: [platform, language, name id, text]. */
function onlyNames(...records: [platform: number, language: number, id: number, text: string][]): Buffer {
  const texts = records.map(([, , , text]) => Buffer.from(text, "utf16le").swap16());
  const head = Buffer.alloc(6 + records.length * 12);
  head.writeUInt16BE(records.length, 2);
  head.writeUInt16BE(head.length, 4);
  let at = 0;
  records.forEach(([platform, language, id], i) => {
    [platform, 1, language, id, texts[i].length, at].forEach((value, k) => {
      head.writeUInt16BE(value, 6 + i * 12 + k * 2);
    });
    at += texts[i].length;
  });
  const directory = Buffer.alloc(28);
  directory.writeUInt32BE(0x00010000, 0);
  directory.writeUInt16BE(1, 4);
  directory.write("name", 12);
  directory.writeUInt32BE(28, 20);
  directory.writeUInt32BE(head.length + at, 24);
  return Buffer.concat([directory, head, ...texts]);
}

const NAMED_TWICE = onlyNames(
  [3, 0x0409, 1, "MS Gothic"],
  [3, 0x0409, 2, "Regular"],
  [3, 0x0411, 1, "ＭＳ ゴシック"],
  [3, 0x0411, 2, "標準"],
);

test("a family has a name in each language", async () => {
  const [name] = await fontNames(async (at, length) => NAMED_TWICE.subarray(at, at + length));
  assert.deepEqual([name.family, name.alsoCalled, name.style], ["MS Gothic", ["ＭＳ ゴシック"], "Regular"]);
});

test("a font is found by its name in any language, and by plain letters where the name has wide ones", async () => {
  const finder = createFontFinder([folderOf({ "ms.ttf": NAMED_TWICE })]);
  for (const name of ["MS Gothic", "ＭＳ ゴシック", "ms ゴシック"]) assert.ok(await finder.find(name), name);
  assert.equal(await finder.find("MS 明朝"), null);
  assert.deepEqual(await finder.families(""), ["MS Gothic"], "lists name it once");
});

test("folders are looked through in order", async () => {
  const mine = folderOf({ "x.otf": tinyFont("Two", "Regular", 1000) });
  assert.equal(widthOf((await createFontFinder([mine, FONTS]).find("Two"))?.bytes), 1);
  assert.equal(widthOf((await createFontFinder([FONTS, mine]).find("Two"))?.bytes), 0.3);
  assert.equal(await createFontFinder([join(root, "nowhere")]).find("Two"), null);
});

test("a font that is installed later is found, once the list is old enough", async () => {
  const folder = folderOf({});
  let now = 0;
  const finder = createFontFinder([folder], () => now);
  assert.equal(await finder.find("Late"), null);
  writeFileSync(join(folder, "late.otf"), tinyFont("Late", "Regular", 400));
  assert.equal(await finder.find("Late"), null);
  now = 6000;
  assert.equal(widthOf((await finder.find("Late"))?.bytes), 0.4);
});

test("families are named nearest first, and files are kept within bounds", async () => {
  const files = Array.from({ length: 40 }, (_, i) => [`${i}.otf`, tinyFont(`Family ${i}`, "Regular", 500)] as const);
  const finder = createFontFinder([folderOf(Object.fromEntries(files))]);
  assert.equal((await finder.families("Famly 7"))[0], "Family 7");
  for (let i = 0; i < 40; i++) assert.ok(await finder.find(`Family ${i}`));
  const { entries, maxEntries } = finder.usage();
  assert.ok(entries <= maxEntries && entries > 1);
});

test("byNearness puts names that contain the wanted one first", () => {
  const names = ["Roboto", "Noto Serif", "Noto Sans JP", "Notes"];
  assert.deepEqual(byNearness("noto sans", names)[0], "Noto Sans JP");
});

test("law: no bytes make the reader of names throw anything but a range error, or read beyond reason", async () => {
  const font = Buffer.from(tinyFont("Name", "Regular", 500));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 20 }), async (changes) => {
      const bytes = Buffer.from(font);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      let reads = 0;
      const names = await fontNames(async (at, length) => {
        reads++;
        assert.ok(length <= 256 * 1024);
        return bytes.subarray(at, at + length);
      });
      assert.ok(reads <= 200 && names.length <= 64);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("every system has folders", () => {
  for (const platform of ["linux", "darwin", "win32"] as const) {
    assert.ok(systemFontFolders(platform, {}).length >= 2 || platform === "win32");
  }
});

// ---- to the workers ----------------------------------------------------------------------------------------------------

/** A link that notes what workers are handed. */
function fakeLink() {
  const handed: string[] = [];
  const link = {
    async worker(id: number, _call: string, kind: string, name: string, piece: string, last: boolean) {
      handed.push(`${id} ${kind} ${name} ${Buffer.from(piece, "base64").length}${last ? "" : " …"}`);
      return null;
    },
  } as unknown as Link;
  return { link, handed };
}
const versionOf = (...assets: Version["assets"]) => ({ assets }) as unknown as Version;

test("a worker is handed each asset once, in pieces, and again when it has let go", async () => {
  const { link, handed } = fakeLink();
  const supply = createAssetSupply(() => link, createFontFinder([]));
  const version = versionOf({ kind: "font", name: "x", bytes: Buffer.alloc(1_000_000) });
  await supply.bring(1, version);
  await supply.bring(1, version);
  assert.deepEqual(handed, ["1 font x 786432 …", "1 font x 213568"]);
  await supply.bring(2, version);
  supply.forget(1);
  await supply.bring(1, version);
  assert.equal(handed.length, 6);
});

test("a font that is found is remembered by the version; one that is not comes back as advice", async () => {
  const { link } = fakeLink();
  const supply = createAssetSupply(() => link, createFontFinder([FONTS]));
  const version = versionOf();
  assert.equal(await supply.find({ kind: "font", name: "Two" }, version), null);
  assert.deepEqual(
    version.assets.map(({ name }) => name),
    ["Two"],
  );
  const advice = await supply.find({ kind: "font", name: "Twoo" }, version);
  assert.match(advice?.try ?? "", /^Nearest: "Two"/);
  assert.match((await supply.find({ kind: "picture", name: "a.png" }, version))?.try ?? "", /import picture from/);
  assert.equal(version.assets.length, 1);
});
