// The name a person probably meant. Used wherever a name can be wrong: keys, flags, commands, sketches, knobs, ops.

/** The closest candidate within a third of its length (at least one edit), or null. `nearest("displce", ["displace"])` → `"displace"` */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  const wanted = name.slice(0, 64).toLowerCase();
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.slice(0, 64).toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** All of them, the closest to `name` first: those that contain it, or are contained, before those a few edits away. */
export function byNearness(name: string, candidates: readonly string[]): string[] {
  const wanted = name.slice(0, 64).toLowerCase();
  const scored = candidates.map((candidate) => {
    const other = candidate.slice(0, 64).toLowerCase();
    const related = wanted !== "" && (other.includes(wanted) || wanted.includes(other));
    return { candidate, score: editDistance(wanted, other) - (related ? 1000 : 0) };
  });
  return scored.sort((a, b) => a.score - b.score || (a.candidate < b.candidate ? -1 : 1)).map((each) => each.candidate);
}

/** Insertions, deletions, replacements and swaps of neighbours: `hte` is one edit from `the`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
