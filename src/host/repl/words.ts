/** Words of a command; quotes keep spaces together. `splitWords('a "b c"')` → `["a", "b c"]` */
export function splitWords(text: string): string[] {
  return Array.from(text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g), (match) => match[1] ?? match[2] ?? match[3]);
}
