import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  ACTIONS,
  type Action,
  actionNames,
  bindKeys,
  isHostAction,
  type KeyChoice,
  keyOf,
  readKey,
} from "../../src/protocol/keys.ts";

const DEFAULTS = Object.fromEntries(actionNames.map((name) => [name, [...ACTIONS[name].keys]])) as Record<
  Action,
  string[]
>;
const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("a key has one spelling, however it is written", () => {
  const rows: [string, string | null][] = [
    ["h", "H"],
    ["Shift+s", "Shift+S"],
    ["shift + S", "Shift+S"],
    ["cmd+e", "Ctrl+E"],
    ["alt+ctrl+x", "Ctrl+Alt+X"],
    ["arrowright", "ArrowRight"],
    ["space", "Space"],
    ["?", "?"],
    ["Shift+?", "?"],
    ["é", "É"],
    ["+", "+"],
    ["Ctrl++", "Ctrl++"],
    ["F11", "F11"],
    ["F25", null],
    ["", null],
    [" ", null],
    ["Hx", null],
    ["Ctrl+Ctrl+X", null],
    ["Hyper+X", null],
    ["Escape", null],
    ["Shift+", null],
  ];
  for (const [text, expected] of rows) assert.equal(readKey(text), expected, text);
});

test("what is pressed is spelled as it is written", () => {
  const rows: [Partial<Parameters<typeof keyOf>[0]> & { key: string }, string][] = [
    [{ key: "h" }, "H"],
    [{ key: "H", shiftKey: true }, "Shift+H"],
    [{ key: "H" }, "H"], // caps lock
    [{ key: "?", shiftKey: true }, "?"],
    [{ key: " " }, "Space"],
    [{ key: "s", metaKey: true }, "Ctrl+S"],
    [{ key: "ArrowLeft", altKey: true }, "Alt+ArrowLeft"],
    [{ key: "PageDown", shiftKey: true }, "Shift+PageDown"],
    [{ key: "[", ctrlKey: true, altKey: true, getModifierState: (name) => name === "AltGraph" }, "["],
  ];
  for (const [event, expected] of rows) {
    assert.equal(keyOf({ ...NONE, ...event }), expected);
    assert.equal(readKey(expected), expected);
  }
});

test("no text throws, and what is read is read again as itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const key = readKey(text);
      if (key !== null) assert.equal(readKey(key), key);
    }),
  );
  const modifiers = fc.subarray(["Ctrl", "Alt", "Shift"]);
  const names = fc.oneof(fc.constantFrom("Space", "F5", "Home", "ArrowUp"), fc.constantFrom(..."abzXY09?.[]+-é"));
  fc.assert(
    fc.property(modifiers, names, (held, name) => {
      const pressed = keyOf({
        key: name === "Space" ? " " : name,
        ctrlKey: held.includes("Ctrl"),
        metaKey: false,
        altKey: held.includes("Alt"),
        shiftKey: held.includes("Shift"),
      });
      assert.equal(readKey([...held, name].join("+")), pressed);
    }),
  );
});

test("the default keys are sound and nobody shares one", () => {
  for (const name of actionNames) for (const key of ACTIONS[name].keys) assert.equal(readKey(key), key, name);
  const { bindings, conflicts } = bindKeys(DEFAULTS);
  assert.deepEqual(conflicts, []);
  assert.equal(bindings.length, actionNames.flatMap((name) => ACTIONS[name].keys).length);
});

test("a key that was given away leaves its default owner; of two that were given it, the earlier keeps it", () => {
  const choice = (changes: Partial<KeyChoice>): KeyChoice => ({ ...DEFAULTS, ...changes });
  const taken = bindKeys(choice({ blackout: "h" }));
  assert.equal(new Map(taken.bindings).get("H"), "blackout");
  assert.deepEqual(taken.conflicts, [{ key: "H", winner: "blackout", loser: "hud" }]);
  const both = bindKeys(choice({ blackout: "X", freeze: ["X", "Y"], hud: null }));
  assert.deepEqual(both.conflicts, [{ key: "X", winner: "blackout", loser: "freeze" }]);
  assert.equal(new Map(both.bindings).get("Y"), "freeze");
  assert.ok(![...both.bindings].some(([, action]) => action === "hud"));
  assert.deepEqual(bindKeys(choice({ blackout: ["X", "x"] })).conflicts, []);
});

test("only the host's actions cross to the host", () => {
  for (const name of actionNames) assert.equal(isHostAction(name), ACTIONS[name].by === "host");
  for (const name of ["", "exit", "__proto__", "constructor"]) assert.equal(isHostAction(name), false);
});
