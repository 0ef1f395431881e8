// The head-up display: readings top left, problems at the bottom, and nothing in the way of the picture.
//
// Made of DOM text, so it is sharp at any pixel ratio and costs the GPU nothing while it stands still. Every string goes
// in as text and never as HTML: a sketch's messages are data. An update touches only the text that changed.
//
// Hidden means hidden, also on stage; but an error must not go unseen by the performer, so one small red lamp stays lit
// in the corner while the newest save is not what is on show. The terminal has the words. Blackout puts it out too.

import type { HudModel } from "../protocol/hud.ts";
import type { Problem, Severity } from "../protocol/problem.ts";

export interface Hud {
  update(model: HudModel): void;
  setVisible(on: boolean): void;
  visible(): boolean;
  /** To another place, which may be in another window. */
  moveTo(root: HTMLElement): void;
  dispose(): void;
}

const MAX_PROBLEMS = 3;
/** An excerpt is a few lines; a generated one may be a wall. */
const MAX_TEXT = 2_000;

export const FONT = `ui-monospace, "SF Mono", SFMono-Regular, "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace`;

/** The look of everything laid over the picture: its colours, its type, its panels. */
const LOOK = `
:host {
  --text: #f2f0ea;
  --dim: #a5a49d;
  --faint: rgba(255, 255, 255, 0.1);
  --good: #9fd8a4;
  --warning: #f5c766;
  --error: #ff8577;
  position: fixed;
  inset: 0;
  z-index: 10;
  box-sizing: border-box;
  padding: 14px;
  display: flex;
  pointer-events: none;
  color: var(--text);
  font: 500 11px/17px ${FONT};
  font-variant-numeric: tabular-nums slashed-zero;
  font-variant-ligatures: none;
  -webkit-font-smoothing: antialiased;
  text-align: left;
}
[hidden] { display: none !important; }
.panel, .problem, .more {
  background: rgba(19, 20, 23, 0.88);
  box-shadow: 0 0 0 1px rgba(255, 255, 255, 0.07), 0 1px 10px rgba(0, 0, 0, 0.22);
  border-radius: 5px;
}
.panel { flex: none; padding: 10px 13px 11px; box-sizing: border-box; }
.title { display: flex; align-items: baseline; gap: 8px; font-size: 12px; font-weight: 650; }
.tone-warning { color: var(--warning); }
.tone-error { color: var(--error); }
`;

const STYLE = `
:host { flex-direction: column; align-items: flex-start; justify-content: space-between; gap: 8px; }
.panel { width: 274px; }
.sketch { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.version { color: var(--dim); font-weight: 500; font-size: 11px; }
.gauge { position: relative; height: 2px; margin: 7px 0 8px; background: var(--faint); border-radius: 1px; overflow: hidden; }
.needle { position: absolute; inset: 0; background: var(--good); transform-origin: left; transform: scaleX(0); }
.rows { display: grid; grid-template-columns: 74px 52px 18px 1fr; column-gap: 6px; white-space: pre; }
.group + .group { margin-top: 6px; padding-top: 6px; border-top: 1px solid var(--faint); }
.parts { font-size: 10px; line-height: 15px; }
.parts .label { padding-left: 10px; }
.parts .value { color: #cfcdc6; }
.alarm { margin: 4px 0 1px; padding-left: 8px; border-left: 2px solid var(--error); color: var(--error); line-height: 15px; overflow-wrap: anywhere; }
.label { color: var(--dim); }
.value, .side { text-align: right; }
.unit, .side { color: var(--dim); }
.states { display: flex; gap: 6px; margin-top: 8px; }
.state { padding: 0 6px; border-radius: 3px; background: var(--text); color: #17181b; font-weight: 650; letter-spacing: 0.04em; }
.work { margin-top: 8px; }
.work .gauge { margin: 4px 0 0; }
.notice { margin-top: 7px; padding-top: 7px; border-top: 1px solid var(--faint); overflow-wrap: anywhere; }
.problems { max-width: 100%; min-height: 0; margin-top: auto; overflow: hidden; display: flex; flex-direction: column; gap: 6px; align-items: flex-start; }
.problem { flex: none; max-width: min(760px, 100%); box-sizing: border-box; padding: 9px 14px 10px 12px; border-left: 3px solid var(--tone); }
.error { --tone: var(--error); }
.warning { --tone: var(--warning); }
.note { --tone: var(--dim); }
.head { display: flex; gap: 10px; color: var(--dim); }
.severity { color: var(--tone); font-weight: 650; }
.what { font-size: 13px; line-height: 19px; overflow-wrap: anywhere; white-space: pre-wrap; }
.way { display: grid; grid-template-columns: 68px 1fr; margin-top: 1px; overflow-wrap: anywhere; }
pre { margin: 7px 0 0; padding: 6px 10px; font: inherit; line-height: 16px; color: #d8d6cf; background: rgba(0, 0, 0, 0.32); border-radius: 3px; overflow: hidden; max-height: 112px; }
.more { padding: 3px 12px; color: var(--dim); }
.lamp { position: absolute; left: 14px; bottom: 14px; width: 7px; height: 7px; border-radius: 50%; background: #ff5a48; box-shadow: 0 0 0 1.5px rgba(0, 0, 0, 0.45); }
`;

