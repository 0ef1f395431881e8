// The names of the faces in a font file, from its first kilobytes and its name tables. Reads a file through `read`, so
// that a folder of two thousand fonts costs a few kilobytes each. Every number in it is taken for a lie until checked.

export interface FontName {
  /** Which face of a collection; 0 in an ordinary file. */
  index: number;
  family: string;
  /** The family in other languages: "IPAゴシック", "思源黑体". */
  alsoCalled: string[];
  /** "Regular", "Bold Italic", … */
  style: string;
  full: string;
  postScript: string;
}

/** Reads at most `length` bytes from `at`; fewer at the end of the file. */
export type ReadAt = (at: number, length: number) => Promise<Buffer>;

const COLLECTION = 0x74746366; // "ttcf"
const FLAVOURS = [0x00010000, 0x4f54544f, 0x74727565]; // 1.0, "OTTO", "true"
const NAME = 0x6e616d65; // "name"
const MAX_FACES = 64;
const MAX_TABLES = 128;
const MAX_NAME_BYTES = 256 * 1024;
const ENGLISH = 0x0409;
const FAMILY = [16, 1];
/** A family has a name in a few languages; one that has hundreds is an attack. */
const MAX_ALSO_CALLED = 16;

/** Nothing for what is no font, or is broken. */
export async function fontNames(read: ReadAt): Promise<FontName[]> {
  const head = await read(0, 12 + MAX_FACES * 4);
  if (head.length < 12) return [];
  const isCollection = head.readUInt32BE(0) === COLLECTION;
  const faces = isCollection ? Math.min(MAX_FACES, head.readUInt32BE(8), Math.floor((head.length - 12) / 4)) : 1;
  const found: FontName[] = [];
  for (let index = 0; index < faces; index++) {
    const start = isCollection ? head.readUInt32BE(12 + index * 4) : 0;
    const table = await nameTable(read, start);
    const name = table && namesIn(table, index);
    if (name) found.push(name);
  }
  return found;
}

async function nameTable(read: ReadAt, start: number): Promise<Buffer | null> {
  const directory = await read(start, 12 + MAX_TABLES * 16);
  if (directory.length < 12 || !FLAVOURS.includes(directory.readUInt32BE(0))) return null;
  const tables = Math.min(directory.readUInt16BE(4), Math.floor((directory.length - 12) / 16));
  for (let i = 0; i < tables; i++) {
    const entry = 12 + i * 16;
    if (directory.readUInt32BE(entry) !== NAME) continue;
    const length = Math.min(MAX_NAME_BYTES, directory.readUInt32BE(entry + 12));
    return read(directory.readUInt32BE(entry + 8), length);
  }
  return null;
}

/** English names, else any, and the family in every language; the typographic family (16, 17) before the one that old systems can show (1, 2). */
function namesIn(table: Buffer, index: number): FontName | null {
  if (table.length < 6) return null;
  const count = Math.min(table.readUInt16BE(2), Math.floor((table.length - 6) / 12));
  const texts = table.readUInt16BE(4);
  const best = new Map<number, { text: string; rank: number }>();
  const families = new Set<string>();
  for (let i = 0; i < count; i++) {
    const record = 6 + i * 12;
    const [platform, , language, id, length, offset] = [0, 2, 4, 6, 8, 10].map((at) => table.readUInt16BE(record + at));
    const raw = table.subarray(texts + offset, texts + offset + length);
    if (raw.length !== length || length === 0 || (platform === 3 && length % 2 !== 0)) continue;
    const text =
      platform === 1
        ? raw.toString("latin1")
        : Buffer.from(raw.subarray(0, length & ~1))
            .swap16()
            .toString("utf16le");
    // Other than Roman, the Macintosh platform's texts are in encodings of their own.
    if (platform !== 1 && FAMILY.includes(id) && families.size < MAX_ALSO_CALLED) families.add(text.slice(0, 200));
    const rank = platform === 3 && language === ENGLISH ? 3 : platform === 1 && language === 0 ? 2 : 1;
    if (rank > (best.get(id)?.rank ?? 0)) best.set(id, { text: text.slice(0, 200), rank });
  }
  const of = (...ids: number[]) => ids.map((id) => best.get(id)?.text).find((text) => text !== undefined) ?? "";
  const family = of(...FAMILY);
  if (family === "") return null;
  families.delete(family);
  return { index, family, alsoCalled: [...families], style: of(17, 2), full: of(4), postScript: of(6) };
}
