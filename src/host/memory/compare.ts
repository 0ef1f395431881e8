// Snapshots → tables. Pure: what is on top, and what grew between two.

import { describeSite, keyOf } from "./heap-profile.ts";
import type { Books, Cost, GroupBy, MemoryRow, Site, Snapshot, Top, TopRow, ViewOptions } from "./memory-api.ts";

interface Group {
  row: MemoryRow;
  bytes: number;
  count: number | null;
}

export function top(
  snapshot: Snapshot,
  view: ViewOptions,
  seconds: number | null,
  sourceOf: (site: Site) => string,
  cost: Cost,
): Top {
  const groups = [...group(snapshot.rows, view).values()].map(({ row, bytes, count }) => ({ row, bytes, count }));
  groups.sort((a, b) => b.bytes - a.bytes || (b.count ?? 0) - (a.count ?? 0));
  const traced = sumOf(snapshot.rows);
  const total = totalOf(snapshot.books);
  return {
    ...table(groups, view, total, seconds, sourceOf),
    forcedGc: snapshot.forcedGc,
    seconds,
    total,
    books: snapshot.books,
    counts: snapshot.counts,
    untraced: total - traced,
    notes: snapshot.notes,
    cost,
  };
}

export function diff(
  from: Snapshot,
  to: Snapshot,
  view: ViewOptions,
  sourceOf: (site: Site) => string,
  cost: Cost,
): Top {
  const before = group(from.rows, view);
  const after = group(to.rows, view);
  const groups: Group[] = [];
  let unclaimed = 0;
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    const a = before.get(key);
    const b = after.get(key);
    const row = (b ?? a)?.row as MemoryRow;
    const counted = row.kind !== "object";
    const bytes = (b?.bytes ?? 0) - (a?.bytes ?? 0);
    const count = counted ? (b?.count ?? 0) - (a?.count ?? 0) : null;
    // The browser's own heap behind the page breathes; documents and nodes are accused only when there are more of them.
    if (row.kind === "dom" && (count ?? 0) <= 0) unclaimed += bytes;
    else if (bytes !== 0 || (count ?? 0) !== 0) groups.push({ row, bytes, count });
  }
  groups.sort((a, b) => weight(b) - weight(a));
  const sameRun = from.run === to.run;
  const seconds = sameRun ? (to.ms - from.ms) / 1000 : null;
  const total = totalOf(to.books) - totalOf(from.books);
  const books = Object.fromEntries(
    Object.entries(to.books).map(([name, bytes]) => [name, bytes - from.books[name as keyof Books]]),
  ) as unknown as Books;
  const counts = Object.fromEntries(
    [...new Set([...Object.keys(to.counts), ...Object.keys(from.counts)])].map((name) => [
      name,
      (to.counts[name] ?? 0) - (from.counts[name] ?? 0),
    ]),
  );
  return {
    ...table(groups, view, total, seconds, sourceOf),
    forcedGc: from.forcedGc && to.forcedGc,
    seconds,
    total,
    books,
    counts,
    untraced: total - (sumOf(to.rows) - sumOf(from.rows)) + unclaimed,
    notes: [...differences(from, to, sameRun), ...to.notes],
    cost,
  };
}

/**
 * Things whose bytes nobody knows are ranked as if each held this much: the original's growth was vertex arrays, which
 * have no bytes in any book. For the order only; no sum has it.
 */
const NOMINAL: Readonly<Record<string, number>> = { gl: 4096, module: 4096, worker: 1e6 };

function weight({ row, bytes, count }: Group): number {
  return bytes + (bytes === 0 ? (count ?? 0) * (NOMINAL[row.kind] ?? 1) : 0);
}

