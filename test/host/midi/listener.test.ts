// Ports that come, go and flood, through a driver in this process. Time is turned by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { MidiSettings } from "../../../src/host/midi/device-setting.ts";
import type { MidiDriver } from "../../../src/host/midi/driver.ts";
import { createListener } from "../../../src/host/midi/listener.ts";
import { createMailbox, MAX_CLOCK, MAX_MOVES, MAX_STEPS, type Move } from "../../../src/host/midi/mailbox.ts";
import { buildThread } from "../../../src/host/midi/midi.ts";
import type { FromThread } from "../../../src/host/midi/thread-messages.ts";

type Batch = Extract<FromThread, { kind: "batch" }>;

function createWorld(settings: Partial<MidiSettings> = {}) {
  let ports: { name: string; id: number }[] = [];
  let ids = 0;
  let time = 1_000_000;
  let timers: { at: number; run: () => void }[] = [];
  const open = new Map<number, (bytes: Uint8Array) => void>();
  const sent: { port: string; bytes: readonly number[] }[] = [];
  const told: FromThread[] = [];
  const broken = new Set<string>();
  const driver: MidiDriver = {
    inputs: () => ports.map(({ name }) => name),
    outputs: () => ports.map(({ name }) => name),
    openInput(index, onBytes) {
      const { id, name } = ports[index];
      if (broken.has(name)) throw new Error("busy");
      open.set(id, onBytes);
      return { close: () => void open.delete(id) };
    },
    openOutput: (index) => {
      const { name } = ports[index];
      return { send: (bytes) => void sent.push({ port: name, bytes }), close() {} };
    },
    close() {},
  };
  const listener = createListener({
    driver,
    settings: { input: "auto", devices: [], ...settings },
    post: (message) => told.push(message),
    now: () => time,
    later: (run, ms) => timers.push({ at: time + ms, run }),
  });
  const world = {
    listener,
    told,
    sent,
    broken,
    /** The ports from now on; a port that stays keeps its identity, whatever its place. */
    plug(...names: string[]) {
      const old = [...ports];
      ports = names.map((name) => {
        const at = old.findIndex((port) => port.name === name);
        return at === -1 ? { name, id: ids++ } : old.splice(at, 1)[0];
      });
      for (const { id } of old) open.delete(id);
      listener.scan();
    },
    send(port: number, ...bytes: number[]) {
      open.get(ports[port].id)?.(Uint8Array.from(bytes));
    },
    /** Lets time pass, and timers with it. */
    pass(ms: number) {
      for (const until = time + ms; time < until; time++) {
        const due = timers.filter(({ at }) => at <= time);
        timers = timers.filter(({ at }) => at > time);
        for (const { run } of due) run();
      }
    },
    ack: () => listener.receive({ kind: "ack" }),
    batches: () => told.filter((message): message is Batch => message.kind === "batch"),
    moves: (): Move[] => world.batches().flatMap(({ moves }) => moves),
    events: () =>
      told.flatMap((message) =>
        message.kind === "plugged"
          ? [`${message.again ? "back" : "new"} ${message.device}`]
          : message.kind === "unplugged"
            ? [`gone ${message.device}`]
            : [],
      ),
    report() {
      listener.receive({ kind: "report", id: 1 });
      const last = told.at(-1);
      if (last?.kind !== "report") throw new Error("no report");
      return last.report;
    },
  };
  return world;
}

test("every port is heard, but loops of the system are not", () => {
  const world = createWorld();
  world.plug("A 20:0", "Midi Through:Midi Through Port-0 14:0", "B");
  assert.deepEqual(world.events(), ["new A", "new B"]);
  world.send(2, 0xb0, 1, 127);
  assert.deepEqual(
    world.moves().map(({ device, control, value, kind }) => ({ device, control, value, kind })),
    [{ device: "B", control: "cc 1", value: 1, kind: "knob" }],
  );
  assert.equal(world.report().ports.find(({ device }) => device.startsWith("Midi Through"))?.state, "left out");
});

test("unplugged and plugged again, at another socket: the same device, its values kept", () => {
  const world = createWorld();
  world.plug("X:X MIDI 1 20:0");
  world.send(0, 0xb0, 1, 5);
  world.ack();
  world.plug();
  assert.deepEqual(
    world.report().ports.map(({ device, state, messages }) => ({ device, state, messages })),
    [{ device: "X", state: "gone", messages: 1 }],
  );
  world.plug("X:X MIDI 1 32:0");
  world.send(0, 0xb0, 1, 6);
  assert.deepEqual(world.events(), ["new X", "gone X", "back X"]);
  assert.deepEqual(
    world.report().ports.map(({ device, state, messages }) => ({ device, state, messages })),
    [{ device: "X", state: "open", messages: 2 }],
  );
});