export interface Overlay {
  host: HTMLElement;
  shadow: ShadowRoot;
}

/** An empty layer over the picture, of this look and the given style, in the document of `root`. Not yet placed there. */
export function createOverlay(css: string, root: HTMLElement = document.body): Overlay {
  const { ownerDocument: page } = root;
  const host = page.createElement("div");
  // A shadow root keeps the page's style out and ours in; a constructed sheet needs no leave from the page's policy.
  const shadow = host.attachShadow({ mode: "open" });
  const style = new (page.defaultView as Window & typeof globalThis).CSSStyleSheet();
  style.replaceSync(LOOK + css);
  shadow.adoptedStyleSheets = [style];
  return { host, shadow };
}

/** The same layer in another window: a style sheet belongs to one document, so the layer is new and its content moves. */
export function moveOverlay({ host, shadow }: Overlay, css: string, root: HTMLElement): Overlay {
  const moved = createOverlay(css, root);
  moved.host.className = host.className;
  moved.shadow.append(...shadow.childNodes);
  host.remove();
  root.append(moved.host);
  return moved;
}

export function createHud(root: HTMLElement): Hud {
  let overlay = createOverlay(STYLE);
  const readings = createReadings();
  const problems = createProblems();
  const lamp = element("div", "lamp");
  overlay.shadow.append(readings.node, problems.node, lamp);
  let visible = true;
  let lit = false;

  const arrange = () => {
    show(readings.node, visible);
    show(problems.node, visible);
    show(lamp, !visible && lit);
  };
  arrange();
  root.append(overlay.host);

  return {
    update(model) {
      lit = !model.blackout && model.problems.some((problem) => problem.severity === "error");
      arrange();
      if (!visible) return;
      readings.update(model);
      problems.update(model.problems);
    },
    setVisible(on) {
      visible = on;
      arrange();
    },
    visible: () => visible,
    moveTo(other) {
      overlay = moveOverlay(overlay, STYLE, other);
    },
    dispose: () => overlay.host.remove(),
  };
}

