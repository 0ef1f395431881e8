// A stranger at the socket: any editor, knowing no more than the README tells.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const START = fileURLToPath(new URL("../../src/host/start.mjs", import.meta.url));
let program: Program;

before(async () => {
  program = startProgram({ files: { "sketches/a.ts": polygonSketch(5) } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  await program.close();
});

/** Writes lines, and reads until as many answers are there. */
function talk(path: string, questions: object[]): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const answers: Record<string, unknown>[] = [];
    let rest = "";
    const timer = setTimeout(() => reject(new Error(`only ${JSON.stringify(answers)}`)), 15_000);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      answers.push(...lines.map((line) => JSON.parse(line)).filter((message) => "id" in message));
      if (answers.length < questions.length) return;
      clearTimeout(timer);
      socket.destroy();
      resolve(answers);
    });
    for (const question of questions) socket.write(`${JSON.stringify(question)}\n`);
  });
}

test("a plain client finds the socket, evaluates a line and runs a command", async () => {
  const path = execFileSync(process.execPath, [START, "attach", "--socket"], {
    cwd: program.project,
    encoding: "utf8",
  }).trim();
  const answers = await talk(path, [
    { id: 1, ask: "line", text: "6 * 7" },
    { id: 2, ask: "line", text: ".fps 30" },
    { id: 3, ask: "line", text: ".fsp 30" },
  ]);
  const reply = (id: number) =>
    answers.find((answer) => answer.id === id)?.reply as {
      ok: boolean;
      data: Record<string, unknown>;
      problem: { try: string };
    };
  assert.equal(reply(1).data.json, 42);
  assert.deepEqual(reply(2).data, { fps: 30 });
  assert.equal(reply(3).ok, false);
  assert.match(reply(3).problem.try, /\.fps/);
  assert.equal((await program.ask(".fps")).data.fps, 30);
});
