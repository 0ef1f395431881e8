import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { HudModel } from "../../src/protocol/hud.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import { openPage, type TestPage } from "../support/page.ts";

const entry = new URL("./view.page.ts", import.meta.url).pathname;

const calm: HudModel = {
  sketch: "sketches/moire.ts",
  generation: 12,
  fps: 59.94,
  frameMs: 16.68,
  frameP95Ms: 17.1,
  points: 123_456,
  lines: 1980,
  evaluateMs: 5.23,
  uploadBytes: 1_481_000,
  memory: {
    total: 64_312_000,
    slope: -1240,
    heaps: 34_100_000,
    buffers: 1_960_000,
    shared: 8_400_000,
    gpu: 19_852_000,
    gpuObjects: 1058,
    alarm: "",
  },
  workers: 2,
  bpm: 127.96,
  bar: 16,
  beatOfBar: 2,
  playing: true,
  ageMs: 17.2,
  saveMs: 21.4,
  backend: "instanced",
  frozen: false,
  blackout: false,
  notice: "",
  working: "",
  progress: 0,
  problems: [],
};

const problem = (severity: Problem["severity"], what: string, more: Partial<Problem> = {}): Problem => ({
  severity,
  what,
  ...more,
});

interface Shown {
  text: string[];
  elements: number;
  lamp: boolean;
  cards: string[];
  /** Figures in a tone: `64.3 tone-warning`. */
  tones: string[];
  mutations: number;
}

describe("hud", () => {
  let page: TestPage;
  before(async () => {
    page = await openPage({ entry });
  });
  after(() => page?.close());
  beforeEach(() => page.call("openHud"));

  const shown = (changes: Partial<HudModel> = {}, visible = true) =>
    page.call<Shown>("showHud", { model: { ...calm, ...changes }, visible });

  it("shows its readings, figure and unit apart", async () => {
    const { text, lamp, cards } = await shown();
    const readings = text.join(" ");
    for (const part of [
      "sketches/moire.ts v12",
      "fps 59.9 instanced",
      "frame 16.7 ms p95 17.1 ms",
      "age 17.2 ms",
      "points 123,456 1,980 lines",
      "evaluate 5.2 ms",
      "upload 1.5 MB each frame",
      "memory 64.3 MB −1.2 kB/s",
      "heaps 34.1 MB",
      "buffers 2.0 MB",
      "shared 8.4 MB",
      "gpu 19.9 MB 1,058 objects",
      "save→pixel 21.4 ms",
      "workers 2",
      "tempo 128.0 bpm 17.3",
    ]) {
      assert.ok(readings.includes(part), `"${part}" is not in "${readings}"`);
    }
    assert.equal(lamp, false);
    assert.deepEqual(cards, []);
  });

  it("touches only what changed", async () => {
    await shown();
    assert.equal((await shown()).mutations, 0);
    assert.equal((await shown({ points: 123_457 })).mutations, 1);
  });

  it("says how fast memory grows, and warns in its tone", async () => {
    for (const [slope, said, tone] of [
      [null, undefined, undefined],
      [0.4, "steady", undefined],
      [12_000, "+12.0 kB/s", undefined],
      [124_000, "+124 kB/s", "tone-warning"],
      [2_500_000, "+2.5 MB/s", "tone-error"],
    ] as const) {
      const { text, tones } = await shown({ memory: { ...calm.memory, slope } });
      const figure = text.indexOf("memory") + 1;
      assert.equal(text.slice(figure, text.indexOf("heaps"))[2], said);
      assert.deepEqual(tones, tone ? [`64.3 ${tone}`] : []);
    }
    const { text } = await shown({ memory: { ...calm.memory, gpuObjects: 1 } });
    assert.ok(text.includes("1 object"));
  });

  it("tells of a memory budget only while it is exceeded", async () => {
    const alarm = "typed arrays hold 30.2 MB, the budget is 24 MB";
    assert.ok((await shown({ memory: { ...calm.memory, alarm } })).text.includes(alarm));
    assert.equal((await shown({ memory: { ...calm.memory, alarm } })).mutations, 0);
    assert.ok(!(await shown()).text.includes(alarm));
  });

  it("names its states and passes a notice on", async () => {
    const { text } = await shown({ frozen: true, blackout: true, notice: "fell back to version 12", saveMs: null });
    assert.ok(text.includes("frozen") && text.includes("blackout") && text.includes("fell back to version 12"));
    assert.ok((await shown()).text.every((part) => part !== "frozen" && part !== "blackout"));
  });

  it("shows how far a long job has got, and only while there is one", async () => {
    const { text } = await shown({ working: "growth", progress: 0.437 });
    assert.ok(text.includes("growth 43 %"), `${text}`);
    assert.equal((await shown({ working: "growth", progress: 0.437 })).mutations, 0);
    assert.ok((await shown()).text.every((part) => !part.startsWith("growth")));
  });

  it("tells the gravest problem in full, two more in short, and counts the rest", async () => {
    const full = {
      where: { file: "sketches/moire.ts", line: 14, column: 9 },
      expected: "one of 42 effects",
      try: 'did you mean "displace"?',
      excerpt: "> 14 │ E.displce()",
      generation: 13,
    };
    const problems = [
      problem("note", "a note", full),
      problem("warning", "a warning"),
      problem("error", 'effect "displce" is unknown', full),
      problem("note", "another"),
      problem("note", "one more"),
    ];
    const { text, cards } = await shown({ problems });
    assert.deepEqual(cards, ["problem error", "problem warning", "problem note"]);
    for (const part of [
      "sketches/moire.ts:14:9  v13",
      'effect "displce" is unknown',
      full.try,
      full.expected,
      full.excerpt,
    ]) {
      assert.equal(text.filter((each) => each === part).length, part.startsWith("sketches") ? 2 : 1, part);
    }
    assert.ok(text.includes("and 2 more: .problems"));
    assert.deepEqual((await shown()).cards, []);
  });

  it("never takes a sketch's text for HTML, nor all of a wall of it", async () => {
    const wall = "x".repeat(100_000);
    const what = "<b>bold</b><img src=x><script>1</script>";
    const { text, elements } = await shown({
      sketch: what,
      notice: what,
      problems: [problem("error", what, { excerpt: wall })],
    });
    assert.equal(elements, 0);
    assert.equal(text.filter((part) => part === what).length, 3);
    assert.ok(text.every((part) => part.length < 3000));
  });

  it("hidden, shows nothing but a lamp while there is an error", async () => {
    const error = [problem("error", "broken")];
    for (const [changes, lamp] of [
      [{}, false],
      [{ problems: [problem("warning", "hm")] }, false],
      [{ problems: error }, true],
      [{ problems: error, blackout: true }, false],
    ] as const) {
      const result = await shown(
        { ...changes, problems: [...(("problems" in changes && changes.problems) || [])] },
        false,
      );
      assert.deepEqual([result.text, result.lamp], [[], lamp]);
    }
  });

  it("leaves nothing behind", async () => {
    assert.equal(await page.call("disposeHud"), 0);
  });
});
