// Keyboard, pointer, gamepads and sound as inputs: their names, and how they come from the window. Positions are 0..1.
//
//   key/a   key/ArrowUp   key/Space        1 while held
//   pointer/x   pointer/y                  across the window, from the top left
//   pointer/down                           1 while pressed
//   gamepad/0/axis 1                       0.5 at rest
//   gamepad/0/button 3                     how far it is pressed
//   audio/level   audio/band 0   audio/onset   while an audio input is open, twenty times a second

export type InputMove = [name: string, value: number];

/** Of one message; fingers, pads and a pointer do not reach it in a frame. */
export const MAX_MOVES = 64;
export const MAX_GAMEPADS = 4;

const NAME =
  /^(key\/\S{1,20}|pointer\/(x|y|down)|gamepad\/[0-3]\/(axis|button) \d{1,2}|audio\/(level|peak|onset|band [0-7]))$/;

export const isInputMove = (value: unknown): value is InputMove =>
  Array.isArray(value) &&
  value.length === 2 &&
  typeof value[0] === "string" &&
  NAME.test(value[0]) &&
  typeof value[1] === "number" &&
  value[1] >= 0 &&
  value[1] <= 1;

/** How a move acts: a stick is taken over softly, a pointer and a sound jump by nature, and are not what `.learn` waits for. */
export function kindOfInput(name: string): "knob" | "button" | "signal" {
  if (name.startsWith("gamepad/") && name.includes("/axis ")) return "knob";
  return /^(pointer\/[xy]|audio\/.*)$/.test(name) ? "signal" : "button";
}
