// Window, browser and program come and go; the show does not. And when it ends, nothing is left.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { commandLine, internetSockets, isAlive, processTree } from "../support/processes.ts";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";
const temp = mkdtempSync(join(tmpdir(), "hairline-temp-"));
let program: Program;

before(async () => {
  mkdirSync(join(temp, "run"), { mode: 0o700 });
  program = startProgram({
    files: { [FILE]: polygonSketch(5) },
    env: { TMPDIR: temp, XDG_RUNTIME_DIR: join(temp, "run") },
  });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(() => rmSync(temp, { recursive: true, force: true }));

const browserPid = () =>
  processTree(program.pid).find(
    (pid) => /remote-debugging-pipe/.test(commandLine(pid)) && !/--type=/.test(commandLine(pid)),
  );
const rendererPids = () => processTree(program.pid).filter((pid) => /--type=renderer/.test(commandLine(pid)));

async function playsOn(timeoutMs = 20_000): Promise<void> {
  const running = await program.until(".status", (a) => a.data?.state === "running" && a.data.points === 6, timeoutMs);
  await program.until(".status", (a) => a.data?.state === "running" && a.data.frames !== running.data.frames);
}

test("no process of the program holds an internet socket", { skip: process.platform !== "linux" }, async () => {
  const pids = processTree(program.pid);
  assert.ok(pids.length >= 4, `only ${pids.length} processes`);
  assert.deepEqual(internetSockets(pids), []);
});

test("the socket for attach is private", async () => {
  const folder = join(temp, "run", "hairline");
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  const [socket] = readdirSync(folder).filter((name) => name.endsWith(".sock"));
  assert.equal(statSync(join(folder, socket)).mode & 0o777, 0o600);
});

test("the worker's realm has no way out", async () => {
  const words = [
    "fetch",
    "XMLHttpRequest",
    "WebSocket",
    "Worker",
    "SharedArrayBuffer",
    "WebAssembly",
    "postMessage",
    "indexedDB",
    "importScripts",
    "BroadcastChannel",
    "navigator",
    "eval",
  ];
  const answer = await program.ask(`[${words.map((word) => `typeof ${word}`).join(",")}].join()`);
  assert.equal(answer.data.json, words.map(() => "undefined").join());
  const built = await program.ask(`(() => { try { return Function("return 1")(); } catch (e) { return e.name; } })()`);
  assert.equal(built.data.json, "EvalError");
  const imported = await program.ask(`await import("data:text/javascript,1").then(() => "loaded", () => "blocked")`);
  assert.equal(imported.data.json, "blocked");
});

test("the page cannot browse away: everything but its own files is 404", async () => {
  const answer = await program.ask(
    `@page (() => { const r = new XMLHttpRequest(); try { r.open("GET", "/etc/passwd", false); r.send(); return r.status; } catch (e) { return "blocked"; } })()`,
  );
  assert.ok(answer.data.json === 404 || answer.data.json === "blocked", JSON.stringify(answer));
});

test("a lost context is answered by a fresh canvas with the same picture", async () => {
  await program.ask(".freeze on");
  await pause(300);
  const picture = async () => (await program.ask(`@page __hairline.picture().length`)).data.json as number;
  const before = await picture();
  await program.ask(
    `@page document.querySelector("canvas").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext()`,
  );
  await program.until(`@page __hairline.stats().contextLosses`, (a) => a.data?.json === 1);
  await pause(500);
  assert.equal(await picture(), before);
  await program.ask(".freeze off");
  await playsOn();
});

test("a crashed renderer comes back with the sketch, the controls and the time", async () => {
  await program.ask(".cc 5 0.25");
  const t = (await program.ask("ctx.t")).data.json;
  for (const pid of rendererPids()) process.kill(pid, "SIGKILL");
  await pause(200);
  await playsOn();
  assert.ok((await program.ask("ctx.t")).data.json >= t - 1, "time goes on");
  assert.equal((await program.ask("ctx.cc(5, 0)")).data.json, 0.25);
});

test("a killed browser is started again", async () => {
  process.kill(browserPid() as number, "SIGKILL");
  await pause(300);
  await playsOn(30_000);
});

test("a worker that will not stop does not hold the rest", async () => {
  program.save(
    FILE,
    polygonSketch(5).replace("draw({ t }) {", "draw({ t, frame }) {\n    if (frame > 20) for (;;) Math.sqrt(frame);"),
  );
  await program.until(".status", (a) => a.data.state === "held", 20_000);
  const asked = performance.now();
  assert.ok((await program.ask(".status")).ok);
  assert.ok(performance.now() - asked < 1000);
  await program.until(".status", (a) => a.data.points === 6);
  program.save(FILE, polygonSketch(5));
  await playsOn();
});

test("closing ends every process and leaves nothing in the temp folder", async () => {
  const pids = processTree(program.pid);
  assert.equal(await program.close(), 0, program.log());
  for (let i = 0; i < 100 && pids.some(isAlive); i++) await pause(50);
  assert.deepEqual(pids.filter(isAlive).map(commandLine), []);
  // dconf is the desktop's own and lives in the user's run folder, as for any GTK program.
  const left = readdirSync(temp, { recursive: true })
    .map(String)
    .filter((name) => name !== "run" && name !== join("run", "hairline") && !name.startsWith(join("run", "dconf")));
  assert.deepEqual(left, []);
});

test("the program killed outright takes its browser along, and the next start sweeps what it left", async () => {
  const env = { TMPDIR: temp, XDG_RUNTIME_DIR: join(temp, "run") };
  const first = startProgram({ files: { [FILE]: polygonSketch(5) }, env });
  await first.until(".status", (a) => a.data?.state === "running", 40_000);
  const pids = processTree(first.pid);
  first.kill("SIGKILL");
  await first.exited;
  for (let i = 0; i < 100 && pids.some(isAlive); i++) await pause(50);
  assert.deepEqual(pids.filter(isAlive).map(commandLine), []);
  const again = startProgram({ project: first.project, files: {}, env });
  await again.until(".status", (a) => a.data?.state === "running", 40_000);
  assert.equal(readdirSync(temp).filter((name) => name.startsWith("hairline-profile-")).length, 1);
  assert.equal(await again.close(), 0);
  assert.ok(existsSync(first.project));
  rmSync(first.project, { recursive: true, force: true });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
