// Which renderer is chosen, and by which switches: the part of it that needs no GPU to be told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultGraphics, graphicsFlags } from "../../src/host/browser/graphics.ts";

const having =
  (...paths: string[]) =>
  (path: string) =>
    paths.includes(path);
const SYSTEM = { packaged: false };

test("a machine with a render device draws on it, one without draws with Mesa", () => {
  for (const device of ["/dev/dri", "/dev/nvidiactl", "/dev/dxg"])
    assert.equal(defaultGraphics(SYSTEM, "linux", having(device)), "auto", device);
  assert.equal(defaultGraphics(SYSTEM, "linux", having()), "llvmpipe");
  assert.equal(defaultGraphics(SYSTEM, "darwin", having()), "auto");
  assert.equal(defaultGraphics({ packaged: true }, "linux", having("/dev/dri")), "swiftshader");
});

test("without a display a GPU on Linux is asked for through EGL: Chromium left alone takes its own software", () => {
  const flags = graphicsFlags("auto", { packaged: false, kind: "headless" }, "linux");
  assert.ok(flags.includes("--use-angle=gl-egl"), flags.join(" "));
  assert.deepEqual(graphicsFlags("auto", { packaged: false, kind: "headless" }, "darwin"), []);
});

test("in a window a GPU gets no switch", () => {
  assert.deepEqual(graphicsFlags("auto", { packaged: false, kind: "window" }, "linux"), []);
});
