// Presets as small pictures in a strip: a click applies one. Under them the name for a new one, and the way between two.

import type { PanelAct, PanelState } from "../../protocol/panel.ts";
import { createText, element } from "../hud.ts";
import { button } from "./row.ts";

export interface PresetStrip {
  readonly node: HTMLElement;
  set(state: PanelState): void;
  setPictures(pictures: readonly (readonly [string, string])[]): void;
}

const NOBODY = "–";

export function createPresetStrip(send: (act: Omit<PanelAct, "kind">) => void): PresetStrip {
  const pictures = new Map<string, string>();
  const cells = new Map<string, ReturnType<typeof createCell>>();
  const strip = element("div", "strip");
  const none = element("div", "none", "none yet: a name, then save");
  const field = element("input", "") as HTMLInputElement;
  field.placeholder = "name";
  field.maxLength = 60;
  field.setAttribute("aria-label", "name of a new preset");
  const save = button("", "save");
  const from = element("select", "") as HTMLSelectElement;
  const to = element("select", "") as HTMLSelectElement;
  from.setAttribute("aria-label", "morph from");
  to.setAttribute("aria-label", "morph to");
  const morphLine = element("div", "line", element("span", "word", "morph"), from, element("span", "word", "to"), to);
  const node = element(
    "details",
    "",
    element("summary", "", "presets"),
    strip,
    none,
    element("div", "line", field, save),
    morphLine,
  );
  (node as HTMLDetailsElement).open = true;
  let names: string[] = [];
  let morphing = false;

  const isTaken = () => names.includes(field.value.trim());
  const label = () => {
    save.textContent = isTaken() ? "replace" : "save";
  };
  const keep = () => {
    const name = field.value.trim();
    if (name === "") return field.focus();
    send({ act: isTaken() ? "preset-over" : "preset-save", name });
    field.value = "";
    field.blur();
    label();
  };
  field.addEventListener("input", label);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") keep();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    field.value = "";
    field.blur();
  });
  save.addEventListener("click", keep);
  const choose = () => {
    if (from.value === NOBODY && to.value === NOBODY) send({ act: "morph-off" });
    else if (from.value !== NOBODY && to.value !== NOBODY)
      send({ act: "morph", name: from.value, text: to.value, value: 0 });
  };
  for (const select of [from, to]) select.addEventListener("change", choose);

  return {
    node,
    set(state) {
      if (state.presets.join("\n") !== names.join("\n")) {
        names = state.presets;
        for (const [name, cell] of cells) {
          if (names.includes(name)) continue;
          cell.node.remove();
          cells.delete(name);
          pictures.delete(name);
        }
        for (const name of names) {
          const cell = cells.get(name) ?? createCell(name, send);
          cells.set(name, cell);
          strip.append(cell.node);
        }
        for (const select of [from, to]) fillSelect(select, names);
      }
      for (const [name, cell] of cells) cell.set(pictures.get(name) ?? "", name === state.preset);
      none.hidden = names.length > 0;
      strip.hidden = names.length === 0;
      morphLine.hidden = names.length < 2;
      const focused = (node.getRootNode() as ShadowRoot).activeElement;
      // A choice half made is left alone; a morph that was ended elsewhere is not.
      if (state.morph || morphing) {
        if (focused !== from) from.value = state.morph?.from ?? NOBODY;
        if (focused !== to) to.value = state.morph?.to ?? NOBODY;
      }
      morphing = state.morph !== null;
      label();
    },
    setPictures(next) {
      for (const [name, picture] of next) {
        pictures.set(name, picture);
        cells.get(name)?.picture(picture);
      }
    },
  };
}

function fillSelect(select: HTMLSelectElement, names: readonly string[]): void {
  const chosen = select.value;
  select.replaceChildren(
    ...[NOBODY, ...names].map((name) => {
      const option = element("option", "", name) as HTMLOptionElement;
      option.value = name;
      return option;
    }),
  );
  select.value = names.includes(chosen) ? chosen : NOBODY;
}

function createCell(name: string, send: (act: Omit<PanelAct, "kind">) => void) {
  const image = element("img", "") as HTMLImageElement;
  const blank = element("div", "blank");
  image.alt = "";
  image.hidden = true;
  const shown = createText("span", "name");
  shown.set(name);
  const apply = button("preset", image, blank, shown.node);
  apply.title = name;
  apply.addEventListener("click", () => send({ act: "preset", name }));
  const drop = button("drop", "×");
  drop.title = `drop ${name}: its file is kept`;
  // Asked for twice: a preset is work.
  const disarm = () => {
    drop.classList.remove("armed");
    drop.textContent = "×";
  };
  drop.addEventListener("click", () => {
    if (drop.classList.contains("armed")) return send({ act: "preset-drop", name });
    drop.classList.add("armed");
    drop.textContent = "drop?";
  });
  const node = element("div", "cell", apply, drop);
  node.addEventListener("pointerleave", disarm);
  drop.addEventListener("blur", disarm);

  const picture = (url: string) => {
    if (url !== "" && image.src !== url) image.src = url;
    image.hidden = url === "";
    blank.hidden = url !== "";
  };
  return {
    node,
    picture,
    set(url: string, isCurrent: boolean) {
      picture(url);
      apply.classList.toggle("current", isCurrent);
    },
  };
}
