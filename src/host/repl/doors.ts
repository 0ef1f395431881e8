// The doors of the process itself: the terminal's REPL, `--run`, and piped input. (The fourth, `hairline attach`, comes
// in by its socket.) All speak the grammar; answers go to the output, notices and problems of the show beside them.
//
// The end of the input does not end the show: `hairline < commands.txt` goes on playing.

import type { Readable, Writable } from "node:stream";
import type { Asker, LineAnswer } from "../show/line-requests.ts";
import type { Show } from "../show-api.ts";
import { type Answer, endOf, formatAnswer, jsonAnswer, MAX_LINE, splitCommands } from "./grammar.ts";
import { type History, openHistory } from "./history.ts";
import { createLineSplitter } from "./lines.ts";
import { formatProblem } from "./problem-text.ts";
import { startRepl } from "./repl.ts";
import { bothLogs, createSession, type LineLog, type Session, type SessionEvent } from "./session.ts";
import { createStyle, plain, type Style, wantsColours } from "./style.ts";

export type Input = Readable & { isTTY?: boolean };
export type Output = Writable & { isTTY?: boolean; columns?: number };

export interface DoorOptions {
  /** `--run` strings, as typed. */
  run: readonly string[];
  json: boolean;
  input: Input;
  output: Output;
  /** Notices and problems, where the output belongs to answers only. */
  error: Output;
  env?: Readonly<Record<string, string | undefined>>;
  historyEntries?: number;
}

export interface Doors {
  /** The log of the set: for the doors that are opened elsewhere (`claim.serve`). */
  log: LineLog;
  /** Puts a line in front of the person without disturbing what is being typed. */
  print(line: string): void;
  /** Gives the terminal back and writes the history. The last thing to stop. */
  stop(): Promise<void>;
}

/** `onExit` is called once when somebody asks for the end of the show. */
export function startDoors(options: DoorOptions & { show: Show; onExit(): void }): Doors {
  const { show } = options;
  const history = openHistory({ project: show.project, name: "history", entries: options.historyEntries ?? 1000 });
  const log = bothLogs(history.log, show.log.lines);
  const open = (name: string) => createSession({ show, door: "live", name, log });
  const sessions = { terminal: open(isInteractive(options) ? "repl" : "pipe"), run: open("run") };
  let exiting = false;
  const onEnd = () => {
    if (exiting) return;
    exiting = true;
    options.onExit();
  };
  const conversation = startConversation({
    ...options,
    sessions,
    history,
    leaving: { ends: "show", says: "ends the show" },
    onEnd,
  });
  for (const problem of history.problems) conversation.event({ kind: "problem", problem });
  const closeInner = openInnerDoor(show, open);
  return {
    log,
    print: (line) => conversation.event({ kind: "notice", line }),
    async stop() {
      closeInner();
      await conversation.stop();
      sessions.terminal.close();
      sessions.run.close();
    },
  };
}

/** Answers what parts of the show ask for; each asker has a session of its own, so that none waits for another. */
function openInnerDoor(show: Show, open: (name: string) => Session): () => void {
  const style = createStyle(false);
  const sessions = new Map<Asker, Session>();
  show.requests.answerWith(async (asker, line): Promise<LineAnswer> => {
    let session = sessions.get(asker);
    if (!session) {
      session = open(asker);
      sessions.set(asker, session);
    }
    const answer = await session.submit(line);
    if (answer === null) return { ok: true, text: "" };
    return { ok: answer.ok, text: formatAnswer(answer, style)[0] ?? "" };
  });
  return () => {
    show.requests.answerWith(null);
    for (const session of sessions.values()) session.close();
  };
}

export const isInteractive = (options: { input: Input; output: Output }) =>
  options.input.isTTY === true && options.output.isTTY === true;

export interface Conversation {
  event(event: SessionEvent): void;
  /** Resolves when the `--run` commands are through: whether all went well. */
  ranAll: Promise<boolean>;
  /** Resolves at the end of piped input: whether all went well. Never for a terminal. */
  readAll: Promise<boolean>;
  stop(): Promise<void>;
}

