// A terminal to test against: streams that claim to be one, and a screen that carries out what readline writes.

import { PassThrough } from "node:stream";

export interface Terminal {
  input: PassThrough & { isTTY: boolean; setRawMode(on: boolean): void };
  output: PassThrough & { isTTY: boolean; columns: number; rows: number };
  /** Text as typed; `\r` is Enter. */
  type(text: string): void;
  /** Lines on the screen and above it, trailing spaces and empty lines left out. */
  screen(): string[];
  cursor(): { row: number; column: number };
  /** Resolves when the screen satisfies the test; fails with what it shows instead. */
  shows(test: string | RegExp | ((lines: string[]) => boolean), timeoutMs?: number): Promise<void>;
}

export const keys = { ctrlC: "\u0003", ctrlD: "\u0004", tab: "\t", up: "\u001b[A", down: "\u001b[B", left: "\u001b[D" };

/** A control sequence, the start or the end of a line, or a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is made of control characters
const NEXT = /^(?:\u001b\[([0-9;?]*)([A-Za-z])|(\r)|(\n)|([^\u001b]))/u;

export function createTerminal(columns = 80): Terminal {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns, rows: 24 });
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  let pending = "";
  const line = () => {
    while (rows.length <= row) rows.push([]);
    return rows[row];
  };
  const put = (char: string) => {
    if (column >= columns) {
      row++;
      column = 0;
    }
    const cells = line();
    while (cells.length < column) cells.push(" ");
    cells[column++] = char;
  };
  const control = (parameters: string, final: string) => {
    const n = Number.parseInt(parameters, 10);
    const count = Number.isNaN(n) ? 1 : n;
    if (final === "A") row = Math.max(0, row - count);
    else if (final === "B") row += count;
    else if (final === "C") column = Math.min(columns - 1, column + count);
    else if (final === "D") column = Math.max(0, column - count);
    else if (final === "G") column = count - 1;
    else if (final === "J") {
      line().length = Math.min(line().length, column);
      rows.length = row + 1;
    } else if (final === "K") {
      if (n === 2) line().length = 0;
      else line().length = Math.min(line().length, column);
    } else if (final !== "m") throw new Error(`terminal: unknown control ${JSON.stringify(parameters + final)}`);
    line();
  };
  output.setEncoding("utf8");
  output.on("data", (chunk: string) => {
    pending += chunk;
    for (;;) {
      const match = NEXT.exec(pending);
      if (!match) return;
      pending = pending.slice(match[0].length);
      if (match[2]) control(match[1], match[2]);
      else if (match[3]) column = 0;
      else if (match[4]) {
        row++;
        column = 0;
        line();
      } else if (match[5] >= " ") put(match[5]);
    }
  });
  const screen = () => rows.map((cells) => cells.join("").trimEnd()).filter((text) => text !== "");
  return {
    input,
    output,
    type: (text) => void input.write(text),
    screen,
    cursor: () => ({ row, column }),
    async shows(test, timeoutMs = 3000) {
      const passes = () => {
        const lines = screen();
        if (typeof test === "function") return test(lines);
        const text = lines.join("\n");
        return typeof test === "string" ? text.includes(test) : test.test(text);
      };
      const end = performance.now() + timeoutMs;
      while (!passes()) {
        if (performance.now() > end) throw new Error(`terminal: expected ${test}, it shows\n${screen().join("\n")}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
