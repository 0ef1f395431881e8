// Is what was saved what is on screen? Six ways of saving, as editors and git do them, through the real program:
//
//   in place            one write over the old content
//   atomic rename       written beside it, renamed over it
//   truncate, write     emptied, 0–30 ms, written
//   split write         first half, 5–100 ms, second half
//   delete, recreate    gone for 0–50 ms
//   branch switch       `git checkout` of a commit that changes the sketch, a module it imports and twenty other files
//
// Each revision draws its own number of points, and the truth is asked of the window: the points of the frame it shows.
// missed: not on screen 3 s after the save was complete. stale: on screen, and 450 ms later something else is. doubled: the
// same content went on air more than once. A half-written file may run and be replaced (most prefixes of a sketch do not
// compile, some do): told apart as "interim". Time is from the last byte written to the window's word of the first frame.

import { spawn } from "node:child_process";
import { renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bench } from "./support/bench.ts";
import { openShow } from "./support/show.ts";
import { pause } from "./support/statistics.ts";

const LIMIT_MS = 3000;
const SETTLE_MS = 450;
const SKETCH = "sketches/saved.ts";
const PART = "sketches/part.ts";
const OTHERS = 20;

/** `points` names the revision. The tail is long enough to cut in many places. */
const sketchOf = (points: number) => `import { G, L, sketch } from "hairline";
import { part } from "./part.ts";

// Revision ${points}: a ring of as many points.
const SIDES = ${points - 1};
const turn = (t: number): number => t * 6;

export default sketch({
  canvas: [400, 400],
  background: "#f6f3ec",
  draw({ t, width, height }) {
    const ring = G.circle({ segments: SIDES })
      .scale(part.radius * 2)
      .rotate(0, 0, turn(t))
      .translate(width / 2, height / 2);
    return L(ring, { color: "#222", width: 0.4 });
  },
});
`;
const partOf = (revision: number) =>
  `export const part = { radius: ${100 + (revision % 50)}, revision: ${revision} };\n`;
const pointsOf = (revision: number) => 4 + revision;

await bench("saves", async (b) => {
  const { show, tap, project, file } = await openShow(b, { [SKETCH]: sketchOf(pointsOf(0)), [PART]: partOf(0) });
  const shown = () =>
    tap.page.evaluate<[number, number]>("(({ generation, points }) => [generation, points])(__hairline.stats())");
  let lastPresentedMs = 0;
  b.defer(
    tap.onMessage((message, atMs) => {
      if (message.kind === "presented") lastPresentedMs = atMs;
    }),
  );
  let revision = 0;

  const styles: { name: string; save(text: string): Promise<void> }[] = [
    { name: "in place", save: async (text) => writeFileSync(file, text) },
    {
      name: "atomic rename",
      async save(text) {
        writeFileSync(`${file}.tmp`, text);
        renameSync(`${file}.tmp`, file);
      },
    },
    {
      name: "truncate, write",
      async save(text) {
        truncateSync(file);
        await pause(b.random() * 30);
        writeFileSync(file, text);
      },
    },
    {
      name: "split write",
      async save(text) {
        const cut = Math.floor(text.length * (0.2 + b.random() * 0.7));
        writeFileSync(file, text.slice(0, cut));
        await pause(5 + b.random() * 95);
        writeFileSync(file, text.slice(cut), { flag: "a" });
      },
    },
    {
      name: "delete, recreate",
      async save(text) {
        rmSync(file);
        await pause(b.random() * 50);
        writeFileSync(file, text);
      },
    },
  ];

  const count = b.pick(100, 12);
  const totals = { missed: 0, stale: 0, doubled: 0 };

  /** `plan` says which revision is next and how it gets onto the disk. */
  async function series(name: string, plan: (i: number) => { next: number; save(): Promise<void> }): Promise<void> {
    const times: number[] = [];
    let interim = 0;
    for (let i = 0; i < count; i++) {
      await pause(30 + b.random() * 120);
      const { next, save } = plan(i);
      const points = pointsOf(next);
      const [generationBefore] = await shown();
      await save();
      const savedMs = performance.now();
      let seen: [number, number] = [0, 0];
      for (const deadline = savedMs + LIMIT_MS; performance.now() < deadline; await pause(4)) {
        seen = await shown();
        if (seen[1] === points) break;
      }
      if (seen[1] !== points) {
        totals.missed++;
        b.note(
          `  ${name}: revision ${next} was missed; ${seen[1]} points on screen, saved ${points}; ${show
            .problems()
            .map((problem) => problem.what)
            .join("; ")}`,
        );
        continue;
      }
      times.push(lastPresentedMs - savedMs);
      await pause(SETTLE_MS);
      const after = await shown();
      if (after[1] !== points) {
        totals.stale++;
        b.note(`  ${name}: revision ${next} was on screen, then ${after[1]} points instead of ${points}`);
      }
      const aired = show.versions().filter((version) => version.generation > generationBefore);
      const same = aired.filter((version) => version.hash === aired.find((each) => each.onAir)?.hash).length;
      if (same > 1) {
        totals.doubled++;
        b.note(`  ${name}: revision ${next} went on air ${same} times`);
      }
      interim += aired.length - same;
    }
    b.samples(`${name}: saved → first frame`, "ms", times);
    b.value(`${name}: interim versions on air`, `of ${count}`, interim);
  }

  for (const { name, save } of styles) {
    await series(name, () => {
      const next = ++revision;
      return { next, save: () => save(sketchOf(pointsOf(next))) };
    });
  }

  // --- branch switch --------------------------------------------------------------------------------------------------
  const git = (...args: string[]) =>
    new Promise<void>((resolve, reject) => {
      const child = spawn(
        "git",
        [
          "-c",
          "user.name=bench",
          "-c",
          "user.email=bench@localhost",
          "-c",
          "gc.auto=0",
          "-c",
          "core.hooksPath=/dev/null",
          ...args,
        ],
        { cwd: project, stdio: ["ignore", "ignore", "pipe"] },
      );
      let words = "";
      child.stderr?.on("data", (bytes) => {
        words += bytes;
      });
      child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`git ${args[0]}: ${words}`))));
    });
  // All revisions are committed first. The show follows along, as it would for anyone.
  await git("init", "-q", "-b", "r0");
  writeFileSync(join(project, ".gitignore"), ".hairline/\n");
  const first = revision + 1;
  for (let i = 0; i < count; i++) {
    const next = first + i;
    writeFileSync(file, sketchOf(pointsOf(next)));
    writeFileSync(join(project, PART), partOf(next));
    for (let other = 0; other < OTHERS; other++)
      writeFileSync(join(project, `other-${other}.txt`), `${next}\n`.repeat(200));
    await git("add", "-A");
    await git("commit", "-q", "-m", String(next));
    await git("branch", "-f", `r${next}`);
  }
  await git("checkout", "-q", `r${first}`);
  await pause(1500);
  // Never twice the same in a row: 7 has no factor in common with the counts.
  await series("branch switch", (i) => {
    const next = first + ((i * 7 + 3) % count);
    return { next, save: () => git("checkout", "-q", `r${next}`) };
  });

  const saves = count * 6;
  b.value("missed", `of ${saves}`, totals.missed, { target: "<= 0" });
  b.value("stale", `of ${saves}`, totals.stale, { target: "<= 0" });
  b.value("doubled", `of ${saves}`, totals.doubled, { target: "<= 0" });
  b.check(
    "no save was missed, stale or doubled",
    totals.missed + totals.stale + totals.doubled === 0,
    JSON.stringify(totals),
  );
});
