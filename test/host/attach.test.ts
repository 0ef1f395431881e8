// Attach over a real socket, with clients that behave and clients that do not.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { attach, type Claim, claimProject, parseQuestion, runFolder, socketPath } from "../../src/host/attach.ts";
import { createFakeShow, type FakeShow } from "../support/fake-show.ts";
import { createTerminal, keys } from "../support/terminal.ts";

const SOURCE = fileURLToPath(new URL("../../src/host/attach.ts", import.meta.url));
type Claimed = Extract<Claim, { kind: "claimed" }>;

interface Stage {
  project: string;
  env: { XDG_RUNTIME_DIR: string };
  show: FakeShow;
  claim: Claimed;
  exits: () => number;
  /** `hairline attach` with the given input: exit code and output. */
  run(options: {
    run?: string[];
    json?: boolean;
    stdin?: string;
  }): Promise<{ code: number; out: string[]; err: string }>;
  raw(): Promise<Raw>;
}

interface Raw {
  socket: Socket;
  messages: () => Record<string, unknown>[];
  closed: () => boolean;
}

async function withShow(play: (stage: Stage) => Promise<void>) {
  const root = mkdtempSync(join(tmpdir(), "hairline-attach-"));
  const project = join(root, "project");
  const env = { XDG_RUNTIME_DIR: join(root, "run") };
  mkdirSync(project);
  mkdirSync(env.XDG_RUNTIME_DIR);
  const claim = await claimProject(project, { env });
  assert.ok(claim.kind === "claimed", JSON.stringify(claim));
  const show = createFakeShow(project);
  let exits = 0;
  claim.serve({ show, onExit: () => exits++ });
  try {
    await play({
      project,
      env,
      show,
      claim,
      exits: () => exits,
      async run({ run = [], json = false, stdin = "" }) {
        const [input, output, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
        input.end(stdin);
        const code = await attach({ project, env, run, json, input, output, error });
        return {
          code,
          out: String(output.read() ?? "")
            .split("\n")
            .filter(Boolean),
          err: String(error.read() ?? ""),
        };
      },
      async raw() {
        const socket = createConnection(claim.path);
        let text = "";
        let closed = false;
        socket.on("data", (chunk) => (text += chunk));
        socket.on("error", () => {});
        socket.on("close", () => (closed = true));
        await new Promise((resolve) => socket.once("connect", resolve));
        return {
          socket,
          closed: () => closed,
          messages: () =>
            text
              .split("\n")
              .filter(Boolean)
              .map((line) => JSON.parse(line) as Record<string, unknown>),
        };
      },
    });
  } finally {
    await claim.release();
    assert.equal(show.listeners.notice.size + show.listeners.problem.size, 0);
    rmSync(root, { recursive: true });
  }
}

async function until(test: () => boolean, what = "") {
  for (let i = 0; i < 600 && !test(); i++) await delay(5);
  assert.ok(test(), what);
}

test("the same commands, the same answers, from another process's side", () =>
  withShow(async ({ run, show, exits }) => {
    const piped = await run({ json: true, stdin: ".fps 30\n@page\n1 + 1\n.stats\n" });
    assert.equal(piped.code, 1);
    const answers = piped.out.map((line) => JSON.parse(line));
    assert.deepEqual(answers.slice(0, 3), [
      { command: ".fps 30", ok: true, data: { fps: 30 } },
      { command: "@page", ok: true, data: { realm: "page" } },
      { command: "1 + 1", ok: true, data: { text: "<1 + 1>", json: "1 + 1" } },
    ]);
    assert.match(answers[3].problem.try, /\.status/);
    const once = await run({ run: [".fps; .seed 4"] });
    assert.deepEqual(once, { code: 0, out: ["at most 30 frames a second", "seed 4"], err: "" });
    assert.deepEqual(show.calls, ["setFps 30", "evaluate page 1 + 1"]);
    assert.equal((await run({ run: [".exit"] })).code, 0);
    assert.equal(exits(), 0);
    assert.deepEqual((await run({ run: [".exit show"], json: true })).out, [
      '{"command":".exit show","ok":true,"data":{"ends":"show"}}',
    ]);
    assert.equal(exits(), 1);
    await until(() => show.listeners.notice.size === 0);
  }));

test("the interactive terminal on a remote show", () =>
  withShow(async ({ project, env, show, claim, exits }) => {
    const terminal = createTerminal();
    const finished = attach({
      project,
      env,
      run: [],
      json: false,
      input: terminal.input,
      output: terminal.output,
      error: terminal.output,
    });
    await terminal.shows("seed·12 air>");
    terminal.type("moon\r");
    await terminal.shows("<moon>");
    terminal.type(`.bla${keys.tab}`);
    await terminal.shows("> .blackout");
    terminal.type("\r");
    await terminal.shows("blackout on");
    terminal.type("1 + 1");
    await terminal.shows("air:5");
    show.notice("version 13 is on air");
    await terminal.shows("version 13 is on air");
    terminal.type(keys.ctrlC + keys.ctrlD);
    await terminal.shows("Ctrl+D once more leaves; the show goes on");
    terminal.type(keys.ctrlD);
    assert.equal(await finished, 0);
    assert.equal(exits(), 0);
    await until(() => claim.clients() === 0);

    const second = createTerminal();
    const ended = attach({
      project,
      env,
      run: [],
      json: false,
      input: second.input,
      output: second.output,
      error: second.output,
    });
    await second.shows("air>");
    second.type(keys.up);
    await second.shows("> .blackout");
    await claim.release();
    assert.equal(await ended, 0);
    await second.shows("the show has ended");
  }));

test("the answer to .exit show arrives although the show goes at once", async () => {
  const root = mkdtempSync(join(tmpdir(), "hairline-bye-"));
  const env = { XDG_RUNTIME_DIR: root };
  for (const json of [false, true]) {
    const claim = await claimProject(root, { env });
    assert.ok(claim.kind === "claimed");
    let released: Promise<void> | undefined;
    claim.serve({
      show: createFakeShow(root),
      onExit() {
        released = claim.release();
      },
    });
    const [input, output, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
    assert.equal(await attach({ project: root, env, run: [".exit show"], json, input, output, error }), 0);
    assert.match(String(output.read()), json ? /"ends":"show"/ : /the show ends/);
    await released;
  }
  rmSync(root, { recursive: true });
});

test("without a show: one clear problem and exit code 2", async () => {
  const project = mkdtempSync(join(tmpdir(), "hairline-none-"));
  const [input, output, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const options = { project, env: { XDG_RUNTIME_DIR: project }, run: [".status"], input, output, error };
  mkdirSync(join(project, "hairline"));
  assert.equal(await attach({ ...options, json: false }), 2);
  assert.match(String(error.read()), /no show is running in this folder\. Start one with: hairline/);
  assert.equal(await attach({ ...options, json: true }), 2);
  assert.equal(JSON.parse(String(output.read())).ok, false);
  rmSync(project, { recursive: true });
});

test("a project is claimed once, by any path to it; a dead socket is replaced", () =>
  withShow(async ({ project, env, claim }) => {
    const again = await claimProject(project, { env });
    assert.deepEqual(again, { kind: "running", pid: process.pid, path: claim.path });
    symlinkSync(project, `${project}-link`);
    assert.equal((await claimProject(`${project}-link`, { env })).kind, "running");
    mkdirSync(`${project}-other`);
    const other = await claimProject(`${project}-other`, { env });
    assert.ok(other.kind === "claimed");
    await other.release();
    assert.ok(!existsSync(other.path));
    // A process that was killed leaves its socket behind.
    const script = `const { claimProject } = await import(${JSON.stringify(SOURCE)});
      const c = await claimProject(${JSON.stringify(`${project}-other`)}, { env: ${JSON.stringify(env)} }); console.log(c.kind); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    assert.deepEqual(await claimProject(`${project}-other`, { env }), {
      kind: "running",
      pid: child.pid,
      path: other.path,
    });
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    assert.ok(existsSync(other.path));
    writeFileSync(`${other.path}.lock`, String(child.pid));
    await delay(60);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimProject(`${project}-other`, { env })));
    assert.equal(claims.filter((one) => one.kind === "claimed").length, 1, JSON.stringify(claims));
    assert.equal(claims.filter((one) => one.kind === "running").length, 7);
    for (const one of claims) if (one.kind === "claimed") await one.release();
    assert.deepEqual(
      readdirSync(join(other.path, "..")).filter((name) => name.startsWith(other.path.slice(-21, -5))),
      [],
    );
  }));

test("a holder that says nothing is still a holder", async () => {
  const root = mkdtempSync(join(tmpdir(), "hairline-mute-"));
  const env = { XDG_RUNTIME_DIR: root };
  mkdirSync(join(root, "hairline"), { mode: 0o700 });
  const path = socketPath(root, env);
  const mute = createServer(() => {});
  await new Promise<void>((resolve) => mute.listen(path, resolve));
  writeFileSync(`${path}.pid`, "12345");
  assert.deepEqual(await claimProject(root, { env }), { kind: "running", pid: 12345, path });
  mute.close();
  rmSync(root, { recursive: true });
});

test("the socket is 0600 in a folder of 0700, under umask 0 and in a folder that was open", async () => {
  const root = mkdtempSync(join(tmpdir(), "hairline-mode-"));
  const env = { XDG_RUNTIME_DIR: root };
  const before = process.umask(0);
  try {
    mkdirSync(join(root, "hairline"));
    chmodSync(join(root, "hairline"), 0o777);
    const claim = await claimProject(root, { env });
    assert.ok(claim.kind === "claimed");
    const mode = (path: string) => statSync(path).mode & 0o777;
    assert.equal(mode(runFolder(env)), 0o700);
    assert.equal(mode(claim.path), 0o600);
    assert.equal(mode(`${claim.path}.pid`), 0o600);
    await claim.release();
    assert.deepEqual(readdirSync(runFolder(env)), []);
  } finally {
    process.umask(before);
    rmSync(root, { recursive: true });
  }
});

test("a run folder that is a link or a file is refused; the show can go on without", async () => {
  const root = mkdtempSync(join(tmpdir(), "hairline-refuse-"));
  const elsewhere = mkdtempSync(join(tmpdir(), "hairline-refuse-"));
  symlinkSync(elsewhere, join(root, "hairline"));
  const linked = await claimProject(root, { env: { XDG_RUNTIME_DIR: root } });
  assert.ok(linked.kind === "unavailable" && /not a folder/.test(linked.problem.what), JSON.stringify(linked));
  rmSync(join(root, "hairline"));
  writeFileSync(join(root, "hairline"), "");
  assert.equal((await claimProject(root, { env: { XDG_RUNTIME_DIR: root } })).kind, "unavailable");
  assert.match(runFolder({}), /hairline-/);
  assert.match(runFolder({ XDG_RUNTIME_DIR: "relative" }), /hairline-/);
  rmSync(root, { recursive: true });
  rmSync(elsewhere, { recursive: true });
});

test("clients before the show are told that it is starting", async () => {
  const root = mkdtempSync(join(tmpdir(), "hairline-early-"));
  const env = { XDG_RUNTIME_DIR: root };
  const claim = await claimProject(root, { env });
  assert.ok(claim.kind === "claimed");
  const [input, output, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const finished = attach({ project: root, env, run: [], json: true, input, output, error });
  let out = "";
  output.on("data", (chunk) => (out += chunk));
  input.write(".fps\n");
  await until(() => out.includes("the show is starting"));
  claim.serve({ show: createFakeShow(root), onExit() {} });
  input.write(".fps\n");
  await until(() => out.includes('"fps":60'));
  input.end();
  assert.equal(await finished, 1);
  await claim.release();
  rmSync(root, { recursive: true });
});

test("garbage, giants, silence and departures harm nobody else", { timeout: 30_000 }, () =>
  withShow(async ({ raw, run, show, claim }) => {
    const hostile: [string, (raw: Raw) => void | Promise<void>, "dropped" | "kept"][] = [
      ["nothing at all", () => {}, "kept"],
      ["half a message", ({ socket }) => void socket.write('{"id":1,"ask":"li'), "kept"],
      [
        "binary",
        ({ socket }) => void socket.write(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 31 + 10) % 256))),
        "dropped",
      ],
      [
        "wrong shapes",
        ({ socket }) =>
          void socket.write(
            'null\n[]\n{}\n{"id":"1"}\n{"id":1,"ask":"eval","text":""}\n{"id":1.5,"ask":"line","text":""}\n',
          ),
        "kept",
      ],
      ["a line without end", ({ socket }) => void socket.write("x".repeat(3_000_000)), "kept"],
      [
        "prototype",
        ({ socket }) => void socket.write('{"__proto__":{"id":1},"ask":"line","text":".exit show"}\n'),
        "kept",
      ],
      [
        "leaves in the middle",
        ({ socket }) => void socket.end('{"id":1,"ask":"line","text":".status"}\n{"id":2,'),
        "dropped",
      ],
      [
        "asks and is gone",
        ({ socket }) => {
          socket.write('{"id":1,"ask":"line","text":"later"}\n');
          socket.destroy();
        },
        "dropped",
      ],
    ];
    for (const [name, attack, fate] of hostile) {
      const client = await raw();
      await until(() => client.messages().length > 0, name);
      await attack(client);
      if (fate === "dropped") await until(client.closed, name);
      else await delay(40);
      assert.equal(client.closed(), fate === "dropped", name);
      assert.equal((await run({ run: [".fps"] })).code, 0, name);
      client.socket.destroy();
    }
    await until(() => claim.clients() === 0);
    assert.ok(!show.calls.includes("close"));
  }),
);

test("a client that never reads is dropped before its backlog grows", { timeout: 30_000 }, () =>
  withShow(async ({ raw, show, run, claim }) => {
    const deaf = await raw();
    await until(() => deaf.messages().length > 0);
    deaf.socket.pause();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 200 && claim.clients() > 0; i++) {
      for (let j = 0; j < 100; j++) show.notice(`${i} ${"x".repeat(5000)}`);
      await delay(1);
    }
    assert.equal(claim.clients(), 0);
    assert.ok(process.memoryUsage().rss - before < 150_000_000);
    assert.equal((await run({ run: [".fps"] })).code, 0);
  }),
);

test("questions and clients are bounded", { timeout: 30_000 }, () =>
  withShow(async ({ raw, show, run, claim }) => {
    const release = show.hold();
    const flood = await raw();
    for (let id = 1; id <= 500; id++) flood.socket.write(`${JSON.stringify({ id, ask: "line", text: "slow()" })}\n`);
    const refused = () =>
      flood.messages().filter((message) => (message.reply as { ok?: boolean } | undefined)?.ok === false).length;
    await until(() => refused() > 400);
    release();
    await until(() => flood.messages().filter((message) => "reply" in message).length === 500);
    assert.ok(show.calls.length < 100);
    assert.equal((await run({ run: [".fps"] })).code, 0);
    flood.socket.destroy();
    const crowd = await Promise.all(Array.from({ length: 40 }, raw));
    await until(() => crowd.filter((one) => one.closed()).length >= 24);
    assert.ok(claim.clients() <= 16);
    for (const one of crowd) one.socket.destroy();
    await until(() => claim.clients() === 0);
    assert.equal((await run({ run: [".fps"] })).code, 0);
  }),
);

test("one client's slow line does not hold another's", () =>
  withShow(async ({ raw, show, run }) => {
    const release = show.hold();
    const slow = await raw();
    slow.socket.write('{"id":1,"ask":"line","text":"slow()"}\n');
    await until(() => show.calls.length === 1);
    assert.equal((await run({ run: [".fps"] })).code, 0);
    release();
    await until(() => slow.messages().some((message) => message.id === 1));
    slow.socket.destroy();
  }));

test("the line parser takes questions and nothing else, and never throws", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc
          .record({ id: fc.anything(), ask: fc.anything(), text: fc.anything() })
          .map((value) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? String(v) : v))),
      ),
      (line) => {
        const question = parseQuestion(line);
        if (question)
          assert.ok(
            Number.isSafeInteger(question.id) &&
              typeof question.text === "string" &&
              ["line", "complete", "preview", "prompt"].includes(question.ask),
          );
      },
    ),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom("line", "complete", "preview", "prompt"),
      fc.string(),
      (id, ask, text) => {
        assert.deepEqual(parseQuestion(JSON.stringify({ id, ask, text })), { id, ask, text });
      },
    ),
  );
});
