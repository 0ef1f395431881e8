// Brings fonts and pictures to workers, and finds what a drawing has asked for in vain. A worker is told each asset once;
// a version remembers what was found for it, so the next worker has it before it is asked.

import type { AssetNeed } from "../../protocol/asset-need.ts";
import type { FontFinder } from "../fonts.ts";
import type { Link } from "../link.ts";
import type { SketchAsset } from "../sketch-assets.ts";
import type { Version } from "./versions.ts";

/** Words for a problem about something that is nowhere. */
export interface Advice {
  expected: string;
  try: string;
}

export interface AssetSupply {
  /** Makes sure that a worker has all a version is known to need. */
  bring(id: number, version: Version): Promise<void>;
  /** Finds what was missing and adds it to the version; else what to tell. */
  find(need: AssetNeed, version: Version): Promise<Advice | null>;
  /** The worker is gone, or has let go of everything. */
  forget(id: number): void;
  forgetAll(): void;
}

/** A piece of a file, in bytes. Small, so that frames are drawn between the pieces. */
const PIECE = 768 * 1024;
const MAX_NAMED = 8;

export function createAssetSupply(link: () => Link | null, fonts: FontFinder): AssetSupply {
  const told = new Map<number, Set<string>>();

  async function send(id: number, { kind, name, bytes }: SketchAsset): Promise<void> {
    for (let at = 0; at === 0 || at < bytes.length; at += PIECE) {
      const window = link();
      if (!window) return;
      const piece = bytes.subarray(at, at + PIECE).toString("base64");
      const refused = await window.worker<string | null>(id, "asset", kind, name, piece, at + PIECE >= bytes.length);
      if (refused !== null) throw new AssetRefused(refused);
    }
  }

  return {
    async bring(id, version) {
      const has = told.get(id) ?? new Set<string>();
      told.set(id, has);
      for (const asset of version.assets) {
        const key = `${asset.kind} ${asset.name}`;
        if (has.has(key)) continue;
        await send(id, asset);
        has.add(key);
      }
    },

    async find(need, version) {
      if (need.kind === "picture") {
        return {
          expected: "a picture that the sketch imports",
          try: 'Write `import picture from "./picture.png"` and give `source: picture`.',
        };
      }
      if (version.assets.some(({ kind, name }) => kind === need.kind && name === need.name)) return null;
      const font = await fonts.find(need.name);
      if (font !== null) {
        version.assets.push(font);
        return null;
      }
      const families = await fonts.families(need.name);
      const named = families.slice(0, MAX_NAMED).map((family) => `"${family}"`);
      return {
        expected: `one of the ${families.length} families of this computer and of \`fonts.folders\`, or one that is built in: "sans", "serif", "italic", "script", "gothic"`,
        try: named.length === 0 ? "None was found; a font file can be imported." : `Nearest: ${named.join(", ")}.`,
      };
    },

    forget: (id) => void told.delete(id),
    forgetAll: () => told.clear(),
  };
}

/** The worker did not take it: too much, or no picture after all. The sketch's fault, not ours. */
export class AssetRefused extends Error {}
