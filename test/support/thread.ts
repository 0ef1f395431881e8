// A TypeScript file as a thread of its own. Bundled first: Node's loader hooks do not reach into worker threads.

import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";

/** Starts the file; resolves with its first message, `"ready"` by custom. */
export async function startThread(file: URL, workerData: unknown): Promise<Worker> {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    format: "cjs",
    platform: "node",
    write: false,
  });
  const thread = new Worker(outputFiles[0].text, { eval: true, workerData });
  await new Promise((resolve, reject) => thread.once("message", resolve).once("error", reject));
  return thread;
}
