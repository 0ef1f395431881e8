import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { unpackPackagedBrowser, untar } from "../../src/host/browser/packaged.ts";

const root = mkdtempSync(join(tmpdir(), "hairline-packaged-"));
after(() => rmSync(root, { recursive: true }));

interface Member {
  name: string;
  text?: string;
  kind?: string;
  prefix?: string;
  size?: string;
}

/** A POSIX archive of these members. */
function tar(...members: Member[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { name, text = "", kind = "0", prefix = "", size } of members) {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write(size ?? text.length.toString(8).padStart(11, "0"), 124, 12);
    header.write(kind, 156, 1);
    header.write(prefix, 345, 155);
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    blocks.push(header, body);
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

let count = 0;
async function unpack(...members: Member[]) {
  const into = join(root, String(count++), "into");
  await untar(tar(...members), into);
  return { into, read: (name: string) => readFileSync(join(into, name), "utf8") };
}

test("files and folders come out as they went in", async () => {
  const long = "x".repeat(1500);
  const { into, read } = await unpack(
    { name: "lib/", kind: "5" },
    { name: "lib/a.so", text: "a" },
    { name: "./deep/er/b", text: long },
    { name: "c", text: "", kind: "\0" },
    { name: "d", text: "d", prefix: "usr/share" },
    { name: `${"n".repeat(99)}m`, text: "name of a hundred letters" },
  );
  assert.deepEqual([read("lib/a.so"), read("deep/er/b"), read("c"), read("usr/share/d")], ["a", long, "", "d"]);
  assert.equal(read(`${"n".repeat(99)}m`), "name of a hundred letters");
  assert.equal(statSync(join(into, "lib/a.so")).mode & 0o077, 0, "for their owner only");
});

test("exactly one block", async () => {
  const { read } = await unpack({ name: "a", text: "x".repeat(512) }, { name: "b", text: "after" });
  assert.deepEqual([read("a").length, read("b")], [512, "after"]);
});

test("links and devices are left out, what follows them is not", async () => {
  const { into, read } = await unpack(
    { name: "link", kind: "2" },
    { name: "hard", kind: "1" },
    { name: "tty", kind: "3" },
    { name: "after", text: "1" },
  );
  assert.deepEqual([readdirSync(into), read("after")], [["after"], "1"]);
});

test("nothing leaves the folder", async () => {
  const names = ["../evil", "a/../../evil", "../into-beside/evil", "../../../../../../tmp/evil"];
  for (const name of names) {
    await assert.rejects(unpack({ name: "first", text: "1" }, { name, text: "x" }), {
      message: `archive entry ${name} leaves its folder`,
    });
    await assert.rejects(unpack({ name: "b", prefix: "../..", text: "x" }), /leaves its folder/);
  }
  const { read } = await unpack({ name: "/etc/evil", text: "inside" });
  assert.equal(read("etc/evil"), "inside", "a whole path is one below the folder");
  const found = readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith("evil"));
  assert.deepEqual(
    found.map((path) => path.split("/into/")[1]),
    ["etc/evil"],
  );
});

test("archives that are cut, empty or no archives do no harm", async () => {
  const whole = tar({ name: "a", text: "x".repeat(600) });
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(100), Buffer.alloc(512), whole.subarray(0, 700)]) {
    await untar(bytes, join(root, String(count++)));
  }
  await unpack({ name: "a", text: "b", size: "not a number" });
});

test("what is unpacked already is used as it is", async (t) => {
  const cache = join(root, "cache");
  let version: string;
  try {
    const main = createRequire(import.meta.url).resolve("@sparticuz/chromium");
    version = JSON.parse(readFileSync(join(dirname(main).split("/build")[0], "package.json"), "utf8")).version;
  } catch {
    return t.skip("the package is not installed");
  }
  if (process.platform !== "linux" || process.arch !== "x64") {
    assert.equal(await unpackPackagedBrowser(cache), null);
    return;
  }
  const folder = join(cache, `chromium-${version}`);
  await mkdir(folder, { recursive: true });
  const found = await unpackPackagedBrowser(cache);
  assert.equal(found?.path, join(folder, "chromium"));
  assert.ok(found?.env.LD_LIBRARY_PATH.startsWith(join(folder, "al2023", "lib")));
  assert.ok(!existsSync(join(folder, "chromium")), "nothing was written into it");
});
