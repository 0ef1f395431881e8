import assert from "node:assert/strict";
import { test } from "node:test";
import { createFontFinder } from "../../../src/host/fonts.ts";
import { createAssetSupply } from "../../../src/host/show/asset-supply.ts";
import { createGroups } from "../../../src/host/show/groups.ts";

test("a group whose window is gone already is ended without a word", async () => {
  const groups = createGroups(
    () => null,
    createAssetSupply(() => null, createFontFinder([])),
    () => ({}),
    () => {},
  );
  const group = groups.spawn(1);
  await groups.end(group);
  assert.deepEqual(groups.alive(), []);
  await assert.rejects(group.ready, /there is no window/, "what needs a window still says so");
});
