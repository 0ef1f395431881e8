// A real window under a window manager: what only a display shows.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { commandLine, processTree } from "../support/processes.ts";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";
const DISPLAY = process.env.DISPLAY ?? process.env.WINDOW_TEST_DISPLAY ?? "";
let program: Program;

before(async () => {
  program = startProgram({ files: { [FILE]: polygonSketch(5) }, args: [], env: { DISPLAY } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  await program.close();
});

/** As a click on the window's close button does it: through the window manager. */
function closeWindow(): void {
  const { status, stderr } = spawnSync("wmctrl", ["-c", "Hairline"], { env: { ...process.env, DISPLAY } });
  assert.equal(status, 0, String(stderr));
}

const browserPid = () =>
  processTree(program.pid).find(
    (pid) => /remote-debugging-pipe/.test(commandLine(pid)) && !/--type=/.test(commandLine(pid)),
  );

test("it is a window of its own, without tabs, and says so at start", async () => {
  const { window } = (await program.ask(".status")).data;
  assert.equal(window.kind, "window");
  assert.equal(window.visible, true);
  assert.match(program.log(), /in a window/);
  assert.match(commandLine(browserPid() as number), /--app=/);
  // An app window has no toolbar: the page gets all the height but the manager's frame.
  const [inner, outer] = (await program.ask("@page [innerHeight, outerHeight]")).data.json;
  assert.ok(outer - inner < 60, `${outer - inner} px of furniture`);
});

test("the picture fills the drawing buffer at the display's pixel ratio", async () => {
  const [width, ratio, backing] = (
    await program.ask(`@page [innerWidth, devicePixelRatio, document.querySelector("canvas").width]`)
  ).data.json;
  assert.equal(backing, Math.round(width * ratio));
});

test("H toggles the HUD", async () => {
  await program.ask(".hud on");
  await program.ask(`@page dispatchEvent(new KeyboardEvent("keydown", { key: "h" }))`);
  await new Promise((resolve) => setTimeout(resolve, 300)); // the window's word has to reach the host
  assert.equal((await program.ask(".hud")).data.hud, true, "the command toggles what the key left off");
});

test("closing the window does not end the show; .open brings it back where it was", async () => {
  await program.ask(".cc 2 0.75");
  closeWindow();
  await program.until(".status", (a) => a.data.state === "closed");
  assert.match(program.log(), /window closed/);
  program.save(FILE, polygonSketch(8));
  const opened = await program.ask(".open", 30_000);
  assert.ok(opened.ok, JSON.stringify(opened));
  await program.until(".status", (a) => a.data.state === "running" && a.data.points === 9);
  assert.equal((await program.ask("ctx.cc(2, 0)")).data.json, 0.75);
});

test("with --exit-on-close the window ends the show", async () => {
  const other = startProgram({ files: { [FILE]: polygonSketch(5) }, args: ["--exit-on-close"], env: { DISPLAY } });
  await other.until(".status", (a) => a.data?.state === "running", 40_000);
  await program.close(); // one window of that name at a time
  closeWindow();
  assert.equal(await other.exited, 0);
});
