import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { GL_KINDS } from "../../src/protocol/memory.ts";
import { openPage, type TestPage } from "../support/page.ts";

const entry = new URL("./gl-ledger.page.ts", import.meta.url).pathname;

describe("the ledger of GL objects", () => {
  let page: TestPage;
  before(async () => {
    page = await openPage({ entry });
  });
  after(() => page?.close());

  const INVALID_OPERATION = 1282;
  const SIZES: [what: string, bytes: number, error?: number][] = [
    ["buffer by size", 1000],
    ["the same, smaller", -600],
    ["buffer by view", 40],
    ["buffer by part of a view", 12],
    ["buffer by rest of a view", 24],
    ["buffer by DataView", 9],
    ["index buffer of no vertex array", 0, INVALID_OPERATION],
    ["index buffer of a vertex array", 64],
    ["RGBA bytes", 512],
    ["a mip level", 128],
    ["mipmaps", 43], // a third of 512 in all
    ["mipmaps again", 0],
    ["a picture", 128],
    ["RGB bytes", 48],
    ["RGB565", 32],
    ["RGBA32F", 256],
    ["RGBA16F of floats", 128],
    ["R8", 16],
    ["copied", 48],
    ["stored, 3 levels", (32 + 8 + 2) * 2],
    ["stored and mipmapped", 0],
    ["volume", 256],
    ["stored volume, 2 levels", (64 + 8) * 4],
    ["stored array, 2 levels", (64 + 16) * 4],
    ["cube face by face", 96],
    ["stored cube", 96],
    ["depth and stencil", 400],
    ["16 bits of depth", -200],
    ["4 samples", 1600],
  ];
  it("knows the size of every object", async () => {
    const seen = await page.call("sizes");
    assert.deepEqual(seen, Object.fromEntries(SIZES.map(([what, bytes, error = 0]) => [what, [bytes, error]])));
  });

  it("knows the drawing buffer", async () => {
    const [plain, deep, smooth] = await page.call<{ samples: number; bytes: number }[]>("drawingBuffers");
    assert.deepEqual(plain, { width: 30, height: 20, samples: 0, bytes: 2400 });
    assert.deepEqual(deep, { width: 30, height: 20, samples: 0, bytes: 4800 });
    assert.ok(smooth.samples > 1, `${smooth.samples} samples`);
    assert.equal(smooth.bytes, 2400 * (1 + 2 * smooth.samples));
  });

  it("takes views of shared memory", async () => {
    assert.deepEqual(await page.call("sharedViews"), {
      error: 0,
      read: [9, 7, 7, 20, 7, 53],
      bytes: 400 + 64,
      uploadedBytes: 400 + 40 + 12 + 64 + 32,
    });
  });

  it("tells age, last upload and upload per frame", async () => {
    interface Figures {
      ageFrames: number;
      uploadAgeFrames: number | null;
      uploadPerFrame: number;
    }
    const seen = await page.call<Record<string, [Figures, Figures]> & { uploadedBytes: number }>("ages");
    assert.deepEqual(seen.born[0], { ageFrames: 0, uploadAgeFrames: null, uploadPerFrame: 0 });
    assert.deepEqual(seen.steady[0], { ageFrames: 200, uploadAgeFrames: 0, uploadPerFrame: 100 });
    assert.deepEqual(seen.steady[1], { ageFrames: 200, uploadAgeFrames: null, uploadPerFrame: 0 });
    assert.equal(seen.halved[0].uploadPerFrame, 48);
    assert.deepEqual(seen.still[0], { ageFrames: 390, uploadAgeFrames: 100, uploadPerFrame: 0 });
    assert.equal(seen.uploadedBytes, 200 * 100 + 90 * 48);
  });

  it("follows each kind from create to delete", async () => {
    const { alive, after } = await page.call<{ alive: object; after: object }>("lifeOfEach");
    assert.deepEqual(alive, { counts: Object.fromEntries(GL_KINDS.map((kind) => [kind, 1])), kinds: [...GL_KINDS] });
    assert.deepEqual(after, {
      count: 0,
      bytes: 0,
      peakBytes: 100,
      peakCount: 10,
      created: 10,
      deleted: 10,
      leakedToGc: 0,
      counts: GL_KINDS.map(() => 0),
      uploadedBytes: 0,
      contextLosses: 0,
      objects: 0,
    });
  });

  it("finds what was dropped undeleted, and nothing else", async () => {
    assert.deepEqual(await page.call("drops"), {
      before: [55, 50_000],
      count: 5,
      bytes: 0,
      leakedToGc: 50,
      deleted: 50,
      peakBytes: 50_000,
      kept: 5,
    });
  });

  it("keeps the creator's stack, through a library too", async () => {
    const { stack, limitKept } = await page.call<{ stack: string; limitKept: boolean }>("stackThroughRegl");
    const frames = stack.split("\n").slice(1);
    const artist = frames.findIndex((frame) => frame.includes("artistsFramebuffer"));
    assert.ok(artist >= 3, `regl's frames come first:\n${stack}`);
    assert.ok(frames.some((frame) => frame.includes("stackThroughRegl")));
    assert.ok(!frames[0].includes("gl-ledger") && !/creating|captureStack/.test(frames[0]), frames[0]);
    assert.ok(limitKept);
  });

  it("lets odd calls end as they would without it", async () => {
    const { without, within, sound } = await page.call<{ without: string[]; within: string[]; sound: boolean }>(
      "oddCalls",
    );
    assert.ok(
      without.some((outcome) => outcome.includes("TypeError")) && without.some((each) => /, 128\d$/.test(each)),
    );
    assert.deepEqual(within, without);
    assert.ok(sound);
  });

  it("agrees with regl's counts", async () => {
    interface Counts {
      ledger: number[];
      regl: number[];
      created: number;
    }
    const { first, steady, cleaned, left } = await page.call<Record<string, Counts> & { left: number }>("againstRegl");
    assert.deepEqual(first.ledger, first.regl);
    assert.deepEqual(steady, first);
    assert.ok(
      first.ledger.every((count) => count > 0),
      `${first.ledger}`,
    );
    assert.deepEqual(cleaned.ledger, cleaned.regl);
    assert.ok(cleaned.ledger[0] < first.ledger[0]);
    assert.equal(left, 0);
  });

  it("shows one vertex array per upload as a rising count from one place", async () => {
    assert.deepEqual(await page.call("vertexArrayPerUpload"), { counts: [10, 20, 30], places: 1, ages: [29, 0] });
  });

  const OWNERS = {
    instanced: ["points: 1 buffer"],
    pulled: ["points: 1 texture"],
  };
  for (const backend of ["instanced", "pulled"] as const) {
    it(`sees ${backend} lines make nothing in 300 frames, and knows its owners`, async () => {
      interface Show {
        owners: string[];
        uploadBytes: number;
        uploadedPerFrame: number;
        points: { upload: number; age: number; uploadAge: number };
      }
      const { owners, uploadBytes, uploadedPerFrame, points, ...rest } = await page.call<Show>("steadyShow", {
        backend,
      });
      assert.deepEqual(rest, { created: 0, grew: [0, 0], places: true, afterDispose: [0, 0] });
      assert.equal(uploadedPerFrame, uploadBytes);
      assert.deepEqual(points, { upload: uploadBytes, age: 305, uploadAge: 0 });
      for (const expected of [...OWNERS[backend], "layer table: 1 texture", "closures: 1 texture", "sheet: 1 program"])
        assert.ok(owners.includes(expected), `${expected} is missing among ${owners.join(", ")}`);
    });
  }

  it("nests owners, also past an exception", async () => {
    assert.deepEqual(await page.call("ownersNest"), ["outer", "inner", "outer", "other"]);
  });

  it("begins anew with a new context, and keeps the count of losses", async () => {
    assert.deepEqual(await page.call("lostContext"), { fresh: true, refilled: true, losses: 1, oldEmpty: true });
  });
});