/** The panel of figures. */
function createReadings(): { node: HTMLElement; update(model: HudModel): void } {
  const node = element("div", "panel");
  const sketch = createText("span", "sketch");
  const version = createText("span", "version");
  const needle = element("div", "needle");
  const rows = {
    fps: createRow("fps"),
    frame: createRow("frame"),
    age: createRow("age"),
    points: createRow("points"),
    evaluate: createRow("evaluate"),
    upload: createRow("upload"),
    memory: createRow("memory"),
    heaps: createRow("heaps"),
    buffers: createRow("buffers"),
    shared: createRow("shared"),
    gpu: createRow("gpu"),
    save: createRow("save→pixel"),
    workers: createRow("workers"),
    tempo: createRow("tempo"),
  };
  const frozen = element("span", "state", "frozen");
  const blackout = element("span", "state", "blackout");
  const states = element("div", "states", frozen, blackout);
  const alarm = createText("div", "alarm");
  const notice = createText("div", "notice");
  const work = createText("span", "");
  const done = element("div", "needle");
  const working = element("div", "work", work.node, element("div", "gauge", done));

  node.append(
    element("div", "title", sketch.node, version.node),
    element("div", "gauge", needle),
    element("div", "group", grid("rows", rows.fps, rows.frame, rows.age)),
    element("div", "group", grid("rows", rows.points, rows.evaluate, rows.upload)),
    element(
      "div",
      "group",
      grid("rows", rows.memory),
      grid("rows parts", rows.heaps, rows.buffers, rows.shared, rows.gpu),
      alarm.node,
    ),
    element("div", "group", grid("rows", rows.save, rows.workers, rows.tempo)),
    states,
    working,
    notice.node,
  );

  let load = -1;
  const setLoad = (model: HudModel) => {
    // Full scale is the time a display frame has, so the needle reads as "how much of the machine is in use".
    const share = Math.min(1, Math.max(0, model.evaluateMs / (model.fps > 0 ? 1000 / model.fps : 16.7)));
    const rounded = Math.round(share * 100) / 100;
    if (rounded === load) return;
    load = rounded;
    needle.style.transform = `scaleX(${rounded})`;
    needle.style.background = `var(--${rounded < 0.8 ? "good" : rounded < 1 ? "warning" : "error"})`;
  };

  return {
    node,
    update(model) {
      sketch.set(model.sketch || "no sketch");
      version.set(model.generation > 0 ? `v${model.generation}` : "");
      setLoad(model);
      const { fps, ageMs, lines, uploadBytes, memory, saveMs } = model;
      rows.fps.set([fps.toFixed(1)], model.backend, toneAbove(-fps, -50, -25));
      rows.frame.set(milliseconds(model.frameMs), `p95 ${milliseconds(model.frameP95Ms).join(" ")}`);
      rows.age.set(milliseconds(ageMs), "", model.frozen ? "" : toneAbove(ageMs, 120, 1000));
      rows.points.set(count(model.points), `${count(lines).join(" ")} ${lines === 1 ? "line" : "lines"}`);
      rows.evaluate.set(milliseconds(model.evaluateMs));
      rows.upload.set(bytes(uploadBytes), uploadBytes > 0 ? "each frame" : "no change");
      rows.memory.set(bytes(memory.total), slope(memory.slope), slopeTone(memory.slope));
      rows.heaps.set(bytes(memory.heaps));
      rows.buffers.set(bytes(memory.buffers));
      rows.shared.set(bytes(memory.shared));
      rows.gpu.set(
        bytes(memory.gpu),
        `${count(memory.gpuObjects).join(" ")} ${memory.gpuObjects === 1 ? "object" : "objects"}`,
      );
      alarm.set(memory.alarm);
      show(alarm.node, memory.alarm !== "");
      rows.save.set(saveMs === null ? NOTHING : milliseconds(saveMs), "", toneAbove(saveMs ?? 0, 50, 250));
      rows.workers.set(count(model.workers));
      // Bars and beats as musicians count them: from one.
      rows.tempo.set(
        [model.bpm.toFixed(1), "bpm"],
        model.playing ? `${model.bar + 1}.${model.beatOfBar + 1}` : "stopped",
      );
      show(frozen, model.frozen);
      show(blackout, model.blackout);
      show(states, model.frozen || model.blackout);
      if (model.working !== "") {
        work.set(`${model.working} ${Math.floor(model.progress * 100)} %`);
        done.style.transform = `scaleX(${model.progress.toFixed(3)})`;
      }
      show(working, model.working !== "");
      notice.set(model.notice);
      show(notice.node, model.notice !== "");
    },
  };
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, note: 2 };

/** The gravest problems, as many as leave the picture alone. */
function createProblems(): { node: HTMLElement; update(problems: readonly Problem[]): void } {
  const cards = Array.from({ length: MAX_PROBLEMS }, createCard);
  const more = createText("div", "more");
  const node = element("div", "problems", ...cards.map((card) => card.node), more.node);
  return {
    node,
    update(problems) {
      const order = [...problems].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
      // Only the gravest is told in full; the way out of the others is in the terminal.
      for (const [i, card] of cards.entries()) card.set(order[i], i === 0);
      const rest = problems.length - MAX_PROBLEMS;
      more.set(rest > 0 ? `and ${rest} more: .problems` : "");
      show(more.node, rest > 0);
    },
  };
}

