// `.why`: what holds most in a realm, and who holds it, in words. A heap snapshot stops the realm while it is written, so
// the pause is worked out first, said, and asked for where an audience would see it.

import type { Link } from "../link.ts";
import { CommandProblem } from "../show-api.ts";
import { createSnapshotReader } from "./heap-graph.ts";
import type { Site, WhyReport } from "./memory-api.ts";
import { createPausePredictor, describePath, findSuspects, pathTo } from "./retainers.ts";
import type { ScriptPlaces } from "./script-places.ts";

export interface WhyParts {
  link(): Link | null;
  excuse<T>(key: "page" | number, work: () => Promise<T>): Promise<T>;
  places(): ScriptPlaces;
  say(line: string): void;
  now(): number;
}

/** Shorter than this, a pause is announced and not asked for. */
const ASK_MS = 400;
const LIMIT_MS = 120_000;

export function createWhy(parts: WhyParts) {
  const predictor = createPausePredictor();

  return async (
    key: "page" | number,
    realm: string,
    options: { yes: boolean; top: number },
  ): Promise<Omit<WhyReport, "cost">> => {
    const link = parts.link();
    if (!link)
      throw new CommandProblem({ severity: "error", what: "there is no window", try: "`.open` brings it back." });
    const { used } = await link.heap(key);
    const predictedMs = predictor.predict(used);
    const pause = `${realm} will stand still for about ${(predictedMs / 1000).toFixed(1)} s`;
    if (predictedMs > ASK_MS && !options.yes) {
      throw new CommandProblem({
        severity: "warning",
        what: `${pause} while its heap of ${Math.round(used / 1e6)} MB is copied; the last picture stays`,
        try: "`.why --yes` does it.",
      });
    }
    parts.say(`${pause} …`);
    const reader = createSnapshotReader();
    const stop = link.listen(key, "HeapProfiler.addHeapSnapshotChunk", ({ chunk }: { chunk: string }) =>
      reader.push(chunk),
    );
    const started = parts.now();
    try {
      await parts.excuse(key, () =>
        link.send(
          key,
          "HeapProfiler.takeHeapSnapshot",
          { reportProgress: false, captureNumericValue: false },
          LIMIT_MS,
        ),
      );
    } catch (error) {
      throw new CommandProblem({
        severity: "error",
        what: `${realm} went away while its heap was copied: ${error instanceof Error ? error.message : String(error)}`,
      });
    } finally {
      stop();
    }
    const pauseMs = parts.now() - started;
    predictor.observe(used, pauseMs);
    const graph = reader.finish();
    const places = parts.places();
    const suspects = findSuspects(graph, { top: options.top }).flatMap(({ node, bytes }) => {
      const path = pathTo(graph, node);
      if (!path) return [];
      const { steps, sentence, site } = describePath<Site>(path, {
        siteOf: (_scriptId, line, column, url) => places.siteOf({ url: url ?? "", line, column, name: "" }),
        declarationOf: (variable, near) => places.declarationOf(near.url ?? "", variable),
      });
      return [{ sentence, path: steps, bytes, site }];
    });
    return { realm, heapBytes: used, pauseMs, predictedMs, suspects };
  };
}
