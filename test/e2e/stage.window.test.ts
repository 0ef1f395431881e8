// The stage on a real display under a window manager.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";
const DISPLAY = process.env.DISPLAY ?? process.env.WINDOW_TEST_DISPLAY ?? "";
let program: Program;

before(async () => {
  program = startProgram({ files: { [FILE]: polygonSketch(5) }, args: ["--stage"], env: { DISPLAY } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  await program.close();
});

const PLACE = "@page [screenX, screenY, innerWidth - screen.width, innerHeight - screen.height]";
const CANVAS = `@page [document.querySelector("canvas").width, screen.width * devicePixelRatio]`;
const json = async (of: Program, line: string) => (await of.ask(line)).data.json;

test("--stage fills the display to the pixel, without furniture, pointer or numbers", async () => {
  await program.until(PLACE, (a) => a.data.json.join() === "0,0,0,0");
  const [backing, pixels] = await json(program, CANVAS);
  assert.equal(backing, pixels);
  await program.until(`@page document.documentElement.classList.contains("still")`, (a) => a.data.json === true);
  await program.ask(`@page dispatchEvent(new PointerEvent("pointermove"))`);
  assert.equal(await json(program, `@page document.documentElement.classList.contains("still")`), false);
  const { data } = await program.ask(".hud");
  assert.equal(data.hud, true, "it was off, and the command turned it on");
  await program.ask(".hud off");
});

test(".stage off gives the window back, .stage on fills again, and says what the browser does", async () => {
  const off = await program.ask(".stage off");
  assert.ok(off.ok, JSON.stringify(off));
  await program.until("@page innerWidth", (a) => a.data.json === 900);
  const on = await program.ask(".stage on 1");
  assert.ok(on.ok && on.data.on, JSON.stringify(on));
  assert.equal(on.data.note, "", "started for a stage, the browser puts no note over the picture");
  await program.until(PLACE, (a) => a.data.json.join() === "0,0,0,0");
  const none = await program.ask(".stage on 7");
  assert.match(none.problem.what, /no display "7"/);
  assert.equal((await program.ask(".status")).data.state, "running");
});

test("a covered window keeps its frame rate", async () => {
  await program.ask(".stage off");
  const other = startProgram({ files: { [FILE]: polygonSketch(3) }, args: ["--stage"], env: { DISPLAY } });
  try {
    await other.until(".status", (a) => a.data?.state === "running", 40_000);
    await other.until(PLACE, (a) => a.data.json.join() === "0,0,0,0");
    await other.ask(".fps 1");
    const frames = async () => (await program.ask(".status")).data.frames as number;
    const before = await frames();
    await new Promise((done) => setTimeout(done, 3000));
    const drawn = (await frames()) - before;
    // Without the browser's flags a covered window draws none at all; with them, what the machine can.
    assert.ok(drawn > 30, `${drawn} frames in 3 s under another window`);
  } finally {
    await other.close();
  }
});

test("a window that comes back fills the display again", async () => {
  await program.ask(".stage on");
  const { status } = spawnSync("wmctrl", ["-c", "Hairline"], { env: { ...process.env, DISPLAY } });
  assert.equal(status, 0);
  await program.until(".status", (a) => a.data.state === "closed");
  await program.ask(".open", 30_000);
  await program.until(PLACE, (a) => a.ok && a.data.json.join() === "0,0,0,0");
});
