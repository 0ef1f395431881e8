// The files of a set's log: what is in them after a kill, a full disk, a long set, many sets.

import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
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
import { test } from "node:test";
import fc from "fast-check";
import { createLogWriter, type LogWriterOptions } from "../../../src/host/set-log/log-writer.ts";
import { openLine, sealLine } from "../../../src/host/set-log/seal.ts";
import { shortFloat } from "../../../src/host/set-log/short-float.ts";

const START = new Date("2026-11-27T20:00:00Z");

function project(t: { after(done: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "hairline-log-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function writer(folder: string, more: Partial<LogWriterOptions> = {}) {
  const troubles: string[] = [];
  const log = createLogWriter({
    project: folder,
    partBytes: 1e6,
    totalBytes: 1e7,
    now: () => START,
    head: (part) => ({ kind: "start", part }),
    onTrouble: (what) => troubles.push(what),
    flushMs: 5,
    ...more,
  });
  return { log, troubles };
}

const logs = (folder: string) => readdirSync(join(folder, ".hairline", "log")).sort();
const lines = (folder: string, name: string) =>
  readFileSync(join(folder, ".hairline", "log", name), "utf8")
    .split("\n")
    .slice(0, -1);

/** What the lines hold, chained from `sum` on; throws at one that is not as it was written. */
function opened(texts: readonly string[], sum = ""): { entries: Record<string, unknown>[]; sum: string } {
  const entries = texts.map((text) => {
    const line = openLine(text, sum);
    assert.ok(line, text);
    sum = line.sum;
    return line.value;
  });
  return { entries, sum };
}

test("entries are lines in their order, sealed; nobody else may read them", async (t) => {
  const folder = project(t);
  const { log } = writer(folder);
  for (let i = 0; i < 100; i++) log.append({ kind: "mark", i });
  await log.flush();
  log.append({ kind: "end" });
  await log.close();
  assert.deepEqual(logs(folder), ["2026-11-27T20-00-00Z.jsonl"]);
  const { entries } = opened(lines(folder, logs(folder)[0]));
  assert.deepEqual(
    entries.map(({ kind, i }) => i ?? kind),
    ["start", ...Array.from({ length: 100 }, (_, i) => i), "end"],
  );
  const path = log.usage().path as string;
  assert.equal(statSync(path).size, log.usage().bytes);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, ".hairline", "log")).mode & 0o777, 0o700);
});

test("entries that come while others are written are neither lost nor written twice", async (t) => {
  const folder = project(t);
  const { log } = writer(folder, { partBytes: 3000 });
  let i = 0;
  for (let round = 0; round < 40; round++) {
    log.append({ i: i++ });
    const writing = log.flush();
    for (let tick = 0; tick < 8; tick++) {
      log.append({ i: i++ });
      await new Promise((done) => setImmediate(done));
    }
    await writing;
  }
  await log.close();
  let sum = "";
  const seen: unknown[] = [];
  for (let part = 1; part <= log.usage().parts; part++) {
    const read = opened(lines(folder, `2026-11-27T20-00-00Z${part === 1 ? "" : `.${part}`}.jsonl`), sum);
    sum = read.sum;
    seen.push(...read.entries.slice(1).map((entry) => entry.i));
  }
  assert.deepEqual(
    seen,
    Array.from({ length: i }, (_, n) => n),
  );
});

test("two sets that begin in one second have two files", async (t) => {
  const folder = project(t);
  for (let i = 0; i < 2; i++) {
    const { log } = writer(folder);
    log.append({ i });
    await log.close();
  }
  assert.deepEqual(logs(folder), ["2026-11-27T20-00-00Z-1.jsonl", "2026-11-27T20-00-00Z.jsonl"]);
});

test("a long set goes on in parts, and the chain of sums goes through them", async (t) => {
  const folder = project(t);
  const { log } = writer(folder, { partBytes: 5000 });
  for (let i = 0; i < 300; i++) {
    log.append({ kind: "mark", i, text: "x".repeat(i % 50) });
    if (i % 70 === 0) await log.flush();
  }
  await log.close();
  const names = logs(folder);
  assert.ok(names.length >= 4, `${names}`);
  assert.equal(log.usage().parts, names.length);
  let sum = "";
  const all: unknown[] = [];
  for (let part = 1; part <= names.length; part++) {
    const name = `2026-11-27T20-00-00Z${part === 1 ? "" : `.${part}`}.jsonl`;
    const read = opened(lines(folder, name), sum);
    sum = read.sum;
    assert.deepEqual(read.entries[0], { kind: "start", part });
    all.push(...read.entries.slice(1).map(({ i }) => i));
    assert.ok(statSync(join(folder, ".hairline", "log", name)).size < 5200);
  }
  assert.deepEqual(
    all,
    Array.from({ length: 300 }, (_, i) => i),
  );
});

