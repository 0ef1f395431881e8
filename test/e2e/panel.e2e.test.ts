// The panel in the real window, under a real hand: mouse, wheel and keys go in by the browser's own input.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { answerLine } from "../../src/host/repl/grammar.ts";
import type { Show } from "../../src/host/show-api.ts";
import type { FromPage } from "../../src/protocol/link.ts";
import type { Bench } from "../bench/support/bench.ts";
import { openShow } from "../bench/support/show.ts";
import type { Tap } from "../bench/support/tap.ts";

const SKETCH = `import { G, L, sketch } from "hairline";
export default sketch({
  canvas: [400, 400],
  draw({ knob }) {
    const sides = knob("sides", 5, { min: 3, max: 60, step: 1 });
    const size = knob("size", 100, { min: 0, max: 200 });
    knob("hue", 0.2);
    return L(G.polygon({ sides }).scale(size + 1).translate(200, 200));
  },
});
`;
const MANY = `import { G, L, sketch } from "hairline";
export default sketch({
  draw({ knob }) {
    let sum = 0;
    for (let i = 0; i < 200; i++) sum += knob("knob " + i, 0.5);
    return L(G.polygon({ sides: 3 + Math.round(sum / 10) }).scale(50).translate(200, 200));
  },
});
`;
const SHIFT = 8;
const CTRL = 2;

const stops: (() => unknown)[] = [];
let show: Show;
let tap: Tap;
const heard: FromPage[] = [];

before(async () => {
  const bench = { defer: (stop: () => unknown) => stops.push(stop), drawnBy() {} } as unknown as Bench;
  const files = {
    "sketches/a.ts": SKETCH,
    "sketches/many.ts": MANY,
    "hairline.yaml": "window: { width: 900, height: 700 }\n",
  };
  ({ show, tap } = await openShow(bench, files));
  tap.onMessage((message) => heard.push(message));
  // The grammar's door for keys of the host; the prompt itself is not here.
  show.requests.answerWith(async (_asker, line) => {
    const answer = await answerLine(show, line, { realm: "air", door: "live", names: new Map() });
    return { ok: answer?.ok ?? false, text: "" };
  });
});
after(async () => {
  for (const stop of stops.reverse()) await stop();
});

// ---- hand and eye ----------------------------------------------------------------------------------------------------

const SHADOW = `[...document.body.children].map((child) => child.shadowRoot).find((root) => root?.querySelector(".tools"))`;
const inPanel = <T>(expression: string) => tap.page.evaluate<T>(`((panel) => ${expression})(${SHADOW})`);
const mouse = (type: string, x: number, y: number, more: object = {}) =>
  tap.page.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1, ...more });

