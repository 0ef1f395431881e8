import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type CollectParts, collectRealms } from "../../../src/host/memory/collect.ts";
import type { RealmKey } from "../../../src/host/memory/tracer.ts";

const never = new Promise<never>(() => {});

/** Realms by what their collection comes to; `stuck` is asked again and again. */
function partsOf(realms: Record<string, Promise<void>>, stuck: () => RealmKey[]): CollectParts {
  return {
    collect: (key) => realms[key] ?? Promise.reject(new Error(`no realm ${key}`)),
    stuck: async () => new Set(stuck()),
    excuse: (_key, work) => work(),
    now: () => performance.now(),
  };
}

const outcomes = async (parts: CollectParts, keys: RealmKey[]) =>
  (await collectRealms(parts, keys)).map(({ key, outcome }) => `${key} ${outcome}`);

describe("a collection of every realm", () => {
  test("a worker that is stuck is not asked; one that went away is told", async () => {
    const realms = { host: Promise.resolve(), page: Promise.resolve(), 1: never };
    assert.deepEqual(
      await outcomes(
        partsOf(realms, () => [1]),
        ["page", 1, 2, "host"],
      ),
      ["page collected", "1 stuck", "2 gone", "host collected"],
    );
  });

  test("a worker that enters its loop after the question is given up", { timeout: 5000 }, async () => {
    let looks = 0;
    const parts = partsOf({ page: Promise.resolve(), 1: never }, () => (looks++ > 1 ? [1] : []));
    assert.deepEqual(await outcomes(parts, ["page", 1]), ["page collected", "1 stuck"]);
  });

  test("a worker that only has slow frames is waited for", { timeout: 5000 }, async () => {
    let looks = 0;
    let collect = () => {};
    const collected = new Promise<void>((resolve) => {
      collect = resolve;
    });
    const parts = partsOf({ 1: collected }, () => {
      if (looks++ === 5) collect();
      return looks % 2 === 0 ? [1] : [];
    });
    assert.deepEqual(await outcomes(parts, [1]), ["1 collected"]);
  });
});
