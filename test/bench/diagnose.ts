// The experiment on real shows: causes planted in sketches and in the window, singles and pairs. Right, undecided, wrong;
// and is everything as it was afterwards? (Hundreds of causes on shows in figures only: test/host/memory/diagnose.test.ts.)

import { readFileSync, writeFileSync } from "node:fs";
import { UNDECIDED } from "../../src/host/memory/signatures.ts";
import type { Show } from "../../src/host/show-api.ts";
import { bench } from "./support/bench.ts";
import { openSession, POLYGON, tracedShow } from "./support/memory.ts";
import { pause } from "./support/statistics.ts";

const sketch = (top: string, draw: string) => `import { G, L, sketch } from "hairline";
${top}
export default sketch({
  draw({ t }) {
    ${draw}
    return L(G.polygon({ sides: 5 }).scale(200).rotate(t * 20).translate(200, 200), { width: 1 });
  },
});
`;

interface Case {
  name: string;
  source: string;
  leaks?: string[];
  /** Series → cause. Empty: nothing may be accused. */
  expected: Record<string, string>;
}

const JOB = "a frame drawn";
const KEYED = "a cache of the sketch, keyed by its inputs";
const TIMER = ["a timer in each worker", "time"];

const CASES: Case[] = [
  { name: "nothing", source: POLYGON, expected: {} },
  {
    name: "objects by the frame",
    source: sketch("const kept: object[] = [];", "for (let i = 0; i < 300; i++) kept.push({ t, i });"),
    expected: { "air heap": JOB },
  },
  {
    name: "arrays by the frame",
    source: sketch("const kept: Float32Array[] = [];", "kept.push(new Float32Array(4000));"),
    expected: { "air buffers": JOB },
  },
  {
    name: "a cache by time",
    source: sketch(
      "const memo = new Map<number, Float32Array>();",
      "if (!memo.has(t)) memo.set(t, new Float32Array(4000));",
    ),
    expected: { "air buffers": KEYED },
  },
  {
    name: "a timer in the sketch",
    source: sketch(
      "const kept: object[] = [];\nsetInterval(() => { for (let i = 0; i < 300; i++) kept.push({ i }); }, 16);",
      "",
    ),
    expected: { "air heap": TIMER[0] },
  },
  { name: "GL buffers by the display frame", source: POLYGON, leaks: ["gl-buffers 1MB/s"], expected: { gl: "time" } },
  {
    name: "strings by a timer of the window",
    source: POLYGON,
    leaks: ["strings 1MB/s"],
    expected: { "page heap": "time" },
  },
  { name: "blobs", source: POLYGON, leaks: ["blobs 1MB/s"], expected: { blobs: "time" } },
  { name: "vertex arrays", source: POLYGON, leaks: ["vertex-arrays 1MB/s"], expected: { "gl objects": "time" } },
  { name: "messages to a stuck worker", source: POLYGON, leaks: ["messages 1MB/s"], expected: { messages: "time" } },
  {
    name: "pair: objects by the frame, GL buffers",
    source: sketch("const kept: object[] = [];", "for (let i = 0; i < 300; i++) kept.push({ t, i });"),
    leaks: ["gl-buffers 1MB/s"],
    expected: { "air heap": JOB, gl: "time" },
  },
  {
    name: "pair: a cache by time, strings",
    source: sketch(
      "const memo = new Map<number, Float32Array>();",
      "if (!memo.has(t)) memo.set(t, new Float32Array(4000));",
    ),
    leaks: ["strings 1MB/s"],
    expected: { "air buffers": KEYED, "page heap": "time" },
  },
];

/** Saves, and waits for the new version: until it is on air, the one before it looks as proven as ever. */
async function play(show: Show, file: string, source: string): Promise<void> {
  if (readFileSync(file, "utf8") === source) return;
  const onAir = () => show.versions().find((version) => version.onAir);
  const before = onAir()?.hash;
  writeFileSync(file, source);
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await pause(200)) {
    const now = onAir();
    if (now?.proven && now.hash !== before) return;
  }
  throw new Error("the sketch did not come on air, or was not proven in a minute");
}

