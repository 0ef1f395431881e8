import { openPage } from "../support/page.ts";
const page = await openPage({ entry: "test/window/renderer.page.ts", graphics: "llvmpipe" });
for (const backend of ["instanced","pulled"]) for (const layers of [1, 4]) {
  await page.call("prepareFrames", { backend, layers });
  await page.send("HeapProfiler.enable");
  await page.send("HeapProfiler.startSampling", { samplingInterval: 16, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true });
  const n = 1000;
  await page.call("frames", { count: n });
  const { profile } = await page.send<any>("HeapProfiler.stopSampling");
  let total = 0; const by = new Map<string, number>();
  (function walk(node: any) { total += node.selfSize; const k = node.callFrame.functionName + ":" + node.callFrame.lineNumber; by.set(k, (by.get(k) ?? 0) + node.selfSize); node.children.forEach(walk); })(profile.head);
  console.log(backend, layers, total / n, [...by].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([k, v]) => `${k} ${(v / n).toFixed(1)}`).join(", "));
}
await page.close();
