// The stack of whoever made something, for the books. V8's own ten frames are too few: a library on the way from the
// renderer to the context takes five of them.

const FRAMES = 16;
/** Texts kept for sharing. One place makes many things, and each would hold two kilobytes of its own. */
const MAX_SHARED = 500;

const V8 = Error as unknown as {
  stackTraceLimit: number;
  captureStackTrace(into: object, below: unknown): void;
};
const shared = new Map<string, string>();

/** The stack as V8 prints it, from the caller of `below` on. Never throws. */
export function captureStack(below: unknown): string {
  try {
    const limit = V8.stackTraceLimit;
    const holder = { stack: "" };
    V8.stackTraceLimit = Math.max(limit, FRAMES);
    V8.captureStackTrace(holder, below);
    V8.stackTraceLimit = limit;
    const text = String(holder.stack); // read now: an unread stack holds on to the functions in it
    const known = shared.get(text);
    if (known !== undefined) return known;
    if (shared.size >= MAX_SHARED) shared.clear();
    shared.set(text, text);
    return text;
  } catch {
    return "";
  }
}
