// Parts of the show that ask for a line of the one grammar: a link to a command, an action on the beat, a message by OSC.
// They cannot reach the grammar, which is built on the show; so they ask here, and a door answers.

/** Who asks: the door's name in the log of the set. */
export type Asker = "link" | "beat" | "osc" | "keys" | "set";

/** The first line of what was answered. */
export interface LineAnswer {
  ok: boolean;
  text: string;
}

export interface LineRequests {
  /** Runs a dot command; bare lines, which are code, are refused. Never rejects. */
  ask(asker: Asker, line: string): Promise<LineAnswer>;
  /** The door that answers; null when it closes. */
  answerWith(door: ((asker: Asker, line: string) => Promise<LineAnswer>) | null): void;
}

export function createLineRequests(): LineRequests {
  let answer: ((asker: Asker, line: string) => Promise<LineAnswer>) | null = null;
  return {
    async ask(asker, line) {
      if (!/^\s*\.[A-Za-z]/.test(line)) return { ok: false, text: `"${line.slice(0, 60)}" is no command` };
      if (answer === null) return { ok: false, text: "no door is open yet" };
      return answer(asker, line);
    },
    answerWith(door) {
      answer = door;
    },
  };
}
