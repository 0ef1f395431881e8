// What a drawing asked for that its worker does not have: a font by its family's name, a picture. Not a mistake until
// the host says that it has none either.

import type { AssetKind } from "../core/assets.ts";

export interface AssetNeed {
  kind: AssetKind;
  name: string;
}

const MAX_NAME = 300;

/** Whether a realm that runs a sketch has answered with a need. */
export function isAssetNeed(value: unknown): value is AssetNeed {
  if (typeof value !== "object" || value === null) return false;
  const { kind, name } = value as Record<string, unknown>;
  return (kind === "font" || kind === "picture") && typeof name === "string" && name.length <= MAX_NAME;
}
