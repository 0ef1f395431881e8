// `npm run gallery`: drives the real program, without a window, over the sketches, saves each in its final quality as SVG
// and PNG, and lays all out on a contact sheet. Prints what each costs while it plays. Everything lands in out/gallery/.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findBrowser } from "../src/host/browser/find.ts";
import { unpackPackagedBrowser } from "../src/host/browser/packaged.ts";
import { formatCount, formatMs, table } from "../src/host/repl/table.ts";
import { contactSheet } from "./support/contact-sheet.ts";
import { type Answer, type Program, startProgram } from "./support/program.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FOLDER = join("out", "gallery");
/** The reference scene looks its best under a hand, and the drill leaks by design. */
const LEFT_OUT = ["seed", "leak-drill"];
const PLAYS_MS = 2000;
/** An iterative op has this long in the final quality: the program's own `watchdog.iterate_s`. */
const PATIENCE_MS = 120_000;

interface Row {
  name: string;
  points: number;
  lines: number;
  /** draw() and evaluation of single frames on air, sampled while it plays. */
  evaluateMs: number[];
  fps: number;
  complaints: string[];
}

const names = readdirSync(join(ROOT, "sketches"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3))
  .filter((name) => !LEFT_OUT.includes(name))
  .sort();
if (names.length === 0) throw new Error("there are no sketches");

rmSync(join(ROOT, FOLDER), { recursive: true, force: true }); // .save never overwrites
mkdirSync(join(ROOT, FOLDER), { recursive: true });

const rows: Row[] = [];
const program = startProgram({
  project: ROOT,
  files: {},
  args: ["--headless"],
  env: {
    HAIRLINE_WINDOW__WIDTH: "1400",
    HAIRLINE_WINDOW__HEIGHT: "1400",
    // Pictures are wanted here, also from a machine that is busy with something else.
    HAIRLINE_AUDITION__TIME_LIMIT_MS: "20000",
    HAIRLINE_WATCHDOG__FRAME_MS: "20000",
    HAIRLINE_BUDGETS__EVALUATE_MS: "20000",
  },
});
try {
  await program.ask(".status", PATIENCE_MS); // the first answer comes when the browser is up
  await program.ask(".quality final");
  for (const name of names) {
    console.error(`gallery: ${name} …`);
    rows.push(await visit(program, name));
  }
} finally {
  await program.close();
}

const drawn = rows.filter(({ points }) => points > 0);
const sheet = contactSheet(
  drawn.map(({ name }) => ({ name, svg: readFileSync(join(ROOT, FOLDER, `${name}.svg`), "utf8") })),
);
writeFileSync(join(ROOT, FOLDER, "contact-sheet.svg"), sheet.svg);
await paint(join(ROOT, FOLDER, "contact-sheet"), sheet.width, sheet.height);

const columns = [
  { title: "sketch", cell: (row: Row) => row.name },
  { title: "points", cell: (row: Row) => formatCount(row.points), right: true },
  { title: "lines", cell: (row: Row) => formatCount(row.lines), right: true },
  { title: "evaluate p50", cell: (row: Row) => formatMs(percentile(row.evaluateMs, 0.5)), right: true },
  { title: "p95", cell: (row: Row) => formatMs(percentile(row.evaluateMs, 0.95)), right: true },
  { title: "fps", cell: (row: Row) => row.fps.toFixed(1), right: true },
];
console.log(table(columns, rows).join("\n"));
console.log(`${FOLDER}: ${drawn.length} sketches, contact-sheet.svg and .png`);
for (const { name, complaints } of rows) for (const each of complaints) console.error(`gallery: ${name}: ${each}`);
process.exitCode = rows.some(({ complaints }) => complaints.length > 0) ? 1 : 0;

async function visit(show: Program, name: string): Promise<Row> {
  const row: Row = { name, points: 0, lines: 0, evaluateMs: [], fps: 0, complaints: [] };
  const opened = await show.ask(`.sketch ${name}`, PATIENCE_MS);
  if (!opened.ok) {
    row.complaints.push(opened.problem?.what ?? "it did not open");
    return row;
  }
  const { generation } = opened.data.status;
  const finished = ({ data }: Answer) =>
    data?.generation >= generation && data.state === "running" && data.drawn === "final" && data.working === null;
  const untilFinished = () =>
    show.until(".status", finished, PATIENCE_MS).catch((error: Error) => {
      row.complaints.push(`its final quality did not come, and it is saved as it was: ${error.message}`);
    });
  await untilFinished();

  for (const end = Date.now() + PLAYS_MS; Date.now() < end; ) {
    const { data } = await show.ask(".workers");
    const onAir = data.workers.find((worker: { role: string }) => worker.role === "air");
    if (onAir) row.evaluateMs.push(onAir.drawMs + onAir.evaluateMs);
    await new Promise((done) => setTimeout(done, 40));
  }
  await untilFinished(); // what has moved meanwhile may be worked out anew
  const { data: status } = await show.ask(".status");
  Object.assign(row, { points: status.points, lines: status.lines, fps: status.fps });
  for (const format of ["svg", "png"]) {
    const saved = await show.ask(`.save ${format} ${FOLDER}/${name}.${format}`, 60_000);
    if (!saved.ok) row.complaints.push(saved.problem.what);
  }
  const { data } = await show.ask(".problems");
  row.complaints.push(...data.problems.map((problem: { what: string }) => problem.what));
  return row;
}

/** `path`.svg → `path`.png, by a browser that lays it out and is gone. */
async function paint(path: string, width: number, height: number): Promise<void> {
  const browser = await findBrowser({
    configured: null,
    headless: true,
    env: process.env,
    platform: process.platform,
    packaged: () => unpackPackagedBrowser(join(ROOT, "node_modules", ".cache", "hairline")),
  });
  const profile = mkdtempSync(join(tmpdir(), "hairline-gallery-"));
  try {
    const { status, stderr } = spawnSync(
      browser.path,
      [
        "--headless",
        "--hide-scrollbars",
        "--disable-gpu",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), // Chromium refuses to run as root with its sandbox
        `--user-data-dir=${profile}`,
        `--window-size=${Math.ceil(width)},${Math.ceil(height)}`,
        `--screenshot=${path}.png`,
        pathToFileURL(`${path}.svg`).href,
      ],
      { env: { ...process.env, ...browser.env }, encoding: "utf8", timeout: 120_000 },
    );
    if (status !== 0) throw new Error(`${browser.name} did not paint ${path}.svg\n${stderr}`);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function percentile(samples: readonly number[], share: number): number | null {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}
