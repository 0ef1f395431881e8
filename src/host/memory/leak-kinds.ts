// The sixteen ways a live-coding program leaks (research/memory-tooling.md §4): what `.leak` can plant, where it grows,
// and how the books should call it. Data only; leak-drill.ts plants them.

import type { RowKind } from "./memory-api.ts";

export interface LeakKind {
  /** One line for the list. */
  help: string;
  realm: "air" | "page" | "host";
  /** Row of a diff that should lead, and whether its bytes or its number grows. */
  kind: RowKind;
  by: "bytes" | "count";
  /** Function of the drill that is to blame. */
  site: string;
}

export const LEAK_KINDS: Readonly<Record<string, LeakKind>> = {
  objects: {
    help: "objects in an array, in the worker",
    realm: "air",
    kind: "object",
    by: "bytes",
    site: "leakObjects",
  },
  arrays: { help: "typed arrays kept by the worker", realm: "air", kind: "buffer", by: "bytes", site: "leakArrays" },
  cache: { help: "a geometry cache that never evicts", realm: "air", kind: "buffer", by: "bytes", site: "leakCache" },
  closures: {
    help: "closures in a list of listeners",
    realm: "air",
    kind: "object",
    by: "bytes",
    site: "leakClosures",
  },
  "gl-buffers": { help: "a GL buffer per frame", realm: "page", kind: "gl", by: "bytes", site: "leakGlBuffer" },
  framebuffers: {
    help: "a framebuffer with its texture per frame",
    realm: "page",
    kind: "gl",
    by: "bytes",
    site: "leakFramebuffer",
  },
  strings: { help: "strings in the window", realm: "page", kind: "object", by: "bytes", site: "leakStrings" },
  dom: { help: "detached DOM nodes", realm: "page", kind: "dom", by: "bytes", site: "leakDom" },
  blobs: { help: "blob URLs nobody revokes", realm: "page", kind: "blob", by: "bytes", site: "leakBlob" },
  workers: { help: "workers nobody terminates", realm: "page", kind: "worker", by: "count", site: "leakWorker" },
  shared: { help: "shared memory that is kept", realm: "page", kind: "shared", by: "bytes", site: "leakShared" },
  messages: {
    help: "messages to a worker that is stuck",
    realm: "page",
    kind: "message",
    by: "bytes",
    site: "leakMessages",
  },
  modules: {
    help: "a module imported again under another address",
    realm: "page",
    kind: "module",
    by: "count",
    site: "",
  },
  console: {
    help: "objects printed to a console that keeps them",
    realm: "page",
    kind: "object",
    by: "bytes",
    site: "leakConsole",
  },
  handles: {
    help: "prompt results that are not released",
    realm: "page",
    kind: "object",
    by: "bytes",
    site: "leakHandle",
  },
  host: {
    help: "buffers kept in the host process",
    realm: "host",
    kind: "buffer",
    by: "bytes",
    site: "leakHostBuffers",
  },
};

/** The original's true mistake: one vertex array per upload. Counts grow, bytes do not. */
export const EXTRA_LEAKS: Readonly<Record<string, LeakKind>> = {
  "vertex-arrays": {
    help: "a vertex array per frame",
    realm: "page",
    kind: "gl",
    by: "count",
    site: "leakVertexArray",
  },
};

/** First allocation site of the drill's scripts: the engine's end before it, a sketch's begin after them. */
export const DRILL_SITES = 448;

/** Scripts the window loads only for the drill; the assets carry them, because it can load nothing else. */
export const DRILL_ASSETS: Readonly<Record<string, string>> = {
  /** A worker that goes to sleep before its first message, and is never woken. */
  "/drill-stuck.js": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);\n",
  /** Some data, as a module of shapes would have it. */
  "/drill-module.js":
    "export const shape = Array.from({ length: 220 }, (_, i) => ({ x: i, y: i * i, pen: [i, 1] }));\n",
};
