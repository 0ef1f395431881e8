import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openPage, type TestPage } from "../support/page.ts";

const entry = new URL("./view.page.ts", import.meta.url).pathname;

interface State {
  transform: Record<"scaleX" | "scaleY" | "offsetX" | "offsetY" | "pxPerMm" | "pxPerScreenPx", number>;
  changes: number;
  widthPx: number;
  heightPx: number;
  canvas: [number, number];
  sizes: [number, number][];
  fitted: boolean;
}

function near(actual: number[], expected: number[], tolerance = 0.01): void {
  const close = actual.every((part, i) => Math.abs(part - expected[i]) <= tolerance);
  assert.ok(close, `${actual} is not ${expected}`);
}

describe("view", () => {
  let page: TestPage;
  before(async () => {
    page = await openPage({ entry, size: [800, 600] });
  });
  after(() => page?.close());

  const place = (x: number, y: number) => page.call<[number, number]>("place", [x, y]);
  const act = (what: object) => page.call<State>("act", what);
  const screen = async (width: number, height: number, ratio: number) => {
    const metrics = { width, height, deviceScaleFactor: ratio, mobile: false };
    await page.send("Emulation.setDeviceMetricsOverride", metrics);
    return page.call<State>("untilScreen", { width, ratio });
  };

  it("fits the sheet into the window, centred, with a margin", async () => {
    const state = await page.call<State>("openView", { sheet: [400, 200] });
    near(await place(200, 100), [400, 300]);
    near(await place(0, 0), [24, 112]);
    near(await place(400, 200), [776, 488]);
    near([state.transform.pxPerMm, state.transform.pxPerScreenPx], [752 / 400, 1]);
    assert.deepEqual(state.canvas, [800, 600]);
    assert.equal(state.fitted, true);
  });

  it("zooms about the pointer, pans, and fits again, also by a double click", async () => {
    await page.call("openView", { sheet: [400, 400] });
    const [x, y] = await place(100, 150);
    const zoomed = await act({ wheel: [-400, x, y] });
    near(await place(100, 150), [x, y]);
    assert.ok(zoomed.transform.pxPerMm > 2);
    assert.equal(zoomed.fitted, false);
    for (const how of [{ fit: true }, { double: true }]) {
      await act({ wheel: [300, 10, 20] });
      const state = await act(how);
      assert.equal(state.fitted, true);
      near(await place(200, 200), [400, 300]);
    }
  });

  it("follows a drag of the mouse", async () => {
    await page.call("openView", { sheet: [400, 400] });
    const [x, y] = await place(50, 50);
    const mouse = (type: string, mx: number, my: number) =>
      page.send("Input.dispatchMouseEvent", { type, x: mx, y: my, button: "left", buttons: 1, clickCount: 1 });
    await mouse("mousePressed", 300, 300);
    await mouse("mouseMoved", 340, 330);
    await mouse("mouseMoved", 360, 310);
    await mouse("mouseReleased", 360, 310);
    near(await place(50, 50), [x + 60, y + 10]);
  });

  it("keeps zoom within bounds and the sheet's centre when the sheet changes", async () => {
    await page.call("openView", { sheet: [400, 400] });
    const near1 = (await act({ wheel: [-100_000, 400, 300] })).transform.pxPerMm;
    const far = (await act({ wheel: [100_000, 400, 300] })).transform.pxPerMm;
    assert.ok(near1 <= 1.5 * 1000 && far >= 1.3 * 0.05, `${near1} … ${far}`);
    await act({ fit: true });
    await page.call("setSheet", [100, 300]);
    near(await place(50, 150), [400, 300]);
  });

  it("is aware of the pixel ratio and the render scale", async () => {
    await page.call("openView", { sheet: [400, 400] });
    const double = await screen(700, 600, 2);
    assert.deepEqual([double.widthPx, double.heightPx], [1400, 1200]);
    near([double.transform.pxPerScreenPx], [2]);
    near(await place(200, 200), [350, 300]);
    const half = await page.call<State>("setRenderScale", 0.5);
    assert.deepEqual([half.widthPx, half.heightPx], [700, 600]);
    near([half.transform.pxPerScreenPx, half.transform.pxPerMm], [1, double.transform.pxPerMm / 2]);
    const odd = await screen(500, 700, 1.5);
    assert.deepEqual([odd.widthPx, odd.heightPx], [375, 525]);
    assert.deepEqual(odd.sizes.at(-1), [375, 525]);
    await screen(800, 600, 1);
  });

  it("moves to a fresh canvas, sized at once, and leaves the old one alone", async () => {
    await page.call("openView", { sheet: [400, 400] });
    const zoomed = await act({ wheel: [-200, 100, 100] });
    const moved = await page.call<State>("replaceCanvas");
    assert.deepEqual(moved.canvas, [800, 600]);
    assert.deepEqual(moved.transform, zoomed.transform);
  });

  it("hears nothing after dispose", async () => {
    await page.call("openView", { sheet: [400, 400] });
    await page.call("dispose");
    const before = await page.call<State>("state");
    await act({ wheel: [-200, 100, 100], double: true });
    const after = await page.call<State>("state");
    assert.equal(after.changes, before.changes);
  });

  for (const [what, paper, around] of [
    ["light", [1, 0.98, 0.94], "darker"],
    ["black", [0, 0, 0], "lighter"],
  ] as const) {
    it(`sets a ${what} sheet off against a ${around} surround`, async () => {
      const scene = { size: [300, 300], paper, layers: [] };
      const [left, top, inside] = await page.call<number[][]>("compose", { scene, model: null });
      assert.deepEqual(
        inside,
        paper.map((part) => Math.round(part * 255)),
      );
      assert.deepEqual(left, top);
      const gap = inside[1] - left[1];
      assert.ok(around === "darker" ? gap > 10 && gap < 40 : gap < -5 && gap > -20, `${inside} inside, ${left} around`);
    });
  }
});

it("fills whole device pixels on a screen of ratio 1.25", async () => {
  const page = await openPage({ entry, size: [801, 601], deviceScaleFactor: 1.25 });
  try {
    const { canvas, transform } = await page.call<State>("openView", { sheet: [400, 400] });
    near(canvas, [801 * 1.25, 601 * 1.25], 1);
    assert.ok(canvas.every(Number.isInteger));
    near([transform.pxPerScreenPx], [1.25]);
  } finally {
    await page.close();
  }
});
