// Which lines of a text are new, against the text before.

export type LineRange = readonly [first: number, last: number];

/** Above this many pairs of lines everything between the equal ends counts as changed. */
const MAX_PAIRS = 250_000;

/**
 * Ranges of 1-based lines of `after` that `before` did not have; a deletion is told by the line that took its place.
 * `changedLines(["a", "b", "c"], ["a", "x", "c"])` → `[[2, 2]]`
 */
export function changedLines(before: readonly string[], after: readonly string[]): LineRange[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  if (old.length === 0 && fresh.length === 0) return [];
  const place = (line: number): LineRange => [line, line];
  if (fresh.length === 0) return after.length === 0 ? [] : [place(Math.min(head + 1, after.length))];
  if (old.length * fresh.length > MAX_PAIRS || old.length === 0) return [[head + 1, head + fresh.length]];

  const kept = longestCommon(old, fresh);
  const ranges: [number, number][] = [];
  for (let i = 0; i < fresh.length; i++) {
    if (kept[i]) continue;
    const line = head + i + 1;
    const last = ranges.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.length > 0 ? ranges : [place(Math.min(head + 1, after.length))];
}

/** Which of `fresh` are in a longest common subsequence of the two. */
function longestCommon(old: readonly string[], fresh: readonly string[]): boolean[] {
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        old[i] === fresh[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
  const kept = fresh.map(() => false);
  for (let i = 0, j = 0; i < old.length && j < fresh.length; ) {
    if (old[i] === fresh[j]) {
      kept[j] = true;
      i++;
      j++;
    } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
    else j++;
  }
  return kept;
}
