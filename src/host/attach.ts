// `hairline attach`: the same conversation from another process. The socket is also the lock that keeps a project from
// being shown twice. Whoever can open it can tell the show what to do, so it is open to its owner alone: mode 0600 in a
// folder of mode 0700, never a network port (a loopback WebSocket was hijacked from 3 of 5 foreign pages, DESIGN §4).
//
//   client → { id, ask: "line" | "complete" | "preview" | "prompt", text }     one JSON object per line
//   server → { hello: 1, pid, project } · { id, reply } · { event }
//
// A client may send garbage, stop reading or vanish: lines, clients and unsent bytes are bounded, and it is the client
// that goes.

import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Problem } from "../protocol/problem.ts";
import { type DoorOptions, isInteractive, startConversation } from "./repl/doors.ts";
import { MAX_LINE } from "./repl/grammar.ts";
import { openHistory } from "./repl/history.ts";
import { createLineSplitter } from "./repl/lines.ts";
import { formatProblem, problemOf } from "./repl/problem-text.ts";
import { createSession, type LineLog, type Session, type SessionEvent } from "./repl/session.ts";
import { createStyle, wantsColours } from "./repl/style.ts";
import type { Show } from "./show-api.ts";

type Env = Readonly<Record<string, string | undefined>>;

const MAX_CLIENTS = 16;
const MAX_UNSENT_BYTES = 4 * 2 ** 20;
const MAX_QUESTIONS = 80;
const MAX_GARBAGE = 10;
const MAX_ANSWER = 16 * 2 ** 20;
/** A line travels as JSON, where one character may take six. */
const MAX_QUESTION = 6 * MAX_LINE + 256;

// --- where

export function runFolder(env: Env): string {
  const own = env.XDG_RUNTIME_DIR;
  return own?.startsWith("/")
    ? join(own, "hairline")
    : join(tmpdir(), `hairline-${process.getuid?.() ?? userInfo().username}`);
}

/** The same for every path that leads to the folder. */
export function socketPath(project: string, env: Env): string {
  const key = createHash("sha256").update(realpathSync(project)).digest("hex").slice(0, 16);
  if (process.platform === "win32")
    return `\\\\.\\pipe\\hairline-${createHash("sha256").update(userInfo().username).digest("hex").slice(0, 8)}-${key}`;
  const path = join(runFolder(env), `${key}.sock`);
  return Buffer.byteLength(path) < 100 ? path : `/tmp/hairline-${process.getuid?.()}/${key}.sock`; // the kernel takes 104 bytes
}

