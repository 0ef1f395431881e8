import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  AT_ONCE,
  decodePacket,
  describeMessage,
  encodePacket,
  MAX_ARGS,
  MAX_ELEMENTS,
  MAX_NESTING,
  MAX_PACKET,
  numberOf,
  type OscArg,
  type OscPacket,
} from "../../../src/host/osc/codec.ts";
import { msOfTimeTag, timeTagOfMs } from "../../../src/host/osc/time-tag.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

const textArg = fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => text.replaceAll("\0", ""));
const four = fc.uint8Array({ minLength: 4, maxLength: 4 });
const anyArg: fc.Arbitrary<OscArg> = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value): OscArg => ({ type: "i", value })),
  fc.float({ noNaN: true }).map((value): OscArg => ({ type: "f", value })),
  fc.double({ noNaN: true }).map((value): OscArg => ({ type: "d", value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): OscArg => ({ type: "h", value })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value): OscArg => ({ type: "t", value })),
  textArg.map((value): OscArg => ({ type: "s", value })),
  textArg.map((value): OscArg => ({ type: "S", value })),
  fc.integer({ min: 1, max: 0xffff }).map((code): OscArg => ({ type: "c", value: String.fromCharCode(code) })),
  fc.uint8Array({ maxLength: 40 }).map((value): OscArg => ({ type: "b", value })),
  four.map((value): OscArg => ({ type: "r", value })),
  four.map((value): OscArg => ({ type: "m", value })),
  fc.constantFrom<OscArg>({ type: "T" }, { type: "F" }, { type: "N" }, { type: "I" }),
);
const plain = { noNullPrototype: true };
const anyMessage = fc.record(
  {
    kind: fc.constant("message" as const),
    address: textArg.map((text) => `/${text}`),
    args: fc.array(anyArg, { maxLength: 12 }),
  },
  plain,
);
const { packet: anyPacket } = fc.letrec<{ packet: OscPacket }>((tie) => ({
  packet: fc.oneof(
    { maxDepth: MAX_NESTING - 1 },
    anyMessage,
    fc.record(
      {
        kind: fc.constant("bundle" as const),
        timeTag: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        elements: fc.array(tie("packet"), { maxLength: 4 }),
      },
      plain,
    ),
  ),
}));

test("what is encoded is decoded to the same packet, in multiples of four bytes", () => {
  fc.assert(
    fc.property(anyPacket, (packet) => {
      const bytes = encodePacket(packet);
      assert.equal(bytes.length % 4, 0);
      assert.deepEqual(decodePacket(bytes), packet);
    }),
    { numRuns: 2000 },
  );
});

test("a packet inside a larger buffer is read from its own beginning", () => {
  const packet: OscPacket = { kind: "message", address: "/a", args: [{ type: "f", value: 0.5 }] };
  const bytes = encodePacket(packet);
  const held = new Uint8Array(bytes.length + 7).fill(255);
  held.set(bytes, 3);
  assert.deepEqual(decodePacket(held.subarray(3, 3 + bytes.length)), packet);
});

test("foreign bytes give a packet or a sentence, and never a throw", () => {
  const sound = (bytes: Uint8Array) => {
    const seen = decodePacket(bytes);
    if (typeof seen === "string") assert.ok(seen.length > 0 && seen.length < 300, seen);
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), sound), { numRuns: 3000 });
  // Nearly sound ones reach further: bytes flipped, the end cut off.
  const damaged = fc
    .tuple(anyPacket, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
    .map(([packet, flips, cut]) => {
      const bytes = encodePacket(packet);
      for (const [at, value] of flips) bytes[at % bytes.length] = value;
      return bytes.subarray(0, bytes.length - (cut % 3 === 0 ? cut % bytes.length : 0));
    });
  fc.assert(fc.property(damaged, sound), { numRuns: 3000 });
});

