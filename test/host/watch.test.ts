// Every way an editor, a tool or git saves: how often it is told, and that the last content wins. Real files, real time;
// the machine may be slow, so nothing here asks for speed.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { appendFile, open, rename, truncate, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, describe, test } from "node:test";
import { setImmediate as breathe, setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type Change, createWatcher, type Watcher } from "../../src/host/watch.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "hairline-watch-")));
after(() => rmSync(root, { recursive: true, force: true }));

interface Desk {
  folder: string;
  path(name: string): string;
  watcher: Watcher;
  /** Names of each call, with the contents at that moment. */
  calls: { names: string[]; texts: (string | null)[]; change: Change }[];
  missing: string[][];
  /** Waits until `done`, then until nothing has been told for as long as the slowest doubt lasts. */
  settle(done?: () => boolean): Promise<void>;
}

let desks = 0;
const opened: Watcher[] = [];
after(() => Promise.all(opened.map((watcher) => watcher.close())));
async function desk(files: Record<string, string>, watch = Object.keys(files)): Promise<Desk> {
  const folder = join(root, String(desks++));
  const path = (name: string) => join(folder, name);
  const read = (name: string) => {
    try {
      return readFileSync(path(name), "utf8");
    } catch {
      return null;
    }
  };
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  const calls: Desk["calls"] = [];
  const missing: string[][] = [];
  const watcher = createWatcher({
    project: folder,
    onChange(change) {
      const names = change.paths.map((each) => relative(folder, each)).sort();
      calls.push({ names, texts: names.map(read), change });
    },
    onMissing: (paths) => missing.push(paths.map((each) => relative(folder, each))),
    onTrouble: (what) => assert.fail(what),
  });
  opened.push(watcher);
  await watcher.setFiles(watch.map(path), watch.length > 1);
  // Not so soon that the save would meet a watcher that is still starting; that has a test of its own.
  await delay(150);
  return {
    folder,
    path,
    watcher,
    calls,
    missing,
    async settle(done = () => calls.length > 0) {
      for (const limit = Date.now() + 15_000; !done() && Date.now() < limit; ) await delay(20);
      for (let seen = -1; seen !== calls.length; ) {
        seen = calls.length;
        await delay(700);
      }
    },
  };
}

const before = "export const draw = 1;\n";
const text = `export const draw = 2;\n// ${"long enough to be cut ".repeat(20)}\nexport const end = 3;\n`;

interface Style {
  what: string;
  /** Saves `text`; may answer that the machine was too slow for the promise on the number of calls. */
  save(path: string): Promise<unknown>;
  calls: number;
  /** More are allowed: halves that look whole are shown, and then replaced. */
  atMost?: number;
}

/** Writes in two parts; answers how long the gap really was. */
async function twice(path: string, cut: number, gapMs: number): Promise<number> {
  const file = await open(path, "w");
  await file.write(text.slice(0, cut));
  const from = performance.now();
  await delay(gapMs);
  await file.write(text.slice(cut));
  await file.close();
  return performance.now() - from;
}

const styles: Style[] = [
  { what: "in place", save: (path) => writeFile(path, text), calls: 1 },
  { what: "in place, at once", save: async (path) => writeFileSync(path, text), calls: 1 },
  {
    what: "a temporary file, renamed over it",
    async save(path) {
      await writeFile(`${path}.tmp`, text);
      await rename(`${path}.tmp`, path);
    },
    calls: 1,
  },
  {
    what: "moved away, then written anew",
    async save(path) {
      await rename(path, `${path}~`);
      await writeFile(path, text);
    },
    calls: 1,
  },
  {
    what: "truncated, written 20 ms later",
    async save(path) {
      await truncate(path);
      await delay(20);
      await writeFile(path, text);
    },
    calls: 1,
  },
  { what: "in two parts 30 ms apart, cut inside a line", save: (path) => twice(path, 100, 30), calls: 1, atMost: 2 },
  { what: "in two parts 30 ms apart, cut after a line", save: (path) => twice(path, 23, 30), calls: 1, atMost: 2 },
  { what: "in two parts 150 ms apart", save: (path) => twice(path, 100, 150), calls: 1, atMost: 2 },
  {
    what: "deleted, and made again 50 ms later",
    async save(path) {
      await unlink(path);
      await delay(50);
      await writeFile(path, text);
    },
    calls: 1,
  },
  {
    what: "empty for 100 ms",
    async save(path) {
      await writeFile(path, "");
      await delay(100);
      await writeFile(path, text);
    },
    calls: 1,
  },
  {
    what: "line by line",
    async save(path) {
      await writeFile(path, "");
      for (const line of text.split(/(?<=\n)/)) {
        await appendFile(path, line);
        await delay(15);
      }
    },
    calls: 1,
    atMost: 3,
  },
  {
    what: "ten times in a row",
    async save(path) {
      for (let i = 0; i < 9; i++) {
        await writeFile(path, `export const draw = ${i};\n`);
        await delay(12);
      }
      await writeFile(path, text);
    },
    calls: 1,
    atMost: 10,
  },
];

