// Logs from strangers: read line by line, or refused in one sentence that names the line.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { hashText } from "../../../src/host/bundle.ts";
import { createLogLibrary } from "../../../src/host/replay/log-library.ts";
import { newReading, readSetLog } from "../../../src/host/replay/read-log.ts";
import { checkEntry, MAX_LINE_BYTES, type SetEntry } from "../../../src/host/set-log/entries.ts";
import { sealLine } from "../../../src/host/set-log/seal.ts";
import { CommandProblem } from "../../../src/host/show-api.ts";

const folder = mkdtempSync(join(tmpdir(), "hairline-read-log-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const START = { kind: "start", ms: 0, format: 1, part: 1, at: "2026-11-27T20:00:00Z", program: "0.1.0" };
const TAPE = {
  seq: 9,
  t: 1.5,
  jobs: [
    {
      epoch: 1,
      writer: 0,
      seed: 1,
      bar: 0,
      bpm: 120,
      beatsPerBar: 4,
      seqs: [8, 9],
      ts: [1, 1.1],
      beats: [2, 2.2],
      phases: [0.5, 0.55],
      revisions: [0, 0],
      hashes: [[1, "0123456789abcdef"]],
      ended: [],
    },
  ],
  events: [{ kind: "air", seq: 7, epoch: 1 }],
  shown: [{ epoch: 1, generation: 1, seqs: [8] }],
  writes: { after: 0, slots: [3], values: [0.5] },
  lost: { jobs: 0, writes: 0 },
};
const ENTRIES: Record<string, unknown>[] = [
  START,
  {
    kind: "window",
    ms: 5,
    state: "open",
    session: 1,
    engine: "0123456789abcdef",
    backend: "pulled",
    gpu: "",
    page: {
      canvas: [400, 400],
      background: "#fff",
      lineColor: null,
      lineWidth: 0.3,
      limits: { points: 1, lines: 1, bytes: 1, cacheEntries: 1, cacheBytes: 1 },
      seed: 1,
      quality: "draft",
    },
  },
  {
    kind: "save",
    ms: 6,
    file: "sketches/a.ts",
    outcome: "refused",
    source: "0123456789abcdef",
    hash: null,
    generation: null,
  },
  { kind: "code", ms: 6, hash: "0123456789abcdef", code: "x" },
  { kind: "asset", ms: 6, hash: "0123456789abcdef", piece: "AAAA", last: true },
  {
    kind: "load",
    ms: 7,
    session: 1,
    epoch: 1,
    workers: 1,
    generation: 1,
    sketch: "sketches/a.ts",
    hash: "0123456789abcdef",
    assets: [{ kind: "font", name: "IPAGothic", hash: "0123456789abcdef" }],
    frames: 3,
    inputs: {
      seq: 1,
      t: 0,
      beat: 0,
      bar: 0,
      phase: 0,
      bpm: 120,
      beatsPerBar: 4,
      seed: 1,
      controlRevision: 0,
      hash: "0123456789abcdef",
    },
    stateful: false,
    carried: false,
    visitor: false,
    late: false,
  },
  { kind: "touched", ms: 8, session: 1, epoch: 1, why: "typed" },
  { kind: "command", ms: 8, door: "repl", realm: "air", line: ".seed 2", ok: true },
  { kind: "problem", ms: 8, severity: "error", what: "x", where: "" },
  { kind: "mark", ms: 9, text: "verse" },
  { kind: "tempo", ms: 9, bpm: 120, beat: 1.5, beatsPerBar: 4, playing: true },
  { kind: "tape", ms: 10, session: 1, tape: TAPE },
  { kind: "gap", ms: 11, entries: 3, why: "turned off" },
  { kind: "window", ms: 12, state: "gone", session: 1 },
  { kind: "end", ms: 13 },
];

/** Lines of these entries, sealed one after another. */
function sealed(entries: readonly object[], sum = ""): { lines: string[]; sum: string } {
  const lines = entries.map((entry) => {
    const made = sealLine(entry, sum);
    sum = made.sum;
    return made.line;
  });
  return { lines, sum };
}

let files = 0;
function file(text: string, name = `${++files}.jsonl`): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function read(path: string): Promise<{ entries: SetEntry[]; torn: boolean } | string> {
  const reading = newReading();
  const entries: SetEntry[] = [];
  try {
    for await (const entry of readSetLog(path, reading)) entries.push(entry);
  } catch (error) {
    if (!(error instanceof CommandProblem)) throw error;
    return error.problem.what;
  }
  return { entries, torn: reading.torn };
}

test("every kind of entry is read back as it was written", async () => {
  const got = await read(file(`${sealed(ENTRIES).lines.join("\n")}\n`));
  assert.deepEqual(got, { entries: ENTRIES, torn: false });
});

test("a set in parts is one set; a part alone is none", async () => {
  const first = sealed(ENTRIES.slice(0, 7));
  const second = sealed([{ ...START, part: 2 }, ...ENTRIES.slice(7)], first.sum);
  const path = file(`${first.lines.join("\n")}\n`, "2026-11-27T20-00-00Z.jsonl");
  const rest = file(`${second.lines.join("\n")}\n`, "2026-11-27T20-00-00Z.2.jsonl");
  const got = await read(path);
  assert.ok(typeof got === "object");
  assert.deepEqual(
    got.entries.filter(({ kind }) => kind !== "start"),
    ENTRIES.slice(1),
  );
  assert.match(`${await read(rest)}`, /line 1 of the log is no log of a set/);
});

test("cut anywhere, a log is what was whole before the cut, or nothing at all", async () => {
  const text = `${sealed(ENTRIES).lines.join("\n")}\n`;
  const ends = [...text.matchAll(/\n/g)].map((match) => match.index);
  for (let i = 0; i < 120; i++) {
    const cut = Math.floor((text.length * i) / 120);
    const whole = ends.filter((end) => end < cut).length;
    const got = await read(file(text.slice(0, cut)));
    if (whole === 0 && cut <= ends[0]) {
      // Only the last sign is missing: that line is whole.
      if (cut === ends[0]) assert.ok(typeof got === "object" && got.entries.length === 1);
      else assert.match(`${got}`, /is empty|is no log of a set/, `cut at ${cut}`);
      continue;
    }
    assert.ok(typeof got === "object", `cut at ${cut}: ${got}`);
    const complete = ends.includes(cut) ? whole + 1 : whole;
    assert.deepEqual(got.entries, ENTRIES.slice(0, complete), `cut at ${cut}`);
    assert.equal(got.torn, !ends.includes(cut) && cut > (ends[whole - 1] ?? -1) + 1);
  }
});

test("a sealed line that is no entry names what is wrong with it", async () => {
  const rows: [object, RegExp][] = [
    [{ kind: "frobnicate", ms: 1 }, /line 2 of the log its kind is "frobnicate"/],
    [{ kind: "constructor", ms: 1 }, /its kind is/],
    [{ ms: 1 }, /its kind is undefined/],
    [{ kind: "mark", ms: -1, text: "" }, /"mark" has ms/],
    [{ kind: "mark", ms: 1, text: "x".repeat(501) }, /"mark" has text/],
    [{ ...ENTRIES[5], workers: 1000 }, /"load" has workers/],
    [{ ...ENTRIES[5], hash: "../../../etc" }, /"load" has hash/],
    [{ ...ENTRIES[5], frames: 1e9 }, /"load" has frames/],
    [
      { kind: "tape", ms: 1, session: 1, tape: { ...TAPE, writes: { after: 0, slots: [1], values: [] } } },
      /"tape" has tape/,
    ],
    [{ kind: "asset", ms: 1, hash: "0123456789abcdef", piece: "A".repeat(400_001), last: true }, /"asset" has piece/],
    [{ ...START, format: 2 }, /"start" has format/],
  ];
  for (const [entry, expected] of rows)
    assert.match(`${await read(file(`${sealed([START, entry]).lines.join("\n")}\n`))}`, expected);
  assert.match(
    `${await read(file(`${sealed([ENTRIES[9]]).lines[0]}\n`))}`,
    /line 1 of the log does not begin the log of a set/,
  );
});

test("a line beyond any bound is refused, not kept", async () => {
  const long = `${sealed([START]).lines[0]}\n{"kind":"mark","ms":1,"text":"${"x".repeat(MAX_LINE_BYTES + 10)}"}\n`;
  assert.match(`${await read(file(long))}`, /line 2 of the log is not as it was written/);
});

test("whatever is in a file or an entry, the answer is a log or a sentence", async () => {
  const any = fc.anything({ withNullPrototype: true, maxDepth: 3 });
  const kinds = fc.constantFrom(...ENTRIES.map(({ kind }) => kind as string), "window", "__proto__", "toString");
  fc.assert(
    fc.property(kinds, fc.constantFrom(...ENTRIES), fc.dictionary(fc.string(), any), (kind, entry, more) => {
      const field = Object.keys(more)[0];
      const keys = Object.keys(entry);
      const changed = {
        ...entry,
        ...(field === undefined ? {} : { [keys[field.length % keys.length]]: more[field] }),
        kind,
      };
      const checked = checkEntry(changed as Record<string, unknown>);
      assert.ok(typeof checked === "string" || checked.kind === kind);
    }),
    { seed: 1, numRuns: 4000 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.nat(), async (bytes, at, keep) => {
      const text = Buffer.from(`${sealed(ENTRIES).lines.join("\n")}\n`);
      const place = at % text.length;
      const got = await read(
        file(
          Buffer.concat([text.subarray(0, place), bytes, text.subarray(place + (keep % 50))]).toString("latin1"),
          "fuzz.jsonl",
        ),
      );
      assert.ok(typeof got === "string" || got.entries.length <= ENTRIES.length);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("code, fonts and pictures are what their hashes say, and bounded", () => {
  const library = createLogLibrary();
  const code = "module.exports = 1;";
  assert.equal(library.addCode({ kind: "code", ms: 0, hash: hashText(code), code }), null);
  assert.equal(library.code(hashText(code)), code);
  assert.match(
    `${library.addCode({ kind: "code", ms: 0, hash: hashText(code), code: "evil" })}`,
    /not what its hash says/,
  );
  assert.equal(library.code("0000000000000000"), null);
  const bytes = Buffer.from("a font of some kind");
  const hash = hashText(bytes.toString());
  const piece = (from: number, to: number, last: boolean) =>
    library.addPiece({ kind: "asset", ms: 0, hash, piece: bytes.subarray(from, to).toString("base64"), last });
  assert.equal(library.assets([{ kind: "font", name: "x", hash }]), null);
  assert.equal(piece(0, 9, false), null);
  assert.equal(piece(9, bytes.length, true), null);
  assert.deepEqual(library.assets([{ kind: "font", name: "x", hash }]), [{ kind: "font", name: "x", bytes }]);
  assert.match(`${piece(0, 9, true)}`, /not what its hash says/);
});
