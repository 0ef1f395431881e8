// Real keys and pointers in a real page, and an audio input that the browser denies or gives.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { AudioAnswer } from "../../src/protocol/audio.ts";
import type { InputMove } from "../../src/protocol/page-inputs.ts";
import { openPage, type TestPage } from "../support/page.ts";
import { tone, wav } from "../support/sounds.ts";

const ENTRY = new URL("./inputs.page.ts", import.meta.url).pathname;
interface Told {
  messages: InputMove[][];
  pads: string[];
}

describe("keyboard, pointer and gamepads as inputs", () => {
  let page: TestPage;
  before(async () => {
    page = await openPage({ entry: ENTRY, size: [800, 600] });
  });
  after(() => page?.close());

  const key = (type: "keyDown" | "keyUp", name: string, code: string, modifiers = 0) =>
    page.send("Input.dispatchKeyEvent", { type, key: name, code, modifiers });
  const mouse = (type: string, x: number, y: number) =>
    page.send("Input.dispatchMouseEvent", { type, x, y, button: "left", buttons: 1, clickCount: 1 });
  const told = () => page.call<Told>("frame");

  it("a key is 1 while it is held, whatever Shift does meanwhile", async () => {
    await key("keyDown", "g", "KeyG");
    assert.deepEqual((await told()).messages, [[["key/g", 1]]]);
    assert.deepEqual((await told()).messages, [], "and nothing is told twice");
    await key("keyUp", "G", "KeyG", 8);
    assert.deepEqual((await told()).messages, [[["key/g", 0]]]);
  });

  it("a press that is shorter than a frame is told, down and up", async () => {
    await key("keyDown", "g", "KeyG");
    await key("keyUp", "g", "KeyG");
    assert.deepEqual((await told()).messages, [
      [
        ["key/g", 1],
        ["key/g", 0],
      ],
    ]);
  });

  it("keys of the show, keys with Ctrl and keys typed into a field are no inputs", async () => {
    await key("keyDown", "h", "KeyH");
    await key("keyUp", "h", "KeyH");
    await key("keyDown", "g", "KeyG", 2);
    await key("keyUp", "g", "KeyG", 2);
    await page.call("focusField", true);
    await key("keyDown", "g", "KeyG");
    await key("keyUp", "g", "KeyG");
    await page.call("focusField", false);
    assert.deepEqual((await told()).messages, []);
  });

  it("what is held when the window loses the focus is let go", async () => {
    await key("keyDown", "g", "KeyG");
    await key("keyDown", "Shift", "ShiftLeft");
    await told();
    await page.call("blur");
    const { messages } = await told();
    assert.deepEqual(messages, [[["key/g", 0]]]);
    await key("keyUp", "g", "KeyG");
    await key("keyUp", "Shift", "ShiftLeft");
    assert.deepEqual((await told()).messages, []);
  });

  it("the pointer tells where it is in the window, once a frame, and whether it is down", async () => {
    for (let x = 0; x <= 400; x += 10) await mouse("mouseMoved", x, 300);
    await mouse("mousePressed", 400, 300);
    const { messages } = await told();
    assert.equal(messages.length, 1);
    assert.deepEqual(Object.fromEntries(messages[0]), { "pointer/x": 0.5, "pointer/y": 0.5, "pointer/down": 1 });
    await mouse("mouseReleased", 400, 300);
    assert.deepEqual(Object.fromEntries((await told()).messages[0])["pointer/down"], 0);
  });

  it("a gamepad's sticks and buttons, without the trembling of a stick at rest", async () => {
    await page.call("plugPad", true);
    await page.send("Runtime.evaluate", { expression: "page.pad([0.01, -1], [0, 0])" });
    assert.deepEqual(await told(), { messages: [], pads: ["0 true"] }, "where it is when it comes is no move");
    await page.send("Runtime.evaluate", { expression: "page.pad([-0.02, -0.5], [0, 0.75])" });
    assert.deepEqual((await told()).messages, [
      [
        ["gamepad/0/axis 1", 0.25],
        ["gamepad/0/button 1", 0.75],
      ],
    ]);
    await page.call("plugPad", false);
    assert.deepEqual((await told()).pads, ["0 false"]);
  });
});

describe("an audio input", () => {
  const folder = mkdtempSync(join(tmpdir(), "hairline-audio-"));
  const pages: TestPage[] = [];
  after(async () => {
    for (const page of pages) await page.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async (flags: string[]) => {
    const page = await openPage({ entry: ENTRY, flags });
    pages.push(page);
    return page;
  };

  it("that the browser denies is an answer, and everything stays zero", async () => {
    const page = await open(["--use-fake-device-for-media-stream", "--deny-permission-prompts"]);
    const answer = await page.call<AudioAnswer>("openAudio", "");
    assert.ok(!answer.ok && answer.why === "denied", JSON.stringify(answer));
    await page.call("frame");
    assert.ok(Object.values(await page.call<Record<string, number>>("heard")).every((value) => value === 0));
  });

  it("that goes away is told, is zero, and is taken up when it is back", async () => {
    const page = await open(["--use-fake-device-for-media-stream"]);
    const origin = "https://hairline.invalid";
    const permit = (setting: string) =>
      page.send("Browser.setPermission", { origin, permission: { name: "microphone" }, setting });
    const until = async (count: number) => {
      for (const deadline = Date.now() + 5000; Date.now() < deadline; ) {
        const states = await page.call<string[]>("audioStates");
        if (states.length >= count) return states;
      }
      throw new Error(`only ${await page.call("audioStates")}`);
    };
    await permit("granted");
    assert.ok((await page.call<AudioAnswer>("openAudio", "")).ok);
    // A track that is ended from outside, as by a cable that is pulled.
    await permit("denied");
    assert.match((await until(1))[0], /^lost Fake/);
    await page.call("frame");
    assert.ok(Object.values(await page.call<Record<string, number>>("heard")).every((value) => value === 0));
    await permit("granted");
    await page.call("devicesChanged");
    assert.match((await until(2))[1], /^back Fake/);
    assert.equal((await page.call<Record<string, number>>("heard"))[0], 1);
  });

  it("that is given is heard, at 30 openings in a row too, and closes to zero", async () => {
    const file = join(folder, "tone.wav");
    writeFileSync(file, wav(tone(2, 48_000, 440, 0.5), 48_000));
    const page = await open([
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-audio-capture=${file}`,
    ]);
    const { ok, on } = await page.call<{ ok: number; on: number }>("openManyTimes", 30);
    assert.deepEqual([ok, on], [15, 1], "of two at once the later one stays");
    let level = 0;
    for (const deadline = Date.now() + 5000; level < 0.2 && Date.now() < deadline; ) {
      await page.call("frame");
      level = (await page.call<Record<string, number>>("heard"))[1];
    }
    assert.ok(level > 0.2, `level ${level}`);
    const { messages } = await page.call<Told>("frame");
    const levels = messages.flat().filter(([name]) => name === "audio/level");
    assert.ok(levels.length <= 1 && messages.flat().every(([name, value]) => /^audio/.test(name) && value <= 1));
    await page.call("closeAudio");
    assert.ok(Object.values(await page.call<Record<string, number>>("heard")).every((value) => value === 0));
  });
});
