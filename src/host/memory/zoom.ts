// The lens. V8's sampler knows functions; this knows lines: the accused file is built once more with a probe around every
// expression that makes something, plays for a few seconds in the place of the version on air, and goes again. The group
// before it stays warm all the while, so what comes back is the very sketch that was there, with all it has built up.
//
// Some of the values made are watched for their end. Bytes cannot be told that way, so the growth of the whole realm is measured
// between two forced collections and shared out by what survived.

import { MAX_SITES, SKETCH_SITES } from "../../protocol/allocations.ts";
import type { PageMemory } from "../../protocol/memory.ts";
import type { Link } from "../link.ts";
import type { Swap } from "../show/swap.ts";
import type { Version } from "../show/versions.ts";
import { CommandProblem } from "../show-api.ts";
import { createSourceSites } from "../source-sites.ts";
import type { Site, ZoomReport } from "./memory-api.ts";
import { originalColumn, probe } from "./probes.ts";

export interface ZoomParts {
  project: string;
  link(): Link | null;
  swap: Swap;
  /** The next number of a version. */
  nextGeneration(): number;
  /** Held while the lens is on: a save must not meet half of it. */
  frames(): Promise<number>;
  collect(worker: number): Promise<void>;
  sourceOf(site: Site): string;
  now(): number;
}

const FINALISERS_MS = 80;
const WARM_UP_MS = 400;

export async function zoom(parts: ZoomParts, file: string | null, seconds: number): Promise<Omit<ZoomReport, "cost">> {
  const link = parts.link();
  const version = parts.swap.version();
  if (!link || !version)
    throw new CommandProblem({ severity: "error", what: "no sketch is on air", try: "`.sketch name` opens one." });
  if (!version.proven) {
    throw new CommandProblem({
      severity: "error",
      what: `version ${version.generation} is on probation`,
      try: "Two seconds after a save it can be looked at.",
    });
  }
  const target = file ?? version.sketch;
  const within = (line: number, column: number) => {
    const found = version.sites.placeInBundle({ line, column })?.file;
    return (
      found !== undefined &&
      (found === target || found.endsWith(`/${target}`) || found.replace(/\.\w+$/, "") === target)
    );
  };
  const probed = probe(version.code, {
    firstSite: SKETCH_SITES,
    maxSites: MAX_SITES - SKETCH_SITES,
    zoom: true,
    within,
  });
  if (probed.sites.length === 0) {
    throw new CommandProblem({
      severity: "error",
      what: `nothing in ${target} makes anything`,
      expected: "a file of the sketch on air",
      try: `\`.zoom\` alone looks at ${version.sketch}.`,
    });
  }
  const generation = parts.nextGeneration();
  const guest: Version = {
    ...version,
    generation,
    probed: probed.code,
    probes: probed.sites,
    sites: createSourceSites(parts.project, generation, version.map, (line, column) =>
      originalColumn(probed.shifts, line, column),
    ),
    proven: false,
    failed: false,
  };
  const { outcome, giveBack } = await parts.swap.visit(guest);
  if (outcome.kind !== "air") {
    throw new CommandProblem(
      outcome.kind === "refused"
        ? outcome.problem
        : { severity: "error", what: "the lens was put away: something else went on air", try: "Try again." },
    );
  }
  try {
    const worker = parts.swap.air()?.ids[0];
    if (worker === undefined) throw new Error("a visitor is on air without a worker");
    await pause(WARM_UP_MS);
    await parts.collect(worker); // what the load left behind
    const before = await look(parts, link, worker);
    const started = parts.now();
    await pause(seconds * 1000);
    const took = (parts.now() - started) / 1000;
    const after = await look(parts, link, worker);
    if (parts.swap.air()?.version !== guest) {
      throw new CommandProblem({
        severity: "error",
        what: "the sketch was replaced while it was looked at",
        try: "Try again.",
      });
    }
    return { ...report(parts, guest, target, before, after, took), left: probed.left };
  } finally {
    await giveBack();
  }
}

interface Look {
  used: number;
  frames: number;
  books: Map<number, { alive: number; bytes: number; made: number; madeBytes: number }>;
}

async function look(parts: ZoomParts, link: Link, worker: number): Promise<Look> {
  await parts.collect(worker);
  await pause(FINALISERS_MS);
  const page = await link.page<PageMemory>("memory");
  const { used } = await link.heap(worker);
  const rows = page.workers.find(({ id }) => id === worker)?.books.rows ?? [];
  const books = new Map(rows.map(([site, bytes, alive, madeBytes, made]) => [site, { alive, bytes, made, madeBytes }]));
  return { used, frames: await parts.frames(), books };
}

function report(
  parts: ZoomParts,
  guest: Version,
  file: string,
  before: Look,
  after: Look,
  seconds: number,
): Omit<ZoomReport, "cost" | "left"> {
  const found = [...after.books].flatMap(([number, now]) => {
    const probe = guest.probes[number - SKETCH_SITES];
    const place = probe && guest.sites.placeInBundle(probe);
    if (!place) return [];
    const then = before.books.get(number) ?? { alive: 0, bytes: 0, made: 0, madeBytes: 0 };
    // A typed array is booked with its bytes, each one; anything else by a sample of those that live.
    const bytes = now.bytes - then.bytes;
    const alive = now.alive - then.alive;
    const made = now.made - then.made;
    return [
      {
        site: { ...place, name: probe.what },
        what: probe.what,
        bytes,
        alive,
        made,
        texts: now.madeBytes > 0 && now.bytes === 0,
      },
    ];
  });
  const heapGrowth = Math.max(0, after.used - before.used);
  const watched = found.filter((row) => row.bytes === 0 && row.alive > 0);
  const survivors = watched.reduce((sum, row) => sum + row.alive, 0);
  const buffers = found.reduce((sum, row) => sum + Math.max(0, row.bytes), 0);
  const growth = heapGrowth + buffers;
  const rows = found
    .map((row) => {
      const own = row.bytes !== 0 ? row.bytes : survivors > 0 ? (Math.max(0, row.alive) / survivors) * heapGrowth : 0;
      return {
        site: row.site,
        what: row.texts ? `${row.what} (a text: its end cannot be watched)` : row.what,
        texts: row.texts,
        source: parts.sourceOf(row.site),
        madePerSecond: row.made / seconds,
        alive: Math.max(0, row.alive),
        share: growth > 0 ? own / growth : 0,
        bytes: own,
      };
    })
    .filter((row) => row.alive > 0 || row.bytes > 0 || row.texts)
    .sort((a, b) => b.bytes - a.bytes || b.alive - a.alive || b.madePerSecond - a.madePerSecond)
    // What is alive only because its frame is: a few, and of no interest beside what piles up.
    .filter((row, _, all) => row.bytes > 0 || row.texts || row.alive * 20 >= Math.max(...all.map(({ alive }) => alive)))
    .slice(0, 20)
    .map(({ texts: _, ...row }) => row);
  return { file, seconds, growth, frames: after.frames - before.frames, rows };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
