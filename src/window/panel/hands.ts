// What a hand does on a knob's bar: drags (Shift: ten times finer), wheels, presses arrows, types a number, gives it back to the code.
//
// A drag moves the value from where it is, and does not jump to the pointer: on stage a touch must not be a leap. With
// the mouse a bar takes no focus, so that the show's keys stay the show's; Tab gives it focus, and then arrows are its own.
// The wheel scrolls the list, except over the bar that was touched last and not left since.

import { element } from "../hud.ts";
import { oneStep, type Range, toStep, typedNumber } from "./number.ts";

export interface HandParts {
  /** Read at each act: both change. */
  range(): Range;
  value(): number;
  locked(): boolean;
  /** Moves of one gesture are taken back together. */
  move(value: number, gesture: number): void;
  release(): void;
  clear(): void;
}

const FINE = 0.1;
/** Presses and wheel clicks that follow each other are one gesture. */
const BURST_MS = 700;
const WHEEL_PX = 100;

export function hearHands(bar: HTMLElement, valueNode: HTMLElement, parts: HandParts): void {
  let drag: { id: number; x: number; value: number; gesture: number; moved: boolean; onValue: boolean } | null = null;
  let touched = false;
  let burst = 0;
  let burstAt = 0;

  const gestureNow = () => {
    const now = Date.now();
    if (now - burstAt > BURST_MS) burst = now;
    burstAt = now;
    return burst;
  };
  const nudge = (steps: number) => {
    if (parts.locked()) return;
    const range = parts.range();
    parts.move(toStep(parts.value() + steps * oneStep(range), range), gestureNow());
    parts.release();
  };

  bar.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no focus by mouse
    blurWithin(bar); // what is typed elsewhere is taken
    touched = true;
    if (parts.locked()) return;
    bar.setPointerCapture(event.pointerId);
    bar.classList.add("held");
    const onValue = event.target === valueNode;
    drag = { id: event.pointerId, x: event.clientX, value: parts.value(), gesture: Date.now(), moved: false, onValue };
  });
  bar.addEventListener("pointermove", (event) => {
    if (drag?.id !== event.pointerId) return;
    const { min, max } = parts.range();
    const dx = event.clientX - drag.x;
    if (!drag.moved && Math.abs(dx) < 2) return;
    drag.moved = true;
    drag.x = event.clientX;
    // Kept unrounded, so that small movements add up to a step.
    drag.value += (dx / bar.clientWidth) * (max - min) * (event.shiftKey ? FINE : 1);
    drag.value = Math.min(max, Math.max(min, drag.value));
    parts.move(toStep(drag.value, parts.range()), drag.gesture);
  });
  const end = (event: PointerEvent) => {
    if (drag?.id !== event.pointerId) return;
    const { moved, onValue } = drag;
    drag = null;
    bar.classList.remove("held");
    parts.release();
    if (!moved && onValue && event.type === "pointerup") type(false);
  };
  bar.addEventListener("pointerup", end);
  bar.addEventListener("pointercancel", end);
  bar.addEventListener("pointerleave", () => {
    if (!drag) touched = false;
  });
  bar.addEventListener("dblclick", (event) => {
    if (!parts.locked() && event.target !== valueNode) parts.clear();
  });
  bar.addEventListener(
    "wheel",
    (event) => {
      if (!touched && !bar.matches(":focus")) return;
      event.preventDefault();
      const clicks = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY / WHEEL_PX : Math.sign(event.deltaY);
      nudge(-clicks * (event.shiftKey ? FINE : 1));
    },
    { passive: false },
  );
  bar.addEventListener("keydown", (event) => {
    if (event.target !== bar || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actOf(event.key, event.shiftKey);
    if (!act) return;
    event.preventDefault(); // which also tells the show's keys to leave it
    act();
  });

  function actOf(key: string, shift: boolean): (() => void) | null {
    const steps = shift ? FINE : 1;
    const { min, max } = parts.range();
    const to = (value: number) => () => {
      if (parts.locked()) return;
      parts.move(value, gestureNow());
      parts.release();
    };
    switch (key) {
      case "ArrowRight":
      case "ArrowUp":
        return () => nudge(steps);
      case "ArrowLeft":
      case "ArrowDown":
        return () => nudge(-steps);
      case "PageUp":
        return () => nudge(10);
      case "PageDown":
        return () => nudge(-10);
      case "Home":
        return to(min);
      case "End":
        return to(max);
      case "Delete":
      case "Backspace":
        return () => parts.locked() || parts.clear();
      case "Enter":
        return () => type(true);
      default:
        return null;
    }
  }

  /** A field over the bar for as long as somebody types. */
  function type(byKey: boolean): void {
    if (parts.locked()) return;
    const field = element("input", "field") as HTMLInputElement;
    field.value = String(Number(parts.value().toPrecision(7)));
    field.setAttribute("aria-label", "value");
    let open = true;
    const close = (take: boolean) => {
      if (!open) return;
      open = false;
      const value = take ? typedNumber(field.value, parts.range()) : null;
      field.remove();
      if (byKey) bar.focus();
      if (value === null) return;
      parts.move(value, Date.now());
      parts.release();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close(event.key === "Enter");
    });
    field.addEventListener("pointerdown", (event) => event.stopPropagation());
    field.addEventListener("dblclick", (event) => event.stopPropagation());
    field.addEventListener("blur", () => close(true));
    bar.append(field);
    field.focus();
    field.select();
  }
}

function blurWithin(node: HTMLElement): void {
  ((node.getRootNode() as ShadowRoot).activeElement as HTMLElement | null)?.blur();
}
