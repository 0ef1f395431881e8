import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setImmediate as breathe } from "node:timers/promises";
import { type CdpEvent, createCdp } from "../../src/host/cdp.ts";

/** A browser's end of the pipes. */
function pipes() {
  const toBrowser = new PassThrough();
  const fromBrowser = new PassThrough();
  const cdp = createCdp(toBrowser, fromBrowser);
  let sent = "";
  toBrowser.setEncoding("utf8").on("data", (text: string) => {
    sent += text;
  });
  const events: CdpEvent[] = [];
  const off = cdp.on((event) => events.push(event));
  return {
    cdp,
    events,
    off,
    toBrowser,
    fromBrowser,
    /** Calls that reached the browser. */
    calls: () =>
      sent
        .split("\0")
        .slice(0, -1)
        .map((text) => JSON.parse(text)),
    async answer(...messages: object[]) {
      fromBrowser.write(messages.map((message) => `${JSON.stringify(message)}\0`).join(""));
      await breathe();
    },
    async bytes(bytes: Buffer) {
      fromBrowser.write(bytes);
      await breathe();
    },
  };
}
const settled = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.message }),
  );

test("a call is one message, its answer finds it, in whatever order", async () => {
  const { cdp, calls, answer } = pipes();
  const first = cdp.send("A.one", { x: 1 });
  const second = cdp.send("B.two", {}, "session");
  await breathe();
  assert.deepEqual(calls(), [
    { id: 1, method: "A.one", params: { x: 1 } },
    { id: 2, method: "B.two", params: {}, sessionId: "session" },
  ]);
  await answer({ id: 2, result: { two: true } }, { id: 1, result: { one: true } });
  assert.deepEqual([await first, await second], [{ one: true }, { two: true }]);
});

test("messages arrive whole, however the pipe cuts them", async () => {
  const wide = "ä✎𝄞".repeat(50);
  const text = [
    { method: "A", params: { wide } },
    { method: "B", params: {} },
    { method: "C", params: { wide } },
  ]
    .map((message) => `${JSON.stringify(message)}\0`)
    .join("");
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 7, 100, bytes.length]) {
    const { events, bytes: push } = pipes();
    for (let at = 0; at < bytes.length; at += size) await push(bytes.subarray(at, at + size));
    assert.deepEqual(
      events.map(({ method, params }) => [method, params.wide]),
      [
        ["A", wide],
        ["B", undefined],
        ["C", wide],
      ],
      `pieces of ${size} bytes`,
    );
  }
});

test("an error of the browser names the method and carries the code", async () => {
  const { cdp, answer } = pipes();
  const call = cdp.send("Page.navigate");
  call.catch(() => {});
  await answer({ id: 1, error: { code: -32000, message: "Cannot navigate" } });
  await assert.rejects(call, { message: "Page.navigate: Cannot navigate", code: -32000, method: "Page.navigate" });
});

test("no answer in time: the call ends, and a late answer is nobody's", async () => {
  const { cdp, answer, events } = pipes();
  await assert.rejects(cdp.send("Slow.call", {}, undefined, 20), {
    message: "Slow.call: no answer within 20 ms",
    code: -3,
  });
  await answer({ id: 1, result: {} }, { id: 77, result: {} }, { method: "Alive", params: {} });
  assert.deepEqual(
    events.map(({ method }) => method),
    ["Alive"],
  );
});

test("a session that is gone takes its own calls along, and no others", async () => {
  const { cdp, answer, events } = pipes();
  const mine = settled(cdp.send("Runtime.evaluate", {}, "s1"));
  const other = cdp.send("Runtime.evaluate", {}, "s2");
  const page = cdp.send("Page.enable");
  await answer({ method: "Target.detachedFromTarget", params: { sessionId: "s1" } });
  assert.deepEqual(await mine, { error: "Runtime.evaluate: its target is gone" });
  await answer({ id: 2, result: 2 }, { id: 3, result: 3 });
  assert.deepEqual([await other, await page], [2, 3]);
  assert.equal(events.length, 1, "listeners hear of it, too");
});

const endings: [how: string, end: (made: ReturnType<typeof pipes>) => void][] = [
  ["ends", ({ fromBrowser }) => fromBrowser.end()],
  ["closes", ({ fromBrowser }) => fromBrowser.destroy()],
  ["breaks", ({ fromBrowser }) => fromBrowser.destroy(new Error("EPIPE"))],
  ["refuses what is written", ({ toBrowser }) => toBrowser.destroy(new Error("EPIPE"))],
];
for (const [how, end] of endings) {
  test(`a pipe that ${how} ends every call, and every later one at once`, async () => {
    const made = pipes();
    const waiting = [settled(made.cdp.send("A.one")), settled(made.cdp.send("B.two", {}, "s1"))];
    end(made);
    await made.cdp.closed;
    assert.deepEqual(await Promise.all(waiting), [
      { error: "A.one: the browser is gone" },
      { error: "B.two: the browser is gone" },
    ]);
    await assert.rejects(made.cdp.send("C.three"), { message: "C.three: the browser is gone", code: -1 });
  });
}

test("half a message at the end is no message", async () => {
  const { cdp, events, fromBrowser } = pipes();
  fromBrowser.end('{"method":"A","params":{}}\0{"method":"B"');
  await cdp.closed;
  assert.deepEqual(
    events.map(({ method }) => method),
    ["A"],
  );
});

test("a listener that has left hears nothing more", async () => {
  const { events, off, answer } = pipes();
  await answer({ method: "A", params: {} });
  off();
  await answer({ method: "B", params: {} });
  assert.equal(events.length, 1);
});
