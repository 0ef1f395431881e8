// One look at everything: every isolate, the books of the window, the GPU. Built from inspector calls and shared counters
// only, so a worker that is stuck in a loop is read like any other.

import type { AllocationBooks } from "../../protocol/allocations.ts";
import type { OutsideRow, PageMemory } from "../../protocol/memory.ts";
import type { Link } from "../link.ts";
import type { Collected } from "./collect.ts";
import { rowsOfProfile } from "./heap-profile.ts";
import type { HostRealm } from "./host-realm.ts";
import type { Books, MemoryRow, RealmTotals, RowKind, Site, Snapshot } from "./memory-api.ts";
import type { ScriptPlaces } from "./script-places.ts";
import type { RealmKey, Tracer } from "./tracer.ts";

/** An isolate and what it is to the show. */
export interface Realm {
  key: RealmKey;
  role: string;
  generation: number;
}

export interface TakeParts {
  link(): Link | null;
  host: HostRealm;
  tracer: Tracer;
  places(): ScriptPlaces;
  /** Addresses of the scripts that were evaluated in a realm, by V8's number. */
  urlsOf(key: RealmKey): ReadonlyMap<string, string>;
  /** Where an allocation site of a realm is; null when its script is gone. */
  siteOfBuffer(realm: "page" | "worker", generation: number, number: number): Site | null;
  /** Page, workers and host, as they are now. */
  realms(): Realm[];
  /** Which isolate a key stands for: numbers are never used again. */
  lifeOf(key: RealmKey): number;
  /** A forced collection of these realms; what became of each, in their order. */
  collect(keys: readonly RealmKey[]): Promise<Collected[]>;
  /** Lets a realm stand still for `work` without being taken for dead. */
  excuse<T>(key: RealmKey, work: () => Promise<T>): Promise<T>;
  now(): number;
  show(): { frame: number; generation: number; sketch: string | null };
  run: string;
  /** Buffers of the host that its own books know. */
  hostBuffers(): { bytes: number; count: number; site: Site | null }[];
}

export interface Take extends Omit<Snapshot, "name" | "cost"> {
  tookMs: number;
  pauseMs: number;
}

const MAX_ROWS = 2000;
/** A finaliser runs in a task after the collection; two turns of the realm's loop see it done. */
const FINALISERS_MS = 60;

export async function takeSnapshot(parts: TakeParts, options: { gc: boolean }): Promise<Take> {
  const started = parts.now();
  const link = parts.link();
  const realms = parts.realms();
  const notes: string[] = [];
  let pauseMs = 0;
  const attempt = async <T>(realm: Realm, work: () => Promise<T>): Promise<T | null> => {
    const at = parts.now();
    try {
      return await parts.excuse(realm.key, work);
    } catch {
      notes.push(`${describe(realm)} went away while it was looked at`);
      return null;
    } finally {
      pauseMs = Math.max(pauseMs, parts.now() - at);
    }
  };

  if (options.gc) {
    const collected = await parts.collect(realms.map(({ key }) => key));
    for (const [index, { outcome, ms }] of collected.entries()) {
      pauseMs = Math.max(pauseMs, ms);
      const realm = realms[index];
      if (realm && outcome === "stuck")
        notes.push(`${describe(realm)} does not come to an end: it was not collected, garbage counts`);
      if (realm && outcome === "gone") notes.push(`${describe(realm)} went away while it was looked at`);
    }
    await new Promise((resolve) => setTimeout(resolve, FINALISERS_MS));
  }
  const at = parts.now();
  const page = link ? await link.page<PageMemory>("memory").catch(() => null) : null;
  const nodes = link ? await domCounters(link) : { nodes: 0, listeners: 0 };
  const totals: RealmTotals[] = [];
  const rows: MemoryRow[] = [];
  await Promise.all(
    realms.map(async (realm) => {
      const seen = await attempt(realm, async () => {
        const profile = await parts.tracer.profile(realm.key);
        return { profile, heap: await heapOf(parts, realm.key) };
      });
      if (!seen) return;
      totals.push({
        realm: realm.role,
        worker: typeof realm.key === "number" ? realm.key : null,
        generation: realm.generation,
        life: parts.lifeOf(realm.key),
        heap: seen.heap.used,
        embedder: seen.heap.embedder,
        buffers: seen.heap.buffers,
        traced: seen.profile !== null,
      });
      // What a worker that nobody ends holds is told where it was made.
      if (seen.profile && realm.role !== "stray")
        rows.push(...rowsOfProfile(seen.profile.head, realm.role, parts.places(), parts.urlsOf(realm.key)));
    }),
  );

  const books: Books = { heap: 0, buffers: 0, shared: 0, gl: 0, outside: 0 };
  for (const realm of totals) {
    books.heap += realm.heap + realm.embedder;
    books.buffers += realm.buffers;
  }
  const counts: Record<string, number> = { "dom nodes": nodes.nodes, "dom listeners": nodes.listeners };
  if (page) {
    const roleOf = new Map(realms.map((realm) => [realm.key, realm.role]));
    rows.push(...bufferRows(parts, "page", "page", page.page));
    for (const { id, books: kept, arenaBytes } of page.workers) {
      const role = roleOf.get(id) ?? "stray";
      rows.push(...bufferRows(parts, "worker", role, kept));
      books.shared += arenaBytes;
      rows.push(simple("shared", role, "arena", arenaBytes, 1));
    }
    const outside = outsideRows(page.outside, parts.places());
    const strays = Math.max(
      1,
      outside.reduce((sum, row) => sum + (row.kind === "worker" && row.what === "" ? (row.count ?? 0) : 0), 0),
    );
    for (const row of outside) {
      if (row.kind === "shared") books.shared += row.bytes;
      else if (row.kind === "worker") row.bytes = row.what === "" ? (strayHeap(totals) / strays) * (row.count ?? 0) : 0;
      else books.outside += row.bytes;
      counts[`${row.kind}s`] = (counts[`${row.kind}s`] ?? 0) + (row.count ?? 0);
      rows.push(row);
    }
    const gl = glRows(page, parts.places());
    for (const row of gl) books.gl += row.bytes;
    rows.push(...gl);
    counts["gl objects"] = page.totals.count;
    counts["gl leaked to gc"] = page.totals.leakedToGc;
  }
  for (const { bytes, count, site } of parts.hostBuffers())
    rows.push({ bytes, count, realm: "host", kind: "buffer", site, what: "", trace: [] });
  const embedder = totals.find((realm) => realm.realm === "page")?.embedder ?? 0;
  if (embedder > 0)
    rows.push(simple("dom", "page", "documents, nodes and their browser objects", embedder, nodes.nodes));
  for (const [path, { count, bytes }] of link?.loads() ?? []) {
    counts.modules = (counts.modules ?? 0) + count;
    // Scripts that are loaded once are part of the program; one that is loaded again and again is kept each time.
    if (count > 1)
      rows.push({ ...simple("module", "page", path, 0, count), what: `${path} loaded ${count} times, ${bytes} bytes` });
  }

  return {
    format: "hairline-memory-1",
    at: new Date().toISOString(),
    // The middle of the reading: on a busy machine it takes as long as some measurements.
    ms: (at + parts.now()) / 2,
    run: parts.run,
    ...parts.show(),
    forcedGc: options.gc,
    realms: totals,
    books,
    counts,
    rows: merge(rows).slice(0, MAX_ROWS),
    notes,
    tookMs: parts.now() - started,
    pauseMs,
  };
}

