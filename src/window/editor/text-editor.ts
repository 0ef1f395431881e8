// What the window knows of its text editor. CodeMirror stands behind it, in a script of its own that is loaded when the
// editor is opened for the first time.

import type { CodeProblem } from "../../protocol/code-view.ts";

export interface TextEditor {
  text(): string;
  /** As one step that can be undone. */
  replace(text: string): void;
  setProblems(problems: readonly CodeProblem[]): void;
  focus(): void;
  /** Text, selection and history, for the same editor in another window. */
  state(): unknown;
  destroy(): void;
}

export interface TextEditorOptions {
  /** In the shadow root it is styled in. */
  parent: HTMLElement;
  root: ShadowRoot;
  text: string;
  /** Of an editor that was destroyed: takes the place of `text`. */
  state?: unknown;
  sizePx: number;
  onChange(): void;
  onSave(): void;
  /** The selection, or the block around the cursor. */
  onRun(source: string): void;
  /** Escape: the keys of the show work again. */
  onLeave(): void;
  onClose(): void;
}

export interface EditorScript {
  createTextEditor(options: TextEditorOptions): TextEditor;
}
