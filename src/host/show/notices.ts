// Lines for whoever plays: at every prompt, and for a few seconds in the HUD.

export interface Notices {
  /** At the prompts and in the HUD. */
  say(line: string): void;
  /** At the prompts alone. */
  tell(line: string): void;
  /** What the HUD shows now; "" when the last one is over. */
  current(): string;
  listen(listener: (line: string) => void): () => void;
}

const SHOWN_MS = 5000;

export function createNotices(): Notices {
  const listeners = new Set<(line: string) => void>();
  let last = { line: "", until: 0 };
  const tell = (line: string) => {
    for (const listener of listeners) listener(line);
  };
  return {
    tell,
    say(line) {
      last = { line, until: Date.now() + SHOWN_MS };
      tell(line);
    },
    current: () => (Date.now() < last.until ? last.line : ""),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
