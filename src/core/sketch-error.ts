// A mistake in a sketch, as data. The artist's error is normal input at night: it is caught, shown with a way out, and
// the last good picture stays. Our own broken invariants stay plain errors, so the two are never confused.

export interface Advice {
  /** What should have been there instead. */
  expected?: string;
  /** The way out, a sentence. */
  try?: string;
  /** Stack of the place where the recipe node was made, when `captureSites` was on. */
  site?: string;
}

/** `message` says what came, `expected` what should have come, `try` what to do; `describeProblem` joins them. */
export class SketchError extends Error {
  override name = "SketchError";
  expected?: string;
  try?: string;
  site?: string;

  constructor(what: string, advice: Advice = {}) {
    super(what);
    this.expected = advice.expected;
    this.try = advice.try;
    this.site = advice.site;
  }
}

/** The candidate that `name` was probably meant to be, or null. `nearestName("displce", ["scale", "displace"])` → `"displace"` */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  const wanted = name.toLowerCase();
  if (wanted === "") return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** A `try` sentence for an unknown name: the nearest one, or the whole list while it is short. */
export function suggestName(name: string, candidates: readonly string[]): string {
  const near = nearestName(name, candidates);
  if (near !== null) return `Did you mean "${near}"?`;
  const shown = candidates.slice(0, 16).join(", ");
  return `Known: ${shown}${candidates.length > 16 ? ", …" : ""}.`;
}

/** What a value looks like to the person who wrote it: `text "5"`, `a list of 2`, `undefined`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return `text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") {
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    return kind === "Object" ? "an object" : `a ${kind}`;
  }
  return `a ${typeof value}`;
}

// Insertions, deletions, replacements and swapped neighbours, each one step. Gives up beyond `limit`.
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return above[b.length];
}
