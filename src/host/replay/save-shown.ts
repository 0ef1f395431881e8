// The frame on show as an SVG file named by its time in the set.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkFrame, createFrameView, HEAD } from "../../protocol/frame.ts";
import { frameToSvg } from "../frame-to-svg.ts";
import type { Link } from "../link.ts";

const TRIES = 40;
const LOOK_MS = 15;

/** Waits for tick `seq` to be on screen. False where it never came, or nothing is shown. Nothing is overwritten. */
export async function saveShownSvg(link: Link, folder: string, ms: number, seq: number): Promise<boolean> {
  for (let i = 0; i < TRIES; i++, await new Promise((done) => setTimeout(done, LOOK_MS))) {
    const text = await link.page<string>("shownFrame");
    if (text === "") continue;
    const bytes = Buffer.from(text, "base64");
    // Frames are read back as 4-byte words, so the copy has to start and end on one.
    const copy = new ArrayBuffer(Math.ceil(bytes.length / 16) * 16);
    new Uint8Array(copy).set(bytes);
    const wrong = checkFrame(copy);
    if (wrong !== null) throw new Error(wrong);
    const view = createFrameView(copy);
    if (view.head[HEAD.seq] !== seq) continue;
    const name = `${(ms / 1000).toFixed(2).padStart(9, "0")}.svg`;
    await writeFile(join(folder, name), frameToSvg(view), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    return true;
  }
  return false;
}
