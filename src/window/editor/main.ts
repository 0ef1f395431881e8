// The script of the in-window editor: CodeMirror's parts, put together once. The one file that knows them.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  WidgetType,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { CodeProblem } from "../../protocol/code-view.ts";
import { blockAround } from "./block-around.ts";
import type { TextEditor, TextEditorOptions } from "./text-editor.ts";

const COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: "#bab8af" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "#b9dba0" },
  { tag: [tags.number, tags.bool, tags.null], color: "#f5c98a" },
  { tag: [tags.keyword, tags.operatorKeyword], color: "#a9c7ff" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "#f2e6c8" },
]);

const look = (sizePx: number): Extension =>
  EditorView.theme(
    {
      "&": { height: "100%", fontSize: `${sizePx}px`, color: "#f2f0ea" },
      ".cm-scroller": {
        fontFamily: "inherit",
        lineHeight: "1.45",
        scrollbarWidth: "thin",
        scrollbarColor: "rgba(255, 255, 255, 0.25) transparent",
      },
      ".cm-content": { caretColor: "#f5c766" },
      "&.cm-focused": { outline: "none" },
      ".cm-cursor": { borderLeftColor: "#f5c766", borderLeftWidth: "2px" },
      ".cm-gutters": { background: "transparent", color: "#96958e", border: "none" },
      ".cm-activeLine": { background: "rgba(255, 255, 255, 0.05)" },
      "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
        background: "rgba(110, 150, 220, 0.45)",
      },
      ".cm-matchingBracket": { background: "rgba(255, 255, 255, 0.16)", outline: "none" },
    },
    { dark: true },
  );

class Message extends WidgetType {
  readonly problem: CodeProblem;
  constructor(problem: CodeProblem) {
    super();
    this.problem = problem;
  }
  override eq(other: Message): boolean {
    return other.problem.what === this.problem.what && other.problem.severity === this.problem.severity;
  }
  override toDOM(view: EditorView): HTMLElement {
    const node = view.dom.ownerDocument.createElement("span");
    node.className = `message ${this.problem.severity}`;
    node.textContent = this.problem.what;
    return node;
  }
}

const setProblems = StateEffect.define<readonly CodeProblem[]>();
const problemField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(held, transaction) {
    let next = held.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setProblems)) continue;
      const { doc } = transaction.state;
      const marks = effect.value
        .filter(({ line }) => line >= 1 && line <= doc.lines)
        .sort((a, b) => a.line - b.line)
        .flatMap((problem) => {
          const { from, to } = doc.line(problem.line);
          return [
            Decoration.line({ class: `wrong ${problem.severity}` }).range(from),
            Decoration.widget({ widget: new Message(problem), side: 1 }).range(to),
          ];
        });
      next = Decoration.set(marks, true);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function createTextEditor(options: TextEditorOptions): TextEditor {
  const act = (run: () => void) => () => {
    run();
    return true;
  };
  const runBlock = (view: EditorView): boolean => {
    const { main } = view.state.selection;
    const { doc } = view.state;
    const [from, to] = main.empty
      ? blockAround(
          Array.from({ length: doc.lines }, (_, i) => doc.line(i + 1).text),
          doc.lineAt(main.head).number,
        ).map((line, end) => (end === 0 ? doc.line(line).from : doc.line(line).to))
      : [main.from, main.to];
    options.onRun(doc.sliceString(from, to));
    return true;
  };
  const extensions: Extension = [
    keymap.of([
      { key: "Mod-s", run: act(options.onSave) },
      { key: "Mod-Enter", run: act(options.onSave) },
      { key: "Alt-Enter", run: runBlock },
      { key: "Mod-e", run: act(options.onClose) },
      { key: "Escape", run: act(options.onLeave) },
    ]),
    lineNumbers(),
    // A message at the end of a long line is read, not scrolled to.
    EditorView.lineWrapping,
    history(),
    drawSelection(),
    highlightActiveLine(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    javascript({ typescript: true }),
    syntaxHighlighting(COLOURS),
    keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
    look(options.sizePx),
    problemField,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange();
    }),
  ];
  const state =
    options.state instanceof EditorState ? options.state : EditorState.create({ doc: options.text, extensions });
  const view = new EditorView({ state, parent: options.parent, root: options.root });
  return {
    text: () => view.state.doc.toString(),
    replace(text) {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    setProblems: (problems) => view.dispatch({ effects: setProblems.of(problems) }),
    focus: () => view.focus(),
    state: () => view.state,
    destroy: () => view.destroy(),
  };
}