async function key(name: string, modifiers = 0, heldMs = 0): Promise<void> {
  const text = name.length === 1 && modifiers !== CTRL ? name : name === "Enter" ? "\r" : undefined;
  await tap.page.send("Input.dispatchKeyEvent", { type: "keyDown", key: name, text, modifiers, code: name });
  await delay(heldMs);
  await tap.page.send("Input.dispatchKeyEvent", { type: "keyUp", key: name, modifiers, code: name });
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
const box = (selector: string) =>
  inPanel<Box>(`(({ x, y, width, height }) => ({ x, y, width, height }))(${selector}.getBoundingClientRect())`);
const row = (name: string) =>
  `[...panel.querySelectorAll(".row")].find((row) => row.querySelector(".label").textContent === "${name}")`;
const part = (name: string, css: string) => `${row(name)}.querySelector("${css}")`;
const middle = ({ x, y, width, height }: Box): [number, number] => [x + width / 2, y + height / 2];

/** A line that has just come into sight is there for the pointer from the next display frame on. */
const reachable = (selector: string, x: number, y: number) =>
  until(
    () => inPanel<boolean>(`${selector}.contains(panel.elementFromPoint(${x}, ${y}))`),
    (is) => is,
    `${selector} under the pointer`,
  );

async function click(selector: string, more: object = {}): Promise<void> {
  const [x, y] = middle(await box(selector));
  await reachable(selector, x, y);
  await mouse("mousePressed", x, y, more);
  await mouse("mouseReleased", x, y, more);
}
const button = (text: string) => `[...panel.querySelectorAll("button")].find((each) => each.textContent === "${text}")`;

/** From `from` to `to` of the bar's width. */
async function drag(name: string, from: number, to: number): Promise<void> {
  const { x, y, width, height } = await box(part(name, ".bar"));
  const at = (share: number): [number, number] => [x + share * width, y + height / 2];
  await reachable(part(name, ".bar"), ...at(from));
  await mouse("mousePressed", ...at(from));
  for (let i = 1; i <= 10; i++) await mouse("mouseMoved", ...at(from + ((to - from) * i) / 10), { buttons: 1 });
  await mouse("mouseReleased", ...at(to));
}

async function until<T>(read: () => Promise<T> | T, accept: (value: T) => boolean, what: string): Promise<T> {
  for (const deadline = Date.now() + 10_000; ; await delay(30)) {
    const value = await read();
    if (accept(value)) return value;
    assert.ok(Date.now() < deadline, `${what}: ${JSON.stringify(value)}`);
  }
}
const badge = (name: string, wanted: string) =>
  until(
    () => inPanel<string>(`${part(name, ".badge")}.textContent`),
    (text) => text === wanted,
    `badge of ${name}, ${wanted}`,
  );
const corners = (wanted: number) =>
  until(
    async () => (await show.status()).points - 1,
    (count) => count === wanted,
    `${wanted} corners on screen`,
  );
const knobOf = (name: string) => show.controls.knobs().find((knob) => knob.name === name);

test("P opens it, with every knob and where its value comes from", async () => {
  assert.equal(await inPanel("panel !== undefined"), false);
  await key("p");
  await until(
    () => inPanel<number>(`panel?.querySelectorAll(".row").length ?? 0`),
    (count) => count === 3,
    "three rows",
  );
  await badge("sides", "code");
  assert.equal(await inPanel(`${part("sides", ".value")}.textContent`), "5");
});

test("a drag bends the lines, is told in time, and is one step back", async () => {
  heard.length = 0;
  await drag("sides", 0.2, 0.7);
  await badge("sides", "panel");
  const sides = knobOf("sides")?.value ?? 0;
  assert.ok(Math.abs(sides - (5 + 0.5 * 57)) <= 1, `half of the range is added, without a jump at the touch: ${sides}`);
  await corners(sides);
  assert.ok(heard.filter(({ kind }) => kind === "panel").length <= 12);
  assert.equal(show.desk.depth().undo, 1);
  await key("z", CTRL);
  await badge("sides", "code");
  await corners(5);
  await key("y", CTRL);
  await corners(sides);
});

test("double click is the code's, Shift is fine, the wheel acts where the hand was", async () => {
  const [x, y] = middle(await box(part("sides", ".label")));
  for (const clickCount of [1, 2]) {
    await mouse("mousePressed", x, y, { clickCount });
    await mouse("mouseReleased", x, y, { clickCount });
  }
  await badge("sides", "code");
  await tap.page.send("Input.dispatchMouseEvent", { type: "mouseWheel", x, y, deltaX: 0, deltaY: -200 });
  await corners(7);
  const size = await box(part("size", ".bar"));
  await mouse("mouseMoved", size.x + 5, size.y + 5);
  await tap.page.send("Input.dispatchMouseEvent", {
    type: "mouseWheel",
    x: size.x + 5,
    y: size.y + 5,
    deltaX: 0,
    deltaY: -200,
  });
  await delay(200);
  assert.equal(knobOf("size")?.source, "code", "a bar nobody touched lets the list scroll");
});

test("a number is typed; keys reach it by Tab, and leave the show its own", async () => {
  await click(part("size", ".value"));
  await inPanel(`panel.activeElement.value = ""`);
  for (const char of "42.5") await key(char);
  assert.equal(show.blackout(), false);
  await key("Enter");
  await until(
    () => knobOf("size")?.value,
    (value) => value === 42.5,
    "typed",
  );
  await inPanel(`${part("hue", ".bar")}.focus()`);
  await key("ArrowRight");
  await until(
    () => knobOf("hue")?.value,
    (value) => Math.abs((value ?? 0) - 0.21) < 1e-9,
    "one step",
  );
  await key("End");
  await until(
    () => knobOf("hue")?.value,
    (value) => value === 1,
    "the end",
  );
  await key("Delete");
  await badge("hue", "code");
  await key("b");
  await until(
    () => show.blackout(),
    (on) => on,
    "blackout, though a bar has the focus",
  );
  await key("b");
  await until(
    () => show.blackout(),
    (on) => !on,
    "and back",
  );
  await click(`panel.querySelector(".search")`);
  for (const char of "si") await key(char);
  await until(
    () => inPanel<string>(`panel.querySelector(".count").textContent`),
    (text) => text === "2 of 3",
    "found",
  );
  for (const char of "b ") await key(char);
  assert.deepEqual([show.blackout(), show.frozen()], [false, false]);
  await key("Escape");
  assert.equal(await inPanel(`panel.querySelector(".count").textContent`), "3 knobs");
});

test("learning: the dial, then a key; the link is shown, and goes by Shift", async () => {
  await click(part("hue", ".learn"));
  await until(
    () => show.controls.learning(),
    (name) => name === "hue",
    "learning",
  );
  await until(
    () => inPanel<string>(`${row("hue")}.className`),
    (name) => name.includes("learning"),
    "shown",
  );
  await key("q", 0, 80);
  await until(
    () => inPanel<string>(`${part("hue", ".link")}.textContent`),
    (text) => text === "q",
    "the linked key",
  );
  assert.equal(show.controls.links()[0]?.target, "hue");
  await key("q", 0, 80);
  await badge("hue", "key");
  await click(part("hue", ".learn"), { modifiers: SHIFT });
  await until(
    () => show.controls.links().length,
    (count) => count === 0,
    "unlinked",
  );
});

test("lock, random, undo, reset by their buttons; chance keeps to what is found", async () => {
  await show.desk.reset(null);
  await click(part("size", ".lock"));
  await until(
    () => knobOf("size")?.locked,
    (locked) => locked === true,
    "locked",
  );
  await drag("size", 0.2, 0.9);
  await click(button("random"));
  await badge("hue", "panel");
  assert.deepEqual([knobOf("size")?.value, knobOf("size")?.source], [100, "code"]);
  await click(button("undo"));
  await badge("hue", "code");
  await click(part("size", ".lock"));
  await until(
    () => knobOf("size")?.locked,
    (locked) => locked === false,
    "open again",
  );
  await click(`panel.querySelector(".search")`);
  for (const char of "hue") await key(char);
  await click(button("random"));
  await badge("hue", "panel");
  assert.equal(knobOf("size")?.source, "code");
  await click(button("reset"));
  await badge("hue", "code");
  await click(`panel.querySelector(".search")`);
  await key("Escape");
});

test("a preset is saved by its name, seen as a picture, applied by a click; two of them morph", async () => {
  await drag("sides", 0.1, 0.4);
  const look = await until(
    () => knobOf("sides")?.value ?? 0,
    (value) => value > 10,
    "dragged",
  );
  await corners(look);
  await click(`panel.querySelector("input[aria-label='name of a new preset']")`);
  for (const char of "verse") await key(char);
  await key("Enter");
  await until(
    () => inPanel<boolean>(`panel.querySelector(".cell img")?.naturalWidth > 50`),
    (is) => is,
    "its picture",
  );
  await click(button("reset"));
  await corners(5);
  await click(`panel.querySelector(".preset")`);
  await corners(look);
  await badge("sides", "panel");
  await show.desk.reset(null);
  await show.desk.presets.save("calm", false);
  await show.desk.presets.morph("calm", "verse", 0);
  await until(
    () => inPanel<string>(`panel.querySelector(".row .label").textContent`),
    (text) => text === "calm → verse",
    "first row",
  );
  await drag("calm → verse", 0.1, 0.95);
  await drag("calm → verse", 0.1, 0.95);
  await corners(look);
  await badge("sides", "morph");
  show.desk.presets.endMorph();
  await until(
    () => inPanel<number>(`panel.querySelectorAll(".row").length`),
    (count) => count === 3,
    "its row is gone",
  );
});

test("200 knobs: made once, written where something changed; closed, it is nothing", async () => {
  await show.openSketch("sketches/many.ts");
  await until(
    () => inPanel<number>(`panel.querySelectorAll(".row").length`),
    (count) => count === 200,
    "200 rows",
  );
  await delay(500);
  await inPanel(`(globalThis.__made = 0, globalThis.__written = 0, new MutationObserver((list) => {
    for (const each of list) { __written++; __made += each.addedNodes.length; }
  }).observe(panel, { subtree: true, childList: true, characterData: true, attributes: true }), 0)`);
  for (let i = 0; i < 20; i++) {
    await show.controls.setKnob("knob 3", i / 20);
    await delay(30);
  }
  await delay(300);
  const [made, written] = await tap.page.evaluate<number[]>("[__made, __written]");
  assert.equal(made, 0);
  assert.ok(written > 4 && written < 120, `${written} writes for one knob that moves`);
  await tap.page.evaluate("__written = 0");
  for (let i = 0; i < 10; i++) {
    await show.controls.setKnob("knob 190", i / 10);
    await delay(30);
  }
  assert.equal(await tap.page.evaluate("__written"), 0, "out of sight");
  await key("p");
  assert.equal(await inPanel("panel !== undefined"), false);
  await until(
    () => show.desk.panel(),
    (on) => !on,
    "the host knows",
  );
});

test("Escape closes it; a window that comes back has it as it was", async () => {
  await show.openSketch("sketches/a.ts");
  const open = () =>
    until(
      () => inPanel<number>(`panel?.querySelectorAll(".row").length ?? 0`),
      (count) => count === 3,
      "open",
    );
  await show.desk.setPanel(true);
  await open();
  await key("Escape");
  assert.equal(await inPanel("panel !== undefined"), false);
  await show.desk.setPanel(true);
  await open();
  void tap.page.send("Page.crash").catch(() => {}); // it cannot answer
  const rows = `((panel) => panel?.querySelectorAll(".row").length ?? 0)(${SHADOW})`;
  await until(
    () => show.evaluate("page", rows).catch(() => ({ text: "" })),
    ({ text }) => text === "3",
    "open in the new page",
  );
});
