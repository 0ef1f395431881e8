// The good versions of the set: a ring of the last few, and where in it we are. Pure bookkeeping.

import type { KnobDeclaration } from "../../protocol/port.ts";
import type { ProbeSite } from "../memory/probes.ts";
import type { VersionStatus } from "../show-api.ts";
import type { SketchAsset } from "../sketch-assets.ts";
import type { SourceSites } from "../source-sites.ts";

export interface Version {
  generation: number;
  /** The sketch's file, relative to the project. */
  sketch: string;
  hash: string;
  /** As bundled: what the journal keeps. */
  code: string;
  map: string;
  /** The same with its allocation sites numbered from SKETCH_SITES on: what runs. */
  probed: string;
  probes: readonly ProbeSite[];
  sites: SourceSites;
  /** Fonts and pictures: what it imports, and fonts found for it by name. */
  assets: SketchAsset[];
  savedAt: string;
  /** Two seconds and a hundred good frames on air. */
  proven: boolean;
  /** It ran and failed late: never chosen as a fallback again. */
  failed: boolean;
  stateful: boolean;
  /** What it declared, when it was loaded and since. */
  knobs: readonly KnobDeclaration[];
  /** On air for a look only: never kept, never proven, and the group before it stays warm. */
  visitor?: boolean;
}

export interface Versions {
  /** A new version goes to the end; one that is there already only becomes the current. */
  add(version: Version): void;
  /** The one `steps` before (negative) or after the current, or null. */
  peek(steps: number): Version | null;
  /** The newest proven version that is not `except`, else the newest that has not failed. */
  fallback(except: number): Version | null;
  setCurrent(generation: number): void;
  get(generation: number): Version | null;
  list(onAir: number): VersionStatus[];
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

/** Code is small, fonts and pictures are not: ten versions with a Chinese font each would be half a gigabyte. */
const MAX_BYTES = 256 * 2 ** 20;
/** The one on air, and the one to fall back to, stay whatever they hold. */
const ALWAYS_KEPT = 2;

export function createVersions(keep: number, maxBytes = MAX_BYTES): Versions {
  let ring: Version[] = [];
  let current = -1;
  /** The newest proven version stays: a stream of untried saves must not push out the one they would fall back to. */
  function oldestToSpare(added: Version): number {
    const safe = ring.findLast((each) => each.proven && !each.failed);
    return Math.max(
      0,
      ring.findIndex((each) => each !== added && each !== safe),
    );
  }
  return {
    add(version) {
      if (!ring.includes(version)) ring = [...ring, version];
      while (ring.length > keep || (ring.length > ALWAYS_KEPT && bytesOf(ring) > maxBytes))
        ring.splice(oldestToSpare(version), 1);
      current = ring.indexOf(version);
    },
    peek: (steps) => ring[current + steps] ?? null,
    fallback(except) {
      const good = ring.filter((each) => each.generation !== except && !each.failed).reverse();
      return good.find((each) => each.proven) ?? good[0] ?? null;
    },
    setCurrent(generation) {
      const at = ring.findIndex((each) => each.generation === generation);
      if (at !== -1) current = at;
    },
    get: (generation) => ring.find((each) => each.generation === generation) ?? null,
    list: (onAir) =>
      ring.map(({ generation, sketch, hash, savedAt, proven }) => ({
        generation,
        sketch,
        hash,
        savedAt,
        proven,
        onAir: generation === onAir,
      })),
    usage: () => ({ entries: ring.length, maxEntries: keep, bytes: bytesOf(ring), maxBytes }),
  };
}

/** Versions that use the same file share it. */
function bytesOf(ring: readonly Version[]): number {
  const files = new Set(ring.flatMap((each) => each.assets.map(({ bytes }) => bytes)));
  let bytes = 0;
  for (const each of ring) bytes += (each.code.length + each.probed.length + each.map.length) * 2;
  for (const file of files) bytes += file.length;
  return bytes;
}
