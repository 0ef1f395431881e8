import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openPage, type TestPage } from "../support/page.ts";

const entry = new URL("./page-ledger.page.ts", import.meta.url).pathname;

interface ProfileNode {
  selfSize: number;
  children: ProfileNode[];
}

/** Bytes allocated on the page's heap for each number posted. */
async function garbageOfPosts(books: boolean): Promise<number> {
  const page = await openPage({ entry });
  try {
    const count = 2000;
    const total = (node: ProfileNode): number => node.children.reduce((sum, each) => sum + total(each), node.selfSize);
    await page.call("preparePosts", { books });
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      await page.send("HeapProfiler.enable");
      await page.send("HeapProfiler.startSampling", {
        samplingInterval: 16,
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      });
      await page.call("posts", { count });
      const { profile } = await page.send<{ profile: { head: ProfileNode } }>("HeapProfiler.stopSampling");
      least = Math.min(least, total(profile.head) / count);
    }
    return least;
  } finally {
    await page.close();
  }
}

describe("the ledger of what is outside every heap", () => {
  let page: TestPage;
  before(async () => {
    page = await openPage({ entry });
  });
  after(() => page?.close());

  it("leaves the watched constructors and calls as they were", async () => {
    const { without, within, ...rest } = await page.call<Record<string, Record<string, unknown>>>("unchanged");
    assert.deepEqual(within, without);
    assert.deepEqual(without.constructor, [true, true, true]);
    assert.deepEqual(without.instanceOf, [true, true, true]);
    assert.ok((without.bad as string[]).filter((each) => /Error/.test(each)).length >= 9, `${without.bad}`);
    assert.deepEqual(rest, { booked: 6, restored: true });
  });

  it("books shared memory, sees it grow in place, and lets it go with its last holder", async () => {
    assert.deepEqual(await page.call("shared"), {
      born: { bytes: 200 + 65_536, count: 4 },
      grown: { bytes: 200 + 3 * 65_536, count: 4 },
      rows: ["shared board 100 1", "shared board 50 1", "shared board 50 1", `shared slot ${4 * 65_536} 1`],
      stacks: true,
      dropped: 54,
      left: [
        "shared board 100 1",
        "shared board 50 1",
        "shared board 50 1",
        `shared slot ${4 * 65_536} 1`,
        `shared bytes ${65_536} 1`,
      ],
      kept: 6,
    });
  });

  it("books blob URLs until they are revoked", async () => {
    const { place, ...rest } = await page.call<{ place: string }>("blobs");
    assert.deepEqual(rest, {
      alive: { bytes: 3000, count: 3 },
      one: { bytes: 2000, count: 2 },
      none: { bytes: 0, count: 0 },
      rows: 0,
    });
    assert.match(place, /at make /);
  });

  it("books workers until they are ended or gone", async () => {
    assert.deepEqual(await page.call("workers"), {
      born: 2,
      ended: 1,
      three: 2,
      closed: true,
      left: { bytes: 0, count: 0 },
      messages: { bytes: 0, count: 0 },
    });
  });

  it("counts messages sent and not handled, by worker", async () => {
    assert.deepEqual(await page.call("messages"), {
      numbers: { bytes: 80, count: 10 },
      handled: ["message stuck 48 6"],
      caughtUp: { bytes: 0, count: 0 },
      bytes: {
        number: 8,
        text: 10,
        typed: 400,
        buffer: 64,
        transferred: 500,
        object: 8 + 10 + 8 + 200,
        many: 8 + 64 * 8,
        nothing: 8,
      },
      transferredAway: 0,
      refused: 0,
      rows: ["stuck 1 true", "silent 8 true"],
      ended: { bytes: 0, count: 0 },
    });
  });

  it("merges rows of one place, and has 500 at most", async () => {
    const { others, rows, ...rest } = await page.call<{ others: string[]; rows: number }>("merging");
    assert.deepEqual(rest, {
      merged: ["shared one 160 20"],
      summed: 720,
      total: 720,
      workers: 0,
      kept: 720,
    });
    assert.ok(rows <= 501, `${rows} rows`);
    assert.deepEqual(others, ["shared (others) 1608 201", "worker (others) 0 1"]);
  });

  it("posts a number without making an object", async () => {
    const without = await garbageOfPosts(false);
    const within = await garbageOfPosts(true);
    assert.ok(within - without < 1, `${within.toFixed(1)} bytes a message, ${without.toFixed(1)} without the books`);
  });
});
