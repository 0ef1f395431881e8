// The in-window editor through the real program: typing, saving, a file that somebody else changes, a browser that dies.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { commandLine, processTree } from "../support/processes.ts";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";
let program: Program;

before(async () => {
  program = startProgram({ files: { [FILE]: polygonSketch(5) } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  await program.close();
});

const inPage = (code: string) =>
  `@page (() => { const root = [...document.body.children].map((each) => each.shadowRoot).find((each) => each?.querySelector(".cm-content")); const text = root?.querySelector(".cm-content"); ${code} })()`;
const TEXT = inPage(
  `return text ? [...text.querySelectorAll(".cm-line")].map((line) => line.innerText.replace("\\n", "")).join("\\n") : null`,
);
const SAID = inPage(`return root?.querySelector(".said").textContent ?? null`);
const press = (key: string, init = "{}") =>
  program.ask(
    inPage(
      `text.dispatchEvent(new KeyboardEvent("keydown", { key: ${JSON.stringify(key)}, bubbles: true, cancelable: true, composed: true, ...${init} }))`,
    ),
  );
/** Puts the cursor before the word `sides` and types. */
const type = (what: string) =>
  program.ask(
    inPage(
      `text.focus(); const line = [...text.querySelectorAll(".cm-line")].find((each) => each.innerText.includes("sides")); const range = document.createRange(); range.selectNodeContents(line); range.collapse(false); const selection = root.getSelection?.() ?? getSelection(); selection.removeAllRanges(); selection.addRange(range); return document.execCommand("insertText", false, ${JSON.stringify(what)})`,
    ),
  );
const disk = () => readFileSync(join(program.project, FILE), "utf8");
const drafts = () => {
  const folder = join(program.project, ".hairline", "drafts");
  return existsSync(folder) ? readdirSync(folder) : [];
};
const draftsBecome = async (accept: (names: string[]) => boolean) => {
  for (const deadline = Date.now() + 10_000; !accept(drafts()); ) {
    assert.ok(Date.now() < deadline, drafts().join(", "));
    await new Promise((done) => setTimeout(done, 25));
  }
};

test("it opens with the file's text, and keys of the show do not fire while typing", async () => {
  const opened = await program.ask(".edit on", 40_000);
  assert.ok(opened.ok, JSON.stringify(opened));
  assert.equal((await program.ask(TEXT)).data.json, polygonSketch(5));
  await press("b");
  await press(" ");
  const { blackout, frozen } = (await program.ask(".status")).data;
  assert.deepEqual([blackout, frozen], [false, false]);
});

test("what is typed is a draft until it is saved; saving is a save like any other", async () => {
  await type(" // typed");
  assert.match((await program.ask(TEXT)).data.json, /\/\/ typed/);
  await draftsBecome((names) => names.some((name) => name.endsWith(".json")));
  assert.equal(disk(), polygonSketch(5), "nothing is written unasked");
  await press("Enter", "{ ctrlKey: true }");
  await program.until(SAID, (a) => /^as in the file/.test(a.data.json));
  assert.match(disk(), /\/\/ typed\n/);
  await draftsBecome((names) => names.length === 0);
});

test("a clean editor follows the file; errors stand beside their lines", async () => {
  program.save(FILE, polygonSketch(8));
  await program.until(TEXT, (a) => a.data.json === polygonSketch(8));
  program.save(FILE, polygonSketch(8).replace("width: 1 }", "width: }"));
  await program.until(inPage(`return root.querySelector(".message.error")?.textContent ?? ""`), (a) =>
    /Unexpected/.test(a.data.json),
  );
  program.save(FILE, polygonSketch(8));
  await program.until(
    inPage(`return root.querySelector(".message.error")?.textContent ?? ""`),
    (a) => a.data.json === "",
  );
});

test("a file that somebody else changed is not written over; both texts are kept", async () => {
  await type(" // mine");
  program.save(FILE, polygonSketch(9));
  await program.until(SAID, (a) => /changed by somebody else/.test(a.data.json));
  await press("Enter", "{ ctrlKey: true }");
  await new Promise((done) => setTimeout(done, 400));
  assert.equal(disk(), polygonSketch(9));
  await program.ask(
    inPage(`[...root.querySelectorAll("button")].find((each) => each.textContent === "Write mine").click()`),
  );
  await program.until(SAID, (a) => /^as in the file/.test(a.data.json));
  assert.match(disk(), /sides: 8.*\/\/ mine\n/);
  const kept = drafts().find((name) => name.endsWith(".theirs.ts"));
  assert.ok(kept, drafts().join(", "));
  assert.equal(readFileSync(join(program.project, ".hairline", "drafts", kept), "utf8"), polygonSketch(9));
});

test("taking the file's text puts one's own aside", async () => {
  await type(" // given up");
  await draftsBecome((names) => names.some((name) => name.endsWith(".json")));
  program.save(FILE, polygonSketch(6));
  await program.until(SAID, (a) => /changed by somebody else/.test(a.data.json));
  await program.ask(
    inPage(`[...root.querySelectorAll("button")].find((each) => each.textContent === "Take the file's").click()`),
  );
  await program.until(TEXT, (a) => a.data.json === polygonSketch(6));
  const isMine = (name: string) => name.endsWith(".mine.ts");
  await draftsBecome((names) => names.some(isMine) && !names.some((name) => name.endsWith(".json")));
  const kept = drafts().find(isMine) ?? "";
  assert.match(readFileSync(join(program.project, ".hairline", "drafts", kept), "utf8"), /given up/);
  assert.equal(disk(), polygonSketch(6));
});

test("the block around the cursor runs in the worker on air", async () => {
  await press("Enter", "{ altKey: true }");
  await program.until(SAID, (a) => /SyntaxError/.test(a.data.json)); // a module's export is no line of a worker
  await program.ask(
    inPage(
      `text.focus(); const range = document.createRange(); range.selectNodeContents(text); const selection = root.getSelection?.() ?? getSelection(); selection.removeAllRanges(); selection.addRange(range); return document.execCommand("insertText", false, "6 * 7")`,
    ),
  );
  await press("Enter", "{ altKey: true }");
  await program.until(SAID, (a) => a.data.json === "42");
  await press("z", "{ ctrlKey: true }");
});

test("a browser that dies takes no unsaved text along", async () => {
  await type(" // unsaved");
  await draftsBecome((names) => names.some((name) => name.endsWith(".json")));
  const browser = processTree(program.pid).find(
    (pid) => /remote-debugging-pipe/.test(commandLine(pid)) && !/--type=/.test(commandLine(pid)),
  );
  process.kill(browser as number, "SIGKILL");
  await program.until(TEXT, (a) => a.ok && /\/\/ unsaved/.test(a.data?.json ?? ""), 40_000);
  assert.match((await program.ask(SAID)).data.json, /here again|not saved|changed by/);
  await press("e", "{ ctrlKey: true }");
  await program.until(TEXT, (a) => a.data.json === null);
  assert.equal((await program.ask(".edit")).data.editor, true, "it was closed, and the command opens it again");
  await program.until(TEXT, (a) => /\/\/ unsaved/.test(a.data?.json ?? ""));
  assert.doesNotMatch(disk(), /unsaved/);
});
