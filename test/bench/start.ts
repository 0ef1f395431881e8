// From the command to the first frame, as an artist starts it: `node src/host/start.mjs --headless --json` on the reference
// scene in a project of its own, with a fresh browser profile each time.
//
// The clock runs from spawn to the first answer of `.status` that counts a shown frame (asked every 10 ms from the moment
// the program reads its input). Beside it, alternating, the browser's own start with the same flags: from spawn to the first
// animation frame of an empty page. The target is on the difference. The packages are installed and the host was
// built once before: both are first-start costs of their own.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defaultGraphics } from "../../src/host/browser/graphics.ts";
import { launchBrowser } from "../../src/host/browser/launch.ts";
import { type Bench, bench } from "./support/bench.ts";
import { createProject, headlessBrowser } from "./support/show.ts";
import { median } from "./support/statistics.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LIMIT_MS = 60_000;

await bench("start", async (b) => {
  const rounds = b.pick(10, 3);
  const ours: number[] = [];
  const answers: number[] = [];
  const browser: number[] = [];
  await startProgram(b); // the host's own build, the disk's cache
  for (let round = 0; round < rounds; round++) {
    browser.push(await startBrowser());
    const { frameMs, answerMs } = await startProgram(b);
    ours.push(frameMs);
    answers.push(answerMs);
  }
  b.samples("start → first frame", "ms", ours);
  b.samples("start → first answer", "ms", answers);
  b.samples("browser alone → first animation frame", "ms", browser);
  const beyond = ours.map((ms, i) => ms - browser[i]);
  b.samples("first frame, beyond the browser's own start", "ms", beyond, { target: "<= 1500" });
  b.check(
    "every start showed points",
    ours.every((ms) => ms < LIMIT_MS),
    `median ${median(ours).toFixed(0)} ms`,
  );
});

async function startBrowser(): Promise<number> {
  const choice = await headlessBrowser();
  const started = performance.now();
  const browser = await launchBrowser({ choice, graphics: defaultGraphics(choice), size: [900, 900] });
  try {
    const { cdp } = browser;
    const { targetId } = await cdp.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await cdp.send("Target.attachToTarget", { targetId, flatten: true });
    await cdp.send(
      "Runtime.evaluate",
      { expression: "new Promise(requestAnimationFrame)", awaitPromise: true },
      sessionId,
      30_000,
    );
    return performance.now() - started;
  } finally {
    await browser.close();
  }
}

async function startProgram(b: Bench): Promise<{ frameMs: number; answerMs: number }> {
  const project = createProject(b, { "sketches/seed.ts": readFileSync(`${ROOT}sketches/seed.ts`, "utf8") });
  const started = performance.now();
  const child = spawn(process.execPath, [`${ROOT}src/host/start.mjs`, "--headless", "--json"], {
    cwd: project,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  b.defer(() => void (child.exitCode === null && child.kill("SIGKILL")));
  let answerMs = Number.NaN;
  let log = "";
  child.stderr.on("data", (bytes) => {
    log += bytes;
  });
  child.stdin.on("error", () => {});
  const ask = setInterval(() => child.stdin.write(".status\n"), 10);
  try {
    const frameMs = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no frame within ${LIMIT_MS} ms: ${log}`)), LIMIT_MS);
      let rest = "";
      child.stdout.on("data", (bytes) => {
        const now = performance.now() - started;
        const lines = (rest + bytes).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          if (!line.startsWith("{")) continue;
          if (Number.isNaN(answerMs)) answerMs = now;
          const { data } = JSON.parse(line);
          if (!(data?.frames > 0 && data.points > 100)) continue;
          clearTimeout(timer);
          resolve(now);
          return;
        }
      });
      child.once("exit", (code) => reject(new Error(`the program ended (${code}): ${log}`)));
    });
    return { frameMs, answerMs };
  } finally {
    clearInterval(ask);
    child.kill("SIGTERM");
    await ended;
  }
}
