// OSC through the real program, from a stranger's sender: values, triggers and commands reach the picture.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Bundle, Client, Message } from "node-osc";
import { internetSockets, processTree } from "../support/processes.ts";
import { type Program, startProgram } from "../support/program.ts";

/** As many lines as these numbers say: knob, controller 7, and how often "kick" fired. */
const SKETCH = `import { G, L, sketch } from "hairline";
export default sketch({
  canvas: [400, 400],
  draw({ cc, knob, trigger }) {
    const { count, value, age } = trigger("kick");
    const lines = 1 + Math.round(knob("rows", 2, { max: 10 })) + Math.round(cc(7, 0) * 8) + count * 12;
    const lit = value === 0.5 && Math.exp(-age) > 0 ? 30 : 0;
    return L(G.line(100).translate(200, 20).repeat({ count: lines + lit - 1, offset: [0, 0.01, 0] }));
  },
});
`;

let program: Program;
let client: Client;
const lines = async (count: number) => {
  await program.until(".status", (a) => a.data?.lines === count, 8000);
};

before(async () => {
  program = startProgram({ files: { "sketches/a.ts": SKETCH } });
  await program.until(".status", (a) => a.data?.state === "running", 60_000);
});
after(async () => {
  await client?.close();
  await program.close();
});

const sockets = () => internetSockets(processTree(program.pid));

test("no UDP socket is there until it is asked for", async () => {
  assert.deepEqual(sockets(), []);
  const on = await program.ask(".osc on 0");
  assert.ok(on.ok, JSON.stringify(on));
  assert.equal(on.data.listening.host, "127.0.0.1");
  assert.equal(sockets().length, 1, sockets().join());
  client = new Client("127.0.0.1", on.data.listening.port);
});

test("a knob and a controller move the picture, and say who moved them", async () => {
  await lines(3);
  await client.send("/hairline/knob/rows", 6);
  await lines(7);
  await client.send("/hairline/cc/7", 0.25);
  await lines(9);
  const { data } = await program.ask(".cc 7");
  assert.equal(data.ccs[0].source, "osc");
});

test("a trigger fires in the sketch, with its value and in its count", async () => {
  await client.send("/hairline/trigger/kick", 0.5);
  await lines(51);
  await client.send(new Bundle(Date.now() / 1000 + 0.4, ["/hairline/trigger/kick", 1]));
  await lines(33);
  const fired = await program.ask(".trigger kick 0.5");
  assert.equal(fired.data.triggers[0].count, 3);
  await lines(75);
});

test("an address of its own is an input that can be linked", async () => {
  await client.send("/fader/1", 0.5);
  await program.until(".inputs", (a) => a.data.inputs.some((each: { name: string }) => each.name === "osc/fader/1"));
  await program.ask(".link osc/fader/1 rows");
  // Softly: it has to pass the knob's value first.
  await client.send("/fader/1", 0);
  await new Promise((done) => setTimeout(done, 50));
  await client.send("/fader/1", 1);
  await lines(79);
});

test("a command by OSC runs in the one grammar; what may write or end is refused", async () => {
  await client.send("/hairline/command", ".freeze on");
  await program.until(".status", (a) => a.data.frozen === true);
  await client.send(new Message("/hairline/command", ".save svg"));
  await client.send(new Message("/hairline/command", ".exit show"));
  await client.send(new Message("/hairline/command", "ctx.t"));
  const { data } = await program.until(".osc", (a) => a.data.refused >= 3);
  assert.match(data.refusedLast, /are code/);
  assert.equal((await program.ask(".status")).data.frozen, true, "and the show goes on");
});

test("a key of the window is an input like any other", async () => {
  await program.ask(".freeze off");
  await program.ask('.link key/g ".trigger kick 2"');
  for (const type of ["keydown", "keyup"])
    await program.ask(
      `@page document.body.dispatchEvent(new KeyboardEvent("${type}", { key: "g", code: "KeyG", bubbles: true }))`,
    );
  await program.until(".trigger", (a) => a.data.triggers[0]?.count === 4 && a.data.triggers[0].value === 2);
  const { data } = await program.ask(".links");
  assert.ok(data.links.some((each: { input: string }) => each.input === "key/g"));
});

test("off, every socket is closed", async () => {
  const { data } = await program.ask(".osc off");
  assert.equal(data.listening, null);
  assert.deepEqual(sockets(), []);
});

test("a bad port is a problem, and the show begins without", async () => {
  const other = startProgram({
    files: {
      "sketches/a.ts": SKETCH,
      "hairline.yaml": "osc:\n  listen: 9123\n  host: 0.0.0.0\naudio:\n  input: default\n",
    },
  });
  try {
    await other.until(".status", (a) => a.data?.state === "running", 60_000);
    const { data } = await other.ask(".problems");
    const texts = JSON.stringify(data);
    assert.match(texts, /osc.host is not taken from a project's files/);
    assert.match(texts, /audio.input is not taken from a project's files/);
    assert.equal((await other.ask(".osc")).data.listening.host, "127.0.0.1");
  } finally {
    await other.close();
  }
});
