// The in-window editor and the host: which text is edited is the host's to say, by a number; the window never names a file.

/** A sketch longer than this is edited elsewhere. */
export const MAX_EDIT_CHARACTERS = 200_000;
/** As JSON a character may take six. */
export const MAX_EDIT_MESSAGE = 6 * MAX_EDIT_CHARACTERS + 1000;
export const MAX_RUN_CHARACTERS = 20_000;

/** What the host opens in the window. */
export interface EditedText {
  /** The number all messages about this text carry. */
  session: number;
  /** For people to read. */
  file: string;
  /** As it is on disk, and the number of that state. */
  text: string;
  disk: number;
  /** Text that was typed and not saved, before a crash say. */
  draft: string | null;
  /** The file on disk has changed since the draft was begun. */
  apart: boolean;
}

/** What became of a wish to save. */
export type SaveAnswer =
  | { kind: "saved"; session: number; disk: number; text: string }
  /** The file is another one than the text was made from; `text` is what it says now. Nothing was written. */
  | { kind: "apart"; session: number; disk: number; text: string }
  | { kind: "failed"; session: number; what: string };

export type FromEditor =
  /** Typed, not saved: kept by the host until it is. */
  | { kind: "edit-draft"; session: number; base: number; text: string }
  /** `base` is the state of the file that the text was made from. */
  | { kind: "edit-save"; session: number; base: number; text: string }
  /** To be evaluated in the worker on air. */
  | { kind: "edit-run"; session: number; text: string }
  | { kind: "edit-closed"; session: number };
