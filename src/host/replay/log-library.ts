// Code, fonts and pictures out of a log, by their hashes, checked and bounded: the log may be anybody's.

import { createHash } from "node:crypto";
import { hashText } from "../bundle.ts";
import type { EntryOf } from "../set-log/entries.ts";
import type { SketchAsset } from "../sketch-assets.ts";

const MAX_CODE = 64 * 2 ** 20;
const MAX_ASSETS = 512 * 2 ** 20;

export interface LogLibrary {
  /** Keeps it, or says what is wrong with it. */
  addCode(entry: EntryOf<"code">): string | null;
  addPiece(entry: EntryOf<"asset">): string | null;
  code(hash: string): string | null;
  /** Those of a load, or null when one is not in the log. */
  assets(of: EntryOf<"load">["assets"]): SketchAsset[] | null;
}

export function createLogLibrary(): LogLibrary {
  const codes = new Map<string, string>();
  const files = new Map<string, Buffer>();
  const arriving = new Map<string, Buffer[]>();
  let codeBytes = 0;
  let assetBytes = 0;
  return {
    addCode({ hash, code }) {
      if (hashText(code) !== hash) return `code ${hash} is not what its hash says`;
      if (codes.has(hash)) return null;
      codeBytes += code.length;
      if (codeBytes > MAX_CODE) return `more than ${MAX_CODE} bytes of code`;
      codes.set(hash, code);
      return null;
    },
    addPiece({ hash, piece, last }) {
      const part = Buffer.from(piece, "base64");
      assetBytes += part.length;
      if (assetBytes > MAX_ASSETS) return `more than ${MAX_ASSETS} bytes of fonts and pictures`;
      const pieces = [...(arriving.get(hash) ?? []), part];
      if (!last) {
        arriving.set(hash, pieces);
        return null;
      }
      arriving.delete(hash);
      const whole = Buffer.concat(pieces);
      if (createHash("sha256").update(whole).digest("hex").slice(0, 16) !== hash)
        return `file ${hash} is not what its hash says`;
      files.set(hash, whole);
      return null;
    },
    code: (hash) => codes.get(hash) ?? null,
    assets(of) {
      const found = of.map(({ kind, name, hash }) => ({ kind, name, bytes: files.get(hash) }));
      return found.every(({ bytes }) => bytes !== undefined) ? (found as SketchAsset[]) : null;
    },
  };
}
