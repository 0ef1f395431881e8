// The in-window editor, seen from the host. It alone knows which file a session writes: the sketch that was open when the
// person opened the editor. A file that somebody else changed meanwhile is not written over unasked; what is typed and not
// saved lies in a draft, so that neither a window nor a crash takes it along.

import { relative } from "node:path";
import type { EditedText, FromEditor, SaveAnswer } from "../../protocol/editing.ts";
import type { Link } from "../link.ts";
import { CommandProblem, NO_WINDOW } from "../show-api.ts";
import { type Drafts, hashOf } from "./drafts.ts";
import { type FileText, readEdited, writeEdited } from "./edited-file.ts";

export interface EditorDeskParts {
  project: string;
  drafts: Drafts;
  link(): Link | null;
  /** The open sketch, absolute. */
  entry(): string | null;
  /** Puts the editor's script where the window can load it. */
  provideScript(): Promise<void>;
  /** Evaluates in the worker on air; resolves with what is to be shown. */
  evaluate(source: string): Promise<string>;
  /** The editor was opened or closed. */
  onOpen(on: boolean): void;
  say(line: string): void;
}

export interface EditorDesk {
  isOpen(): boolean;
  setOpen(on: boolean): Promise<void>;
  receive(message: FromEditor): Promise<void>;
  /** New content was seen. */
  saved(paths: readonly string[]): void;
  /** Another sketch is open. */
  opened(path: string): void;
  restore(link: Link): Promise<void>;
}

interface Session {
  id: number;
  path: string;
  file: string;
  /** Hashes of the states of the file that the window was told, by number. */
  states: string[];
  /** States that somebody else made: not written over without being kept. */
  foreign: Set<number>;
  lineEnd: FileText["lineEnd"];
}

const MAX_SESSIONS = 4;

export function createEditorDesk(parts: EditorDeskParts): EditorDesk {
  const { drafts, project } = parts;
  const sessions = new Map<number, Session>();
  let nextId = 1;
  let current: Session | null = null;
  /** Acts of the editor come one after another: a save is not overtaken by the draft before it. */
  let lane: Promise<void> = Promise.resolve();
  const inOrder = (act: () => Promise<void>): Promise<void> => {
    lane = lane.then(act).catch((error: unknown) => parts.say(`the editor: ${messageOf(error)}`));
    return lane;
  };

  /** The number of this state of the file; a new one where it is not the newest. */
  function stateOf(session: Session, text: string, mine: boolean): number {
    const hash = hashOf(text);
    if (session.states.at(-1) !== hash) {
      session.states.push(hash);
      if (!mine) session.foreign.add(session.states.length - 1);
    }
    return session.states.length - 1;
  }

  async function begin(path: string): Promise<EditedText> {
    const found = await readEdited(path);
    const file = relative(project, path);
    if (!found)
      throw new CommandProblem({ severity: "error", what: `${file} is not there`, try: "`.sketch` lists what is." });
    const session: Session = {
      id: nextId++,
      path,
      file,
      states: [],
      foreign: new Set(),
      lineEnd: found.lineEnd,
    };
    sessions.set(session.id, session);
    for (const oldest of sessions.keys()) {
      if (sessions.size <= MAX_SESSIONS) break;
      sessions.delete(oldest);
    }
    current = session;
    const draft = await drafts.read(file);
    const unsaved = draft !== null && draft.text !== found.text ? draft : null;
    const apart = unsaved !== null && unsaved.base !== hashOf(found.text);
    const disk = stateOf(session, found.text, true);
    if (apart) session.foreign.add(disk);
    return { session: session.id, file, text: found.text, disk, draft: unsaved?.text ?? null, apart };
  }

  async function open(link: Link, path: string): Promise<void> {
    const edited = await begin(path);
    await parts.provideScript();
    await link.page("openEditor", edited);
  }

  async function save(session: Session, base: number, text: string): Promise<SaveAnswer> {
    const { id, file, path } = session;
    try {
      const found = await readEdited(path);
      if (found && hashOf(found.text) !== session.states[base])
        return { kind: "apart", session: id, disk: stateOf(session, found.text, false), text: found.text };
      if (found && session.foreign.has(base) && found.text !== text) {
        const kept = await drafts.keep(file, found.text, "theirs");
        parts.say(`what ${file} said before is kept as ${kept}`);
      }
      await writeEdited(path, { text, lineEnd: found?.lineEnd ?? session.lineEnd });
      const disk = stateOf(session, text, true);
      await drafts.clear(file);
      return { kind: "saved", session: id, disk, text };
    } catch (error) {
      return { kind: "failed", session: id, what: `not saved: ${messageOf(error)}`.slice(0, 500) };
    }
  }

  async function keepDraft(session: Session, base: number, text: string): Promise<void> {
    const { file } = session;
    const hash = session.states[base] ?? "";
    if (hashOf(text) !== hash) return drafts.write(file, { text, base: hash });
    // The text is the file's again. Undone, the draft is of no more use; given up for the file's, it is put aside.
    const before = await drafts.read(file);
    if (before && before.base !== hash) await drafts.keep(file, before.text, "mine");
    await drafts.clear(file);
  }

  async function diskChanged(session: Session): Promise<void> {
    const found = await readEdited(session.path).catch(() => null);
    if (!found || hashOf(found.text) === session.states.at(-1)) return;
    session.lineEnd = found.lineEnd;
    const disk = stateOf(session, found.text, false);
    await parts.link()?.page("editorDisk", session.id, disk, found.text);
  }

  async function run(source: string): Promise<void> {
    const answer = await parts.evaluate(source).catch(messageOf);
    await parts.link()?.page("editorRan", answer.slice(0, 500));
  }

  function closed(): void {
    current = null;
    parts.onOpen(false);
  }

  return {
    isOpen: () => current !== null,
    async setOpen(on) {
      const link = parts.link();
      if (!link) throw new CommandProblem(NO_WINDOW);
      if (!on) {
        await link.page("closeEditor");
        return closed();
      }
      const path = parts.entry();
      if (path === null)
        throw new CommandProblem({ severity: "error", what: "no sketch is open", try: "`.sketch name` opens one." });
      if (current?.path === path) return;
      await open(link, path).catch((error) => {
        current = null;
        throw error;
      });
      parts.onOpen(true);
    },
    receive: (message) =>
      inOrder(async () => {
        const session = sessions.get(message.session);
        if (!session) return; // of a window before
        switch (message.kind) {
          case "edit-draft":
            return keepDraft(session, message.base, message.text);
          case "edit-save":
            return parts.link()?.page("editorAnswered", await save(session, message.base, message.text));
          case "edit-run":
            return run(message.text);
          case "edit-closed":
            if (session === current) closed();
            return;
          default:
            return message satisfies never;
        }
      }),
    saved(paths) {
      const session = current;
      if (session && paths.includes(session.path)) void inOrder(() => diskChanged(session));
    },
    opened(path) {
      const link = parts.link();
      if (current === null || !link || current.path === path) return;
      void inOrder(() => open(link, path));
    },
    async restore(link) {
      if (current === null) return;
      const { path } = current;
      await inOrder(() => open(link, path));
    },
  };
}

const messageOf = (error: unknown): string =>
  error instanceof CommandProblem ? error.problem.what : error instanceof Error ? error.message : String(error);
