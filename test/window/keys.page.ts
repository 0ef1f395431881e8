// The keys of the window, with everything they may meet there: fields, shadow roots, a panel that took the key.

import { ACTIONS, type Action, type KeyBindings } from "../../src/protocol/keys.ts";
import { createKeyHelp } from "../../src/window/key-help.ts";
import { createKeys } from "../../src/window/keys.ts";

const heard: string[] = [];
const bindings = (Object.keys(ACTIONS) as Action[]).flatMap((name) =>
  ACTIONS[name].keys.map((key): [string, Action] => [key, name]),
);
const keys = createKeys({
  bindings,
  run: {
    help: () => help.toggle(),
    hud: () => heard.push("hud"),
    fit: () => heard.push("fit"),
  },
  tell: (action) => heard.push(`host ${action}`),
  close: () => help.close(),
});
const help = createKeyHelp(document.body, keys.bindings);

/** Puts a field on the page and gives it the focus; "" takes it away. */
export function focus(html: "" | "shadow" | "input" | "textarea" | "editable" | "range" | "button" | "select"): string {
  document.querySelector("#field")?.remove();
  if (html === "") return document.activeElement?.tagName ?? "";
  const holder = document.createElement("div");
  holder.id = "field";
  document.body.append(holder);
  const field = document.createElement(
    html === "range" || html === "shadow" ? "input" : html === "editable" ? "p" : html,
  );
  if (html === "range") (field as HTMLInputElement).type = "range";
  if (html === "editable") field.setAttribute("contenteditable", "true");
  const root = html === "shadow" ? holder.attachShadow({ mode: "open" }) : holder;
  root.append(field);
  field.focus();
  return document.activeElement?.tagName ?? "";
}

export function take(): string[] {
  return heard.splice(0);
}

export const rebind = (next: KeyBindings) => keys.setBindings(next);

export function helpText(): string {
  const host = [...document.body.children].find((child) => child.shadowRoot?.querySelector(".rows"));
  return host?.shadowRoot?.querySelector(".panel")?.textContent ?? "";
}
