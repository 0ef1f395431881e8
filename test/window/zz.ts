import { openPage } from "../support/page.ts";
for (const graphics of ["llvmpipe", "swiftshader"] as const) {
  const page = await openPage({ entry: "test/window/renderer.page.ts", graphics });
  for (const backend of ["instanced", "pulled"])
    console.log(
      graphics,
      backend,
      "cost ms 100k",
      await page.call("cost", { backend, points: 100000, frames: 31 }),
      "10k",
      await page.call("cost", { backend, points: 10000, frames: 31 }),
    );
  console.log(JSON.stringify(await page.call("probe")));
  await page.close();
}
