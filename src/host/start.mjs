#!/usr/bin/env node
// The front door, in plain JavaScript because nothing is installed yet on a fresh clone: installs what is missing,
// builds the host, runs it. A second start finds both done.
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installMissing, requireNode } from "./install.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
requireNode();
installMissing(root);

const { buildHost } = await import("./build-host.mjs");
const { main } = await import(pathToFileURL(await buildHost(root)).href);
await main(process.argv.slice(2));