function createCard(): { node: HTMLElement; set(problem: Problem | undefined, full: boolean): void } {
  const severity = createText("span", "severity");
  const place = createText("span", "place");
  const what = createText("div", "what");
  const expected = createText("span", "");
  const way = createText("span", "");
  const expectedRow = element("div", "way", element("span", "label", "expected"), expected.node);
  const wayRow = element("div", "way", element("span", "label", "try"), way.node);
  const excerpt = createText("pre", "");
  const node = element(
    "div",
    "problem",
    element("div", "head", severity.node, place.node),
    what.node,
    expectedRow,
    wayRow,
    excerpt.node,
  );
  let shown: Severity | "" = "";
  return {
    node,
    set(problem, full) {
      show(node, problem !== undefined);
      if (!problem) return;
      if (problem.severity !== shown) {
        shown = problem.severity;
        node.className = `problem ${problem.severity}`;
      }
      severity.set(problem.severity);
      place.set(describePlace(problem));
      what.set(problem.what);
      expected.set(problem.expected ?? "");
      way.set(problem.try ?? "");
      excerpt.set(problem.excerpt ?? "");
      show(expectedRow, full && Boolean(problem.expected));
      show(wayRow, full && Boolean(problem.try));
      show(excerpt.node, full && Boolean(problem.excerpt));
    },
  };
}

function describePlace({ where, generation }: Problem): string {
  const version = generation ? `v${generation}` : "";
  if (!where) return version;
  const place = where.line > 0 ? `${where.file}:${where.line}:${where.column}` : where.file;
  return version ? `${place}  ${version}` : place;
}

export type Tone = "" | "warning" | "error";

function toneAbove(value: number, warning: number, error: number): Tone {
  return value > error ? "error" : value > warning ? "warning" : "";
}

/** How alarming a growth of memory is, bytes per second. */
export const slopeTone = (value: number | null): Tone => toneAbove(value ?? 0, 5e4, 1e6);

/** A label, a figure with its unit, and a smaller figure that belongs to it. */
function createRow(name: string) {
  const value = createText("span", "value");
  const unit = createText("span", "unit");
  const side = createText("span", "side");
  let shown: Tone = "";
  return {
    nodes: [element("span", "label", name), value.node, unit.node, side.node],
    set([figure, of = ""]: Quantity, beside: Quantity | string = "", tone: Tone = "") {
      value.set(figure);
      unit.set(of);
      side.set(typeof beside === "string" ? beside : beside.join(" "));
      if (tone === shown) return;
      shown = tone;
      value.node.className = tone ? `value tone-${tone}` : "value";
    },
  };
}

const grid = (className: string, ...rows: { nodes: HTMLElement[] }[]) =>
  element("div", className, ...rows.flatMap((row) => row.nodes));

/** An element with one text node, written only when the text is another. */
export function createText(tag: string, className: string): { node: HTMLElement; set(text: string): void } {
  const text = document.createTextNode("");
  const node = element(tag, className, text);
  let shown = "";
  return {
    node,
    set(next) {
      if (next === shown) return;
      shown = next;
      text.data = next.length > MAX_TEXT ? `${next.slice(0, MAX_TEXT)}…` : next;
    },
  };
}

export function element(tag: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function show(node: HTMLElement, on: boolean): void {
  if (node.hidden === on) node.hidden = !on;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A figure and its unit. */
type Quantity = [figure: string, unit?: string];

const NOTHING: Quantity = ["–"];

function count(value: number): Quantity {
  return value < 1e7 ? [whole.format(value)] : [(value / 1e6).toFixed(1), "M"];
}

function milliseconds(value: number): Quantity {
  if (value >= 9_950) return [(value / 1000).toFixed(value < 99_500 ? 1 : 0), "s"];
  return [value.toFixed(value < 99.95 ? 1 : 0), "ms"];
}

export function bytes(value: number): Quantity {
  if (value < 1000) return [value.toFixed(0), "B"];
  if (value < 999_500) return [(value / 1e3).toFixed(value < 99_950 ? 1 : 0), "kB"];
  if (value < 999_500_000) return [(value / 1e6).toFixed(1), "MB"];
  return [(value / 1e9).toFixed(2), "GB"];
}

export function slope(value: number | null): string {
  if (value === null) return "";
  if (Math.abs(value) < 1) return "steady";
  return `${value < 0 ? "−" : "+"}${bytes(Math.abs(value)).join(" ")}/s`;
}