// Many at a time: each of them mostly waits.
describe("a save", { concurrency: 6, timeout: 120_000 }, () => {
  for (const { what, save, calls, atMost = calls } of styles) {
    test(what, async () => {
      const made = await desk({ "a.ts": before });
      const since = Date.now();
      await save(made.path("a.ts"));
      await made.settle(() => made.calls.at(-1)?.texts[0] === text);
      await made.watcher.close();
      assert.equal(made.calls.at(-1)?.texts[0], text, "the last content is the one told last");
      assert.ok(made.calls.length >= calls && made.calls.length <= atMost, `told ${made.calls.length} times`);
      assert.deepEqual(new Set(made.calls.flatMap(({ names }) => names)), new Set(["a.ts"]));
      const { savedAtMs, seenAtMs } = made.calls[made.calls.length - 1].change;
      assert.ok(savedAtMs >= since - 1000 && seenAtMs >= savedAtMs - 1000 && seenAtMs <= Date.now() + 1000);
    });
  }

  test("that changes nothing is told to nobody", async () => {
    const made = await desk({ "a.ts": before, "b.ts": "" });
    writeFileSync(made.path("a.ts"), before);
    await delay(50);
    utimesSync(made.path("a.ts"), new Date(), new Date());
    writeFileSync(made.path("a.ts.tmp"), before);
    renameSync(made.path("a.ts.tmp"), made.path("a.ts"));
    writeFileSync(made.path("other.ts"), "not watched");
    await delay(1500);
    await made.watcher.close();
    assert.deepEqual([made.calls, made.missing], [[], []]);
  });

  test("and back within a moment, too", async () => {
    const made = await desk({ "a.ts": before });
    writeFileSync(made.path("a.ts"), "");
    writeFileSync(made.path("a.ts"), before);
    await delay(1000);
    await made.watcher.close();
    assert.deepEqual(made.calls, []);
  });

  test("a file that is empty for good is believed, and so is what comes after", async () => {
    const made = await desk({ "a.ts": before });
    writeFileSync(made.path("a.ts"), "");
    await made.settle();
    writeFileSync(made.path("a.ts"), text);
    await made.settle(() => made.calls.length > 1);
    await made.watcher.close();
    assert.deepEqual(
      made.calls.map(({ texts }) => texts),
      [[""], [text]],
    );
  });

  test("a last line without its end is believed, too", async () => {
    const made = await desk({ "a.ts": before });
    writeFileSync(made.path("a.ts"), "export const draw = 2;");
    await made.settle();
    await made.watcher.close();
    assert.deepEqual(
      made.calls.map(({ texts }) => texts),
      [["export const draw = 2;"]],
    );
  });

  test("read in the middle of a save, a file is told once, and whole", async () => {
    // The old length ends after a line of the new text: a read that began with it would look finished.
    const old = "export const draw = 1;\n";
    const saved = `export const draw = 2;\n${"// more\n".repeat(50)}`;
    const all = await Promise.all(Array.from({ length: 8 }, () => desk({ "a.ts": old })));
    await delay(500);
    for (const [index, made] of all.entries()) {
      made.watcher.hint();
      // Each turn is one step of the read (open, size, bytes), finished by another thread while this one stands still.
      for (let step = 0; step <= index; step++) {
        await breathe();
        for (const from = performance.now(); performance.now() - from < 5; );
      }
      writeFileSync(made.path("a.ts"), saved);
    }
    await Promise.all(all.map((made) => made.settle()));
    await Promise.all(all.map((made) => made.watcher.close()));
    assert.deepEqual(
      all.map((made) => made.calls.length),
      all.map(() => 1),
    );
  });

  test("five files at once are one change", async () => {
    const names = ["a.ts", "b.ts", "lib/c.ts", "lib/d.ts", "lib/deep/e.ts"];
    const made = await desk(Object.fromEntries(names.map((name) => [name, before])));
    for (const name of names) writeFileSync(made.path(name), text);
    await made.settle();
    await made.watcher.close();
    assert.deepEqual(
      made.calls.map((call) => [call.names, new Set(call.texts)]),
      [[names, new Set([text])]],
    );
  });

  test("a file moved here with an old date was saved now", async () => {
    const made = await desk({ "a.ts": before, "old.ts": text }, ["a.ts"]);
    utimesSync(made.path("old.ts"), new Date(0), new Date(0));
    const since = Date.now();
    renameSync(made.path("old.ts"), made.path("a.ts"));
    await made.settle();
    await made.watcher.close();
    assert.equal(made.calls.length, 1);
    assert.ok(made.calls[0].change.savedAtMs >= since - 1000, new Date(made.calls[0].change.savedAtMs).toISOString());
  });

  test("a file that is gone for a while is missed, and welcomed back", async () => {
    const made = await desk({ "a.ts": before });
    unlinkSync(made.path("a.ts"));
    for (const limit = Date.now() + 15_000; made.missing.length === 0 && Date.now() < limit; ) await delay(20);
    assert.deepEqual([made.missing, made.watcher.missing()], [[["a.ts"]], [made.path("a.ts")]]);
    writeFileSync(made.path("a.ts"), text);
    await made.settle(() => made.missing.length > 1);
    await made.watcher.close();
    assert.deepEqual([made.missing, made.calls.length, made.calls[0].texts], [[["a.ts"], []], 1, [text]]);
  });

  test("a file that never was there is not missed, and told when it comes", async () => {
    const made = await desk({ "a.ts": before }, ["a.ts", "settings.yaml"]);
    writeFileSync(made.path("a.ts"), text);
    await made.settle();
    assert.deepEqual([made.missing, made.watcher.missing()], [[], []]);
    writeFileSync(made.path("settings.yaml"), "fps: 30\n");
    await made.settle(() => made.calls.length > 1);
    await made.watcher.close();
    assert.deepEqual(
      made.calls.map(({ names }) => names),
      [["a.ts"], ["settings.yaml"]],
    );
  });

  test("a folder that goes and comes back takes its files along", async () => {
    const made = await desk({ "sketches/a.ts": before });
    rmSync(made.path("sketches"), { recursive: true });
    await delay(100);
    mkdirSync(made.path("sketches"));
    writeFileSync(made.path("sketches/a.ts"), text);
    await made.settle();
    writeFileSync(made.path("sketches/a.ts"), "export const later = 1;\n");
    await made.settle(() => made.calls.length > 1);
    await made.watcher.close();
    assert.deepEqual(
      made.calls.map(({ texts }) => texts),
      [[text], ["export const later = 1;\n"]],
    );
  });

  test("a save while the watcher is still starting is not lost", async () => {
    const folder = join(root, "early");
    mkdirSync(folder);
    const path = join(folder, "a.ts");
    writeFileSync(path, before);
    const calls: Change[] = [];
    const watcher = createWatcher({
      project: folder,
      onChange: (change) => calls.push(change),
      onMissing() {},
      onTrouble() {},
    });
    await watcher.setFiles([path]);
    writeFileSync(path, text);
    for (const limit = Date.now() + 15_000; calls.length === 0 && Date.now() < limit; ) await delay(10);
    await watcher.close();
    assert.equal(calls.length, 1);
  });

  test("a file saved between being read and being watched is a change, another is none", async () => {
    const made = await desk({ "a.ts": before, "old.ts": before, "late.ts": before }, ["a.ts"]);
    await delay(100);
    const readMs = Date.now();
    await delay(50);
    writeFileSync(made.path("late.ts"), text);
    writeFileSync(made.path("fresh.ts"), text);
    await made.watcher.setFiles(["a.ts", "old.ts", "late.ts", "fresh.ts"].map(made.path), true, readMs);
    await made.settle();
    await made.watcher.close();
    assert.deepEqual(new Set(made.calls.flatMap(({ names }) => names)), new Set(["fresh.ts", "late.ts"]));
  });

  test("files can be exchanged while watching", async () => {
    const made = await desk({ "a.ts": before, "lib/b.ts": before }, ["a.ts"]);
    await made.watcher.setFiles([made.path("a.ts"), made.path("lib/b.ts")]);
    writeFileSync(made.path("lib/b.ts"), text);
    await made.settle();
    await made.watcher.setFiles([made.path("a.ts")]);
    assert.deepEqual(made.watcher.files(), [made.path("a.ts")]);
    writeFileSync(made.path("lib/b.ts"), before);
    await delay(1500);
    writeFileSync(made.path("a.ts"), text);
    await made.settle(() => made.calls.length > 1);
    await made.watcher.close();
    assert.deepEqual(
      made.calls.map(({ names }) => names),
      [["lib/b.ts"], ["a.ts"]],
    );
  });

  test("a checkout of another branch is one change, of 40 files", async () => {
    const names = Array.from(
      { length: 40 },
      (_, i) => `${i % 2 ? "lib/" : ""}f${String(i).padStart(2, "0")}.ts`,
    ).sort();
    const made = await desk(Object.fromEntries(names.map((name) => [name, `// one\n${before}`])), []);
    const git = (...args: string[]) =>
      promisify(execFile)("git", ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "core.autocrlf=false", ...args], {
        cwd: made.folder,
      });
    await git("init", "-q", "-b", "one");
    await git("add", ".");
    await git("commit", "-qm", "one");
    await git("checkout", "-qb", "two");
    for (const name of names) writeFileSync(made.path(name), `// two\n${text}`);
    await git("commit", "-qam", "two");
    await made.watcher.setFiles(names.map(made.path), true);
    await delay(200);
    for (const [branch, marker] of [
      ["one", "// one\n"],
      ["two", "// two\n"],
    ]) {
      made.calls.length = 0;
      await git("checkout", "-q", branch);
      await made.settle();
      assert.deepEqual(
        made.calls.map((call) => call.names),
        [names],
        `to ${branch}`,
      );
      assert.ok(made.calls[0].texts.every((each) => each?.startsWith(marker)));
    }
    await made.watcher.close();
  });
});

