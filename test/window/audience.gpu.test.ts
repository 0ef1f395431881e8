// Two displays, as the browser itself pretends them, and what a window before an audience does.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Link } from "../../src/host/link.ts";
import { allow, chooseDisplay, fillDisplay, leaveFullScreen, listDisplays } from "../../src/host/stage/displays.ts";
import { openPage, type TestPage } from "../support/page.ts";

const SCREENS = "--screen-info={800x600 label='Laptop'}{800,0 1024x768 label='Projector'}";

describe("the window before an audience", () => {
  let page: TestPage;
  let link: Link;
  before(async () => {
    page = await openPage({
      entry: new URL("./audience.page.ts", import.meta.url).pathname,
      flags: [SCREENS],
      size: null,
    });
    const send = (_target: unknown, method: string, params?: object) => page.send(method, params);
    link = { send, page: page.call, browser: { cdp: { send: page.send } } } as unknown as Link;
  });
  after(() => page?.close());

  const until = async <T>(name: string, wanted: T) => {
    for (const deadline = Date.now() + 5000; ; ) {
      const got = await page.call<T>(name);
      if (JSON.stringify(got) === JSON.stringify(wanted)) return;
      if (Date.now() > deadline) assert.deepEqual(got, wanted);
      await new Promise((done) => setTimeout(done, 25));
    }
  };

  it("lists the displays from left to right and fills the one that is meant", async () => {
    const displays = await listDisplays(link);
    assert.deepEqual(
      displays.map(({ left, width, height, primary, label }) => [left, width, height, primary, label]),
      [
        [0, 800, 600, true, "Laptop"],
        [800, 1024, 768, false, "Projector"],
      ],
    );
    await fillDisplay(link, displays[chooseDisplay(displays, "auto")]);
    await until("place", [800, 0, 1024, 768]);
    await fillDisplay(link, displays[chooseDisplay(displays, "laptop")]);
    await until("place", [0, 0, 800, 600]);
    await leaveFullScreen(link, [640, 480]);
    const [, , width] = await page.call<number[]>("place");
    assert.equal(width, 640);
  });

  it("hides a pointer that rests, shows one that moves, and leaves it alone without an audience", async () => {
    await allow(link, "screen-wake-lock");
    assert.equal(await page.call("setStage", true), "screen kept awake");
    await until("isStill", true);
    await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", x: 100, y: 100 });
    await until("isStill", false);
    await until("isStill", true);
    await page.call("setStage", false);
    assert.equal(await page.call("isStill"), false);
  });

  it("tells when the window leaves full screen by itself", async () => {
    const [display] = await listDisplays(link);
    await fillDisplay(link, display);
    await page.call("setStage", true);
    const before = await page.call<number>("leftCount");
    await leaveFullScreen(link, [640, 480]);
    await until("leftCount", before + 1);
    await page.call("setStage", false);
  });
});
