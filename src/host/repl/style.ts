// Colours by meaning. The only file that knows picocolors.

import pc from "picocolors";

export interface Style {
  readonly colours: boolean;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  name(text: string): string;
  quiet(text: string): string;
  strong(text: string): string;
}

export function createStyle(colours: boolean): Style {
  const c = pc.createColors(colours);
  return { colours, good: c.green, warn: c.yellow, bad: c.red, name: c.cyan, quiet: c.dim, strong: c.bold };
}

/** Whether this output wants colours: a terminal, and NO_COLOR unset. */
export function wantsColours(output: { isTTY?: boolean }, env: Record<string, string | undefined>): boolean {
  return output.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

const CONTROL = new RegExp(
  [
    "\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)", // titles and links
    "\\u001b\\[[0-9;?]*[ -/]*[@-~]", // colours, cursor, screen
    "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]", // whatever else is no text
  ].join("|"),
  "g",
);

/** Text from a sketch, a file or a socket with nothing left in it that could steer the terminal. Keeps tab and newline. */
export function plain(text: string): string {
  return text.replace(CONTROL, "");
}
