import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { openPage, type TestPage } from "../support/page.ts";
import type { Feed, state } from "./memory-plot.page.ts";

const entry = new URL("./memory-plot.page.ts", import.meta.url).pathname;
const SIZE = [1000, 640] as const;

type State = Awaited<ReturnType<typeof state>> & { colored: number; leftmost: number; hairlines: number[] };

describe("memory plot", () => {
  let page: TestPage;
  before(async () => {
    page = await openPage({ entry, size: SIZE });
  });
  after(() => page?.close());
  beforeEach(() => page.call("open"));

  const feed = (what: Feed) => page.call<number>("feed", what);
  const toggle = (times = 1) => page.call<boolean>("toggle", times);
  const look = () => page.call<State>("state");
  /** Nodes and listeners that are reachable, in the document or not. */
  const living = async () => {
    // Asking for objects collects all there is; a plain collection spares what V8's inline caches still know.
    const { result } = await page.send<{ result: { objectId: string } }>("Runtime.evaluate", { expression: "({})" });
    await page.send("Runtime.queryObjects", { prototypeObjectId: result.objectId });
    return page.send<{ nodes: number; jsEventListeners: number }>("Memory.getDOMCounters");
  };

  it("hidden, is nowhere and draws nothing", async () => {
    assert.equal(await feed({ count: 200, everyMs: 500 }), 0);
    const { visible, overlays, canvases } = await look();
    assert.deepEqual([visible, overlays, canvases], [false, 0, 0]);
  });

  it("shown, draws what came before, bottom right, with a label at the end of each line", async () => {
    await feed({ count: 240, everyMs: 500, bytesPerSecond: 124_000 });
    assert.equal(await toggle(), true);
    const { canvases, colored, labels, tops, panel } = await look();
    assert.equal(canvases, 1);
    assert.ok(colored > 500, `${colored} pixels`);
    assert.deepEqual([panel.right, panel.bottom], [SIZE[0] - 14, SIZE[1] - 14]);
    assert.deepEqual(labels, [
      "page 12.0 MB steady",
      "air 5.0 MB steady",
      "buffers 16.8 MB +124 kB/s",
      "shared 8.4 MB steady",
      "gpu 24.9 MB steady",
    ]);
    const [first, ...rest] = tops.sort((a, b) => a - b);
    rest.reduce((above, top) => {
      assert.ok(top - above >= 15, `labels touch: ${tops}`);
      return top;
    }, first);
  });

  it("is ready before the first point, and follows from there", async () => {
    await toggle();
    assert.deepEqual((await look()).labels, []);
    await feed({ count: 4, everyMs: 500 });
    assert.equal((await look()).labels[0], "page 12.0 MB");
  });

  it("is drawn at most twice a second, however often it is fed", async () => {
    await toggle();
    await look();
    assert.equal(await feed({ count: 600, everyMs: 1000 / 60 }), 20);
    await toggle();
    assert.equal(await feed({ fromMs: 20_000, count: 600, everyMs: 1000 / 60 }), 0);
  });

  it("keeps ten thousand points within four minutes and fixed memory", async () => {
    await page.call("heapOf", 1000);
    await page.call("open");
    const grown = await page.call<number>("heapOf", 10_000);
    assert.ok(grown < 30_000, `${grown} bytes were left behind`);
    await page.call("open");
    await feed({ count: 10_000, everyMs: 500, bytesPerSecond: 1000 });
    await toggle();
    const { leftmost, labels } = await look();
    assert.ok(leftmost >= 55 && leftmost < 65, `lines begin at ${leftmost}`);
    assert.equal(labels[2], "buffers 7.0 MB +1.0 kB/s");
  });

  it("marks cuts by a hairline, and measures no slope across them", async () => {
    await feed({ count: 300, everyMs: 500, bytesPerSecond: 50_000, cuts: { 0: "too early", 100: "v2", 200: "v3" } });
    await toggle();
    const marked = await look();
    assert.equal(marked.hairlines.length, 2, `${marked.hairlines}`);
    // A hundred points lie between these two, and again to the next.
    const [left, right] = marked.hairlines;
    await page.call("cut", "v4");
    await feed({ fromMs: 150_000, count: 10, everyMs: 500 });
    const { hairlines, labels } = await look();
    assert.equal(hairlines.length, 3);
    assert.ok(Math.abs(hairlines[2] - hairlines[1] - (right - left)) <= 1, `${hairlines} after ${left},${right}`);
    assert.equal(labels[2], "buffers 2.0 MB");
    await feed({ fromMs: 155_000, count: 500, everyMs: 500 });
    assert.deepEqual((await look()).hairlines, []);
  });

  it("leaves no node, canvas or listener behind when toggled", async () => {
    await feed({ count: 200, everyMs: 500 });
    await toggle(2);
    await look();
    const before = await living();
    assert.equal(await toggle(100), false);
    const { overlays, canvases } = await look();
    assert.deepEqual([overlays, canvases], [0, 0]);
    // The collector spares for a while what it thinks to see on the stack: a look's own panel, but never a hundred.
    let { nodes, jsEventListeners } = await living();
    for (let look = 0; look < 20 && nodes > before.nodes; look++) {
      await new Promise((done) => setTimeout(done, 100));
      ({ nodes, jsEventListeners } = await living());
    }
    assert.ok(nodes <= before.nodes, `${nodes} nodes, were ${before.nodes}`);
    assert.ok(jsEventListeners <= before.jsEventListeners, `${jsEventListeners} listeners`);
    await toggle();
    await page.call("open");
    assert.equal((await look()).overlays, 0);
  });
});
