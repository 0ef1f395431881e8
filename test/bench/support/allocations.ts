// Who allocates? V8's sampling heap profiler in one realm, at an interval so fine that nearly every object is seen; the
// sizes it reports are scaled back to the true amount. Collected garbage is counted too: it is what we are after.

import type { Session } from "./tap.ts";

interface ProfileNode {
  callFrame: { functionName: string; url: string; lineNumber: number };
  selfSize: number;
  children: ProfileNode[];
}

export interface Allocation {
  bytes: number;
  /** Function names from the root down, the allocating one last. */
  path: string[];
  /** `src/window/timing.ts add`, read from the bundle's own comments. */
  site: string;
}

export interface Allocations {
  list: Allocation[];
  total: number;
  /** Bytes made under a function of this name, itself included, by sites that match. */
  under(name: string, site?: RegExp): number;
  /** The largest sites, under a function of this name or anywhere. */
  top(count: number, under?: string): { site: string; bytes: number }[];
}

/** Samples for `span` ms, or until `span` has come to its end. */
export async function sampleAllocations(
  session: Session,
  span: number | (() => Promise<unknown>),
  interval: number,
  script: string,
): Promise<Allocations> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.startSampling", {
    samplingInterval: interval,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await (typeof span === "number" ? new Promise((resolve) => setTimeout(resolve, span)) : span());
  const { profile } = await session.send("HeapProfiler.stopSampling");
  await session.send("HeapProfiler.disable");
  const lines = script.split("\n");
  const list: Allocation[] = [];
  const walk = (node: ProfileNode, path: string[]) => {
    const { functionName, url, lineNumber } = node.callFrame;
    const here = [...path, functionName || "(anonymous)"];
    if (node.selfSize > 0)
      list.push({
        bytes: node.selfSize,
        path: here,
        site: `${fileOf(lines, url, lineNumber)} ${functionName || "(anonymous)"}`,
      });
    for (const child of node.children) walk(child, here);
  };
  walk(profile.head, []);
  const sum = (of: Allocation[]) => of.reduce((total, { bytes }) => total + bytes, 0);
  return {
    list,
    total: sum(list),
    under: (name, only) => sum(list.filter(({ path, site }) => path.includes(name) && (only?.test(site) ?? true))),
    top(count, under) {
      const sites = new Map<string, number>();
      for (const { bytes, path, site } of list)
        if (under === undefined || path.includes(under)) sites.set(site, (sites.get(site) ?? 0) + bytes);
      return [...sites]
        .map(([site, bytes]) => ({ site, bytes }))
        .sort((a, b) => b.bytes - a.bytes)
        .slice(0, count);
    },
  };
}

/** esbuild writes `// src/core/arena.ts` above what came from there. */
function fileOf(lines: readonly string[], url: string, line: number): string {
  if (!/\/(window|worker|page)\.js/.test(url)) return url.replace(/^.*\//, "") || "(browser)";
  for (let at = line; at >= 0; at--) {
    const match = /^\s*\/\/ (\S+\.(?:ts|js|mjs))$/.exec(lines[at] ?? "");
    if (match) return match[1];
  }
  return url;
}

/** Counts typed arrays and buffers made from now on, however they are made. `globalThis.__made()` reads the total. */
export const COUNT_TYPED_ARRAYS = `(() => {
  let made = 0;
  const names = ["ArrayBuffer", "SharedArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"];
  for (const name of names) {
    const native = globalThis[name];
    if (typeof native !== "function") continue;
    globalThis[name] = new Proxy(native, { construct(target, args, as) { made++; return Reflect.construct(target, args, as); } });
  }
  const shared = Object.getPrototypeOf(Int32Array.prototype);
  for (const name of ["subarray", "slice", "map", "filter", "toSorted", "toReversed", "with"]) {
    const native = shared[name];
    if (native) Object.defineProperty(shared, name, { configurable: true, writable: true, value(...args) { made++; return native.apply(this, args); } });
  }
  globalThis.__made = () => made;
})()`;
