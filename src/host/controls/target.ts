// What a link acts on, and how it is written: `cc 7`, the name of a knob, or a command such as `.go next`.

export type Target =
  | { kind: "cc"; index: number }
  | { kind: "knob"; name: string }
  /** Run when the input rises over one half. */
  | { kind: "command"; line: string };

const MAX_TARGET = 200;

/** `readTarget("cc 7")`, `readTarget("amp")`, `readTarget(".go next")`; a text says why it is none. */
export function readTarget(text: string): Target | string {
  const trimmed = text.trim();
  if (trimmed === "") return "the target is empty";
  if (trimmed.length > MAX_TARGET)
    return `the target has ${trimmed.length} characters, at most ${MAX_TARGET} are taken`;
  if (trimmed.startsWith(".")) return { kind: "command", line: trimmed };
  const cc = /^cc\s*(\d+)$/i.exec(trimmed);
  if (!cc) return { kind: "knob", name: trimmed };
  const index = Number(cc[1]);
  return index <= 127 ? { kind: "cc", index } : `there is no cc ${index}: they go from 0 to 127`;
}

export function targetText(target: Target): string {
  switch (target.kind) {
    case "cc":
      return `cc ${target.index}`;
    case "knob":
      return target.name;
    case "command":
      return target.line;
    default:
      return target satisfies never;
  }
}

/** A link of the configuration: `midi/nano/cc 7 -> amount`. A text says why it is none. */
export function readLink(text: string): readonly [input: string, target: Target] | string {
  const arrow = text.indexOf("->");
  const input = text.slice(0, Math.max(0, arrow)).trim();
  if (input === "") return `"${text.slice(0, 60)}" has no input before an arrow`;
  const target = readTarget(text.slice(arrow + 2));
  return typeof target === "string" ? target : [input, target];
}
