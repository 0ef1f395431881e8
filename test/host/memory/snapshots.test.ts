import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { createSnapshots, parseSnapshot } from "../../../src/host/memory/snapshots.ts";
import { CommandProblem } from "../../../src/host/show-api.ts";
import { describeProblem } from "../../../src/protocol/problem.ts";
import { createFakeMemory } from "../../support/fake-memory.ts";

const project = mkdtempSync(join(tmpdir(), "hairline-snapshots-"));
after(() => rmSync(project, { recursive: true, force: true }));
const fake = createFakeMemory();
const made = await fake.snap("verse", { gc: true });

const said = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof CommandProblem, String(error));
    return describeProblem(error.problem);
  }
  return "nothing";
};

test("a snapshot survives its file", async () => {
  const snapshots = createSnapshots(project, "out");
  snapshots.add(made);
  const { path } = await snapshots.save("verse", null);
  assert.equal(path, "out/verse.memory.json");
  const other = createSnapshots(project, "out");
  assert.deepEqual(await other.load(path, "then"), { ...made, name: "then" });
  assert.equal(other.get("then").name, "then");
  assert.match(await said(() => snapshots.save("verse", null)), /is there already/);
});

test("what is no snapshot is refused with a reason", async () => {
  const snapshots = createSnapshots(project, "out");
  const rows: [string, RegExp][] = [
    ["{", /not JSON/],
    ["[]", /no memory snapshot/],
    [JSON.stringify({ format: "hairline-memory-2" }), /is hairline-memory-2; expected hairline-memory-1/],
    [JSON.stringify({ ...made, rows: [{ bytes: "many" }] }), /rows.0.bytes is damaged/],
    [JSON.stringify({ ...made, books: undefined }), /books is damaged/],
  ];
  for (const [text, expected] of rows) {
    writeFileSync(join(project, "bad.json"), text);
    assert.match(await said(() => snapshots.load("bad.json", null)), expected);
  }
  assert.match(await said(() => snapshots.load("none.json", null)), /there is no file none.json/);
  assert.match(await said(() => snapshots.load("../x.json", null)), /outside the project/);
  assert.equal(snapshots.list().length, 0);
});

test("no content makes the parser throw anything but a problem", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((text) => JSON.stringify({ ...made, rows: text })),
      ),
      (text) => {
        try {
          parseSnapshot(text, "x");
        } catch (error) {
          assert.ok(error instanceof CommandProblem);
        }
      },
    ),
  );
});

test("unknown names are told with those there are, and the store is bounded", async () => {
  const snapshots = createSnapshots(project, "out");
  assert.match(await said(() => snapshots.get("verse")), /no snapshot "verse". `.snap name` takes one/);
  snapshots.add(made);
  assert.match(await said(() => snapshots.get("vrese")), /expected one of verse. Did you mean "verse"/);
  for (let i = 0; i < 50; i++) snapshots.add({ ...made, name: snapshots.freshName() });
  const { entries, maxEntries, bytes, maxBytes } = snapshots.usage();
  assert.equal(entries, maxEntries);
  assert.ok(bytes <= maxBytes);
  const heavy = {
    ...made,
    name: "heavy",
    rows: Array.from({ length: 2000 }, () => ({ ...made.rows[0], what: "x".repeat(2000) })),
  };
  for (let i = 0; i < 10; i++) snapshots.add({ ...heavy, name: `heavy-${i}` });
  assert.ok(snapshots.usage().bytes <= maxBytes);
  assert.ok(snapshots.list().length >= 1);
  assert.ok(readFileSync(join(project, "out/verse.memory.json"), "utf8").includes("hairline-memory-1"));
});
