// Pictures and fonts that a sketch imports: `import face from "./face.png"` gives it a name made of the file's content,
// and the file itself goes to its workers beside the code. Another content is another name, so a changed picture is a
// changed sketch.

import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { OnLoadArgs, OnLoadResult, Plugin } from "esbuild";
import type { AssetKind } from "../core/assets.ts";
import { pictureSize } from "./picture-size.ts";

export interface SketchAsset {
  kind: AssetKind;
  /** What the sketch calls it. */
  name: string;
  bytes: Buffer;
}

const KINDS: Readonly<Record<string, AssetKind>> = {
  ".png": "picture",
  ".jpg": "picture",
  ".jpeg": "picture",
  ".webp": "picture",
  ".gif": "picture",
  ".ttf": "font",
  ".otf": "font",
  ".ttc": "font",
  ".otc": "font",
};

const MiB = 1024 * 1024;
export const MAX_FONT_BYTES = 40 * MiB;
const MAX_PICTURE_BYTES = 32 * MiB;
const MAX_PIXELS = 64_000_000;
const MAX_SIDE = 16_384;

/** By the file's extension; null for everything else. */
export function assetKindOf(path: string): AssetKind | null {
  return KINDS[extname(path).toLowerCase()] ?? null;
}

export interface AssetCollector {
  plugin: Plugin;
  /** What the files of a build are. */
  among(inputs: readonly string[]): SketchAsset[];
}

export function collectAssets(): AssetCollector {
  const known = new Map<string, { stamp: string; asset: SketchAsset }>();

  async function load({ path }: OnLoadArgs): Promise<OnLoadResult> {
    const kind = assetKindOf(path) as AssetKind;
    const seen = await stat(path);
    const limit = kind === "font" ? MAX_FONT_BYTES : MAX_PICTURE_BYTES;
    if (seen.size > limit) return refusal(path, `has ${seen.size} bytes, at most ${limit} are taken`);
    // A large font is not read again at every save of the sketch.
    const stamp = `${seen.ino}:${seen.size}:${seen.mtimeMs}:${seen.ctimeMs}`;
    let asset = known.get(path)?.asset;
    if (known.get(path)?.stamp !== stamp || asset === undefined) {
      const bytes = await readFile(path);
      const wrong = kind === "picture" ? pictureFault(bytes) : null;
      if (wrong !== null) return refusal(path, wrong);
      const name = `${kind}:${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`;
      if (asset?.name !== name) asset = { kind, name, bytes };
      known.set(path, { stamp, asset });
    }
    return { contents: `export default ${JSON.stringify(asset.name)};`, loader: "js" };
  }

  return {
    plugin: {
      name: "sketch-assets",
      setup(build) {
        const endings = Object.keys(KINDS).map((ending) => ending.slice(1));
        build.onLoad({ filter: new RegExp(`\\.(?:${endings.join("|")})$`, "i") }, load);
      },
    },
    among(inputs) {
      for (const path of known.keys()) if (!inputs.includes(path)) known.delete(path);
      const found = inputs.map((path) => known.get(path)?.asset).filter((asset) => asset !== undefined);
      return [...new Map(found.map((asset) => [asset.name, asset])).values()];
    },
  };
}

function pictureFault(bytes: Buffer): string | null {
  const size = pictureSize(bytes);
  if (size === null) return "is no picture that can be read";
  const { width, height } = size;
  if (width * height <= MAX_PIXELS && Math.max(width, height) <= MAX_SIDE) return null;
  return `has ${width} × ${height} pixels, at most ${MAX_PIXELS / 1e6} million are taken, and ${MAX_SIDE} to a side`;
}

function refusal(path: string, what: string): OnLoadResult {
  return {
    errors: [
      {
        text: `${basename(path)} ${what}`,
        notes: [{ text: "Pictures may be PNG, JPEG, WebP or GIF, fonts OpenType or TrueType." }],
      },
    ],
  };
}
