// One conversation with a show. The REPL, `--run` and piped input talk to this and cannot tell whether the show is in
// this process (`createSession`) or behind a socket (`attach.ts`).
//
// Lines of one session run strictly one after another; sessions do not wait for each other.

import type { Problem } from "../../protocol/problem.ts";
import type { Show, ShowState } from "../show-api.ts";
import { type Answer, answerLine, completeLine, type DoorState, realmName } from "./grammar.ts";

export interface PromptState {
  sketch: string | null;
  generation: number;
  state: ShowState;
  realm: string;
  problems: number;
}

export type SessionEvent = { kind: "notice"; line: string } | { kind: "problem"; problem: Problem } | { kind: "ended" };

export interface Session {
  /** Null for an empty line. Never rejects. */
  submit(line: string): Promise<Answer | null>;
  /** Value of a side-effect-free line, or null. */
  preview(source: string): Promise<string | null>;
  complete(line: string): Promise<[string[], string]>;
  prompt(): Promise<PromptState | null>;
  listen(listener: (event: SessionEvent) => void): () => void;
  close(): void;
}

/** Told of every line before it runs; the answer is told to what comes back. */
export type LineLog = (entry: {
  door: string;
  realm: string;
  line: string;
  version: string | null;
}) => (answer: Answer | null) => void;

/** Tells both. */
export const bothLogs =
  (a: LineLog, b: LineLog): LineLog =>
  (entry) => {
    const done = [a(entry), b(entry)];
    return (answer) => {
      for (const tell of done) tell(answer);
    };
  };

/** Lines that may wait in one session. More is a flood. */
const MAX_WAITING = 64;

export function createSession(options: { show: Show; door: DoorState["door"]; name: string; log?: LineLog }): Session {
  const { show, door, name, log } = options;
  const state: DoorState = { realm: "air", door, names: new Map() };
  const lane = createLane(MAX_WAITING);
  return {
    async submit(line) {
      const answer = await lane.run(async () => {
        const done =
          line.trim() === ""
            ? undefined
            : log?.({ door: name, realm: realmName(state.realm), line, version: versionOnAir(show) });
        const answer = await answerLine(show, line, state);
        done?.(answer);
        return answer;
      });
      if (answer !== "refused") return answer;
      return {
        command: line.trim().slice(0, 200),
        form: "",
        ok: false,
        problem: { severity: "error", what: `${MAX_WAITING} lines are waiting already`, try: "Send fewer at once." },
      };
    },
    preview: (source) => show.preview(state.realm, source).catch(() => null),
    complete: (line) => completeLine(show, state.realm, line),
    async prompt() {
      try {
        const { sketch, generation, state: showState, problems } = await show.status();
        return { sketch, generation, state: showState, problems, realm: realmName(state.realm) };
      } catch {
        return null;
      }
    },
    listen(listener) {
      const stops = [
        show.onNotice((line) => listener({ kind: "notice", line })),
        show.onProblem((problem) => listener({ kind: "problem", problem })),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    close: lane.close,
  };
}

/** Hash of the sketch a line was typed to: with it the log of a set can be replayed. */
function versionOnAir(show: Show): string | null {
  try {
    return show.versions().find((version) => version.onAir)?.hash ?? null;
  } catch {
    return null;
  }
}

/**
 * Runs tasks one after another, all from a loop started here. Node's REPL calls its evaluator inside an error domain;
 * work begun there would carry that domain with it, and the REPL would swallow errors of the show.
 */
function createLane(maxWaiting: number) {
  const waiting: (() => Promise<void>)[] = [];
  let wake = () => {};
  let closed = false;
  void (async () => {
    while (!closed) {
      const task = waiting.shift();
      if (task) await task();
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  })();
  return {
    run<T>(task: () => Promise<T>): Promise<T | "refused"> {
      if (closed || waiting.length >= maxWaiting) return Promise.resolve("refused");
      return new Promise((resolve, reject) => {
        waiting.push(() => task().then(resolve, reject));
        wake();
      });
    },
    close() {
      closed = true;
      wake();
    },
  };
}
