import assert from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createDrafts, hashOf } from "../../src/host/stage/drafts.ts";
import { readEdited, writeEdited } from "../../src/host/stage/edited-file.ts";

const folder = mkdtempSync(join(tmpdir(), "hairline-drafts-"));
after(() => rmSync(folder, { recursive: true }));

test("a draft is there until it is cleared; the newest of several writes wins; one cut off is none", async () => {
  const drafts = createDrafts(folder);
  const base = hashOf("before");
  assert.equal(await drafts.read("sketches/a.ts"), null);
  await Promise.all(["1", "2", "3"].map((text) => drafts.write("sketches/a.ts", { text, base })));
  assert.deepEqual(await createDrafts(folder).read("sketches/a.ts"), { text: "3", base });
  assert.equal(await drafts.read("sketches/b.ts"), null);
  const [name] = readdirSync(join(folder, ".hairline", "drafts"));
  writeFileSync(join(folder, ".hairline", "drafts", name), '{"text": "3", "ba');
  assert.equal(await drafts.read("sketches/a.ts"), null);
  await drafts.clear("sketches/a.ts");
  assert.deepEqual(readdirSync(join(folder, ".hairline", "drafts")), []);
});

test("kept texts are plain files, and there are never more than the bound says", async () => {
  const drafts = createDrafts(folder);
  const path = await drafts.keep("sketches/a.ts", "theirs", "theirs");
  assert.equal(readFileSync(join(folder, path), "utf8"), "theirs");
  const { maxEntries } = drafts.usage();
  for (let i = 0; i < maxEntries + 5; i++) await drafts.write(`sketches/${i}.ts`, { text: "x", base: "" });
  assert.equal(drafts.usage().entries, maxEntries);
  assert.equal(readdirSync(join(folder, ".hairline", "drafts")).length, maxEntries);
});

test("a file comes back as it went: line ends, links, rights", async () => {
  const path = join(folder, "crlf.ts");
  writeFileSync(path, "a\r\nb\r\n");
  chmodSync(path, 0o640);
  const link = join(folder, "link.ts");
  symlinkSync(path, link);
  const read = await readEdited(link);
  assert.deepEqual(read, { text: "a\nb\n", lineEnd: "\r\n" });
  await writeEdited(link, { text: "a\nc\n", lineEnd: "\r\n" });
  assert.equal(readFileSync(path, "utf8"), "a\r\nc\r\n");
  assert.equal(statSync(path).mode & 0o777, 0o640);
  assert.ok(lstatSync(link).isSymbolicLink());
});

test("what would not come back as it is, is not opened", async () => {
  const rows: [Buffer | string, RegExp][] = [
    [Buffer.from([0x61, 0xff, 0xfe]), /no UTF-8 text/],
    ["a\rb\n", /line ends of two kinds/],
    ["x".repeat(200_001), /longer than 200000/],
  ];
  for (const [content, problem] of rows) {
    writeFileSync(join(folder, "odd.ts"), content);
    await assert.rejects(readEdited(join(folder, "odd.ts")), problem);
  }
  assert.equal(await readEdited(join(folder, "nowhere.ts")), null);
});
