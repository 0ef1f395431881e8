// Open Sound Control 1.0 as bytes: messages, bundles, time tags. Datagrams come from anybody, so decoding is total: foreign
// bytes give a sentence, never a throw, and work and memory are bounded by the packet. Encoding is ours and throws.
//
//   message   address ∅-padded │ ",ifs" ∅-padded │ arguments, each a multiple of four bytes
//   bundle    "#bundle" ∅ │ time tag, 8 bytes │ (size, 4 bytes │ message or bundle) …

export type OscArg =
  | { type: "i" | "f" | "d"; value: number }
  /** A 64-bit integer or a time tag. */
  | { type: "h" | "t"; value: bigint }
  /** A text; `S` is a symbol, `c` one character. */
  | { type: "s" | "S" | "c"; value: string }
  | { type: "b"; value: Uint8Array }
  /** Four bytes: red, green, blue, alpha; or port, status, data, data. */
  | { type: "r" | "m"; value: Uint8Array }
  | { type: "T" | "F" | "N" | "I" };

export interface OscMessage {
  kind: "message";
  address: string;
  args: OscArg[];
}

export interface OscBundle {
  kind: "bundle";
  /** NTP: seconds since 1900 in the upper half. 1 means at once. */
  timeTag: bigint;
  elements: OscPacket[];
}

export type OscPacket = OscMessage | OscBundle;

/** Largest UDP payload there is over IPv4. */
export const MAX_PACKET = 65_507;
export const MAX_NESTING = 8;
export const MAX_ARGS = 256;
/** Of a packet, at all depths together. */
export const MAX_ELEMENTS = 1024;
export const MAX_ADDRESS = 256;
export const AT_ONCE = 1n;

const BUNDLE_HEAD = "#bundle";
const toUtf8 = new TextEncoder();