/** What the terminal, the pipe and `--run` share, here and in `hairline attach`. */
export function startConversation(
  options: DoorOptions & {
    sessions: { terminal: Session; run: Session };
    history: History;
    /** What Ctrl+D twice does, and how the hint says it: "ends the show". */
    leaving: { ends: "show" | "door"; says: string };
    /** Without input only `--run` is answered. */
    noInput?: boolean;
    onEnd(what: "show" | "door"): void;
  },
): Conversation {
  const { input, output, error, json, sessions, history } = options;
  const env = options.env ?? {};
  const interactive = isInteractive(options) && !options.noInput;
  const style = createStyle(wantsColours(output, env) && !json);
  const errorStyle = createStyle(wantsColours(error, env));
  for (const stream of [output, error])
    if (!stream.listeners("error").includes(ignoreError)) stream.on("error", ignoreError);

  const text = (answer: Answer) => (json ? jsonAnswer(answer) : formatAnswer(answer, style).join("\n"));
  const repl = interactive
    ? startRepl({
        session: sessions.terminal,
        input,
        output,
        style,
        history,
        leaving: options.leaving,
        text,
        onEnd: options.onEnd,
      })
    : null;
  const say = async (answer: Answer) => {
    if (repl) repl.print(text(answer));
    else await write(output, `${text(answer)}\n`);
  };
  let lastEvent = { text: "", at: 0 };
  const event = (event: SessionEvent) => {
    const lines = eventLines(event, repl ? style : errorStyle);
    const repeated = { text: lines.join("\n"), at: performance.now() };
    if (lines.length === 0 || (repeated.text === lastEvent.text && repeated.at - lastEvent.at < 1000)) return;
    lastEvent = repeated;
    if (repl) repl.print(lines.join("\n"));
    else if (error.writable && error.writableLength < 1_000_000) error.write(`${lines.join("\n")}\n`);
  };
  const stopListening = sessions.terminal.listen(event);

  let stopped = false;
  let ending = false;
  const submit = async (session: Session, line: string): Promise<boolean> => {
    if (ending) return true; // nothing after .exit
    const answer = await session.submit(line);
    if (!answer || stopped) return true;
    await say(answer);
    const end = endOf(answer);
    if (end) {
      ending = true;
      options.onEnd(end);
    }
    return answer.ok;
  };
  const ranAll = (async () => {
    let well = true;
    for (const line of options.run.flatMap(splitCommands)) {
      if (stopped) break;
      well = (await submit(sessions.run, line)) && well;
    }
    return well;
  })();
  const pipe = interactive || options.noInput ? null : startPipe(input, (line) => submit(sessions.terminal, line), say);

  return {
    event,
    ranAll,
    readAll: pipe?.done ?? new Promise(() => {}),
    async stop() {
      if (stopped) return;
      stopped = true;
      stopListening();
      pipe?.stop();
      const lines = repl?.stop();
      history.close(lines ?? null);
    },
  };
}

/** Lines of a stream, one after another; the stream waits while a line runs. */
function startPipe(input: Input, submit: (line: string) => Promise<boolean>, say: (answer: Answer) => Promise<void>) {
  const splitter = createLineSplitter(MAX_LINE);
  let well = true;
  let stopped = false;
  let finish: (well: boolean) => void = () => {};
  const done = new Promise<boolean>((resolve) => {
    finish = resolve;
  });
  const work = async (lines: ReturnType<typeof splitter.push>) => {
    for (const line of lines) {
      if (stopped) return;
      if (line.kind === "line") well = (await submit(line.text)) && well;
      else {
        well = false;
        await say({
          command: "",
          form: "",
          ok: false,
          problem: { severity: "error", what: "a line is too long", expected: `at most ${MAX_LINE} characters` },
        });
      }
    }
  };
  let busy: Promise<void> = Promise.resolve();
  const onData = (chunk: Uint8Array | string) => {
    input.pause();
    busy = busy
      .then(() => work(splitter.push(chunk)))
      .then(() => {
        if (!stopped) input.resume();
      });
  };
  const onEnd = () => {
    busy = busy.then(() => work(splitter.end())).then(() => finish(well));
  };
  const onError = () => onEnd(); // a terminal that went away reads as EIO
  input.on("data", onData);
  input.once("end", onEnd);
  input.on("error", onError);
  return {
    done,
    stop() {
      stopped = true;
      input.off("data", onData);
      input.off("end", onEnd);
      input.pause();
    },
  };
}

/** A reader that went away (`hairline | head`) must not take the show with it, not even while it ends: never removed. */
function ignoreError() {}

function eventLines(event: SessionEvent, style: Style): string[] {
  switch (event.kind) {
    case "notice":
      return plain(event.line)
        .split("\n")
        .map((line) => style.quiet(line));
    case "problem":
      return formatProblem(event.problem, style);
    case "ended":
      return [style.quiet("the show has ended")];
    default:
      return event satisfies never;
  }
}

/** Waits while the reader is behind, so that answers never pile up here. */
async function write(output: Output, text: string): Promise<void> {
  if (!output.writable || output.destroyed || output.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      for (const name of ["drain", "close", "error"]) output.off(name, done);
      resolve();
    };
    for (const name of ["drain", "close", "error"]) output.once(name, done);
  });
}
