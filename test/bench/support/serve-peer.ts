// Peers are servers: each runs as a process of its own on a free loopback port, and is ended with everything it started.

import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.ts";
import { pause } from "./statistics.ts";

export const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Starts a Node program of the peers' package and resolves when its port answers. */
export async function servePeer(
  b: Bench,
  script: string,
  args: readonly string[],
  cwd: string,
  port: number,
): Promise<string> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["-r", `${PEERS}bind-local.cjs`, `${PEERS}node_modules/${script}`, ...args],
    {
      cwd,
      detached: true, // a group of its own, so that its helpers can be ended with it
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "", BROWSER: "none", NODE_ENV: "development" },
    },
  );
  let log = "";
  child.stdout?.on("data", (bytes) => {
    log += bytes;
  });
  child.stderr?.on("data", (bytes) => {
    log += bytes;
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  b.defer(async () => {
    try {
      process.kill(-(child.pid as number), "SIGTERM");
    } catch {
      // Gone already.
    }
    await Promise.race([ended, pause(2000)]);
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), "SIGKILL");
  });
  const url = `http://127.0.0.1:${port}/`;
  for (const deadline = performance.now() + 60_000; ; await pause(200)) {
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return url;
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`${script} does not serve ${url}:\n${log.slice(-2000)}`);
  }
}