function describe({ key, role }: Realm): string {
  return typeof key === "number" ? `worker ${key} (${role})` : role;
}

async function heapOf(
  { link, host }: TakeParts,
  key: RealmKey,
): Promise<{ used: number; buffers: number; embedder: number }> {
  if (key === "host") return { ...host.heap(), embedder: 0 };
  const window = link();
  if (!window) throw new Error("there is no window");
  return window.heap(key);
}

async function domCounters(link: Link): Promise<{ nodes: number; listeners: number }> {
  const seen = (await link.send("page", "Memory.getDOMCounters").catch(() => null)) as {
    nodes: number;
    jsEventListeners: number;
  } | null;
  return { nodes: seen?.nodes ?? 0, listeners: seen?.jsEventListeners ?? 0 };
}

function bufferRows(parts: TakeParts, of: "page" | "worker", realm: string, books: AllocationBooks): MemoryRow[] {
  const rows: MemoryRow[] = [];
  for (const [number, bytes, count] of books.rows) {
    if (bytes <= 0) continue;
    const site = parts.siteOfBuffer(of, books.generation, number);
    rows.push({ bytes, count, realm, kind: "buffer", site, what: site ? "" : "(a script that is gone)", trace: [] });
  }
  return rows;
}

function outsideRows(outside: readonly OutsideRow[], places: ScriptPlaces): MemoryRow[] {
  return outside.map(({ kind, owner, bytes, count, stack }) => ({
    bytes,
    count,
    realm: "page",
    kind,
    site: places.siteOfStack(stack),
    what: owner,
    trace: [],
  }));
}

function glRows({ gl, drawingBuffer }: PageMemory, places: ScriptPlaces): MemoryRow[] {
  const rows = gl.map(({ kind, bytes, owner, stack }): MemoryRow => {
    const site = places.siteOfStack(stack);
    return { bytes, count: 1, realm: "gpu", kind: "gl", site, what: owner ? `${kind}, ${owner}` : kind, trace: [] };
  });
  const { width, height, bytes } = drawingBuffer;
  return [...rows, simple("gl", "gpu", `drawing buffer ${width}×${height}`, bytes, 1)];
}

/** Workers that belong to no group: nobody ends them. */
function strayHeap(totals: readonly RealmTotals[]): number {
  return totals.reduce((sum, realm) => sum + (realm.realm === "stray" ? realm.heap + realm.buffers : 0), 0);
}

function simple(kind: RowKind, realm: string, what: string, bytes: number, count: number): MemoryRow {
  return { bytes, count, realm, kind, site: null, what, trace: [] };
}

/** Rows of one place become one: four hundred GL objects of one line are one finding. */
function merge(rows: readonly MemoryRow[]): MemoryRow[] {
  const merged = new Map<string, MemoryRow>();
  for (const row of rows) {
    const { site } = row;
    const key = `${row.realm}|${row.kind}|${row.what}|${site ? `${site.file}:${site.line}:${site.column}` : ""}|${row.trace.join("|")}`;
    const known = merged.get(key);
    if (!known) merged.set(key, { ...row });
    else {
      known.bytes += row.bytes;
      known.count = known.count === null || row.count === null ? null : known.count + row.count;
    }
  }
  return [...merged.values()].sort((a, b) => b.bytes - a.bytes || (b.count ?? 0) - (a.count ?? 0));
}
