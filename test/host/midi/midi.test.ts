// The thread's life, seen from the host: no driver, a driver that fails, a thread that dies. Real threads, real files.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createMidi, type Midi } from "../../../src/host/midi/midi.ts";
import type { MidiStatus } from "../../../src/host/midi/midi-api.ts";
import { createMidiBus } from "../../support/midi-bus.ts";

const folder = mkdtempSync(join(tmpdir(), "hairline-midi-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function start(driver: string, input = "auto") {
  const said: string[] = [];
  const plugs: string[] = [];
  const moves: string[] = [];
  const midi = createMidi({
    settings: { input, devices: [] },
    driver,
    onMove: ({ device, control, value }) => moves.push(`${device} ${control} ${value}`),
    onClock() {},
    onProgram() {},
    onPlugged: (device) => plugs.push(`here ${device}`),
    onUnplugged: (device) => plugs.push(`gone ${device}`),
    say: (line) => said.push(line),
  });
  midi.start();
  return { midi, said, plugs, moves };
}

async function until(midi: Midi, is: (status: MidiStatus) => boolean, ms = 10_000): Promise<MidiStatus> {
  for (const deadline = Date.now() + ms; ; await new Promise((done) => setTimeout(done, 20))) {
    const status = await midi.status();
    if (is(status)) return status;
    if (Date.now() > deadline) throw new Error(`never became so: ${JSON.stringify(status)}`);
  }
}

/** A build of the package that is not one: `body` is what its `Input` does when its ports are counted. */
function fakePackage(name: string, load: string, body: string): string {
  const path = join(folder, `${name}.cjs`);
  writeFileSync(
    path,
    `class Port { getPortCount() { ${body} } getPortName() { return "X"; } openPort() {} closePort() {} destroy() {} ignoreTypes() {} on() {} }
     module.exports = { verifyLibraryLoaded() { ${load} }, Input: Port, Output: Port };`,
  );
  return `module:${path}`;
}

test("no driver, a driver that does not load, a system without MIDI: one line, and the show goes on", async () => {
  const rows: [driver: string, why: RegExp][] = [
    [`module:${join(folder, "missing.cjs")}`, /Cannot find module/],
    [fakePackage("unloaded", 'throw new Error("libasound.so.2: cannot open shared object file")', ""), /libasound/],
    [`virtual:${join(folder, "nobody")}`, /ENOENT/],
  ];
  for (const [driver, why] of rows) {
    const { midi, said } = start(driver);
    const status = await until(midi, ({ state }) => state === "none");
    assert.match(status.why, why);
    assert.equal(said.length, 1, said.join("\n"));
    assert.match(said[0], why);
    assert.ok(!said[0].includes("\n"), said[0]);
    await midi.close();
  }
});

test("a list of ports that fails is told once and asked for again", async () => {
  const { midi, said } = start(fakePackage("unlisted", "", 'throw new Error("sequencer gone")'));
  await until(midi, ({ state }) => state === "listening");
  await new Promise((done) => setTimeout(done, 2200));
  assert.deepEqual(said, [
    "midi: the ports cannot be listed (sequencer gone)",
    "midi: no controller yet; one that is plugged in is heard within a second",
  ]);
  await midi.close();
});

test("a thread that dies takes its devices along, is started again, and given up when it dies too often", async () => {
  const { midi, said, plugs } = start(
    fakePackage(
      "dying",
      "",
      'globalThis.timer ??= setTimeout(() => { throw new Error("struck down"); }, 50); return 1;',
    ),
  );
  const status = await until(midi, ({ state, why }) => state === "none" && why !== "", 20_000);
  assert.match(status.why, /struck down/);
  assert.equal(said.filter((line) => line.includes("starting it again")).length, 3);
  assert.equal(plugs.length, 8);
  assert.deepEqual(plugs.slice(0, 2), ["here X", "gone X"]);
  await midi.close();
});

test("input none starts nothing; auto begins; none again ends it, however quickly they follow", async () => {
  const bus = await createMidiBus("A");
  const { midi, said, moves } = start(bus.driver, "none");
  assert.equal((await midi.status()).state, "off");
  for (let i = 0; i < 10; i++) {
    void midi.setInput("auto");
    void midi.setInput("none");
  }
  void midi.setInput("auto");
  await until(midi, ({ state, ports }) => state === "listening" && ports[0]?.state === "open");
  bus.send(0, 0xb0, 1, 127);
  await until(midi, ({ ports }) => ports[0].messages > 0);
  assert.deepEqual(moves, ["A cc 1 1"]);
  assert.ok(said.includes("midi: A"));
  await midi.setInput("none");
  assert.equal((await midi.status()).state, "off");
  await midi.close();
  await bus.close();
});

test("the far end that goes away unplugs everything and stops nothing", async () => {
  const bus = await createMidiBus("A");
  const { midi, plugs } = start(bus.driver);
  await until(midi, ({ ports }) => ports[0]?.state === "open");
  await bus.close();
  await until(midi, ({ ports }) => ports[0].state === "gone");
  assert.deepEqual(plugs, ["here A", "gone A"]);
  await midi.close();
});
