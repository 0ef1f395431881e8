import assert from "node:assert/strict";
import { test } from "node:test";
import { MissingAssetError } from "../../src/core/assets.ts";
import { type AssetTools, createWorkerAssets } from "../../src/worker/asset-store.ts";

/** A "picture file" here: width, height, then r, g, b, a of each pixel. */
const tools = (opened = { open: 0 }): AssetTools => ({
  decodeBase64: (text) => Buffer.from(text, "base64").toString("latin1"),
  async openPicture(bytes) {
    if (bytes.length !== 2 + bytes[0] * bytes[1] * 4) throw new Error("no picture");
    opened.open++;
    return {
      width: bytes[0],
      height: bytes[1],
      rows: (from, count) => bytes.subarray(2 + from * bytes[0] * 4, 2 + (from + count) * bytes[0] * 4),
      close: () => opened.open--,
    };
  },
});
const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64");

test("a font comes in pieces and is there with the last", async () => {
  const assets = createWorkerAssets(tools());
  assert.equal(await assets.put("font", "a", base64(1, 2, 255), false), null);
  assert.throws(() => assets.font("a"), MissingAssetError);
  assert.equal(await assets.put("font", "a", base64(0, 4), true), null);
  assert.deepEqual([...assets.font("a")], [1, 2, 255, 0, 4]);
  assert.equal(assets.font("a"), assets.font("a"), "the same bytes each time: faces are kept by them");
  assert.throws(() => assets.picture("a"), MissingAssetError);
});

test("of a picture its darkness is kept: black, white, see-through, grey, and pure colours by their light", async () => {
  const assets = createWorkerAssets(tools());
  const pixels = [
    [0, 0, 0, 255],
    [255, 255, 255, 255],
    [0, 0, 0, 0],
    [128, 128, 128, 255],
    [0, 0, 0, 128],
    [0, 255, 0, 255],
  ];
  assert.equal(await assets.put("picture", "p", base64(3, 2, ...pixels.flat()), true), null);
  const { width, height, ink } = assets.picture("p");
  assert.deepEqual([width, height, ...ink], [3, 2, 255, 0, 0, 127, 128, 73]);
});

test("a picture larger than is kept becomes the means of its pixels, strip after strip", async () => {
  // 2048 × 130 by a picture that is made when asked: every other column black.
  const large: AssetTools = {
    ...tools(),
    openPicture: async () => ({
      width: 2048,
      height: 130,
      rows: (_from, count) =>
        Uint8Array.from({ length: 2048 * count * 4 }, (_, i) => (i % 4 === 3 || i % 8 >= 4 ? 255 : 0)),
      close() {},
    }),
  };
  const assets = createWorkerAssets(large);
  await assets.put("picture", "p", "", true);
  const { width, height, ink } = assets.picture("p");
  assert.deepEqual([width, height], [1024, 65]);
  assert.ok(ink.every((tone) => tone === 128));
});

test("what cannot be decoded is refused with its reason, and nothing stays open", async () => {
  const opened = { open: 0 };
  const assets = createWorkerAssets(tools(opened));
  assert.match((await assets.put("picture", "p", base64(9, 9, 1), true)) ?? "", /cannot be decoded: no picture/);
  await assets.put("picture", "q", base64(1, 1, 0, 0, 0, 255), true);
  assert.equal(opened.open, 0);
  assert.throws(() => assets.picture("p"), MissingAssetError);
  assert.equal(assets.usage().bytes, 1);
});

test("entries and bytes have an end, and letting go brings both back to nothing", async () => {
  const assets = createWorkerAssets(tools());
  let refused: string | null = null;
  for (let i = 0; i < 100; i++) refused = await assets.put("font", `f${i}`, base64(1, 2, 3), true);
  assert.match(refused ?? "", /more than 64/);
  assert.deepEqual([assets.usage().entries, assets.usage().bytes], [64, 192]);
  assets.clear();
  assert.deepEqual([assets.usage().entries, assets.usage().bytes], [0, 0]);

  const piece = Buffer.alloc(48 * 1024 * 1024).toString("base64");
  const answers: (string | null)[] = [];
  for (let i = 0; i < 5; i++) answers.push(await assets.put("font", "huge", piece, false));
  assert.deepEqual(
    answers.map((each) => each === null),
    [true, true, true, true, false],
  );
  assert.deepEqual([assets.usage().entries, assets.usage().bytes], [0, 0], "what was refused is let go");
});
