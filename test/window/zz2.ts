import { openPage } from "../support/page.ts";
for (const graphics of ["llvmpipe", "swiftshader"] as const) {
const page = await openPage({ entry: "test/window/zz-entry.ts", graphics });
for (const s of [{ width: 1, lines: 200, perLine: 100, step: 8 }, { width: 6, lines: 200, perLine: 100, step: 8 }, { width: 1, lines: 200, perLine: 500, step: 2 }]) {
  const out: string[] = [];
  for (const backend of ["instanced","pulled"]) out.push(backend + " " + await page.call("speed", { backend, ...s }));
  console.log(graphics, JSON.stringify(s), out.join("  "));
}
await page.close();
}
