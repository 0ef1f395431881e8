// The sketch's text over the picture: each line on a plate of its own, so that the picture shows where no text is. What
// the last save changed glows for a moment, and what is wrong stands beside its line.
//
// Text goes in as text nodes, never as HTML. Rows are made when something was saved; between saves nothing here runs.

import type { CodeProblem, CodeView } from "../protocol/code-view.ts";
import type { Problem } from "../protocol/problem.ts";
import { tokenize } from "./code-tokens.ts";
import { createOverlay, element } from "./hud.ts";

export interface CodeOverlay {
  /** Null takes it away. */
  set(view: CodeView | null): void;
  visible(): boolean;
  /** Leaves the left edge to the HUD, or takes it. */
  besideHud(on: boolean): void;
  /** To another place, which may be in another window. */
  moveTo(root: HTMLElement): void;
  dispose(): void;
}

const GLOW_MS = 5000;
const LINE = 1.45;
const EDGE_PX = 14;
/** Room of the file's name, and of one message below. */
const EXTRA_LINES = 3;

const style = (sizePx: number) => `
:host { z-index: 8; flex-direction: column; align-items: flex-start; overflow: hidden; font-size: ${sizePx}px; line-height: ${Math.round(sizePx * LINE)}px; }
:host(.beside) { padding-left: 302px; }
.file { font-size: ${Math.max(11, sizePx - 3)}px; margin-bottom: 3px; }
.plate { background: rgba(17, 18, 21, 0.92); white-space: pre; padding: 0 0.5em; }
.row { display: flex; align-items: flex-start; max-width: 100%; }
.text { overflow: hidden; text-overflow: ellipsis; min-width: 0; flex: 0 1 auto; }
.number { display: inline-block; min-width: 2ch; margin-right: 1.4ch; text-align: right; color: #96958e; user-select: none; }
.comment { color: #bab8af; }
.string { color: #b9dba0; }
.number-value { color: #f5c98a; }
.word { color: #a9c7ff; }
.changed .text { box-shadow: inset 3px 0 0 var(--good); animation: glow ${GLOW_MS}ms ease-out both; }
@keyframes glow { from { background: rgba(62, 104, 68, 0.97); } 40% { background: rgba(46, 76, 51, 0.93); } to { background: rgba(17, 18, 21, 0.92); } }
.wrong .text { box-shadow: inset 3px 0 0 var(--tone); background: rgba(84, 31, 27, 0.96); animation: none; }
.message { flex: 0 4 auto; min-width: 8ch; margin-left: 6px; padding: 0 0.6em; white-space: pre-wrap; overflow-wrap: anywhere; color: #17181b; background: var(--tone); font-weight: 650; max-height: ${Math.round(sizePx * LINE) * 3}px; overflow: hidden; }
.error { --tone: var(--error); }
.warning { --tone: var(--warning); }
.note { --tone: var(--dim); }
.refused { color: var(--error); }
`;

export function createCodeOverlay(home: HTMLElement, sizePx: number): CodeOverlay {
  let root = home;
  let made: ReturnType<typeof createOverlay> | null = null;
  let view: CodeView | null = null;
  let beside = false;
  let glowSince = 0;

  const layOut = () => {
    if (!view) return;
    made ??= createOverlay(style(sizePx), root);
    if (!made.host.isConnected) root.append(made.host);
    made.host.classList.toggle("beside", beside);
    const room = Math.max(
      4,
      Math.floor(((made.host.ownerDocument.defaultView?.innerHeight ?? 0) - 2 * EDGE_PX) / Math.round(sizePx * LINE)) -
        EXTRA_LINES,
    );
    made.shadow.replaceChildren(title(view), ...rowsOf(view, room, performance.now() - glowSince));
  };
  const resized = () => layOut();
  const hear = (on: boolean) => {
    const where = root.ownerDocument.defaultView;
    if (on) where?.addEventListener("resize", resized);
    else where?.removeEventListener("resize", resized);
  };
  hear(true);

  const hide = () => {
    made?.host.remove();
    made = null;
    view = null;
  };

  return {
    set(next) {
      if (next === null) return hide();
      if (view === null || view.file !== next.file || view.save !== next.save) glowSince = performance.now();
      view = next;
      layOut();
    },
    visible: () => view !== null,
    besideHud(on) {
      if (on === beside) return;
      beside = on;
      made?.host.classList.toggle("beside", on);
    },
    moveTo(other) {
      const shown = view;
      hear(false);
      hide();
      root = other;
      hear(true);
      view = shown;
      layOut();
    },
    dispose() {
      hear(false);
      hide();
    },
  };
}

/** Whether this problem stands beside its line where the view is shown. */
export const standsIn = (view: CodeView, problem: Problem): boolean =>
  problem.where?.file === view.file &&
  view.problems.some(({ line, what }) => line === problem.where?.line && problem.what.startsWith(what));

function title({ file, generation, refused }: CodeView): HTMLElement {
  const plays = refused
    ? `not on air: ${generation > 0 ? `v${generation} plays on` : "nothing plays yet"}`
    : `v${generation}`;
  return element(
    "div",
    "row file",
    element("div", "plate", `${file}  `, element("span", refused ? "refused" : "", plays)),
  );
}

/** As many rows as there is room for, around what matters: a problem, then what changed. */
function rowsOf(view: CodeView, room: number, glowedMs: number): HTMLElement[] {
  const { firstLine, lines, changed, problems } = view;
  const tokens = tokenize(lines);
  const focus = (problems[0]?.line ?? changed[0]?.[0] ?? firstLine) - firstLine;
  const from = Math.max(0, Math.min(focus - Math.floor(room / 3), lines.length - room));
  const rows: HTMLElement[] = [];
  for (let i = from; i < Math.min(lines.length, from + room); i++) {
    const line = firstLine + i;
    const wrong = problems.filter((problem) => problem.line === line);
    const isChanged = changed.some(([first, last]) => line >= first && line <= last);
    const text = element("div", "plate text", element("span", "number", String(line)));
    for (const { kind, text: piece } of tokens[i])
      text.append(kind === "" ? piece : element("span", kind === "number" ? "number-value" : kind, piece));
    // A row that is made again glows on from where it was.
    if (isChanged) text.style.animationDelay = `${-Math.round(Math.min(glowedMs, GLOW_MS))}ms`;
    const row = element(
      "div",
      `row${isChanged ? " changed" : ""}${wrong.length > 0 ? ` wrong ${wrong[0].severity}` : ""}`,
      text,
    );
    row.append(...wrong.map(message));
    rows.push(row);
  }
  return rows;
}

const message = ({ severity, what }: CodeProblem): HTMLElement => element("div", `message ${severity}`, what);