test("two of one name are told apart, and the one that stays keeps its name", () => {
  const world = createWorld();
  // As Linux names them: the same device, two clients.
  world.plug("X:X MIDI 1 20:0", "X:X MIDI 1 24:0");
  assert.deepEqual(world.events(), ["new X", "new X #2"]);
  world.plug("X:X MIDI 1 24:0");
  world.send(0, 0xb0, 1, 5);
  assert.deepEqual(
    world.moves().map(({ device }) => device),
    ["X #2"],
  );
  world.plug("X:X MIDI 1 24:0", "X:X MIDI 1 31:0");
  assert.deepEqual(world.events().slice(2), ["gone X", "back X"]);
});

test("two of the very same port name: whichever was pulled out, what is left is heard under the first name", () => {
  const world = createWorld();
  world.plug("X", "X");
  assert.deepEqual(world.events(), ["new X", "new X #2"]);
  world.send(1, 0xb0, 1, 5);
  world.ack();
  assert.deepEqual(
    world.moves().map(({ device }) => device),
    ["X #2"],
  );
  world.plug("X");
  assert.deepEqual(world.events().slice(2), ["gone X #2"]);
  world.send(0, 0xb0, 1, 6);
  world.ack();
  world.plug("X", "X");
  world.send(1, 0xb0, 1, 7);
  world.pass(5);
  assert.deepEqual(
    world.moves().map(({ device }) => device),
    ["X #2", "X", "X #2"],
  );
});

test("whatever is plugged in whatever order, a device has one name and each port is heard once", () => {
  const names = fc.constantFrom("A", "B", "A:A MIDI 1 20:0", "A:A MIDI 1 24:0", "tx-6", "Grid");
  fc.assert(
    fc.property(fc.array(fc.array(names, { maxLength: 5 }), { maxLength: 12 }), (scenes) => {
      const world = createWorld();
      for (const scene of scenes) {
        world.plug(...scene);
        const { ports } = world.report();
        const open = ports.filter(({ state }) => state === "open");
        assert.equal(open.length, scene.length);
        assert.equal(new Set(ports.map(({ device }) => device)).size, ports.length);
        const before = world.moves().length;
        for (let port = 0; port < scene.length; port++) world.send(port, 0xb0, 70, 1);
        for (let i = 0; i <= scene.length; i++) {
          world.ack();
          world.pass(5);
        }
        assert.equal(world.moves().length - before, scene.length);
        assert.equal(
          new Set(
            world
              .moves()
              .slice(before)
              .map(({ device }) => device),
          ).size,
          scene.length,
        );
      }
    }),
    { numRuns: 300 },
  );
});

test("a held note is let go when its keyboard is unplugged, before the word that it is gone", () => {
  const world = createWorld();
  world.plug("K");
  world.send(0, 0x90, 60, 100);
  world.plug();
  const last = world.told.slice(-2);
  assert.equal(last[0].kind, "batch");
  assert.deepEqual(
    (last[0] as Batch).moves.map(({ control, value }) => ({ control, value })),
    [{ control: "note 60", value: 0 }],
  );
  assert.deepEqual(last[1], { kind: "unplugged", device: "K", why: "gone" });
});

test("a batch under way gathers the rest: one entry for each control, every press of a key", () => {
  const world = createWorld();
  world.plug("X");
  world.send(0, 0xb0, 1, 1);
  assert.equal(world.batches().length, 1);
  for (let i = 0; i < 1000; i++) world.send(0, 0xb0, 1, i % 128, 0xb0, 2, i % 100);
  world.send(0, 0x90, 60, 127, 0x90, 60, 0, 0x90, 60, 64);
  assert.equal(world.batches().length, 1);
  world.pass(100);
  assert.equal(world.batches().length, 1, "not before the host's word");
  world.ack();
  world.pass(5);
  assert.deepEqual(
    world.batches()[1].moves.map(({ control, value }) => [control, Math.round(value * 127)]),
    [
      ["cc 1", 999 % 128],
      ["cc 2", 99],
      ["note 60", 127],
      ["note 60", 0],
      ["note 60", 64],
    ],
  );
});

test("a flood costs bounded memory and not one last value, whatever it is made of", () => {
  const event = fc.record({
    kind: fc.constantFrom("turn", "step", "clock"),
    control: fc.constantFrom("a", "b", "c"),
    value: fc.integer({ min: 0, max: 127 }),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 100 }), fc.integer({ min: 1, max: 60 }), (events, times) => {
      const mailbox = createMailbox();
      const last = new Map<string, number>();
      for (let i = 0; i < times; i++)
        for (const { kind, control, value } of events) {
          if (kind === "clock") mailbox.clock("pulse", "d", i, 0);
          else if (kind === "turn") mailbox.turn("d", control, "knob", 1, value, i);
          else mailbox.step("d", `note ${control}`, value, i);
          if (kind !== "clock") last.set(kind === "turn" ? control : `note ${control}`, value);
        }
      assert.ok(mailbox.usage().peak <= 3 + MAX_STEPS + 3 + MAX_CLOCK);
      const seen = new Map((mailbox.take()?.moves ?? []).map(({ control, value }) => [control, value]));
      assert.deepEqual([...seen].sort(), [...last].sort());
      assert.equal(mailbox.take(), null);
    }),
  );
});