/** Makes the folder ours alone, or says why it cannot be: in /tmp somebody else may have made it first. */
function ownRunFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) throw new Error(`${folder} is not a folder`);
  if (process.getuid && stat.uid !== process.getuid()) throw new Error(`${folder} belongs to somebody else`);
  if ((stat.mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
}

// --- the show's side

export interface ServeOptions {
  show: Show;
  /** Somebody said `.exit show`. */
  onExit(): void;
  log?: LineLog;
}

export type Claim =
  | {
      kind: "claimed";
      path: string;
      /** From here on clients talk to the show; before, they are told that it is starting. */
      serve(options: ServeOptions): void;
      clients(): number;
      release(): Promise<void>;
    }
  /** Another process shows this project; pid 0 where it would not say. */
  | { kind: "running"; pid: number; path: string }
  /** No socket can be had here. The show can go on without. */
  | { kind: "unavailable"; problem: Problem };

export async function claimProject(project: string, options: { env?: Env } = {}): Promise<Claim> {
  const env = options.env ?? process.env;
  try {
    const path = socketPath(project, env);
    if (process.platform === "win32") return await claimPath(path, project);
    ownRunFolder(join(path, ".."));
    // Between finding a dead socket and taking its place nobody else may do the same.
    const unlock = await lock(`${path}.lock`);
    try {
      return await claimPath(path, project);
    } finally {
      unlock();
    }
  } catch (error) {
    const what = `hairline attach will not find this show: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: "unavailable", problem: { severity: "warning", what } };
  }
}

async function claimPath(path: string, project: string): Promise<Claim> {
  const other = await probe(path, 1000);
  if (other) return { kind: "running", pid: other.pid || readPid(`${path}.pid`), path };
  if (process.platform !== "win32") remove(path);

  const sockets = new Set<Socket>();
  const clients = new Set<Client>();
  let serving: ServeOptions | null = null;
  const server = createServer((socket) => {
    if (sockets.size >= MAX_CLIENTS) return socket.destroy();
    sockets.add(socket);
    const client = startClient(socket, project, () => serving);
    clients.add(client);
    socket.once("close", () => {
      sockets.delete(socket);
      clients.delete(client);
      client.stop();
    });
  });
  server.on("error", () => {}); // one failed accept ends nothing
  await listen(server, path);
  if (process.platform !== "win32") {
    chmodSync(path, 0o600);
    writeFileSync(`${path}.pid`, String(process.pid), { mode: 0o600 });
  }
  return {
    kind: "claimed",
    path,
    serve(options) {
      serving = options;
      for (const client of clients) client.begin(options);
    },
    clients: () => clients.size,
    async release() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) {
        send(socket, { event: { kind: "ended" } satisfies SessionEvent });
        socket.end();
      }
      const force = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, 200);
      await closed;
      clearTimeout(force);
      for (const client of clients) client.stop(); // the server may close before its last socket says so
      clients.clear();
      remove(`${path}.pid`);
    },
  };
}

interface Client {
  begin(options: ServeOptions): void;
  stop(): void;
}

export type Question = { id: number; ask: "line" | "complete" | "preview" | "prompt"; text: string };

/** A client's line, or null for anything else than a question. */
export function parseQuestion(line: string): Question | null {
  try {
    const { id, ask, text } = JSON.parse(line) as Record<string, unknown>;
    if (typeof id !== "number" || !Number.isSafeInteger(id) || typeof text !== "string" || text.length > MAX_LINE)
      return null;
    return ask === "line" || ask === "complete" || ask === "preview" || ask === "prompt" ? { id, ask, text } : null;
  } catch {
    return null;
  }
}

function startClient(socket: Socket, project: string, serving: () => ServeOptions | null): Client {
  let session: Session | null = null;
  let stopListening = () => {};
  let asked = 0;
  let garbage = 0;
  const begin = ({ show, log }: ServeOptions) => {
    session = createSession({ show, door: "attach", name: "attach", log });
    stopListening = session.listen((event) => send(socket, { event }));
  };
  const answer = async ({ id, ask, text }: Question) => {
    if (!session)
      return send(socket, {
        id,
        reply: ask === "line" ? { command: text.trim(), form: "", ok: false, problem: STARTING } : null,
      });
    if (asked >= MAX_QUESTIONS)
      return send(socket, {
        id,
        reply: ask === "line" ? { command: text.trim(), form: "", ok: false, problem: TOO_MANY } : null,
      });
    asked++;
    try {
      if (ask === "line") {
        const reply = await session.submit(text);
        send(socket, { id, reply });
        if (reply?.ok && reply.form === "exit" && (reply.data as { ends: string }).ends === "show") serving()?.onExit();
      } else if (ask === "complete") send(socket, { id, reply: await session.complete(text) });
      else if (ask === "preview") send(socket, { id, reply: await session.preview(text) });
      else send(socket, { id, reply: await session.prompt() });
    } catch (error) {
      send(socket, {
        id,
        reply: ask === "line" ? { command: text.trim(), form: "", ok: false, problem: problemOf(error) } : null,
      });
    } finally {
      asked--;
    }
  };
  const splitter = createLineSplitter(MAX_QUESTION);
  socket.on("error", () => {}); // "close" follows
  socket.on("data", (chunk) => {
    for (const line of splitter.push(chunk)) {
      if (socket.destroyed) return;
      const question = line.kind === "line" ? parseQuestion(line.text) : null;
      if (question) void answer(question);
      else if (++garbage >= MAX_GARBAGE) return void socket.destroy();
    }
  });
  send(socket, { hello: 1, pid: process.pid, project });
  const now = serving();
  if (now) begin(now);
  return {
    begin,
    stop() {
      stopListening();
      session?.close();
      session = null;
    },
  };
}

const STARTING: Problem = { severity: "note", what: "the show is starting", try: "Ask again in a moment." };
const TOO_MANY: Problem = { severity: "error", what: "too many questions are waiting", try: "Send fewer at once." };

/** Writes one message; a client that does not read is dropped before its backlog grows. */
function send(socket: Socket, message: unknown): void {
  if (socket.destroyed || !socket.writable) return;
  let text: string;
  try {
    text = JSON.stringify(message);
  } catch (error) {
    text = JSON.stringify({
      id: (message as { id?: number }).id,
      reply: { command: "", form: "", ok: false, problem: problemOf(error) },
    });
  }
  if (socket.writableLength + text.length > MAX_UNSENT_BYTES && socket.writableLength > 0) return void socket.destroy();
  socket.write(`${text}\n`);
}

// --- the other side

export interface AttachOptions extends DoorOptions {
  project: string;
}

/** Talks to the show of this project until one side leaves. The exit code: 0, 1 after a problem, 2 without a show. */
export async function attach(options: AttachOptions): Promise<number> {
  const { project, run, json, output, error } = options;
  const env = options.env ?? {};
  const complain = (problem: Problem): number => {
    if (json) output.write(`${JSON.stringify({ command: "attach", ok: false, problem })}\n`);
    else error.write(`${formatProblem(problem, createStyle(wantsColours(error, env))).join("\n")}\n`);
    return 2;
  };
  let socket: Socket;
  try {
    const path = socketPath(project, env);
    if (process.platform !== "win32") checkRunFolder(join(path, ".."));
    socket = await connect(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const none = code === "ENOENT" || code === "ECONNREFUSED";
    return complain({
      severity: "error",
      what: none ? "no show is running in this folder" : `the show cannot be reached: ${(cause as Error).message}`,
      try: none ? "Start one with: hairline" : undefined,
    });
  }
  // Opened only for a terminal: a script leaves nothing in the project.
  const once = run.length > 0;
  const history =
    isInteractive(options) && !once
      ? openHistory({ project, name: "attach", entries: options.historyEntries ?? 1000 })
      : NO_HISTORY;
  const session = createRemoteSession(socket, history.log);
  const greeted = await Promise.race([session.hello, delay(3000, null)]);
  if (!greeted) {
    socket.destroy();
    history.close(null);
    return complain({
      severity: "error",
      what: `the show does not answer (process ${readPid(`${socketPath(project, env)}.pid`) || "unknown"})`,
      try: "It may be stopped or very busy.",
    });
  }

  return await new Promise<number>((resolve) => {
    let left = false;
    const leave = async (code: number) => {
      if (left) return;
      left = true;
      await conversation.stop();
      session.close();
      resolve(code);
    };
    const conversation = startConversation({
      ...options,
      sessions: { terminal: session, run: session },
      history,
      noInput: once,
      leaving: { ends: "door", says: "leaves; the show goes on" },
      onEnd: () => void leave(0),
    });
    session.listen((event) => {
      // The last answer may have come in the same packet: it is printed first.
      if (event.kind === "ended") setImmediate(() => void leave(0));
    });
    if (once) void conversation.ranAll.then((well) => leave(well ? 0 : 1));
    else void conversation.readAll.then((well) => leave(well ? 0 : 1));
  });
}

const NO_HISTORY = { lines: [], log: () => () => {}, problems: [], close: () => {} };

/** A session whose show is behind a socket. */
function createRemoteSession(socket: Socket, log: LineLog): Session & { hello: Promise<{ pid: number } | null> } {
  const waiting = new Map<number, (reply: unknown) => void>();
  const listeners = new Set<(event: SessionEvent) => void>();
  let nextId = 1;
  let ended = false;
  let realm = "air";
  let greet: (hello: { pid: number } | null) => void = () => {};
  const hello = new Promise<{ pid: number } | null>((resolve) => {
    greet = resolve;
  });
  const end = () => {
    if (ended) return;
    ended = true;
    greet(null);
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
    for (const listener of listeners) listener({ kind: "ended" });
  };
  const splitter = createLineSplitter(MAX_ANSWER);
  socket.on("data", (chunk) => {
    for (const line of splitter.push(chunk)) {
      const message = line.kind === "line" ? parseMessage(line.text) : null;
      if (!message) continue;
      if (typeof message.hello === "number") greet({ pid: Number(message.pid) });
      else if (typeof message.id === "number") {
        waiting.get(message.id)?.(message.reply);
        waiting.delete(message.id);
      } else if (isEvent(message.event)) {
        if (message.event.kind === "ended") end();
        else for (const listener of listeners) listener(message.event);
      }
    }
  });
  socket.on("error", end);
  socket.on("close", end);
  const ask = (ask: Question["ask"], text: string): Promise<unknown> => {
    if (ended) return Promise.resolve(undefined);
    const id = nextId++;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      socket.write(`${JSON.stringify({ id, ask, text } satisfies Question)}\n`);
    });
  };
  return {
    hello,
    async submit(line) {
      const command = line.trim();
      const failed = (problem: Problem) => ({ command: command.slice(0, 200), form: "", ok: false as const, problem });
      if (line.length > MAX_LINE)
        return failed({
          severity: "error",
          what: `the line has ${line.length} characters`,
          expected: `at most ${MAX_LINE}`,
        });
      const done = command === "" ? undefined : log({ door: "repl", realm, line, version: null });
      const reply = await ask("line", line);
      const answer =
        reply === undefined
          ? failed({ severity: "error", what: "the show has ended" })
          : (reply as Awaited<ReturnType<Session["submit"]>>);
      if (answer?.ok && answer.form === "@") realm = (answer.data as { realm: string }).realm;
      done?.(answer);
      return answer;
    },
    preview: async (source) => ((await ask("preview", source)) as string | null | undefined) ?? null,
    complete: async (line) => ((await ask("complete", line)) as [string[], string] | null | undefined) ?? [[], line],
    prompt: async () => ((await ask("prompt", "")) as Awaited<ReturnType<Session["prompt"]>> | undefined) ?? null,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      socket.end();
      socket.unref();
      setTimeout(() => socket.destroy(), 200).unref();
    },
  };
}

function parseMessage(line: string): Record<string, unknown> | null {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === "object" && message !== null ? (message as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isEvent(event: unknown): event is SessionEvent {
  const { kind, line, problem } = (event ?? {}) as { kind?: unknown; line?: unknown; problem?: { what?: unknown } };
  return (
    kind === "ended" ||
    (kind === "notice" && typeof line === "string") ||
    (kind === "problem" && typeof problem?.what === "string")
  );
}

// --- sockets and files

/** Who holds the socket: null when nobody does, pid 0 when somebody does and stays silent. */
async function probe(path: string, timeoutMs: number): Promise<{ pid: number } | null> {
  let socket: Socket;
  try {
    socket = await connect(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTSOCK") return null;
    throw error;
  }
  const session = createRemoteSession(socket, () => () => {});
  const hello = await Promise.race([session.hello, delay(timeoutMs, { pid: 0 })]);
  socket.destroy();
  return hello ?? { pid: 0 };
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ path, exclusive: true }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Held for a moment only; one left by a process that died is taken over. */
async function lock(path: string): Promise<() => void> {
  for (let tries = 0; ; tries++) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return () => remove(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 50 && !isAlive(readPid(path))) remove(path);
      else if (tries > 200) throw new Error(`${path} is held by process ${readPid(path)}`);
      else await delay(20);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readPid(path: string): number {
  try {
    const pid = Number(readFileSync(path, "utf8").slice(0, 20));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : 0;
  } catch {
    return 0;
  }
}

/** The client's look at the folder: a socket in somebody else's is not our show. */
function checkRunFolder(folder: string): void {
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || (process.getuid && stat.uid !== process.getuid()))
    throw new Error(`${folder} belongs to somebody else`);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // gone already
  }
}
