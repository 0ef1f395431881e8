// Controllers in the real program: bytes arrive at the MIDI thread and bend the picture on screen.

import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createMidiBus, type MidiBus } from "../support/midi-bus.ts";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

let bus: MidiBus;
let program: Program;

before(async () => {
  bus = await createMidiBus("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0");
  program = startProgram({
    files: {
      "sketches/a.ts": polygonSketch(5),
      "sketches/b.ts": polygonSketch(6),
      "hairline.yaml":
        "sketch: sketches/a.ts\nset: [a, { sketch: b, program: 5 }]\nmidi: { devices: [{ match: motor, feedback: true }] }\n",
    },
    env: { HAIRLINE_MIDI_DRIVER: bus.driver },
  });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
  await program.until(".midi", (a) => a.data?.ports.length === 1, 10_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
  await bus.close();
});

const ccIs = (index: number, value: number) =>
  program.until(`ctx.cc(${index}, -1)`, (a) => Math.abs(a.data.json - value) < 1e-6);

test("a knob that nobody linked moves its controller in the sketch; until then the fallback holds", async () => {
  assert.equal((await program.ask("ctx.cc(7, 0.25)")).data.json, 0.25);
  bus.send(0, 0xb0, 7, 127);
  await ccIs(7, 1);
  assert.match(program.log(), /midi: nanoKONTROL2\n/);
});

test("a note is 1 at full velocity while it is held; programs, bend and named controls are inputs", async () => {
  bus.send(0, 0x90, 60, 127, 0xe0, 0, 64);
  const inputs = await program.until(".inputs", (a) => a.data.inputs.length >= 3);
  const found = Object.fromEntries(
    inputs.data.inputs.map(({ name, kind, value }: { name: string; kind: string; value: number }) => [
      name,
      [kind, value],
    ]),
  );
  assert.deepEqual(found, {
    "midi/nanoKONTROL2/bend": ["signal", 0.5],
    "midi/nanoKONTROL2/cc 7": ["knob", 1],
    "midi/nanoKONTROL2/note 60": ["button", 1],
  });
  bus.send(0, 0x80, 60, 0);
  await program.until(".inputs", (a) => a.data.inputs[2].value === 0);
});

test("unplugged, its values stay and are shown as frozen; plugged in again it takes over softly", async () => {
  bus.plug();
  const frozen = await program.until(".cc", (a) => a.data.ccs[0].frozen, 5000);
  assert.deepEqual([frozen.data.ccs[0].index, frozen.data.ccs[0].value], [7, 1]);
  assert.equal((await program.ask("ctx.cc(7, 0)")).data.json, 1);
  assert.equal((await program.ask(".midi")).data.ports[0].state, "gone");
  bus.plug("nanoKONTROL2:nanoKONTROL2 MIDI 1 31:0");
  await program.until(".midi", (a) => a.data.ports[0].state === "open", 5000);
  bus.send(0, 0xb0, 7, 10); // far from where it was left
  await program.until(".links", (a) => a.data.links[0].ghost !== null);
  assert.equal((await program.ask("ctx.cc(7, 0)")).data.json, 1);
  bus.send(0, 0xb0, 7, 127);
  bus.send(0, 0xb0, 7, 64);
  await ccIs(7, 64 / 127);
  assert.equal((await program.ask(".cc")).data.ccs[0].frozen, false);
});

test("garbage, cut-off sysex and a flood: the last value is right, and nothing piles up", async () => {
  bus.send(0, 1, 2, 3, 0xf0, 0x7e, 1, 0xb0, 9, 0xf4, 0xff, 0xf7, 0xf7);
  for (let i = 0; i <= 5000; i++) bus.send(0, 0xb0, 10, i % 127, 0xb0, 11, i % 101, 0xf8);
  await ccIs(10, (5000 % 127) / 127);
  await ccIs(11, (5000 % 101) / 127);
  const { ports, mailbox } = (await program.ask(".midi")).data;
  assert.ok(ports[0].garbage > 0);
  assert.equal(mailbox.entries, 0);
  assert.ok(mailbox.peak < 1100, `${mailbox.peak}`);
});

test("a clock is followed, also after a flood of its bytes: tempo, start, stop", async () => {
  const started = Date.now();
  let sent = 0;
  bus.send(0, 0xfa);
  // 150 bpm: a pulse each 16.7 ms. Timers wander on a busy machine, so pulses are due by the clock on the wall.
  const pulses = setInterval(() => {
    for (; sent * (60_000 / 150 / 24) < Date.now() - started; sent++) bus.send(0, 0xf8);
  }, 4);
  try {
    const status = (
      await program.until(".tempo", (a) => a.data.following === "midi" && Math.abs(a.data.bpm - 150) < 5, 8000)
    ).data;
    assert.ok(status.playing);
    assert.ok((await program.ask(".midi")).data.ports.some((p: { clock: boolean }) => p.clock));
    bus.send(0, 0xfc);
    await program.until(".tempo", (a) => !a.data.playing);
  } finally {
    clearInterval(pulses);
  }
});

test("two controllers with one name are two devices", async () => {
  bus.plug("X", "X");
  await program.until(".midi", (a) => a.data.ports.filter((p: { state: string }) => p.state === "open").length === 2);
  bus.send(0, 0xb0, 20, 127);
  bus.send(1, 0xb0, 21, 127);
  await ccIs(21, 1);
  const names = (await program.ask(".inputs")).data.inputs.map(({ name }: { name: string }) => name);
  assert.ok(names.includes("midi/X/cc 20") && names.includes("midi/X #2/cc 21"), names.join());
});

test("a program change goes to the entry of the set that has it; one that none has is nobody's", async () => {
  bus.send(0, 0xc0, 9, 5);
  await program.until(".status", (a) => a.data.sketch === "sketches/b.ts" && a.data.points === 7);
  bus.send(0, 0xc0, 9);
  await program.until(".midi", (a) => a.data.ports.some((p: { last: string }) => p.last === "program 9"));
  assert.equal((await program.ask(".status")).data.sketch, "sketches/b.ts");
});

test("a device with lamps is told where its controls stand, when something else moved them", async () => {
  bus.plug("motor");
  await program.until(".midi", (a) =>
    a.data.ports.some((p: { device: string; state: string }) => p.device === "motor" && p.state === "open"),
  );
  bus.send(0, 0xb0, 40, 10);
  await ccIs(40, 10 / 127);
  assert.deepEqual(bus.received, []);
  await program.ask(".cc 40 1");
  await program.until(".cc 40", () => bus.received.length > 0);
  assert.deepEqual(bus.received, [{ port: 0, bytes: [0xb0, 40, 127] }]);
});

test("a note runs a command, however softly it is struck", async () => {
  assert.ok((await program.ask('.link "midi/motor/note 36" .blackout on')).ok);
  bus.send(0, 0x90, 36, 5, 0x80, 36, 0);
  await program.until(".status", (a) => a.data.blackout === true);
  await program.ask(".blackout off");
});

test("`.midi none` stops listening, `.midi auto` begins again", async () => {
  assert.equal((await program.ask(".midi none")).data.state, "off");
  bus.send(0, 0xb0, 22, 127);
  await program.ask(".midi auto");
  await program.until(".midi", (a) => a.data.state === "listening" && a.data.ports.length > 0);
  bus.send(0, 0xb0, 23, 127);
  await ccIs(23, 1);
  assert.equal((await program.ask("ctx.cc(22, -1)")).data.json, -1);
});

test("a new start gives back what a controller was left at, frozen until it moves", async () => {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "hairline-e2e-")));
  const nano = await createMidiBus("nano");
  const start = () =>
    startProgram({ files: { "sketches/a.ts": polygonSketch(5) }, project, env: { HAIRLINE_MIDI_DRIVER: nano.driver } });
  const first = start();
  try {
    await first.until(".midi", (a) => a.data?.ports.length === 1, 40_000);
    nano.send(0, 0xb0, 7, 127);
    await first.until(".cc", (a) => a.data.ccs.length === 1);
  } finally {
    await first.close();
  }
  nano.plug();
  const second = start();
  try {
    await second.until(".status", (a) => a.data?.state === "running", 40_000);
    assert.deepEqual((await second.ask(".cc")).data.ccs, [
      { index: 7, value: 1, source: "midi", input: "midi/nano/cc 7", frozen: true, ghost: null },
    ]);
    assert.equal((await second.ask("ctx.cc(7, 0)")).data.json, 1);
  } finally {
    await second.close();
    await nano.close();
    rmSync(project, { recursive: true, force: true });
  }
});