/** What stands in the bytes, or a sentence that says why they are no packet. Never throws. */
export function decodePacket(bytes: Uint8Array): OscPacket | string {
  if (bytes.length > MAX_PACKET) return `packet of ${bytes.length} bytes, the limit is ${MAX_PACKET}`;
  try {
    const same = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return readPacket(new Cursor(same, 0, same.length), 0, { elements: 0 });
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

/** Never leaves this file: decoding gives sentences. */
class Malformed extends Error {}

/** A place in the packet. One for each element of a bundle, all over the same bytes. */
class Cursor {
  constructor(
    readonly bytes: Buffer,
    public at: number,
    readonly end: number,
  ) {}

  /** Moves on by `count` bytes; where they began. */
  take(count: number, what: string): number {
    const left = this.end - this.at;
    if (count > left) throw new Malformed(`${what} needs ${count} bytes at ${this.at}, there are ${left}`);
    const from = this.at;
    this.at += count;
    return from;
  }

  /** A text up to its zero byte, and the padding behind it. Padding cut off by the end of the packet is forgiven. */
  text(what: string): string {
    const { bytes, at, end } = this;
    let zero = at;
    while (zero < end && bytes[zero] !== 0) zero++;
    if (zero >= end) throw new Malformed(`${what} at ${at} has no end`);
    this.at = Math.min(end, at + padded(zero - at + 1));
    return bytes.toString("utf8", at, zero);
  }

  blob(): Uint8Array {
    const size = this.bytes.readInt32BE(this.take(4, "blob size"));
    if (size < 0) throw new Malformed(`blob of ${size} bytes`);
    const from = this.take(size, "blob");
    this.at = Math.min(this.end, from + padded(size));
    return Uint8Array.from(this.bytes.subarray(from, from + size));
  }
}

const padded = (length: number) => (length + 3) & ~3;

function readPacket(cursor: Cursor, depth: number, count: { elements: number }): OscPacket {
  if (cursor.end - cursor.at < 4) throw new Malformed(`packet of ${cursor.end - cursor.at} bytes`);
  const first = cursor.bytes[cursor.at];
  if (first === 0x2f) return readMessage(cursor);
  if (first === 0x23) return readBundle(cursor, depth, count);
  throw new Malformed(`packet begins with byte ${first}, expected "/" or "#bundle"`);
}

function readBundle(cursor: Cursor, depth: number, count: { elements: number }): OscBundle {
  if (depth >= MAX_NESTING) throw new Malformed(`bundles nested more than ${MAX_NESTING} deep`);
  const head = cursor.text("bundle head");
  if (head !== BUNDLE_HEAD) throw new Malformed(`packet begins with "${head.slice(0, 20)}", expected "${BUNDLE_HEAD}"`);
  const timeTag = cursor.bytes.readBigUInt64BE(cursor.take(8, "time tag"));
  const elements: OscPacket[] = [];
  while (cursor.at < cursor.end) {
    if (++count.elements > MAX_ELEMENTS) throw new Malformed(`more than ${MAX_ELEMENTS} elements`);
    const size = cursor.bytes.readInt32BE(cursor.take(4, "element size"));
    if (size < 0) throw new Malformed(`element of ${size} bytes`);
    const from = cursor.take(size, "element");
    elements.push(readPacket(new Cursor(cursor.bytes, from, from + size), depth + 1, count));
  }
  return { kind: "bundle", timeTag, elements };
}

function readMessage(cursor: Cursor): OscMessage {
  const address = cursor.text("address");
  if (address.length > MAX_ADDRESS)
    throw new Malformed(`address of ${address.length} characters, the limit is ${MAX_ADDRESS}`);
  // Old senders leave the type tags out where there are no arguments.
  if (cursor.at >= cursor.end) return { kind: "message", address, args: [] };
  const tags = cursor.text("type tags");
  if (!tags.startsWith(",")) throw new Malformed(`type tags begin with "${tags.slice(0, 1)}", expected ","`);
  const args: OscArg[] = [];
  let open = 0;
  for (let i = 1; i < tags.length; i++) {
    // Arrays are read as their elements, one after another.
    if (tags[i] === "[") open++;
    else if (tags[i] === "]") open--;
    else if (args.length >= MAX_ARGS) throw new Malformed(`more than ${MAX_ARGS} arguments`);
    else args.push(readArg(cursor, tags[i]));
    if (open < 0) throw new Malformed(`type tags "${tags.slice(0, 40)}" close an array that was not opened`);
  }
  if (open > 0) throw new Malformed(`type tags "${tags.slice(0, 40)}" leave an array open`);
  return { kind: "message", address, args };
}

function readArg(cursor: Cursor, type: string): OscArg {
  const { bytes } = cursor;
  switch (type) {
    case "i":
      return { type, value: bytes.readInt32BE(cursor.take(4, "int")) };
    case "f":
      return { type, value: bytes.readFloatBE(cursor.take(4, "float")) };
    case "d":
      return { type, value: bytes.readDoubleBE(cursor.take(8, "double")) };
    case "h":
      return { type, value: bytes.readBigInt64BE(cursor.take(8, "int64")) };
    case "t":
      return { type, value: bytes.readBigUInt64BE(cursor.take(8, "time tag")) };
    case "s":
    case "S":
      return { type, value: cursor.text("string") };
    case "c":
      return { type, value: String.fromCharCode(bytes.readUInt32BE(cursor.take(4, "char")) & 0xffff) };
    case "b":
      return { type, value: cursor.blob() };
    case "r":
    case "m": {
      const from = cursor.take(4, type === "r" ? "colour" : "MIDI message");
      return { type, value: Uint8Array.from(bytes.subarray(from, from + 4)) };
    }
    case "T":
    case "F":
    case "N":
    case "I":
      return { type };
    default:
      throw new Malformed(`argument of type "${type}" is unknown`);
  }
}

/** The bytes of a packet. What cannot be written is our mistake, and throws with both numbers. */
export function encodePacket(packet: OscPacket): Uint8Array {
  const bytes = packet.kind === "message" ? encodeMessage(packet) : encodeBundle(packet);
  if (bytes.length > MAX_PACKET) throw new RangeError(`packet of ${bytes.length} bytes, the limit is ${MAX_PACKET}`);
  return bytes;
}

function encodeBundle({ timeTag, elements }: OscBundle): Uint8Array {
  const parts = [encodeText(BUNDLE_HEAD), word(8, (view) => view.setBigUint64(0, timeTag))];
  for (const element of elements) {
    const bytes = encodePacket(element);
    parts.push(
      word(4, (view) => view.setInt32(0, bytes.length)),
      bytes,
    );
  }
  return join(parts);
}

function encodeMessage({ address, args }: OscMessage): Uint8Array {
  if (!address.startsWith("/") || address.length > MAX_ADDRESS)
    throw new RangeError(
      `address "${address.slice(0, 40)}" of ${address.length} characters, expected "/…" up to ${MAX_ADDRESS}`,
    );
  if (args.length > MAX_ARGS) throw new RangeError(`${args.length} arguments, the limit is ${MAX_ARGS}`);
  const tags = `,${args.map(({ type }) => type).join("")}`;
  return join([encodeText(address), encodeText(tags), ...args.map(encodeArg)]);
}

function encodeArg(arg: OscArg): Uint8Array {
  switch (arg.type) {
    case "i":
      return word(4, (view) => view.setInt32(0, arg.value));
    case "f":
      return word(4, (view) => view.setFloat32(0, arg.value));
    case "d":
      return word(8, (view) => view.setFloat64(0, arg.value));
    case "h":
      return word(8, (view) => view.setBigInt64(0, arg.value));
    case "t":
      return word(8, (view) => view.setBigUint64(0, arg.value));
    case "s":
    case "S":
      return encodeText(arg.value);
    case "c":
      return word(4, (view) => view.setUint32(0, arg.value.charCodeAt(0)));
    case "b": {
      const bytes = new Uint8Array(4 + padded(arg.value.length));
      new DataView(bytes.buffer).setInt32(0, arg.value.length);
      bytes.set(arg.value, 4);
      return bytes;
    }
    case "r":
    case "m":
      if (arg.value.length !== 4) throw new RangeError(`${arg.value.length} bytes for "${arg.type}", expected 4`);
      return arg.value;
    case "T":
    case "F":
    case "N":
    case "I":
      return new Uint8Array(0);
    default:
      return arg satisfies never;
  }
}

function encodeText(text: string): Uint8Array {
  if (text.includes("\0")) throw new RangeError(`text with a zero byte at ${text.indexOf("\0")}`);
  const encoded = toUtf8.encode(text);
  const bytes = new Uint8Array(padded(encoded.length + 1));
  bytes.set(encoded);
  return bytes;
}

function word(size: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The argument as a number: numbers, true and false, an impulse as 1. Null for what is none or not finite. */
export function numberOf(arg: OscArg | undefined): number | null {
  switch (arg?.type) {
    case "i":
    case "f":
    case "d":
      return Number.isFinite(arg.value) ? arg.value : null;
    case "h":
      return Number(arg.value);
    case "T":
    case "I":
      return 1;
    case "F":
      return 0;
    default:
      return null;
  }
}

export const textOf = (arg: OscArg | undefined): string | null =>
  arg?.type === "s" || arg?.type === "S" ? arg.value : null;

/** One message in a line, for `.osc`: `/fader/1 0.5 "x"` */
export function describeMessage({ address, args }: OscMessage): string {
  return [address, ...args.slice(0, 8).map(describeArg), ...(args.length > 8 ? ["…"] : [])].join(" ").slice(0, 200);
}

function describeArg(arg: OscArg): string {
  switch (arg.type) {
    case "f":
    case "d":
      return String(Number(arg.value.toPrecision(6)));
    case "i":
    case "h":
    case "t":
      return String(arg.value);
    case "s":
    case "S":
    case "c":
      return JSON.stringify(arg.value.slice(0, 60));
    case "b":
      return `blob(${arg.value.length})`;
    case "r":
    case "m":
      return `${arg.type}(${[...arg.value].join(" ")})`;
    case "T":
      return "true";
    case "F":
      return "false";
    case "N":
      return "nil";
    case "I":
      return "impulse";
    default:
      return arg satisfies never;
  }
}
