import { openPage } from "../support/page.ts";
import { writeFileSync } from "node:fs";
for (const graphics of ["llvmpipe", "swiftshader"] as const) {
  const page = await openPage({ entry: "test/window/renderer.page.ts", graphics });
  for (const backend of ["instanced", "pulled"]) {
   
    console.log("garbage", await page.call("garbage", { backend, frames: 2000 }));
    for (const points of [10000, 100000])
      console.log("cost", points, await page.call("cost", { backend, points, frames: 15 }));
    console.log("bytes", await page.call("bytesPerPoint", { backend, points: 100000 }));
  }
  for (const w of [1.5, 6])
    console.log("agree", w, JSON.stringify(await page.call("backendsAgree", { width: w, alpha: 0.3 })));
  console.log(
    await page.call("probe"),
    await page.call("probe"),
    await page.call("contextLoss", { backend: "instanced" }),
  );
  writeFileSync(
    `/tmp/hard-${graphics}.png`,
    Buffer.from((await page.call<string>("hardPicture", { backend: "instanced", width: 1.5 })).split(",")[1], "base64"),
  );
  await page.close();
}
