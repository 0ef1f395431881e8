// Real key presses in a real page.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openPage, type TestPage } from "../support/page.ts";

const SHIFT = 8;
const CTRL = 2;

describe("keys of the window", () => {
  let page: TestPage;
  before(async () => {
    page = await openPage({ entry: new URL("./keys.page.ts", import.meta.url).pathname });
  });
  after(() => page?.close());

  const press = async (key: string, modifiers = 0, autoRepeat = false) => {
    const text = key.length === 1 && modifiers !== CTRL ? key : undefined;
    await page.send("Input.dispatchKeyEvent", { type: "keyDown", key, text, modifiers, autoRepeat });
    await page.send("Input.dispatchKeyEvent", { type: "keyUp", key, modifiers });
  };
  const pressed = async (...all: [key: string, modifiers?: number][]) => {
    for (const [key, modifiers] of all) await press(key, modifiers);
    return page.call<string[]>("take");
  };

  it("runs the page's actions and tells the host of the others", async () => {
    const heard = await pressed(["h"], ["0"], ["b"], [" "], ["ArrowRight"], ["s"], ["S", SHIFT], ["q"], ["h", CTRL]);
    assert.deepEqual(heard, [
      "hud",
      "fit",
      "host blackout",
      "host freeze",
      "host go-next",
      "host save-svg",
      "host save-png",
    ]);
  });

  it("a key that is held down acts once", async () => {
    await press("b");
    await press("b", 0, true);
    assert.deepEqual(await page.call("take"), ["host blackout"]);
  });

  it("nothing fires while somebody types, wherever the field is", async () => {
    for (const field of ["input", "textarea", "editable", "shadow"]) {
      await page.call("focus", field);
      assert.deepEqual(await pressed(["h"], ["b"], [" "], ["ArrowRight"], ["?", SHIFT]), [], field);
    }
    await page.call("focus", "");
    assert.deepEqual(await pressed(["h"]), ["hud"]);
  });

  it("a slider, a list and a button keep their own keys and leave the others", async () => {
    for (const field of ["range", "button"]) {
      await page.call("focus", field);
      assert.deepEqual(await pressed([" "], ["ArrowRight"], ["b"]), ["host blackout"], field);
    }
    await page.call("focus", "");
  });

  it("? shows what is bound now, and Escape takes it away", async () => {
    await pressed(["?", SHIFT]);
    const shown = await page.call<string>("helpText");
    assert.match(shown, /Hnumbers over the picture/);
    assert.match(shown, /→PageDownnext entry of the set/);
    assert.doesNotMatch(shown, /controls of the sketch/, "an action nobody has filled is not promised");
    await pressed(["Escape"]);
    assert.equal(await page.call("helpText"), "");
  });

  it("keys can be bound afresh", async () => {
    await page.call("rebind", [
      ["X", "blackout"],
      ["Ctrl+E", "hud"],
    ]);
    assert.deepEqual(await pressed(["b"], ["x"], ["e", CTRL]), ["host blackout", "hud"]);
  });
});
