// The terminal: Node's `repl` for editing, multi-line input, completion and search in the history; everything it would
// evaluate goes to the session instead. Its own commands are taken away (`.save` and `.load` mean something else here,
// `.editor` and `.clear` nothing), and so is its preview: with a custom evaluator it runs the line in Node.
//
// Notices appear above the prompt; what is being typed stays. Ctrl+C clears the line, or lets go of one that takes too
// long. Ctrl+D twice leaves: once is a slip of the hand, and there is an audience.

import { clearScreenDown, cursorTo, moveCursor } from "node:readline";
import { type REPLServer, Recoverable, start } from "node:repl";
import { setTimeout as delay } from "node:timers/promises";
import type { ShowState } from "../show-api.ts";
import { stateColour } from "./commands/look.ts";
import type { Input, Output } from "./doors.ts";
import { type Answer, endOf, isCommandName, parseLine } from "./grammar.ts";
import type { History } from "./history.ts";
import type { PromptState, Session } from "./session.ts";
import { plain, type Style } from "./style.ts";
import { judge } from "./syntax.ts";

export interface ReplOptions {
  session: Session;
  input: Input;
  output: Output;
  style: Style;
  history: History;
  /** What Ctrl+D twice does, and how the hint says it: "ends the show". */
  leaving: { ends: "show" | "door"; says: string };
  text(answer: Answer): string;
  onEnd(what: "show" | "door"): void;
  /** Delay before a value is previewed, and between looks at the state, ms. */
  previewMs?: number;
  promptMs?: number;
}

export interface Repl {
  /** Lines above the prompt. */
  print(text: string): void;
  /** Gives the terminal back; the lines of the history, newest first. */
  stop(): string[];
}

/** Marks a line as the beginning of an input, so that Node does not look for its own commands in it. */
const FRESH = "\u0000";

/** Parts of Node's readline that its documentation does not name; all three have been there since Node 0.x. */
type Internals = REPLServer & {
  history: string[];
  prevRows: number;
  _ttyWrite(text: string | undefined, key: Key): void;
};
interface Key {
  name?: string;
  ctrl?: boolean;
  meta?: boolean;
  sequence?: string;
}

