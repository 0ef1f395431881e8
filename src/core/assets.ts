// Files a drawing uses beside its code: pictures and fonts. The core reads no file; whoever runs it fills a store before
// or between frames, and an op that asks for what is not there throws an error that says what to fetch.

import { SketchError } from "./sketch-error.ts";

export type AssetKind = "font" | "picture";

/** Darkness of a picture, row by row: 0 white or see-through, 255 black. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array;
}

export interface AssetStore {
  /** The bytes of a font file (OpenType or TrueType), by the name it was asked for. Throws `MissingAssetError`. */
  font(name: string): Uint8Array;
  /** Throws `MissingAssetError`. */
  picture(name: string): Picture;
}

/** Not a mistake yet: the host may have it. It becomes one when the host does not. */
export class MissingAssetError extends SketchError {
  readonly kind: AssetKind;
  readonly asset: string;

  constructor(kind: AssetKind, asset: string) {
    super(`there is no ${kind} "${asset}"`);
    this.kind = kind;
    this.asset = asset;
  }
}

/** Has nothing. For whoever draws without fonts and pictures. */
export const NO_ASSETS: AssetStore = {
  font: (name) => {
    throw new MissingAssetError("font", name);
  },
  picture: (name) => {
    throw new MissingAssetError("picture", name);
  },
};
