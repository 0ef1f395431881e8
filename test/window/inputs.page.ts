// Keys, pointer, pads and the audio input as the window has them, with what they say kept for the test.

import { ACTIONS, type Action } from "../../src/protocol/keys.ts";
import type { InputMove } from "../../src/protocol/page-inputs.ts";
import { createAudioInput } from "../../src/window/audio/audio-input.ts";
import { createKeys, isTyping } from "../../src/window/keys.ts";
import { createPageInputs } from "../../src/window/page-inputs.ts";

const messages: InputMove[][] = [];
const pads: string[] = [];
const sound: Record<number, number> = {};
const states: string[] = [];

document.body.append(document.createElement("canvas"));
const keys = createKeys({
  bindings: (Object.keys(ACTIONS) as Action[]).flatMap((name) =>
    ACTIONS[name].keys.map((key): [string, Action] => [key, name]),
  ),
  run: { hud: () => {} },
  tell: () => {},
  close: () => {},
});
const inputs = createPageInputs({
  isTaken: (event) => isTyping(event) || keys.actionOf(event) !== null,
  send: (moves) => messages.push(moves),
  onGamepad: (index, present) => pads.push(`${index} ${present}`),
});
const audio = createAudioInput({
  setSound: (word, value) => {
    sound[word] = value;
  },
  move: inputs.move,
  onState: (state, device) => states.push(`${state} ${device}`),
  own: (_owner, make) => make(),
});

/** One display frame; what it told. */
export function frame(): { messages: InputMove[][]; pads: string[] } {
  inputs.frame();
  audio.frame();
  return { messages: messages.splice(0), pads: pads.splice(0) };
}

export function focusField(on: boolean): void {
  document.querySelector("input")?.remove();
  if (!on) return;
  const field = document.createElement("input");
  document.body.append(field);
  field.focus();
}

export function blur(): void {
  window.dispatchEvent(new Event("blur"));
}

/** No machine that tests has a pad: its values are given here, everything after them is the real thing. */
export function pad(axes: number[], buttons: number[]): void {
  const one = { index: 0, connected: true, axes, buttons: buttons.map((value) => ({ value, pressed: value > 0.5 })) };
  navigator.getGamepads = () => [one as unknown as Gamepad];
}

export function plugPad(present: boolean): void {
  const event = new Event(present ? "gamepadconnected" : "gamepaddisconnected");
  window.dispatchEvent(Object.assign(event, { gamepad: { index: 0 } }));
}

export const openAudio = (device: string) => audio.open({ device, gain: 1, smoothing: 0.1 });
export const closeAudio = () => audio.close();
export const heard = () => sound;
export const audioStates = () => states;
export const devicesChanged = () => void navigator.mediaDevices.dispatchEvent(new Event("devicechange"));

/** Tracks and contexts that are still open after many openings. */
export async function openManyTimes(count: number): Promise<{ ok: number; on: number }> {
  let ok = 0;
  // Some of them overtake each other.
  for (let i = 0; i < count; i += 2) {
    const both = await Promise.all([openAudio(""), openAudio("")]);
    ok += both.filter((answer) => answer.ok).length;
  }
  return { ok, on: sound[0] };
}
