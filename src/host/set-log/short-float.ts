// A float32 in as few digits as give it back: 0.3, not 0.30000001192092896. Half of a log's bytes would be such tails.

export function shortFloat(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
