import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildScript } from "../../src/host/engine-build.ts";

const root = mkdtempSync(join(tmpdir(), "hairline-engine-"));
after(() => rmSync(root, { recursive: true, force: true }));
const write = (file: string, text: string) => {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
  const before = new Date(Date.now() - 60_000);
  utimesSync(join(root, file), before, before);
};
for (const file of ["probes.ts", "leak-kinds.ts"]) write(`src/host/memory/${file}`, "");
write("src/host/javascript.ts", "");
write("src/worker/part.ts", "export const made = () => new Float32Array(8);\n");
write("src/worker/main.ts", 'import { made } from "./part.ts";\nconsole.log(made());\n');
const kept = join(root, "node_modules", ".cache", "hairline", "worker.script.json");

test("a script is kept while its files are as they were, and built anew when one is not", async () => {
  const first = await buildScript(root, "worker");
  assert.match(first.probed.code, /__hairlineAlloc\(0,new Float32Array\(8\)\)/);
  assert.equal(first.probed.sites.length, 1);
  assert.match(first.map, /part\.ts/);

  // Kept: what stands in the file is what comes.
  writeFileSync(kept, readFileSync(kept, "utf8").replaceAll("new Float32Array(8)", "new Float32Array(9)"));
  assert.match((await buildScript(root, "worker")).probed.code, /Float32Array\(9\)/);

  write("src/worker/part.ts", "export const made = () => new Uint8Array(8);\n");
  assert.match((await buildScript(root, "worker")).probed.code, /Uint8Array\(8\)/);

  // The same size at another time is another file; so is a change of how scripts are probed.
  write("src/worker/part.ts", "export const made = () => new Uint8Array(7);\n");
  utimesSync(join(root, "src/worker/part.ts"), new Date(), new Date(Date.now() - 30_000));
  assert.match((await buildScript(root, "worker")).probed.code, /Uint8Array\(7\)/);
});

test("a file that is gone, and a kept script that was cut off, cost a build and no more", async () => {
  writeFileSync(kept, '{"esbuild":');
  assert.match((await buildScript(root, "worker")).probed.code, /Uint8Array\(7\)/);
  write("src/worker/main.ts", "console.log(1);\n");
  rmSync(join(root, "src/worker/part.ts"));
  assert.doesNotMatch((await buildScript(root, "worker")).probed.code, /Uint8Array/);
});

test("what was saved while it was built is not kept", async () => {
  writeFileSync(join(root, "src/worker/main.ts"), "console.log(2);\n");
  utimesSync(join(root, "src/worker/main.ts"), new Date(), new Date(Date.now() + 60_000));
  rmSync(kept);
  await buildScript(root, "worker");
  assert.ok(!existsSync(kept));
});