/** Between two looks a realm may have been replaced: its bytes are compared by role, and it is said. */
function differences(from: Snapshot, to: Snapshot, sameRun: boolean): string[] {
  const notes: string[] = [];
  if (!sameRun)
    notes.push("the two were taken in different runs: there is no time between them, and every realm is another");
  else {
    for (const now of to.realms) {
      const then = from.realms.find((each) => each.realm === now.realm);
      if (then && then.life !== now.life) {
        const name =
          now.worker === null ? now.realm : `${now.realm}: worker ${then.worker} (version ${then.generation})`;
        const other = now.worker === null ? "a new one" : `worker ${now.worker} (version ${now.generation})`;
        notes.push(`${name} was replaced by ${other} between the two; what it holds is compared by role`);
      } else if (then && then.generation !== now.generation) {
        notes.push(`${now.realm} ran version ${then.generation} then and ${now.generation} now`);
      }
    }
    for (const then of from.realms)
      if (!to.realms.some((each) => each.realm === then.realm)) notes.push(`${then.realm} is gone`);
  }
  const untraced = to.realms.filter((realm) => !realm.traced && realm.realm !== "stray").map((realm) => realm.realm);
  if (untraced.length > 0) notes.push(`objects are not traced in ${untraced.join(", ")}: \`.trace start\``);
  if (from.forcedGc !== to.forcedGc)
    notes.push("only one of the two was taken after a collection: garbage counts as growth");
  return notes;
}

function table(
  groups: readonly Group[],
  view: ViewOptions,
  total: number,
  seconds: number | null,
  sourceOf: (site: Site) => string,
) {
  // Of a total that shrank, or hardly moved, no row can be a share: what grew is then measured by all that grew.
  const whole = Math.max(
    total,
    groups.reduce((sum, each) => sum + Math.max(0, each.bytes), 0),
  );
  const rows: TopRow[] = groups.slice(0, view.limit).map(({ row, bytes, count }) => ({
    bytes,
    count,
    rate: seconds !== null && seconds > 0 ? bytes / seconds : null,
    share: whole === 0 ? 0 : bytes / whole,
    realm: view.by === "kind" ? "" : row.realm,
    kind: view.by === "realm" ? "" : row.kind,
    site: view.by === "realm" || view.by === "kind" ? null : row.site,
    what: row.what,
    source: row.site && view.by === "line" ? sourceOf(row.site) : "",
    ...(view.by === "trace" ? { trace: row.trace } : {}),
  }));
  return { rows, more: Math.max(0, groups.length - rows.length) };
}

function group(rows: readonly MemoryRow[], view: ViewOptions): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    if (!shown(row, view)) continue;
    const key = groupKey(row, view.by);
    const known = groups.get(key);
    if (!known) groups.set(key, { row: label(row, view.by), bytes: row.bytes, count: row.count });
    else {
      known.bytes += row.bytes;
      known.count = known.count === null || row.count === null ? null : known.count + row.count;
    }
  }
  return groups;
}

function shown(row: MemoryRow, { only, not }: ViewOptions): boolean {
  const text = `${row.realm} ${row.kind} ${row.site ? describeSite(row.site) : ""} ${row.what}`.toLowerCase();
  return (!only || text.includes(only.toLowerCase())) && (!not || !text.includes(not.toLowerCase()));
}

function groupKey(row: MemoryRow, by: GroupBy): string {
  const { site, realm, kind, what } = row;
  switch (by) {
    case "line":
      return `${realm}|${kind}|${site ? `${site.file}:${site.line}|${site.name}` : what}`;
    case "function":
      return `${realm}|${kind}|${site ? `${site.file}|${site.name}` : what}`;
    case "file":
      return `${realm}|${kind}|${site?.file ?? what}`;
    case "trace":
      return `${realm}|${kind}|${site ? keyOf(site) : what}|${row.trace.join("|")}`;
    case "realm":
      return realm;
    case "kind":
      return kind;
    default:
      return by satisfies never;
  }
}

/** A group says no more than its rows have in common. */
function label(row: MemoryRow, by: GroupBy): MemoryRow {
  if (by === "realm" || by === "kind") return { ...row, what: "", site: null };
  if (by === "file" && row.site) return { ...row, site: { file: row.site.file, line: 0, column: 1, name: "" } };
  return row;
}

export const totalOf = ({ heap, buffers, shared, gl, outside }: Books): number =>
  heap + buffers + shared + gl + outside;

function sumOf(rows: readonly MemoryRow[]): number {
  return rows.reduce((sum, row) => sum + row.bytes, 0);
}
