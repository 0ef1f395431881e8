// The vocabulary as data and as text, for `.ops name` and `hairline ops`. Read from the ops' own tables.

import { nearest } from "../nearest.ts";
import { CommandProblem } from "../show-api.ts";
import { plain, type Style } from "./style.ts";
import { pairs, table } from "./table.ts";

export interface ParamRow {
  name: string;
  kind: string;
  default: unknown;
  range: readonly [number, number] | null;
  choices: readonly string[] | null;
  unit: string | null;
  help: string;
}
export interface OpRow {
  name: string;
  kind: "shape" | "effect";
  help: string;
  params: ParamRow[];
}

/** Loaded when first asked for: the show itself runs no op in Node. */
export async function listOps(): Promise<OpRow[]> {
  const { shapes, effects } = await import("../../core/vocabulary.ts");
  const row = (kind: "shape" | "effect", name: string, op: { help: string; params: object }): OpRow => ({
    name,
    kind,
    help: op.help,
    params: Object.entries(op.params as Record<string, Partial<ParamRow>>).map(([param, spec]) => ({
      name: param,
      kind: spec.kind ?? "",
      default: spec.default,
      range: spec.range ?? null,
      choices: spec.choices ?? null,
      unit: spec.unit ?? null,
      help: spec.help ?? "",
    })),
  });
  return [
    ...Object.entries(shapes).map(([name, op]) => row("shape", name, op)),
    ...Object.entries(effects).map(([name, op]) => row("effect", name, op)),
  ];
}

export async function findOp(name: string): Promise<OpRow> {
  const ops = await listOps();
  const wanted = name.replace(/^[GE]\./, "");
  const found = ops.find((op) => op.name === wanted);
  if (found) return found;
  const close = nearest(
    wanted,
    ops.map((op) => op.name),
  );
  throw new CommandProblem({
    severity: "error",
    what: `there is no op "${plain(name).slice(0, 60)}"`,
    try: close ? `Did you mean "${close}"?` : `There are: ${ops.map((op) => op.name).join(", ")}`,
  });
}

export function formatOps(ops: readonly OpRow[], style: Style): string[] {
  const block = (kind: OpRow["kind"], title: string, prefix: string) => [
    style.strong(title),
    ...pairs(ops.filter((op) => op.kind === kind).map((op) => [`  ${prefix}${op.name}`, op.help])),
  ];
  return [...block("shape", "shapes", "G."), ...block("effect", "effects", "E.")];
}

export function formatOp(op: OpRow, style: Style): string[] {
  const [header, ...rows] = table<ParamRow>(
    [
      { title: "parameter", cell: (p) => p.name },
      { title: "default", cell: (p) => JSON.stringify(p.default) },
      {
        title: "range",
        cell: (p) => (p.choices ? p.choices.join("|") : p.range ? `${p.range[0]}..${p.range[1]}` : p.kind),
      },
      { title: "unit", cell: (p) => p.unit ?? "" },
      { title: "", cell: (p) => p.help },
    ],
    op.params,
  );
  const title = `${style.strong(`${op.kind === "shape" ? "G" : "E"}.${op.name}`)}  ${op.help}`;
  return header === undefined ? [title] : [title, style.quiet(header), ...rows];
}