const REFUSED: [string, Uint8Array, RegExp][] = [
  ["nothing", new Uint8Array(0), /packet of 0 bytes/],
  ["no slash", bytesOf("abc\0,\0\0\0"), /begins with byte 97/],
  ["an address without an end", bytesOf("/abc"), /address at 0 has no end/],
  ["type tags without their comma", bytesOf("/a\0\0f\0\0\0"), /expected ","/],
  ["a cut argument", bytesOf("/a\0\0,f\0\0\x3f"), /float needs 4 bytes/],
  ["an unknown type", bytesOf("/a\0\0,q\0\0"), /type "q" is unknown/],
  ["a blob that says it is longer", bytesOf("/a\0\0,b\0\0\0\0\xff\xff"), /blob needs 65535 bytes/],
  ["a blob of negative size", bytesOf("/a\0\0,b\0\0\xff\xff\xff\xff"), /blob of -1 bytes/],
  ["an array left open", bytesOf("/a\0\0,[i\0\0\0\0\x01"), /leave an array open/],
  ["an array closed twice", bytesOf("/a\0\0,]\0\0"), /close an array/],
  ["a bundle that is no bundle", bytesOf("#bungle\0\0\0\0\0\0\0\0\x01"), /expected "#bundle"/],
  ["an element longer than its bundle", bytesOf("#bundle\0\0\0\0\0\0\0\0\x01\0\0\x01\0/a\0\0"), /element needs 256/],
  ["an element of negative size", bytesOf("#bundle\0\0\0\0\0\0\0\0\x01\xff\xff\xff\xff"), /element of -1/],
  ["too many bytes", new Uint8Array(MAX_PACKET + 1).fill(0x2f), /the limit is 65507/],
  ["too many arguments", bytesOf(`/a\0\0,${"T".repeat(MAX_ARGS + 1)}\0\0\0`), /more than 256 arguments/],
  ["a long address", bytesOf(`/${"a".repeat(300)}\0\0\0`), /address of 301 characters/],
];
for (const [name, bytes, why] of REFUSED)
  test(`${name}: refused with a reason`, () => {
    const seen = decodePacket(bytes);
    assert.ok(
      typeof seen === "string",
      JSON.stringify(seen, (_, value) => String(value)),
    );
    assert.match(seen, why);
  });

test("bundles nest eight deep and no deeper, and hold a thousand elements in all", () => {
  const nest = (depth: number): OscPacket =>
    depth === 0
      ? { kind: "message", address: "/a", args: [] }
      : { kind: "bundle", timeTag: AT_ONCE, elements: [nest(depth - 1)] };
  assert.equal(typeof decodePacket(encodePacket(nest(MAX_NESTING))), "object");
  assert.match(String(decodePacket(encodePacket(nest(MAX_NESTING + 1)))), /nested more than 8 deep/);
  const flat = (count: number): OscPacket => ({
    kind: "bundle",
    timeTag: AT_ONCE,
    elements: Array.from({ length: count }, () => nest(0)),
  });
  assert.equal(typeof decodePacket(encodePacket(flat(MAX_ELEMENTS))), "object");
  assert.match(String(decodePacket(encodePacket(flat(MAX_ELEMENTS + 1)))), /more than 1024 elements/);
});

test("old and careless senders are understood: no type tags, no padding, arrays", () => {
  assert.deepEqual(decodePacket(bytesOf("/ab\0")), { kind: "message", address: "/ab", args: [] });
  assert.deepEqual(decodePacket(bytesOf("/a\0\0,s\0\0x\0")), {
    kind: "message",
    address: "/a",
    args: [{ type: "s", value: "x" }],
  });
  const array = decodePacket(bytesOf("/a\0\0,[T[F]]\0\0"));
  assert.deepEqual(array, { kind: "message", address: "/a", args: [{ type: "T" }, { type: "F" }] });
});

test("what cannot be written throws with both numbers", () => {
  const write = (address: string, ...args: OscArg[]) => encodePacket({ kind: "message", address, args });
  assert.throws(() => write("a"), RangeError);
  assert.throws(() => write("/a", { type: "s", value: "a\0b" }), /zero byte at 1/);
  assert.throws(() => write("/a", { type: "b", value: new Uint8Array(70_000) }), /the limit is 65507/);
  assert.throws(() => write("/a", { type: "m", value: new Uint8Array(3) }), /3 bytes for "m", expected 4/);
  assert.throws(() => write("/a", ...new Array<OscArg>(300).fill({ type: "T" })), /300 arguments, the limit is 256/);
});

test("an argument as a number, and a message in a line", () => {
  const numbers: [OscArg, number | null][] = [
    [{ type: "f", value: 0.25 }, 0.25],
    [{ type: "f", value: Number.NaN }, null],
    [{ type: "h", value: 7n }, 7],
    [{ type: "T" }, 1],
    [{ type: "F" }, 0],
    [{ type: "N" }, null],
    [{ type: "s", value: "3" }, null],
  ];
  for (const [arg, number] of numbers)
    assert.equal(
      numberOf(arg),
      number,
      JSON.stringify(arg, (_, v) => String(v)),
    );
  const args: OscArg[] = [{ type: "f", value: 0.1 }, { type: "i", value: 3 }, { type: "s", value: "x" }, { type: "T" }];
  const line = describeMessage({
    kind: "message",
    address: "/a",
    args: args.map((arg) => (arg.type === "f" ? { ...arg, value: Math.fround(arg.value) } : arg)),
  });
  assert.equal(line, '/a 0.1 3 "x" true');
});

test("time tags are NTP times, to a fraction of a microsecond", () => {
  assert.equal(timeTagOfMs(0), 2_208_988_800n << 32n);
  assert.equal(msOfTimeTag((2_208_988_800n << 32n) | 0x80000000n), 500);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 2e12, noNaN: true }), (ms) => {
      assert.ok(Math.abs(msOfTimeTag(timeTagOfMs(ms)) - ms) < 0.001);
    }),
  );
});
