// The in-window editor: the sketch's file, over the picture. Saving asks the host; what is typed and not saved is told to it
// as a draft, so that a window that dies loses none of it. Where the file was changed by somebody else meanwhile, both
// texts stay until the person has chosen, and the choice can be undone.

import type { CodeView } from "../protocol/code-view.ts";
import {
  type EditedText,
  type FromEditor,
  MAX_EDIT_CHARACTERS,
  MAX_RUN_CHARACTERS,
  type SaveAnswer,
} from "../protocol/editing.ts";
import type { EditorScript, TextEditor } from "./editor/text-editor.ts";
import { createOverlay, createText, element } from "./hud.ts";

export interface EditorPanel {
  open(edited: EditedText): Promise<void>;
  close(): void;
  isOpen(): boolean;
  answered(answer: SaveAnswer): void;
  /** The file has other content now. */
  diskChanged(session: number, disk: number, text: string): void;
  /** What came of a block that was run. */
  ran(line: string): void;
  /** Problems of the newest save. */
  setView(view: CodeView | null): void;
  /** Leaves the left edge to the HUD, or takes it. */
  besideHud(on: boolean): void;
  moveTo(root: HTMLElement): void;
}

export interface EditorPanelParts {
  load(): Promise<EditorScript>;
  sizePx: number;
  send(message: FromEditor): void;
}

const DRAFT_MS = 250;

const STYLE = `
/* Where the text over the picture stands, right of the HUD: controls are at the other side. */
:host { z-index: 21; }
:host(.beside) { padding-left: 302px; }
.panel { pointer-events: auto; display: flex; flex-direction: column; width: min(62%, 1100px); min-width: min(560px, 100%); padding: 0; background: rgba(17, 18, 21, 0.92); overflow: hidden; }
.bar { display: flex; gap: 12px; align-items: baseline; padding: 8px 12px; border-bottom: 1px solid var(--faint); font-size: 12px; }
.file { font-weight: 650; }
.said { color: var(--dim); flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.said.tone-error, .said.tone-warning { white-space: normal; }
.said.tone-error { color: var(--error); }
.said.tone-warning { color: var(--warning); }
button { font: inherit; color: var(--text); background: rgba(255, 255, 255, 0.13); border: none; border-radius: 3px; padding: 2px 9px; cursor: pointer; white-space: nowrap; }
button:hover { background: rgba(255, 255, 255, 0.22); }
.text { flex: 1; min-height: 0; }
.wrong { box-shadow: inset 3px 0 0 var(--tone); background: rgba(84, 31, 27, 0.7); }
.message { margin-left: 12px; padding: 0 0.6em; color: #17181b; background: var(--tone); font-weight: 650; }
.error { --tone: var(--error); }
.warning { --tone: var(--warning); }
.note { --tone: var(--dim); }
`;

interface Opened {
  edited: EditedText;
  editor: TextEditor;
  /** The state of the file that the text was made from. */
  base: number;
  /** What the file said then. */
  saved: string;
  /** What the file says now, where that is another text. */
  theirs: { disk: number; text: string } | null;
}