export function startRepl(options: ReplOptions): Repl {
  const { session, input, output, style, history } = options;
  let stopped = false;
  let running = false;
  let letGo: (() => void) | null = null;
  /** Inside a multi-line input. */
  let unfinished = false;
  let leaving = false;
  /** Inside Ctrl+R, which draws below the line itself. */
  let searching = false;
  /** The terminal went away; the show goes on. */
  let closed = false;
  let prompt: PromptState | null = null;

  const server = start({
    prompt: promptText(null, style),
    input,
    output,
    terminal: true,
    preview: false,
    ignoreUndefined: true,
    useColors: false,
    ...({ historySize: Math.max(1000, history.lines.length) } as object), // passed on to readline, absent from the types
    eval: evaluate,
    completer: complete,
  }) as Internals;
  for (const name of Object.keys(server.commands)) delete (server.commands as Record<string, unknown>)[name];
  server.history = [...history.lines];

  function evaluate(
    this: unknown,
    text: string,
    _context: unknown,
    _file: string,
    done: (error: Error | null, result?: unknown) => void,
  ): void {
    const source = text.replaceAll(FRESH, "").replace(/\n$/, "");
    const parsed = parseLine(source);
    if (parsed.kind === "source" && judge(source) === "more") {
      unfinished = true;
      done(new Recoverable(new SyntaxError("unfinished")));
      return;
    }
    unfinished = false;
    if (parsed.kind === "empty") {
      done(null);
      return;
    }
    running = true;
    let waiting = true;
    const finish = () => {
      if (!waiting) return;
      waiting = false;
      running = false;
      letGo = null;
      if (!stopped && !closed) done(null);
    };
    letGo = () => {
      output.write(`${style.quiet("left running; its answer will appear here")}\n`);
      finish();
    };
    session.submit(source).then((answer) => {
      if (stopped) return;
      // The prompt of this answer is drawn with the state after it.
      void refresh(false).then(() => {
        if (stopped) return;
        if (answer && waiting) output.write(`${options.text(answer)}\n`);
        else if (answer) print(options.text(answer));
        finish();
        const end = endOf(answer);
        if (end) options.onEnd(end);
      });
    });
  }

  function complete(line: string, done: (error: null, result: [string[], string]) => void): void {
    session.complete(line).then(
      ([candidates, fragment]) => done(null, [candidates.map(plain), fragment]),
      () => done(null, [[], line]),
    );
  }

  server.once("close", () => {
    closed = true;
  });

  // --- lines on their way in

  const [nodeOnLine] = server.listeners("line") as ((line: string) => void)[];
  server.removeListener("line", nodeOnLine);
  const onLine = (line: string) => {
    erasePreview();
    const command = /^\s*\.(\w+)\s*$/.exec(line);
    if (unfinished && command?.[1] === "break") {
      abandonInput();
      return;
    }
    // A command ends an unfinished input: a performer who hit a bracket by accident must get out.
    if (unfinished && command && isCommandName(command[1])) {
      unfinished = false;
      server.clearBufferedCommand();
    }
    nodeOnLine.call(server, unfinished ? line : FRESH + line);
  };
  server.on("line", onLine);

  const abandonInput = () => {
    unfinished = false;
    server.clearBufferedCommand();
    server.displayPrompt();
  };
  server.removeAllListeners("SIGINT"); // Node's leaves at the second Ctrl+C
  server.on("SIGINT", () => {
    erasePreview();
    output.write("\n");
    (server as unknown as { line: string }).line = "";
    (server as unknown as { cursor: number }).cursor = 0;
    abandonInput();
  });

  const nodeKeys = server._ttyWrite.bind(server);
  server._ttyWrite = (text, key) => {
    if (stopped) return;
    const pressed = key ?? {};
    if (running && pressed.ctrl && pressed.name === "c") return letGo?.();
    erasePreview();
    if (!running && pressed.ctrl && pressed.name === "d" && server.line === "") {
      if (unfinished) return abandonInput();
      if (leaving) return options.onEnd(options.leaving.ends);
      leaving = true;
      print(style.quiet(`Ctrl+D once more ${options.leaving.says}`));
      return;
    }
    leaving = false;
    if (pressed.ctrl && (pressed.name === "r" || pressed.name === "s")) searching = true;
    else if (
      pressed.ctrl ||
      pressed.meta ||
      ["return", "enter", "escape", "tab", "left", "right", "up", "down"].includes(pressed.name ?? "")
    )
      searching = false;
    noteRow();
    nodeKeys(text, pressed);
    schedulePreview();
  };

  /** Node 20 forgets the row when typing wraps, and then draws a long line twice. */
  function noteRow(): void {
    server.prevRows = server.getCursorPos().rows;
  }

  // --- above the prompt

  function print(text: string): void {
    if (stopped) return;
    if (running || closed) {
      output.write(`${text}\n`);
      return;
    }
    erasePreview();
    const { rows } = server.getCursorPos();
    moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    clearScreenDown(output);
    output.write(`${text}\n`);
    server.prevRows = 0; // the prompt is drawn here, not where it was
    server.prompt(true);
  }

  // --- the value of the line, before Enter

  let previewTimer: NodeJS.Timeout | undefined;
  let previewShown = false;
  function schedulePreview(): void {
    clearTimeout(previewTimer);
    const line = server.line;
    if (stopped || running || unfinished || searching || server.cursor !== line.length || line.length > 500) return;
    const parsed = parseLine(line);
    if (parsed.kind !== "source" || judge(line) !== "complete") return;
    previewTimer = setTimeout(async () => {
      const value = await session.preview(parsed.source);
      if (value === null || stopped || running || server.line !== line || server.cursor !== line.length) return;
      const shown = plain(value)
        .split("\n")[0]
        .slice(0, (output.columns || 80) - 2);
      if (shown === "" || shown === line.trim()) return;
      erasePreview();
      const { cols } = server.getCursorPos();
      output.write(`\n${style.quiet(shown)}`);
      moveCursor(output, 0, -1);
      cursorTo(output, cols);
      previewShown = true;
    }, options.previewMs ?? 80);
  }
  function erasePreview(): void {
    clearTimeout(previewTimer);
    if (previewShown) clearScreenDown(output);
    previewShown = false;
  }

  // --- the prompt follows the show

  async function refresh(redraw: boolean): Promise<void> {
    // An answer is not held back for a state that takes long.
    const next = await Promise.race([session.prompt(), delay(200, prompt, { ref: false })]);
    if (stopped) return;
    const changed = JSON.stringify(next) !== JSON.stringify(prompt);
    prompt = next;
    server.setPrompt(promptText(prompt, style));
    if (redraw && changed && !closed && !running && !unfinished && !previewShown) {
      noteRow();
      server.prompt(true);
    }
  }
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void refresh(true).finally(() => {
      looking = false;
    });
  }, options.promptMs ?? 1000);
  timer.unref();
  void refresh(true);

  return {
    print,
    stop() {
      if (stopped) return [...server.history];
      erasePreview();
      stopped = true;
      clearInterval(timer);
      const lines = [...server.history];
      output.write("\n");
      server.close();
      return lines;
    },
  };
}

/** `hairline seed·12 air !2> ` */
export function promptText(prompt: PromptState | null, style: Style): string {
  if (!prompt) return `hairline${style.quiet(">")} `;
  const name = (prompt.sketch ?? "–").replace(/^.*[/\\]/, "").replace(/\.[cm]?[jt]sx?$/, "");
  const colour = stateColour(prompt.state satisfies ShowState, style) ?? style.quiet;
  const problems = prompt.problems > 0 ? ` ${style.bad(`!${prompt.problems}`)}` : "";
  return `hairline ${colour(`${plain(name)}·${prompt.generation}`)} ${prompt.realm}${problems}> `;
}
