// One knob, one line: the bar with its name, its links and its value; who set it; a lock; learning. Made once, and written only
// where something changed and the line is in sight.

import type { PanelAct, PanelPart, PanelRow } from "../../protocol/panel.ts";
import { createText, element } from "../hud.ts";
import { hearHands } from "./hands.ts";
import { icon, setIcon } from "./icons.ts";
import { shareOf, showNumber } from "./number.ts";

export interface Row {
  readonly node: HTMLElement;
  set(next: PanelRow): void;
  matches(text: string): boolean;
}

export interface RowParts {
  part: PanelPart;
  send(act: Omit<PanelAct, "kind">): void;
  /** Latest value of a drag. */
  move(name: string, part: PanelPart, value: number, gesture: number): void;
  /** The hand let go: what waits goes now. */
  release(): void;
}

/** A hand's value is shown at once; the host's word counts again when it has had time to come. */
const ECHO_MS = 400;

export function createRow(first: PanelRow, { part, send, move, release }: RowParts): Row {
  let row = first;
  let byHand: number | null = null;
  let echo: ReturnType<typeof setTimeout> | undefined;
  let inSight = true;
  const { name } = first;

  const fill = element("div", "fill");
  const mark = element("div", "mark");
  const ghost = element("div", "ghost");
  const label = createText("span", "label");
  const link = createText("span", "link");
  const value = createText("span", "value");
  const badge = createText("span", "badge");
  const bar = element("div", "bar", fill, mark, ghost, label.node, link.node, value.node);
  const lockIcon = icon("open");
  const lock = button("icon lock", lockIcon);
  const learn = button("icon learn", icon("dial"));
  const node = element("div", "row", bar, badge.node, lock, learn);
  bar.tabIndex = 0;
  bar.setAttribute("role", "slider");
  const places = [placer(fill, "scaleX"), placer(mark, "translateX"), placer(ghost, "translateX")];

  hearHands(bar, value.node, {
    range: () => row,
    value: () => byHand ?? row.value,
    locked: () => row.locked,
    move(next, gesture) {
      byHand = next;
      clearTimeout(echo);
      echo = setTimeout(() => {
        byHand = null;
        write();
      }, ECHO_MS);
      move(name, part, next, gesture);
      write();
    },
    release,
    clear() {
      byHand = null;
      send({ act: "clear", name, part });
    },
  });
  lock.addEventListener("click", () => send({ act: row.locked ? "unlock" : "lock", name, part }));
  learn.addEventListener("click", (event) => {
    if (event.shiftKey) send({ act: "unlink", name, part });
    else send({ act: row.learning ? "give-up" : "learn", name, part });
  });
  learn.addEventListener("keydown", (event) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    send({ act: "unlink", name, part });
  });
  node.addEventListener("contentvisibilityautostatechange", (event) => {
    inSight = !(event as ContentVisibilityAutoStateChangeEvent).skipped;
    write();
  });

  const attribute = attributes(bar);
  let className = "";

  function write(): void {
    if (!inSight) return;
    const shown = byHand ?? row.value;
    const text = showNumber(shown, row);
    places[0](shareOf(shown, row));
    if (row.code !== null) places[1](shareOf(row.code, row));
    mark.hidden = row.code === null;
    ghost.hidden = row.ghost === null;
    if (row.ghost !== null) places[2](shareOf(row.ghost, row));
    label.set(row.label);
    link.set(row.learning ? "turn a knob …" : row.links.map(shortName).join(", "));
    value.set(text);
    const source = byHand !== null && row.source === "code" ? "panel" : row.source;
    badge.set(row.frozen ? `${source} frozen` : source);
    const next = `row ${part === "ccs" ? "cc " : ""}from-${source}${row.frozen ? " frozen" : ""}${row.locked ? " locked" : ""}${row.learning ? " learning" : ""}`;
    if (next === className) return attribute("aria-valuenow", String(shown));
    className = next;
    node.className = next;
    setIcon(lockIcon, row.locked ? "shut" : "open");
    lock.classList.toggle("on", row.locked);
    learn.classList.toggle("on", row.links.length > 0);
    attribute("aria-valuenow", String(shown));
    tell();
  }

  /** What a hovering pointer or a screen reader is told. */
  function tell(): void {
    const { min, max, code, links } = row;
    attribute("aria-label", row.label);
    attribute("aria-valuemin", String(min));
    attribute("aria-valuemax", String(max));
    const parts = [
      row.name,
      `${min} to ${max}`,
      code === null ? "" : `code ${code}`,
      links.length > 0 ? `linked: ${links.join(", ")}` : "",
    ];
    bar.title = parts.filter((each) => each !== "").join("\n");
    lock.title = row.locked ? "locked: nothing moves it" : "lock: nothing moves it any more";
    learn.title =
      links.length > 0 ? "learn one more; Shift+click unlinks" : "learn: then turn a knob or press a button";
  }

  write();
  return {
    node,
    set(next) {
      const links =
        next.links.join() !== row.links.join() ||
        next.min !== row.min ||
        next.max !== row.max ||
        next.code !== row.code;
      row = next;
      if (links) className = "";
      write();
    },
    matches: (text) => `${row.name}\n${row.label}`.toLowerCase().includes(text),
  };
}

/** `midi/nanoKONTROL2/cc 7` → `nanoKONTROL2 cc 7`; the kind is in the badge. */
const shortName = (input: string): string => input.split("/").slice(1).join(" ") || input;

/** Sets a transform where it differs. */
function placer(node: HTMLElement, how: "scaleX" | "translateX"): (share: number) => void {
  let last = -1;
  return (share) => {
    const rounded = Math.round(share * 2000) / 2000;
    if (rounded === last) return;
    last = rounded;
    node.style.transform = how === "scaleX" ? `scaleX(${rounded})` : `translateX(${rounded * 100}%)`;
  };
}

function attributes(node: HTMLElement): (name: string, value: string) => void {
  const last = new Map<string, string>();
  return (name, value) => {
    if (last.get(name) === value) return;
    last.set(name, value);
    node.setAttribute(name, value);
  };
}

/** Takes no focus by mouse: Space stays the show's. */
export function button(className: string, ...children: (Node | string)[]): HTMLButtonElement {
  const made = element("button", className, ...children) as HTMLButtonElement;
  made.type = "button";
  made.addEventListener("mousedown", (event) => event.preventDefault());
  return made;
}