export function createEditorPanel(home: HTMLElement, parts: EditorPanelParts): EditorPanel {
  let root = home;
  let script: EditorScript | null = null;
  let opened: Opened | null = null;
  let host: HTMLElement | null = null;
  let beside = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let view: CodeView | null = null;
  /** What the host was told last, or what it told. */
  let told = "";
  const file = createText("span", "file");
  const said = createText("span", "said");
  const mine = element("button", "", "Write mine");
  const file2 = element("button", "", "Take the file's");

  const say = (text: string, tone: "" | "warning" | "error" = "") => {
    said.set(text);
    said.node.className = `said${tone ? ` tone-${tone}` : ""}`;
  };
  const isDirty = (now: Opened) => now.editor.text() !== now.saved;

  function settle(): void {
    if (!opened) return;
    const apart = opened.theirs !== null;
    mine.hidden = file2.hidden = !apart;
    if (apart) say("The file was changed by somebody else. Both texts are kept.", "warning");
    else if (isDirty(opened))
      say("not saved: Ctrl+Enter saves, Alt+Enter runs the block, Escape leaves the text, Ctrl+E closes");
    else if (view?.refused && view.file === opened.edited.file)
      say(
        `as in the file, not on air: ${view.generation > 0 ? `v${view.generation} plays on` : "nothing plays yet"}`,
        "error",
      );
    else say("as in the file");
  }

  function flushDraft(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!opened) return;
    const text = opened.editor.text();
    if (text === told) return;
    told = text;
    if (text.length > MAX_EDIT_CHARACTERS) return say(tooLong(text.length), "error");
    parts.send({ kind: "edit-draft", session: opened.edited.session, base: opened.base, text });
  }

  const changed = () => {
    settle();
    timer ??= setTimeout(flushDraft, DRAFT_MS);
  };

  function save(): void {
    if (!opened) return;
    if (opened.theirs) return settle(); // first the choice
    const text = opened.editor.text();
    if (text.length > MAX_EDIT_CHARACTERS) return say(tooLong(text.length), "error");
    flushDraft();
    say("saving …");
    parts.send({ kind: "edit-save", session: opened.edited.session, base: opened.base, text });
  }

  function run(source: string): void {
    if (!opened || source.trim() === "") return;
    if (source.length > MAX_RUN_CHARACTERS)
      return say(`a block of ${source.length} characters, the limit is ${MAX_RUN_CHARACTERS}`, "error");
    parts.send({ kind: "edit-run", session: opened.edited.session, text: source });
  }

  /** The panel with an editor in it, of this text or with this state. */
  function build(made: EditorScript, text: string, state?: unknown): TextEditor {
    const overlay = createOverlay(STYLE, root);
    const holder = element("div", "text");
    overlay.shadow.append(element("div", "panel", element("div", "bar", file.node, said.node, file2, mine), holder));
    root.append(overlay.host);
    host?.remove();
    host = overlay.host;
    host.classList.toggle("beside", beside);
    return made.createTextEditor({
      parent: holder,
      root: overlay.shadow,
      text,
      state,
      sizePx: parts.sizePx,
      onChange: changed,
      onSave: save,
      onRun: run,
      onLeave: () => (overlay.shadow.activeElement as HTMLElement | null)?.blur(),
      onClose: close,
    });
  }

  function close(): void {
    flushDraft();
    const was = opened;
    opened = null;
    was?.editor.destroy();
    host?.remove();
    host = null;
    if (was) parts.send({ kind: "edit-closed", session: was.edited.session });
  }

  const showProblems = () =>
    opened?.editor.setProblems(view !== null && view.file === opened.edited.file ? view.problems : []);

  mine.addEventListener("click", () => {
    if (!opened?.theirs) return;
    opened.base = opened.theirs.disk; // the host keeps what it says before it is written over
    opened.theirs = null;
    save();
  });
  file2.addEventListener("click", () => {
    if (!opened?.theirs) return;
    flushDraft();
    take(opened, opened.theirs);
    opened.editor.focus();
  });

  /** The file's text becomes the editor's, as one step that undo takes back. */
  function take(now: Opened, theirs: { disk: number; text: string }): void {
    now.base = theirs.disk;
    now.saved = theirs.text;
    now.theirs = null;
    now.editor.replace(theirs.text);
    settle();
  }

  return {
    async open(edited) {
      script ??= await parts.load();
      flushDraft();
      opened?.editor.destroy();
      const editor = build(script, edited.draft ?? edited.text);
      opened = { edited, editor, base: edited.disk, saved: edited.text, theirs: null };
      if (edited.draft !== null && edited.apart) opened.theirs = { disk: edited.disk, text: edited.text };
      told = edited.draft ?? edited.text;
      file.set(edited.file);
      settle();
      if (edited.draft !== null && !edited.apart) say("what was typed and not saved is here again", "warning");
      showProblems();
      editor.focus();
    },
    close,
    isOpen: () => opened !== null,
    answered(answer) {
      if (!opened || answer.session !== opened.edited.session) return;
      if (answer.kind === "failed") return say(answer.what, "error");
      if (answer.kind === "apart") opened.theirs = { disk: answer.disk, text: answer.text };
      else {
        opened.base = answer.disk;
        opened.saved = answer.text;
        told = answer.text;
      }
      settle();
    },
    diskChanged(session, disk, text) {
      if (!opened || session !== opened.edited.session || text === opened.saved) return;
      if (text === opened.editor.text() || !isDirty(opened)) return take(opened, { disk, text });
      opened.theirs = { disk, text };
      settle();
    },
    ran: (line) => say(line),
    setView(next) {
      const was = view?.refused;
      view = next;
      if (was !== next?.refused) settle();
      showProblems();
    },
    besideHud(on) {
      beside = on;
      host?.classList.toggle("beside", on);
    },
    moveTo(other) {
      root = other;
      if (!opened || !script) return;
      const state = opened.editor.state();
      opened.editor.destroy();
      opened.editor = build(script, "", state);
      opened.editor.focus();
    },
  };
}

const tooLong = (length: number): string =>
  `${length} characters, the limit is ${MAX_EDIT_CHARACTERS}: use an editor of your own`;
