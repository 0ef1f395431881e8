// The block a cursor stands in: what a performer means by "this one".

/**
 * Lines between blank ones, first and last, 1-based. On a blank line: that line.
 * `blockAround(["a", "", "b", "c"], 4)` → `[3, 4]`
 */
export function blockAround(lines: readonly string[], line: number): [first: number, last: number] {
  const isBlank = (at: number) => (lines[at - 1] ?? "").trim() === "";
  let first = line;
  let last = line;
  if (isBlank(line)) return [first, last];
  while (first > 1 && !isBlank(first - 1)) first--;
  while (last < lines.length && !isBlank(last + 1)) last++;
  return [first, last];
}
