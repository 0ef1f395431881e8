// From what was built, or was found in a log, to a version that can be loaded: its allocation sites numbered, its places known.

import { MAX_SITES, SKETCH_SITES } from "../../protocol/allocations.ts";
import { originalColumn, probe } from "../memory/probes.ts";
import { createSourceSites } from "../source-sites.ts";
import type { Version } from "./versions.ts";

export type VersionSource = Pick<Version, "generation" | "sketch" | "hash" | "code" | "map" | "assets">;

export function createVersion(project: string, source: VersionSource): Version {
  const { generation, code, map, assets } = source;
  const probed = probe(code, { firstSite: SKETCH_SITES, maxSites: MAX_SITES - SKETCH_SITES });
  return {
    ...source,
    assets: [...assets],
    probed: probed.code,
    probes: probed.sites,
    sites: createSourceSites(project, generation, map, (line, column) => originalColumn(probed.shifts, line, column)),
    savedAt: new Date().toISOString(),
    proven: false,
    failed: false,
    stateful: false,
    knobs: [],
  };
}
