import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Journal, type JournalEntry, type JournalOptions, openJournal } from "../../src/host/journal.ts";

const root = mkdtempSync(join(tmpdir(), "hairline-journal-"));
after(() => rmSync(root, { recursive: true }));
let folders = 0;

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const codeOf = (generation: number, size = 100) => `// ${generation} ${"x".repeat(size)}`;

async function open(options: Partial<JournalOptions> = {}) {
  const folder = options.folder ?? join(root, String(folders++));
  const journal = await openJournal({ maxEntries: 100, maxBytes: 1e6, ...options, folder });
  const append = (generation: number, code = codeOf(generation)) => {
    const entry = {
      at: new Date(generation * 1000).toISOString(),
      generation,
      sketch: "sketches/a.ts",
      hash: sha(code).slice(0, 16),
    };
    return journal.append(entry, { sketch: "sketches/a.ts", code, map: `{"of":${generation}}` }).then(() => entry);
  };
  return { journal, append, folder, log: join(folder, "log"), objects: join(folder, "objects") };
}
const generations = (journal: Journal) => journal.entries().map(({ generation }) => generation);

test("what was appended is there after opening again, with its code and map", async () => {
  const { append, folder, journal } = await open();
  const entries = [await append(1), await append(2), await append(3)];
  const again = (await open({ folder })).journal;
  for (const each of [journal, again]) {
    assert.deepEqual(each.entries(), entries);
    assert.deepEqual(await each.load(entries[1].hash), { sketch: "sketches/a.ts", code: codeOf(2), map: '{"of":2}' });
  }
  assert.deepEqual(again.usage(), journal.usage());
});

test("an object holds its sketch, code and map, whatever else was handed over", async () => {
  const { journal, objects } = await open();
  const entry = {
    at: new Date(0).toISOString(),
    generation: 1,
    sketch: "sketches/a.ts",
    hash: sha("code").slice(0, 16),
  };
  const version = { sketch: "sketches/a.ts", code: "code", map: "{}", assets: [{ bytes: Buffer.alloc(100_000) }] };
  await journal.append(entry, version);
  assert.ok(journal.usage().bytes < 100, `${journal.usage().bytes} bytes`);
  const [name] = readdirSync(objects);
  assert.deepEqual(JSON.parse(readFileSync(join(objects, name), "utf8")), {
    sketch: "sketches/a.ts",
    code: "code",
    map: "{}",
  });
});

test("the same code twice is one object and two entries", async () => {
  const { append, journal, objects } = await open();
  await append(1, "same");
  const { bytes } = journal.usage();
  await append(2, "same");
  assert.deepEqual([generations(journal), journal.usage().bytes, readdirSync(objects).length], [[1, 2], bytes, 1]);
});

test("appends that overlap keep their order", async () => {
  const { append, journal, folder } = await open();
  await Promise.all(Array.from({ length: 20 }, (_, i) => append(i)));
  const wanted = Array.from({ length: 20 }, (_, i) => i);
  assert.deepEqual([generations(journal), generations((await open({ folder })).journal)], [wanted, wanted]);
});

test("bounded in entries: the oldest go, their objects too, a quarter at a time", async () => {
  const { append, journal, folder, objects } = await open({ maxEntries: 8 });
  let most = 0;
  for (let i = 0; i < 50; i++) {
    await append(i);
    most = Math.max(most, journal.usage().entries);
    assert.equal(journal.entries().at(-1)?.generation, i);
  }
  assert.ok(most <= 10, `${most} entries`);
  assert.ok(readdirSync(objects).length <= 10);
  const kept = generations(journal);
  assert.deepEqual(
    kept,
    kept.map((_, i) => 50 - kept.length + i),
    "the newest, without a gap",
  );
  assert.deepEqual(generations((await open({ folder, maxEntries: 8 })).journal), kept);
  assert.ok(readFileSync(join(folder, "log"), "utf8").split("\n").length <= 11);
});

test("bounded in bytes; one object that is too large alone is kept all the same", async () => {
  const { append, journal, objects } = await open({ maxBytes: 10_000 });
  for (let i = 0; i < 40; i++) {
    await append(i, codeOf(i, 1000));
    assert.ok(journal.usage().bytes <= 10_000, `${journal.usage().bytes} bytes`);
  }
  const onDisk = readdirSync(objects).reduce((sum, name) => sum + statSync(join(objects, name)).size, 0);
  assert.equal(onDisk, journal.usage().bytes);
  await append(99, codeOf(99, 20_000));
  assert.deepEqual(generations(journal), [99]);
  await append(100);
  assert.deepEqual(generations(journal), [100]);
});

const torn: [what: string, spoil: (log: string) => string][] = [
  ["the end of the last line", (log) => log.slice(0, -5)],
  ["the newline", (log) => log.slice(0, -1)],
  ["all but a few letters", (log) => log.slice(0, log.lastIndexOf("\n", log.length - 2) + 4)],
];
for (const [what, spoil] of torn) {
  test(`a log that lacks ${what} loses no other entry, before or after`, async () => {
    const { append, folder, log } = await open();
    for (let i = 1; i <= 3; i++) await append(i);
    writeFileSync(log, spoil(readFileSync(log, "utf8")));
    const again = await open({ folder });
    const kept = generations(again.journal);
    assert.deepEqual(kept.slice(0, 2), [1, 2]);
    await again.append(4);
    await again.append(5);
    assert.deepEqual(generations((await open({ folder })).journal), [...kept, 4, 5]);
  });
}

