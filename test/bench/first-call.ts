// How long an artist waits who uses an op for the first time: V8 has yet to compile it, tables are yet to be made.
//
// Each op, each round, is a process of its own, bundled beforehand as the workers are: it runs the warm-up of a standby
// worker, then the op by its defaults, then the same again and again. The difference between the first and the later
// calls is what the warm-up left to be paid. Of the rounds the least counts, since a busy machine only ever adds.
// Without the warm-up, the same once, to see what it is good for.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { effects, shapes } from "../../src/core/vocabulary.ts";
import { bench } from "./support/bench.ts";
import { createProject } from "./support/show.ts";

interface ChildResult {
  warmUp: number;
  first: number;
  later: number;
}

await bench("first-call", async (b) => {
  const folder = createProject(b, {});
  const script = join(folder, "child.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("pages/first-call.child.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: script,
  });
  const run = (op: string, warm: "warm" | "cold"): ChildResult => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, op, warm], { encoding: "utf8" });
    if (status !== 0) throw new Error(`${op}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const all = [...Object.keys(shapes), ...Object.keys(effects)];
  const ops = b.pick(all, ["circle", "fill", "growth", "reactionDiffusion"]);
  const warmUps: number[] = [];
  const rows = ops.map((op) => {
    const rounds = Array.from({ length: b.pick(3, 2) }, () => run(op, "warm"));
    warmUps.push(...rounds.map(({ warmUp }) => warmUp));
    const later = Math.min(...rounds.map((round) => round.later));
    const first = Math.min(...rounds.map((round) => round.first));
    return { op, later, extra: first - later, coldExtra: run(op, "cold").first - later };
  });
  rows.sort((a, b) => b.extra - a.extra);
  b.samples("the warm-up, all ops", "ms", warmUps, { target: "<= 150" });
  b.samples(
    "first call − later ones, over all ops",
    "ms",
    rows.map(({ extra }) => extra),
  );
  b.value(`the same, slowest op (${rows[0].op})`, "ms", rows[0].extra, { target: "<= 50" });
  b.samples(
    "the same without a warm-up, over all ops",
    "ms",
    rows.map(({ coldExtra }) => coldExtra),
  );
  b.note("op, first call − later ones, without a warm-up, a later call (ms):");
  for (const { op, extra, coldExtra, later } of rows.slice(0, 12))
    b.note(`  ${op.padEnd(20)}${[extra, coldExtra, later].map((ms) => ms.toFixed(1).padStart(8)).join("")}`);
});