test("closing leaves nothing behind, whenever it happens", async () => {
  const handles = () =>
    process
      .getActiveResourcesInfo()
      .filter((kind) => /FS|Timeout|Immediate/i.test(kind))
      .sort();
  const folder = join(root, "closed");
  mkdirSync(folder);
  const path = join(folder, "a.ts");
  writeFileSync(path, before);
  await delay(100);
  const at = handles();
  let told = 0;
  const start = () => createWatcher({ project: folder, onChange: () => told++, onMissing() {}, onTrouble() {} });
  const moments: ((watcher: Watcher) => Promise<unknown>)[] = [
    async () => {},
    (watcher) => watcher.setFiles([path]),
    async (watcher) => void watcher.setFiles([path]),
    async (watcher) => {
      await watcher.setFiles([path]);
      watcher.hint();
    },
    async (watcher) => {
      await watcher.setFiles([path]);
      await delay(200);
      writeFileSync(path, text);
      await delay(5);
    },
  ];
  for (const moment of moments) {
    const watcher = start();
    await moment(watcher);
    await watcher.close();
    watcher.hint();
    await watcher.setFiles([path]);
    const seen = told;
    writeFileSync(path, `${before}// ${Math.random()}\n`);
    await delay(500);
    // chokidar lets some timers of its own run out, a second at most.
    for (const limit = Date.now() + 5000; handles().join() !== at.join() && Date.now() < limit; ) await delay(50);
    assert.deepEqual(handles(), at, String(moment));
    assert.equal(told, seen, "and nothing is told any more");
  }
});
