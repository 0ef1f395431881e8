// The panel of the window (P): every knob of the running sketch, the controllers that have moved, presets, and the ways back.
//
// Closed, it is nothing: no element, no message. Open, the host pushes what changed (host/panel/panel.ts), a line is made once
// and written where something of it changed, and lines out of sight are left alone until they are scrolled to.

import { PANEL_PARTS, type PanelAct, type PanelPart, type PanelRow, type PanelUpdate } from "../../protocol/panel.ts";
import { createOverlay, createText, element } from "../hud.ts";
import { createLatest } from "./latest.ts";
import { createPresetStrip } from "./presets.ts";
import { button, createRow, type Row } from "./row.ts";
import { PANEL_STYLE } from "./style.ts";

export interface Panel {
  update(update: PanelUpdate): void;
  setVisible(on: boolean): void;
  visible(): boolean;
  /** Into another window of the show. */
  moveTo(root: HTMLElement): void;
  /** Escape: gives learning up, else leaves a field, else closes. */
  escape(): void;
}

/** A drag tells the host this often at most: the latest value, never a queue. */
const DRAG_MS = 16;
const NOTICE_MS = 6000;
const HINT =
  "Drag (Shift: fine), double click: the code's value, click a number to type. Dial: learn, Shift+dial: unlink.";

export function createPanel(body: HTMLElement, send: (act: PanelAct) => void): Panel {
  let open: ReturnType<typeof build> | null = null;
  let root = body;
  /** Comes back with the next opening. */
  const kept = { search: "" };
  const tell = (act: Omit<PanelAct, "kind">) => send({ kind: "panel", ...act });

  const setVisible = (on: boolean) => {
    if (on === (open !== null)) return;
    open?.dispose();
    open = on ? build(root, tell, kept) : null;
    tell({ act: on ? "open" : "close" });
  };
  return {
    update: (update) => open?.update(update),
    setVisible,
    visible: () => open !== null,
    moveTo(next) {
      root = next;
      if (!open) return;
      open.dispose();
      open = build(root, tell, kept);
      tell({ act: "open" }); // what was told before is gone with its elements
    },
    escape() {
      if (open && !open.giveUp()) setVisible(false);
    },
  };
}

function build(root: HTMLElement, send: (act: Omit<PanelAct, "kind">) => void, kept: { search: string }) {
  const { host, shadow } = createOverlay(PANEL_STYLE, root);
  const rows: Record<PanelPart, Map<string, Row>> = { knobs: new Map(), ccs: new Map() };
  const order: Record<PanelPart, string[]> = { knobs: [], ccs: [] };
  let learning = "";
  let noticeTimer: ReturnType<typeof setTimeout> | undefined;

  const latest = createLatest<{ part: PanelPart; value: number; gesture: number }>(
    (name, { part, value, gesture }) => send({ act: "set", name, part, value, gesture }),
    DRAG_MS,
    () => performance.now(),
  );

  // ---- what there is -------------------------------------------------------------------------------------------------

  const count = createText("span", "count");
  const search = element("input", "search") as HTMLInputElement;
  search.placeholder = "search";
  search.value = kept.search;
  search.setAttribute("aria-label", "search knobs");
  const found = () => (search.value.trim() === "" ? undefined : search.value.trim());
  const undo = button("", "undo");
  const redo = button("", "redo");
  const random = button("", "random");
  const reset = button("", "reset");
  random.title = "new values for all knobs, or those found; locked ones stay";
  reset.title = "all, or those found, back to the code; locked ones stay";
  undo.addEventListener("click", () => send({ act: "undo" }));
  redo.addEventListener("click", () => send({ act: "redo" }));
  random.addEventListener("click", () => send({ act: "random", text: found() }));
  reset.addEventListener("click", () => send({ act: "reset", text: found() }));
  const presets = createPresetStrip(send);
  const knobList = element("div", "list");
  const ccTitle = createText("summary", "");
  const ccList = element("div", "list");
  const ccs = element("details", "", ccTitle.node, ccList);
  const foot = createText("div", "foot");
  foot.set(HINT);
  const list: Record<PanelPart, HTMLElement> = { knobs: knobList, ccs: ccList };
  const empty = element("div", "none", "the sketch has no knobs");
  const panel = element(
    "div",
    "panel",
    element(
      "div",
      "head",
      element("div", "title", element("span", "", "Controls"), count.node),
      element("div", "tools", search, undo, redo, random, reset),
    ),
    presets.node,
    element("div", "rows", empty, knobList, ccs),
    foot.node,
  );
  ccs.hidden = true;
  shadow.append(panel);
  root.append(host);

  // ---- what changes --------------------------------------------------------------------------------------------------

  function filter(): void {
    const text = search.value.trim().toLowerCase();
    kept.search = search.value;
    let shown = 0;
    for (const part of PANEL_PARTS)
      for (const row of rows[part].values()) {
        row.node.hidden = !row.matches(text);
        if (part === "knobs" && !row.node.hidden) shown++;
      }
    const all = rows.knobs.size;
    count.set(text === "" ? `${all} ${all === 1 ? "knob" : "knobs"}` : `${shown} of ${all}`);
  }
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    search.value = "";
    search.blur();
    filter();
  });

  function put(part: PanelPart, next: PanelRow): void {
    if (next.learning) learning = next.name;
    else if (learning === next.name) learning = "";
    const known = rows[part].get(next.name);
    if (known) return known.set(next);
    const made = createRow(next, {
      part,
      send,
      move: (name, of, value, gesture) => latest.put(name, { part: of, value, gesture }),
      release: latest.flush,
    });
    rows[part].set(next.name, made);
  }

  function arrange(next: Record<PanelPart, string[]>): void {
    for (const part of PANEL_PARTS) {
      order[part] = next[part];
      for (const [name, row] of rows[part]) {
        if (next[part].includes(name)) continue;
        row.node.remove();
        rows[part].delete(name);
      }
      list[part].append(...next[part].flatMap((name) => rows[part].get(name)?.node ?? []));
    }
    empty.hidden = next.knobs.length > 0;
    ccs.hidden = next.ccs.length === 0;
    ccTitle.set(`controllers (${next.ccs.length})`);
    filter();
  }

  function tellNotice(text: string): void {
    foot.set(text);
    foot.node.classList.add("told");
    clearTimeout(noticeTimer);
    noticeTimer = setTimeout(() => {
      foot.set(HINT);
      foot.node.classList.remove("told");
    }, NOTICE_MS);
  }

  return {
    update(update: PanelUpdate) {
      for (const part of PANEL_PARTS) for (const row of update[part]) put(part, row);
      if (update.order) arrange(update.order);
      if (update.pictures) presets.setPictures(update.pictures);
      if (update.state) {
        presets.set(update.state);
        undo.disabled = update.state.undo === 0;
        redo.disabled = update.state.redo === 0;
      }
      if (update.notice !== undefined) tellNotice(update.notice);
    },
    giveUp(): boolean {
      const focused = shadow.activeElement as HTMLElement | null;
      if (learning !== "") send({ act: "give-up" });
      else if (focused) focused.blur();
      else return false;
      return true;
    },
    dispose() {
      latest.flush();
      clearTimeout(noticeTimer);
      host.remove();
    },
  };
}