test("a device that moves more controls than there are hands is bounded too", () => {
  const mailbox = createMailbox();
  for (let i = 0; i < 20_000; i++) mailbox.turn("d", `cc ${i}`, "knob", -1, 1, i);
  for (let i = 0; i < 20_000; i++) mailbox.turn("d", `cc ${i % 100}`, "knob", -1, 0.5, i);
  assert.equal(mailbox.usage().entries, MAX_MOVES);
  const moves = mailbox.take()?.moves ?? [];
  assert.ok(moves.slice(0, 100).every(({ value }) => value === 0.5));
});

test("one clock at a time: the second is heard when the first has fallen silent", () => {
  const world = createWorld();
  world.plug("A", "B");
  const pulses = () => world.batches().flatMap(({ clock }) => clock.map(({ device }) => device));
  for (let i = 0; i < 4; i++) {
    world.send(0, 0xf8);
    world.ack();
    world.pass(10);
    world.send(1, 0xf8);
    world.ack();
    world.pass(10);
  }
  assert.deepEqual(pulses(), ["A", "A", "A", "A"]);
  world.pass(2100);
  world.send(1, 0xfa, 0xf2, 1, 1, 0xf8);
  const transport = world.batches().at(-1)?.clock ?? [];
  assert.deepEqual(
    transport.map(({ kind, device, sixteenths }) => [kind, device, sixteenths]),
    [
      ["start", "B", 0],
      ["position", "B", 129],
      ["pulse", "B", 0],
    ],
  );
  assert.deepEqual(
    world.report().ports.map(({ clock }) => clock),
    [false, true],
  );
});

test("a flood of clock bytes is no clock: what passes is at most a very quick one", () => {
  const world = createWorld();
  world.plug("A");
  for (let ms = 0; ms < 1000; ms++) {
    for (let i = 0; i < 10; i++) world.send(0, 0xf8);
    world.ack();
    world.pass(1);
  }
  const pulses = world.batches().flatMap(({ clock }) => clock);
  assert.ok(pulses.length <= 260, `${pulses.length}`);
});

test("a device is told what its profile says, and where its controls stand if it wants to know", () => {
  const world = createWorld({
    devices: [
      { match: "motor", mode: 14, feedback: true, init: ["f0 01 f7"], map: { master: 3 } },
      { match: "plain", init: [] },
    ],
  });
  world.plug("plain", "motor", "Intech Grid");
  assert.deepEqual(world.sent, [
    { port: "motor", bytes: [0xf0, 1, 0xf7] },
    { port: "Intech Grid", bytes: [0xb0, 64, 127] },
  ]);
  world.sent.length = 0;
  const values: [string, number][] = [
    ["master", 1],
    ["cc 70 ch 2", 0.5],
    ["no such thing", 1],
  ];
  for (const device of ["plain", "motor"]) world.listener.receive({ kind: "feedback", device, values });
  assert.deepEqual(
    world.sent.map(({ bytes }) => bytes),
    [
      [0xb0, 3, 127],
      [0xb0, 35, 127],
      [0xb1, 70, 64],
    ],
  );
});

test("a port that will not open is told once, and tried again", () => {
  const world = createWorld();
  world.broken.add("X");
  world.plug("X");
  world.listener.scan();
  assert.deepEqual(world.told, [{ kind: "trouble", what: "midi: X cannot be opened (busy)" }]);
  world.broken.clear();
  world.listener.scan();
  assert.deepEqual(world.events(), ["new X"]);
});

test("the settings choose ports, and can be changed while listening: who is heard as before is not disturbed", () => {
  const world = createWorld({ input: "nano", devices: [{ match: "nanoPAD", ignore: true }] });
  world.plug("nanoKONTROL2", "nanoPAD", "Grid");
  const states = () => world.report().ports.map(({ device, state, messages }) => [device, state, messages]);
  world.send(0, 0xb0, 1, 1);
  world.ack();
  assert.deepEqual(states(), [
    ["nanoKONTROL2", "open", 1],
    ["nanoPAD", "ignored", 0],
    ["grid", "left out", 0],
  ]);
  world.listener.receive({ kind: "configure", settings: { input: "auto", devices: [{ match: "PAD", name: "pad" }] } });
  assert.deepEqual(states(), [
    ["nanoKONTROL2", "open", 1],
    ["grid", "open", 0],
    ["pad", "open", 0],
  ]);
  world.listener.receive({ kind: "configure", settings: { input: "grid", devices: [{ match: "nano", name: "n" }] } });
  assert.deepEqual(world.events(), ["new nanoKONTROL2", "new pad", "new grid", "gone nanoKONTROL2", "gone pad"]);
  assert.deepEqual(states(), [
    ["grid", "open", 0],
    ["n", "left out", 0],
    ["n #2", "left out", 0],
  ]);
});

test("the thread's script takes nothing from the folder the program was started in", async () => {
  const code = await buildThread();
  const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
  assert.ok(required.length > 0);
  assert.deepEqual(
    required.filter((name) => !name.startsWith("node:")),
    [],
  );
});
