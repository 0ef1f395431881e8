// The real program in a child process, driven as a script would: commands on its input, one JSON answer a line. Nothing
// is faked behind it: a real browser, real files, a real project folder.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const START = fileURLToPath(new URL("../../src/host/start.mjs", import.meta.url));

export interface Answer {
  command: string;
  ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the shapes are the public contract of DESIGN §4; tests read the fields they check
  data?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  problem?: any;
}

export interface Program {
  readonly project: string;
  readonly pid: number;
  /** What it wrote beside its answers: start-up lines, notices, problems. */
  log(): string;
  /** Sends one line and waits for its answer. */
  ask(line: string, timeoutMs?: number): Promise<Answer>;
  /** Asks until `accept` says yes; fails with the last answer otherwise. */
  until(line: string, accept: (answer: Answer) => boolean, timeoutMs?: number): Promise<Answer>;
  save(file: string, text: string): void;
  readonly exited: Promise<number | null>;
  /** Ends it through its own door and waits; returns the exit code. */
  close(): Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export interface ProgramOptions {
  /** Files of the project, by relative path. */
  files: Record<string, string>;
  args?: readonly string[];
  env?: Record<string, string>;
  /** A project folder to start in again; not removed at the end. */
  project?: string;
  json?: boolean;
}

export function startProgram(options: ProgramOptions): Program {
  const project = options.project ?? realpathSync(mkdtempSync(join(tmpdir(), "hairline-e2e-")));
  for (const [file, text] of Object.entries(options.files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  const args = [START, ...(options.args ?? ["--headless"]), ...(options.json === false ? [] : ["--json"])];
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: project,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
  });
  const waiting: ((answer: Answer) => void)[] = [];
  let log = "";
  let rest = "";
  child.stdout?.on("data", (chunk) => {
    rest += chunk;
    for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      if (!line.startsWith("{")) log += `${line}\n`;
      else waiting.shift()?.(JSON.parse(line));
    }
  });
  child.stderr?.on("data", (chunk) => {
    log = (log + chunk).slice(-100_000);
  });
  // The end of its input does not end a show; the end of the test must.
  const takeAlong = () => child.kill("SIGKILL");
  process.once("exit", takeAlong);
  const exited = new Promise<number | null>((resolve) =>
    child.once("exit", (code) => {
      process.off("exit", takeAlong);
      resolve(code);
    }),
  );

  const ask = (line: string, timeoutMs = 20_000) =>
    new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no answer to ${line} within ${timeoutMs} ms\n${log}`)),
        timeoutMs,
      );
      waiting.push((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      void exited.then(() => {
        clearTimeout(timer);
        reject(new Error(`the program ended before it answered ${line}\n${log}`));
      });
      child.stdin?.write(`${line}\n`);
    });

  return {
    project,
    pid: child.pid ?? -1,
    log: () => log,
    ask,
    async until(line, accept, timeoutMs = 15_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const answer = await ask(line);
        if (accept(answer)) return answer;
        if (Date.now() > deadline) throw new Error(`${line} never became so; last: ${JSON.stringify(answer)}\n${log}`);
        await new Promise((done) => setTimeout(done, 25));
      }
    },
    save(file, text) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), text);
    },
    exited,
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.stdin?.write(".exit\n");
        const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
        await exited;
        clearTimeout(late);
      }
      if (!options.project) rmSync(project, { recursive: true, force: true });
      return child.exitCode;
    },
    kill: (signal) => void child.kill(signal),
  };
}

/** A sketch that draws one polygon of this many sides. */
export function polygonSketch(sides: number, extra = ""): string {
  return `import { G, L, sketch } from "hairline";
${extra}
export default sketch({
  draw({ t }) {
    return L(G.polygon({ sides: ${sides} }).scale(200).rotate(t * 20).translate(200, 200), { width: 1 });
  },
});
`;
}
