// The shown frame as a file. Vertices cross the process only here. Nothing is ever overwritten.

import { mkdir, open } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { checkFrame, createFrameView } from "../../protocol/frame.ts";
import { frameToSvg } from "../frame-to-svg.ts";
import type { Link } from "../link.ts";
import { CommandProblem } from "../show-api.ts";

export interface SaveRequest {
  format: "svg" | "png";
  path: string | null;
  project: string;
  /** Where files go that have no path of their own. */
  folder: string;
  sketch: string;
  generation: number;
  seed: number;
}

export async function saveFrame(link: Link, request: SaveRequest): Promise<{ path: string; bytes: number }> {
  const content = request.format === "svg" ? Buffer.from(await svgOf(link)) : await pngOf(link);
  const path = await writeNew(request, content);
  return { path: relative(request.project, path), bytes: content.length };
}

async function svgOf(link: Link): Promise<string> {
  const encoded = await link.page<string>("shownFrame");
  if (encoded === "") throw nothingShown();
  const bytes = Buffer.from(encoded, "base64");
  // Frames are read back as 4-byte words, so the copy has to start and end on one.
  const copy = new ArrayBuffer(Math.ceil(bytes.length / 16) * 16);
  new Uint8Array(copy).set(bytes);
  const wrong = checkFrame(copy);
  if (wrong) throw new Error(wrong);
  return frameToSvg(createFrameView(copy));
}

async function pngOf(link: Link): Promise<Buffer> {
  const url = await link.page<string>("picture");
  const comma = url.indexOf(",");
  if (comma === -1) throw nothingShown();
  return Buffer.from(url.slice(comma + 1), "base64");
}

function nothingShown(): CommandProblem {
  return new CommandProblem({
    severity: "error",
    what: "there is no picture to save",
    try: "`.sketch name` opens a sketch.",
  });
}

async function writeNew(request: SaveRequest, content: Buffer): Promise<string> {
  const { format } = request;
  const stem =
    request.path ??
    join(request.folder, `${request.sketch.replace(/\.\w+$/, "")}-v${request.generation}-s${request.seed}`);
  const full = isAbsolute(stem) ? stem : resolve(request.project, stem);
  const base = full.toLowerCase().endsWith(`.${format}`) ? full.slice(0, -format.length - 1) : full;
  try {
    await mkdir(dirname(base), { recursive: true });
    for (let n = 1; ; n++) {
      const path = `${base}${n === 1 ? "" : `-${n}`}.${format}`;
      const file = await open(path, "wx").catch((error) => {
        if (error.code === "EEXIST") return null;
        throw error;
      });
      if (!file) continue;
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      return path;
    }
  } catch (error) {
    throw new CommandProblem({
      severity: "error",
      where: { file: base, line: 0, column: 1 },
      what: `cannot be written: ${(error as Error).message}`,
      try: "Name another path.",
    });
  }
}