test("lines and files of strangers are skipped", async () => {
  const { append, folder, log, objects } = await open();
  const good = await append(1);
  const sealed = (text: string) => `${sha(text).slice(0, 8)} ${text}\n`;
  const lines = [
    "\n",
    "no checksum\n",
    "00000000 {}\n",
    sealed("{"),
    sealed("null"),
    sealed("5"),
    sealed("{}"),
    sealed(JSON.stringify({ ...good, hash: "../../../etc/passwd" })),
    sealed(JSON.stringify({ ...good, hash: 5 })),
    sealed(JSON.stringify({ ...good, generation: "1" })),
    sealed(JSON.stringify({ ...good, hash: "0123456789abcdef" })),
    readFileSync(log, "utf8").replace('"generation":1', '"generation":7'),
  ];
  appendFileSync(log, lines.join(""));
  writeFileSync(join(objects, "0.tmp"), "half");
  writeFileSync(join(folder, "log.123.tmp"), "half");
  const { journal, append: more } = await open({ folder });
  assert.deepEqual(journal.entries(), [good]);
  await more(2);
  assert.deepEqual(generations((await open({ folder })).journal), [1, 2]);
  assert.deepEqual(readdirSync(folder).sort(), ["log", "objects"], "half-written files of a kill are swept");
  assert.equal(readdirSync(objects).length, 2);
});

test("an object that is not what it was is no object", async () => {
  const { append, journal, objects } = await open();
  const { hash } = await append(1);
  const path = join(objects, hash);
  const whole = readFileSync(path, "utf8");
  const rows: [what: string, text: string][] = [
    ["cut", whole.slice(0, -3)],
    ["empty", ""],
    ["changed code", whole.replace("// 1", "// 2")],
    ["no code", JSON.stringify({ sketch: "a", map: "{}" })],
    ["null", "null"],
    ["a list", "[]"],
  ];
  for (const [what, text] of rows) {
    writeFileSync(path, text);
    assert.equal(await journal.load(hash), null, what);
  }
  writeFileSync(path, whole);
  assert.notEqual(await journal.load(hash), null);
  for (const name of ["", "../log", "..", "log", "zz", `${hash}/..`, "a"])
    assert.equal(await journal.load(name), null, name);
});

test("a journal that cannot write says so, and goes on when it can again", async () => {
  const { append, journal, objects, log, folder } = await open();
  await append(1);
  const rows: [what: string, path: string, hindrance: () => void][] = [
    ["no place for objects", objects, () => writeFileSync(objects, "")],
    ["no place for the log", log, () => mkdirSync(log)],
  ];
  for (const [index, [what, path, hindrance]] of rows.entries()) {
    renameSync(path, `${path}.away`);
    hindrance();
    await assert.rejects(append(10 + index), what);
    rmSync(path, { recursive: true });
    renameSync(`${path}.away`, path);
    await append(20 + index);
  }
  assert.deepEqual(generations(journal), [1, 20, 21]);
  assert.deepEqual(generations((await open({ folder })).journal), [1, 20, 21]);
});

test("files are for their owner only", async () => {
  const { append, objects, log } = await open();
  const { hash } = await append(1);
  for (const path of [join(objects, hash), log]) assert.equal(statSync(path).mode & 0o077, 0, path);
});

test("killed in the middle, again and again: every entry that was acknowledged is there", {
  timeout: 120_000,
}, async () => {
  const folder = join(root, "killed");
  const acknowledged: number[] = [];
  for (let round = 0; round < 6; round++) {
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        fileURLToPath(new URL("./journal.writer.ts", import.meta.url)),
        folder,
        String(acknowledged.length + round * 1000),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let text = "";
    child.stdout.setEncoding("utf8");
    const enough = 5 + round * 7;
    await new Promise<void>((resolve) => {
      child.once("close", () => resolve());
      child.stdout.on("data", (part: string) => {
        text += part;
        if (text.split("\n").length > enough) child.kill("SIGKILL");
      });
    });
    acknowledged.push(...text.split("\n").slice(0, -1).map(Number));
    const { journal } = await open({ folder, maxEntries: 100_000, maxBytes: 1e9 });
    const entries = new Map<number, JournalEntry>(journal.entries().map((entry) => [entry.generation, entry]));
    for (const generation of acknowledged) {
      const entry = entries.get(generation);
      assert.ok(entry, `round ${round}: entry ${generation} was acknowledged and is gone`);
      assert.match((await journal.load(entry.hash))?.code ?? "", new RegExp(`^// ${generation}\n`));
    }
    // The next process begins with a log that is torn, as a kill in mid-write would leave it.
    if (round % 2 === 0) appendFileSync(join(folder, "log"), 'deadbeef {"at":"19');
  }
  assert.ok(acknowledged.length > 60, `${acknowledged.length} entries`);
});
