// What a replay came to, as data and as a card.

import { plain, type Style } from "../repl/style.ts";
import { formatSeconds, pairs } from "../repl/table.ts";

export interface ReplayReport {
  log: string;
  /** Length of the set, and how long the replay took. */
  seconds: number;
  took: number;
  entries: number;
  parts: number;
  torn: boolean;
  windows: number;
  saves: Record<string, number>;
  commands: number;
  marks: { seconds: number; text: string }[];
  loads: number;
  /** Frames on screen then, and drawn again now. */
  shown: number;
  drawn: number;
  compared: number;
  equal: number;
  /** Frames that have a hash and could not be compared, by reason. */
  notCompared: Record<string, number>;
  firstDifference: {
    /** Of the set. */
    seconds: number;
    t: number;
    sketch: string;
    generation: number;
    expected: string;
    got: string;
  } | null;
  /** Records that the log itself misses. */
  lost: { jobs: number; writes: number };
  /** Whether another build of the engine drew the set. */
  otherEngine: boolean;
  problems: string[];
  /** Files that were written. */
  files: number;
}

export function newReport(log: string): ReplayReport {
  return {
    log,
    seconds: 0,
    took: 0,
    entries: 0,
    parts: 0,
    torn: false,
    windows: 0,
    saves: {},
    commands: 0,
    marks: [],
    loads: 0,
    shown: 0,
    drawn: 0,
    compared: 0,
    equal: 0,
    notCompared: {},
    firstDifference: null,
    lost: { jobs: 0, writes: 0 },
    otherEngine: false,
    problems: [],
    files: 0,
  };
}

export function formatReport(report: ReplayReport, style: Style): string[] {
  const { seconds, took, compared, equal, firstDifference: first } = report;
  const different = compared - equal;
  const verdict =
    compared === 0
      ? style.warn("nothing to compare")
      : different === 0
        ? style.good(`all ${equal} equal`)
        : style.bad(`${different} of ${compared} differ`);
  const saves = Object.entries(report.saves).map(([outcome, count]) => `${count} ${outcome}`);
  const skipped = Object.entries(report.notCompared).map(([reason, count]) => `${count}: ${reason}`);
  const rows: [string, string][] = [
    ["set", `${plain(report.log)}, ${formatSeconds(seconds)}, ${report.entries} entries`],
    ["frames", `${report.shown} were on screen, ${report.drawn} drawn again`],
    ["compared", `${compared}: ${verdict}`],
    ["took", `${formatSeconds(took)}, ${took > 0 ? (seconds / took).toFixed(1) : "–"} seconds a second`],
    [
      "in it",
      `${saves.length > 0 ? `saves ${saves.join(", ")}` : "no saves"}; ${report.loads} loads, ${report.commands} lines`,
    ],
  ];
  if (skipped.length > 0) rows.push(["not compared", plain(skipped.join("; "))]);
  if (report.files > 0) rows.push(["written", `${report.files} files`]);
  const lines = pairs(rows);
  if (first) {
    lines.push(
      style.bad(
        plain(
          `first difference at ${first.seconds.toFixed(2)} s of the set (t = ${first.t}): ${first.sketch} version ${first.generation} drew ${first.got || "nothing"}, then it was ${first.expected}`,
        ),
      ),
    );
  }
  for (const { seconds: at, text } of report.marks) lines.push(style.quiet(plain(`${at.toFixed(1)} s  ${text}`)));
  if (report.otherEngine)
    lines.push(style.warn("another build of the program drew this set: pictures may differ for that alone"));
  if (report.torn) lines.push(style.warn("the log ends in the middle of a line: the show was cut off there"));
  const { jobs, writes } = report.lost;
  if (jobs + writes > 0) lines.push(style.warn(`the log itself misses ${jobs} frames and ${writes} moves`));
  for (const problem of report.problems.slice(0, 5)) lines.push(style.warn(plain(problem)));
  return lines;
}