/** What the experiment changes, and must give back. The rate asked for: `status` tells the one that is reached. */
async function settings(show: Show): Promise<Record<string, unknown>> {
  const { generation, frozen, workers, seed, state } = await show.status();
  return { fps: show.fps(), generation, frozen, workers, seed, state };
}

await bench("diagnose", async (b) => {
  const { show, file } = await tracedShow(b, { "sketches/a.ts": POLYGON });
  const ask = openSession(b, show);
  const tally = { right: 0, undecided: 0, wrong: 0, missed: 0 };
  let besides = 0;
  const seconds: number[] = [];
  b.note(
    "  cause                                    series         verdict                                    distance  seconds  runner-up, or what was expected",
  );
  for (const { name, source, leaks = [], expected } of b.pick(CASES, CASES.slice(1, 3))) {
    await play(show, file, source);
    for (const leak of leaks) await ask(`.leak ${leak}`);
    await pause(1000);
    const before = await settings(show);
    const started = performance.now();
    const found = await show.memory.diagnose({ yes: true });
    const took = (performance.now() - started) / 1000;
    const after = await settings(show);
    await ask(".leak off");
    seconds.push(took);
    const changed = Object.keys(before).filter((key) => before[key] !== after[key]);
    b.check(
      `${name}: everything is as it was`,
      changed.length === 0,
      changed.map((key) => `${key} ${before[key]} → ${after[key]}`).join(", "),
    );
    for (const text of found.notes) b.note(`  ${name.padEnd(40)} note: ${text}`);
    for (const [series, cause] of Object.entries(expected)) {
      const told = found.series.find((each) => each.series === series);
      const right = told?.verdict === cause || (TIMER.includes(cause) && TIMER.includes(told?.verdict ?? ""));
      tally[!told ? "missed" : right ? "right" : told.verdict === UNDECIDED ? "undecided" : "wrong"]++;
      const runnerUp = told?.runnerUp ? `${told.runnerUp.verdict} ${told.runnerUp.distance.toFixed(2)}` : "";
      b.note(
        `  ${name.padEnd(40)} ${series.padEnd(14)} ${(told?.verdict ?? "NOT SEEN").padEnd(42)} ${(told?.distance.toFixed(2) ?? "–").padStart(8)}  ${took.toFixed(1).padStart(7)}  ${runnerUp}${right ? "" : `; expected ${cause}`}`,
      );
      if (!right && told) {
        const ratios = Object.entries(told.ratios).map(([key, ratio]) => `${key} ${ratio?.toFixed(2) ?? "–"}`);
        b.note(`  ${"".padEnd(40)} ${told.base.toFixed(0)} ${told.unit}/s; ${ratios.join(", ")}`);
      }
    }
    for (const { series, verdict } of found.series) {
      if (series in expected || series.startsWith("host")) continue;
      // A canvas of worker code warms up beside what was planted: small things may grow, but only the clean show is judged.
      b.note(`  ${name.padEnd(40)} ${series.padEnd(14)} ${verdict} (not planted)`);
      besides++;
      if (Object.keys(expected).length === 0) tally.wrong++;
    }
    if (Object.keys(expected).length === 0 && found.series.every(({ series }) => series.startsWith("host")))
      tally.right++;
  }
  const total = tally.right + tally.undecided + tally.wrong + tally.missed;
  b.value("right, of all", "", tally.right / total, { target: ">= 0.95" });
  b.value("undecided", "", tally.undecided);
  b.value("not seen", "", tally.missed);
  b.value("wrong", "", tally.wrong, { target: "<= 0" });
  b.value("series accused beside what was planted", "", besides);
  b.check("at most 5 % of the verdicts are wrong", tally.wrong <= total * 0.05, `${tally.wrong} of ${total}`);
  b.samples("question → verdict", "s", seconds);
});