test("the oldest sets make room, whole; files of others stay", async (t) => {
  const folder = project(t);
  const own = join(folder, ".hairline", "log");
  mkdirSync(own, { recursive: true });
  const old = ["2026-01-01T00-00-00Z.jsonl", "2026-01-01T00-00-00Z.2.jsonl", "2026-02-01T00-00-00Z.jsonl"];
  for (const name of old) writeFileSync(join(own, name), "x".repeat(3000));
  writeFileSync(join(own, "notes.jsonl"), "mine");
  const { log } = writer(folder, { partBytes: 2000, totalBytes: 7000 });
  log.append({ i: 1 });
  await log.close();
  assert.deepEqual(logs(folder), ["2026-02-01T00-00-00Z.jsonl", "2026-11-27T20-00-00Z.jsonl", "notes.jsonl"]);
  assert.equal(log.usage().totalBytes, 3000 + log.usage().bytes);
});

test("a set that fills the bound by itself stops, says so once and counts", async (t) => {
  const folder = project(t);
  const { log, troubles } = writer(folder, { partBytes: 2000, totalBytes: 6000 });
  for (let i = 0; i < 500; i++) {
    log.append({ i, text: "y".repeat(40) });
    if (i % 10 === 0) await log.flush();
  }
  await log.close();
  const { bytes, dropped, entries, why } = log.usage();
  assert.ok(bytes <= 6100, `${bytes}`);
  assert.ok(dropped > 300);
  assert.equal(entries - log.usage().parts + dropped, 500);
  assert.match(why ?? "", /full/);
  assert.equal(troubles.length, 1);
});

test("where nothing can be written the show is told, and what waits is bounded", async (t) => {
  const folder = project(t);
  mkdirSync(join(folder, ".hairline"));
  symlinkSync(tmpdir(), join(folder, ".hairline", "log"));
  const { log, troubles } = writer(folder);
  const text = "z".repeat(1e5);
  for (let i = 0; i < 200; i++) log.append({ i, text });
  await log.close();
  assert.equal(troubles.length, 1);
  assert.match(troubles[0], /not a folder/);
  assert.ok(log.usage().waitingBytes < 8.5e6);
  assert.ok(log.usage().dropped > 100);
});

test("what could not be written is written once it can be, and nothing twice", async (t) => {
  const folder = project(t);
  writeFileSync(join(folder, ".hairline"), "a file where a folder should be");
  const { log, troubles } = writer(folder);
  log.append({ i: 0 });
  await log.flush();
  log.append({ i: 1 });
  assert.equal(troubles.length, 1);
  rmSync(join(folder, ".hairline"));
  await log.flush();
  await log.close();
  const { entries } = opened(lines(folder, logs(folder)[0]));
  assert.deepEqual(
    entries.map(({ i }) => i),
    [undefined, 0, 1],
  );
  assert.equal(log.usage().why, null);
  assert.ok(existsSync(log.usage().path as string));
});

test("a line changed, left out or put in is seen; so is a torn one", () => {
  let sum = "";
  const sealed = Array.from({ length: 20 }, (_, i) => {
    const { line, sum: next } = sealLine({ kind: "mark", text: `"${i}"},"sum":"12345678"}` }, sum);
    sum = next;
    return line;
  });
  const broken = (texts: string[]) => {
    let before = "";
    return texts.findIndex((text) => {
      const line = openLine(text, before);
      before = line?.sum ?? "";
      return line === null;
    });
  };
  assert.equal(broken(sealed), -1);
  fc.assert(
    fc.property(fc.nat(19), fc.nat(), fc.integer({ min: 1, max: 255 }), (at, where, by) => {
      const text = sealed[at];
      const place = where % text.length;
      const changed = text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ by) + text.slice(place + 1);
      assert.equal(broken(sealed.with(at, changed)), at);
      assert.equal(broken([...sealed.slice(0, at), text.slice(0, place)]), at);
      if (at < 19) assert.equal(broken(sealed.toSpliced(at, 1)), at);
      if (at > 0) assert.equal(broken(sealed.toSpliced(at, 0, sealed[at - 1])), at);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a float32 in few digits is the same float32", () => {
  assert.equal(shortFloat(Math.fround(0.3)), 0.3);
  assert.equal(shortFloat(Math.fround(1 / 3)), 0.33333334);
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      assert.equal(Math.fround(shortFloat(value)) + 0, Math.fround(value) + 0);
      assert.ok(String(shortFloat(value)).replace(/^-|e.*$/g, "").length <= 26);
    }),
    { seed: 1, numRuns: 2000 },
  );
  assert.equal(shortFloat(0.1), 0.1, "no float32: as it is");
});
