// Keyboard, pointer and gamepads as controls. What moved since the last display frame is told to the host as one message:
// the latest position of what moves, and each press and release, so that a quick one is not lost; the host knows what is linked to what. Keys that do something by themselves (keys.ts) are no
// inputs, and nothing is while somebody types into a field or moves a control that lies over the picture.

import { type InputMove, MAX_GAMEPADS, MAX_MOVES } from "../protocol/page-inputs.ts";

export interface PageInputs {
  /** Once per display frame. */
  frame(): void;
  /** What somebody else in the window hears as a control. */
  move(name: string, value: number): void;
  /** Keys and pointer are heard in another window of the show too. Returns the way to stop. */
  listenIn(other: Window): () => void;
  stop(): void;
}

export interface PageInputParts {
  /** Whether the key starts an action of the show, or belongs to a field. */
  isTaken(event: KeyboardEvent): boolean;
  send(moves: InputMove[]): void;
  /** A gamepad came or went. */
  onGamepad(index: number, present: boolean): void;
}

/** A stick this near its middle is at rest: most never quite come back. */
const DEAD_ZONE = 0.04;
/** Finer than a hand, coarser than the noise of a stick. */
const STEPS = 512;
const MAX_PARTS = 32;
/** Held at once. */
const MAX_KEYS = 32;

export function createPageInputs(parts: PageInputParts): PageInputs {
  let moved: InputMove[] = [];
  /** Held keys by their place on the keyboard: what is printed there may change while Shift is let go. */
  const held = new Map<string, string>();
  const pads = Array.from({ length: MAX_GAMEPADS }, () => new Float32Array(MAX_PARTS * 2).fill(Number.NaN));
  let padCount = 0;
  let down = false;

  /** The latest position. */
  function move(name: string, value: number): void {
    const known = moved.findLast(([each]) => each === name);
    if (known) known[1] = value;
    else if (moved.length < MAX_MOVES) moved.push([name, value]);
  }

  /** Down or up: both count, in their order. More than there is room for end as they are. */
  function press(name: string, value: 0 | 1): void {
    if (moved.length < MAX_MOVES) moved.push([name, value]);
    else move(name, value);
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || parts.isTaken(event) || held.size >= MAX_KEYS) return;
    const name = nameOfKey(event.key);
    if (name === null) return;
    held.set(event.code, name);
    press(name, 1);
  }

  function keyUp(event: KeyboardEvent): void {
    const name = held.get(event.code);
    if (name === undefined) return;
    held.delete(event.code);
    press(name, 0);
  }

  /** A key that is let go in another window is never told here. */
  function releaseAll(): void {
    for (const name of held.values()) press(name, 0);
    held.clear();
    if (down) pointerUp();
  }

  function pointer(event: PointerEvent): void {
    if (!isPicture(event.target)) return;
    const { innerWidth, innerHeight } = event.view ?? window;
    move("pointer/x", share(event.clientX, innerWidth));
    move("pointer/y", share(event.clientY, innerHeight));
  }
  function pointerDown(event: PointerEvent): void {
    if (event.button !== 0 || !isPicture(event.target) || down) return;
    down = true;
    press("pointer/down", 1);
  }
  function pointerUp(event?: PointerEvent): void {
    if (!down || (event && event.type === "pointerup" && event.button !== 0)) return;
    down = false;
    press("pointer/down", 0);
  }

  function pollPads(): void {
    const all = navigator.getGamepads();
    for (let index = 0; index < MAX_GAMEPADS; index++) {
      const pad = all[index];
      if (!pad?.connected) continue;
      for (let axis = 0; axis < Math.min(pad.axes.length, MAX_PARTS); axis++)
        note(index, axis, "axis", axis, atRest(pad.axes[axis]) ? 0.5 : (pad.axes[axis] + 1) / 2);
      for (let button = 0; button < Math.min(pad.buttons.length, MAX_PARTS); button++)
        note(index, MAX_PARTS + button, "button", button, pad.buttons[button].value);
    }
  }

  function note(pad: number, place: number, part: "axis" | "button", number: number, value: number): void {
    const stepped = Math.round(Math.min(1, Math.max(0, value)) * STEPS) / STEPS;
    const before = pads[pad][place];
    if (before === stepped) return;
    pads[pad][place] = stepped;
    // Where it is when it comes is no move.
    if (Number.isNaN(before)) return;
    move(`gamepad/${pad}/${part} ${number}`, stepped);
  }

  const padCame = ({ gamepad }: GamepadEvent) => {
    padCount++;
    if (gamepad.index < MAX_GAMEPADS) parts.onGamepad(gamepad.index, true);
  };
  const padWent = ({ gamepad }: GamepadEvent) => {
    padCount = Math.max(0, padCount - 1);
    if (gamepad.index >= MAX_GAMEPADS) return;
    pads[gamepad.index].fill(Number.NaN);
    parts.onGamepad(gamepad.index, false);
  };

  function listenIn(where: Window): () => void {
    const ending = new AbortController();
    const options = { signal: ending.signal };
    where.addEventListener("keydown", keyDown, options);
    where.addEventListener("keyup", keyUp, options);
    where.addEventListener("blur", releaseAll, options);
    where.addEventListener("pointermove", pointer, options);
    where.addEventListener("pointerdown", pointerDown, options);
    where.addEventListener("pointerup", pointerUp, options);
    where.addEventListener("pointercancel", pointerUp, options);
    return () => ending.abort();
  }
  const stopListening = listenIn(window);
  window.addEventListener("gamepadconnected", padCame);
  window.addEventListener("gamepaddisconnected", padWent);

  return {
    frame() {
      if (padCount > 0) pollPads();
      if (moved.length === 0) return;
      parts.send(moved);
      moved = [];
    },
    move,
    listenIn,
    stop() {
      stopListening();
      window.removeEventListener("gamepadconnected", padCame);
      window.removeEventListener("gamepaddisconnected", padWent);
    },
  };
}

/** `a`, whatever the case; `ArrowUp`; `Space`. Null for a modifier by itself and what has no name. */
function nameOfKey(key: string): string | null {
  if (/^(Shift|Control|Alt|AltGraph|Meta|CapsLock|Dead|Unidentified|Process|Escape)$/.test(key)) return null;
  const name = key === " " ? "Space" : key.length <= 2 ? key.toLowerCase() : key;
  return name.length <= 20 && !/\s/.test(name) ? `key/${name}` : null;
}

/** By name: what lies in another window is an instance of that window's classes. */
const isPicture = (target: EventTarget | null) =>
  /^(CANVAS|BODY|HTML)$/.test((target as Element | null)?.tagName ?? "");
const atRest = (value: number) => !Number.isFinite(value) || Math.abs(value) < DEAD_ZONE;
const share = (at: number, of: number) => Math.round(Math.min(1, Math.max(0, at / Math.max(1, of))) * STEPS) / STEPS;
