// `.mem plot`: the last minutes as a picture in a file. SVG is written as it is; PNG is painted by the window from it.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, extname, relative, resolve, sep } from "node:path";
import type { Link } from "../link.ts";
import { CommandProblem } from "../show-api.ts";
import type { SlopeRow } from "./memory-api.ts";
import { plotSvg } from "./plot-svg.ts";
import type { SeriesBook } from "./series.ts";

const SHOWN = ["page", "air", "other workers", "host", "buffers", "shared", "gpu"];
const SECONDS = 600;

export async function savePlot(
  parts: { link(): Link; series: SeriesBook; slopes(): SlopeRow[]; project: string; folder: string; now(): number },
  path: string | null,
): Promise<{ path: string; bytes: number }> {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const full = resolve(parts.project, path ?? `${parts.folder}/memory-${stamp}.svg`);
  if (!`${full}${sep}`.startsWith(`${resolve(parts.project)}${sep}`))
    throw new CommandProblem({ severity: "error", what: `"${path}" lies outside the project` });
  const kind = extname(full).toLowerCase();
  if (kind !== ".svg" && kind !== ".png")
    throw new CommandProblem({ severity: "error", what: `${path} ends in "${kind}"`, expected: ".svg or .png" });
  const now = parts.now();
  const slopes = new Map(parts.slopes().map((row) => [row.name, row.slope]));
  const svg = plotSvg({
    title: "Memory by owner",
    series: SHOWN.filter((name) => parts.series.names().includes(name)).map((name) => ({
      name,
      ...parts.series.history(name, SECONDS, now),
      slope: slopes.get(name) ?? null,
    })),
    cuts: parts.series.cuts(),
    nowMs: now,
  });
  const bytes = kind === ".svg" ? Buffer.from(svg) : await paint(parts.link(), svg);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, bytes, { flag: "wx" }).catch((error) => {
    const there = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw new CommandProblem({
      severity: "error",
      what: there ? `${relative(parts.project, full)} is there already` : String(error),
      try: there ? "Give another name." : undefined,
    });
  });
  return { path: relative(parts.project, full), bytes: bytes.length };
}

async function paint(link: Link, svg: string): Promise<Buffer> {
  const url = await link.page<string>("paintSvg", Buffer.from(svg).toString("base64"));
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}
