import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createByteParser, dataLength, describeMessage } from "../../../src/host/midi/bytes.ts";

type Message = [status: number, data1: number, data2: number];

function parse(...chunks: (readonly number[] | Uint8Array)[]) {
  const messages: Message[] = [];
  const parser = createByteParser((status, data1, data2) => messages.push([status, data1, data2]));
  for (const chunk of chunks) parser.feed(Uint8Array.from(chunk));
  return { messages, garbage: parser.garbage(), sysex: parser.sysex() };
}

test("bytes → messages", () => {
  const rows: [what: string, bytes: number[], messages: Message[], garbage: number][] = [
    ["a controller", [0xb0, 7, 64], [[0xb0, 7, 64]], 0],
    ["running status", [0xb2, 7, 64, 7, 65, 8, 1], [[0xb2, 7, 64], [0xb2, 7, 65], [0xb2, 8, 1]], 0],
    ["running status of one data byte", [0xc0, 3, 4], [[0xc0, 3, 0], [0xc0, 4, 0]], 0],
    ["clock between the bytes of a message", [0xb0, 0xf8, 7, 0xf8, 64], [[0xf8, 0, 0], [0xf8, 0, 0], [0xb0, 7, 64]], 0],
    ["clock within sysex", [0xf0, 1, 0xf8, 2, 0xf7, 0x90, 1, 2], [[0xf8, 0, 0], [0x90, 1, 2]], 0],
    ["running status does not survive sysex", [0xb0, 1, 2, 0xf0, 9, 0xf7, 3, 4], [[0xb0, 1, 2]], 2],
    ["nor a system message", [0xb0, 1, 2, 0xf2, 1, 2, 3, 4], [[0xb0, 1, 2], [0xf2, 1, 2]], 2],
    ["sysex cut off by a message", [0xf0, 1, 2, 3, 0xb0, 1, 2], [[0xb0, 1, 2]], 4],
    ["a message cut off by another", [0xb0, 1, 0x90, 2, 3], [[0x90, 2, 3]], 2],
    ["data without a status", [1, 2, 3, 0xb0, 1, 2], [[0xb0, 1, 2]], 3],
    ["an end without a beginning", [0xf7, 0xb0, 1, 2], [[0xb0, 1, 2]], 1],
    ["undefined status bytes", [0xf4, 0xf5, 0xf9, 0xfd, 1, 0xc0, 5], [[0xc0, 5, 0]], 5],
    ["start, stop, continue", [0xfa, 0xfc, 0xfb], [[0xfa, 0, 0], [0xfc, 0, 0], [0xfb, 0, 0]], 0],
  ]; // biome-ignore format: one case a line
  for (const [what, bytes, messages, garbage] of rows) {
    const seen = parse(bytes);
    assert.deepEqual(seen.messages, messages, what);
    assert.equal(seen.garbage, garbage, what);
  }
});

const seven = fc.integer({ min: 0, max: 127 });
const channelMessage = fc
  .tuple(fc.integer({ min: 0x80, max: 0xef }), seven, seven)
  .map(([status, data1, data2]): Message => [status, data1, dataLength(status) === 1 ? 0 : data2]);
const realTime = fc.constantFrom<Message>([0xf8, 0, 0], [0xfa, 0, 0], [0xfb, 0, 0], [0xfc, 0, 0], [0xfe, 0, 0]);
const bytesOf = ([status, data1, data2]: Message) => [status, data1, data2].slice(0, 1 + dataLength(status));

test("what was written is read, with and without running status, however it is cut into chunks", () => {
  fc.assert(
    fc.property(
      fc.array(channelMessage, { maxLength: 40 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      (list, running, size) => {
        let last = 0;
        const bytes = list.flatMap((message) => {
          const whole = bytesOf(message);
          const same = running && message[0] === last;
          last = message[0];
          return same ? whole.slice(1) : whole;
        });
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.slice(i * size, (i + 1) * size),
        );
        const seen = parse(...chunks);
        assert.deepEqual(seen.messages, list);
        assert.equal(seen.garbage, 0);
      },
    ),
  );
});

test("real-time bytes may stand anywhere and change nothing else, sysex included", () => {
  const piece = fc.oneof(
    channelMessage.map((message) => ({ bytes: bytesOf(message), message: message as Message | null })),
    fc.array(seven, { maxLength: 30 }).map((data) => ({ bytes: [0xf0, ...data, 0xf7], message: null })),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 20 }),
      fc.array(fc.tuple(fc.nat(), realTime), { maxLength: 20 }),
      (pieces, strewn) => {
        const bytes = pieces.flatMap((each) => each.bytes);
        for (const [at, [status]] of strewn) bytes.splice(at % (bytes.length + 1), 0, status);
        const { messages, garbage, sysex } = parse(bytes);
        assert.deepEqual(
          messages.filter(([status]) => status < 0xf0),
          pieces.flatMap(({ message }) => (message ? [message] : [])),
        );
        assert.deepEqual(messages.filter(([status]) => status >= 0xf8).length, strewn.length);
        assert.equal(garbage, 0);
        assert.equal(sysex.count, pieces.filter(({ message }) => message === null).length);
      },
    ),
  );
});

test("any bytes at all: never a throw, never a message that is none, and every byte is accounted for", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const { messages, garbage, sysex } = parse(bytes);
      let used = garbage + sysex.bytes;
      let running = 0;
      for (const [status, data1, data2] of messages) {
        assert.ok(status >= 0x80 && status <= 0xff && data1 < 128 && data2 < 128);
        assert.equal(typeof describeMessage(status, data1, data2), "string");
        used += dataLength(status);
        if (status >= 0xf8 || status !== running) used++;
        if (status < 0xf0) running = status;
      }
      // Less what is still being gathered, and statuses that running status saved.
      assert.ok(used <= bytes.length + messages.length, `${used} of ${bytes.length}`);
    }),
    { numRuns: 2000 },
  );
});

test("a sysex that never ends costs nothing and is over with the next status byte", () => {
  const messages: Message[] = [];
  const parser = createByteParser((...message) => messages.push(message));
  parser.feed(Uint8Array.of(0xf0));
  const chunk = new Uint8Array(4096).fill(5);
  for (let i = 0; i < 1000; i++) parser.feed(chunk);
  parser.feed(Uint8Array.of(0xb0, 1, 2));
  assert.deepEqual(messages, [[0xb0, 1, 2]]);
  assert.equal(parser.garbage(), 4096 * 1000 + 1);
});
