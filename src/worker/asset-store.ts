// Fonts and pictures of the sketch in this worker. The host hands them in before it loads the sketch, or when a drawing
// has asked in vain; of a picture only its darkness is kept.

import { type AssetKind, type AssetStore, MissingAssetError, type Picture } from "../core/assets.ts";

/** What must be taken from the realm before it is closed. */
export interface AssetTools {
  decodeBase64(text: string): string;
  /** Decodes a picture file; refuses what is none. */
  openPicture(bytes: Uint8Array): Promise<OpenPicture>;
}

export interface OpenPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha of these rows, 0..255, alpha not multiplied in. Valid until the next call. */
  rows(from: number, count: number): ArrayLike<number>;
  close(): void;
}

export interface WorkerAssets extends AssetStore {
  /** Takes a piece of a file, base64; `last` completes it. Answers why it was refused, or null. */
  put(kind: AssetKind, name: string, piece: string, last: boolean): Promise<string | null>;
  clear(): void;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

const MAX_ENTRIES = 64;
const MAX_BYTES = 192 * 1024 * 1024;
/** The longer side of what is kept of a picture. */
const MAX_SIDE = 1024;
/** Most rows asked for at a time: a large picture is never there in full. */
export const STRIP = 64;

export function createWorkerAssets(tools: AssetTools): WorkerAssets {
  const fonts = new Map<string, Uint8Array>();
  const pictures = new Map<string, Picture>();
  /** Pieces of the files that are on their way, by kind and name. */
  const arriving = new Map<string, Uint8Array[]>();
  let bytes = 0;

  const entries = () => fonts.size + pictures.size + arriving.size;

  async function complete(kind: AssetKind, name: string, pieces: readonly Uint8Array[]): Promise<void> {
    const file = joined(pieces);
    bytes -= file.length;
    if (kind === "font") {
      bytes += file.length - (fonts.get(name)?.length ?? 0);
      fonts.set(name, file);
      return;
    }
    const picture = await decode(tools, file);
    bytes += picture.ink.length - (pictures.get(name)?.ink.length ?? 0);
    pictures.set(name, picture);
  }

  return {
    font(name) {
      const found = fonts.get(name);
      if (found === undefined) throw new MissingAssetError("font", name);
      return found;
    },
    picture(name) {
      const found = pictures.get(name);
      if (found === undefined) throw new MissingAssetError("picture", name);
      return found;
    },
    async put(kind, name, piece, last) {
      const key = `${kind} ${name}`;
      const pieces = arriving.get(key) ?? [];
      const part = fromBase64(tools.decodeBase64(piece));
      if (bytes + part.length > MAX_BYTES || (pieces.length === 0 && entries() >= MAX_ENTRIES)) {
        bytes -= pieces.reduce((sum, each) => sum + each.length, 0);
        arriving.delete(key);
        return `the sketch's fonts and pictures are more than ${MAX_ENTRIES}, or than ${MAX_BYTES} bytes`;
      }
      bytes += part.length;
      pieces.push(part);
      arriving.set(key, pieces);
      if (!last) return null;
      arriving.delete(key);
      try {
        await complete(kind, name, pieces);
        return null;
      } catch (error) {
        return `the picture cannot be decoded: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
    clear() {
      fonts.clear();
      pictures.clear();
      arriving.clear();
      bytes = 0;
    },
    usage: () => ({ entries: entries(), maxEntries: MAX_ENTRIES, bytes, maxBytes: MAX_BYTES }),
  };
}

function fromBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * Darkness, strip by strip: each sample is the mean of the pixels it stands for, in whole numbers, so that every machine
 * gets the same. Not the browser's own scaling, which differs with the graphics card.
 */
async function decode(tools: AssetTools, file: Uint8Array): Promise<Picture> {
  const source = await tools.openPicture(file);
  try {
    const scale = Math.min(1, MAX_SIDE / Math.max(source.width, source.height));
    const width = Math.max(1, Math.round(source.width * scale));
    const height = Math.max(1, Math.round(source.height * scale));
    const sums = new Float64Array(width * height);
    const counts = new Uint32Array(width * height);
    for (let from = 0; from < source.height; from += STRIP) {
      const count = Math.min(STRIP, source.height - from);
      const rgba = source.rows(from, count);
      for (let row = 0; row < count; row++) {
        const y = Math.floor(((from + row) * height) / source.height);
        for (let column = 0; column < source.width; column++) {
          const at = (row * source.width + column) * 4;
          const to = y * width + Math.floor((column * width) / source.width);
          // Luma of Rec. 709, in 1/1000.
          const light = 213 * rgba[at] + 715 * rgba[at + 1] + 72 * rgba[at + 2];
          sums[to] += (255_000 - light) * rgba[at + 3];
          counts[to]++;
        }
      }
    }
    return { width, height, ink: Uint8Array.from(sums, (sum, i) => Math.round(sum / (255_000 * counts[i]))) };
  } finally {
    source.close();
  }
}
