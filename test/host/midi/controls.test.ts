// From a message to a named value: pairs, profiles, toggles, names of devices.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as v from "valibot";
import { controlCode, controlName, messageFor, parseControl } from "../../../src/host/midi/control-code.ts";
import { createDevice } from "../../../src/host/midi/device.ts";
import { type DeviceSetting, parseInit } from "../../../src/host/midi/device-setting.ts";
import { KNOWN_DEVICES } from "../../../src/host/midi/known-devices.ts";
import { createMailbox } from "../../../src/host/midi/mailbox.ts";
import { midiEntries } from "../../../src/host/midi/midi-config.ts";
import { createPairs, SETTLE_MS } from "../../../src/host/midi/pairs.ts";
import { deviceName, isNoDevice, profileOf } from "../../../src/host/midi/profiles.ts";

/** Bytes through a device with this profile; what it moved, in order and with what was gathered over. */
function moves(
  setting: Partial<DeviceSetting>,
  ...messages: number[][]
): [control: string, value: number, cc: number][] {
  const mailbox = createMailbox();
  let time = 1000;
  const device = createDevice({
    name: "d",
    profile: profileOf("port", [{ match: "port", ...setting }]),
    mailbox,
    now: () => time++,
    onMessage() {},
    clockCounts: () => true,
  });
  return messages.flatMap((bytes) => {
    device.feed(Uint8Array.from(bytes));
    return (mailbox.take()?.moves ?? []).map(({ control, value, cc }): [string, number, number] => [
      control,
      value,
      cc,
    ]);
  });
}

test("each message moves one named control, 0 to 1", () => {
  const rows: [bytes: number[], control: string, value: number, cc: number][] = [
    [[0xb0, 7, 127], "cc 7", 1, 7],
    [[0xb0, 7, 0], "cc 7", 0, 7],
    [[0xb9, 7, 64], "cc 7 ch 10", 64 / 127, 7],
    [[0x90, 60, 127], "note 60", 1, -1],
    [[0x90, 60, 0], "note 60", 0, -1],
    [[0x80, 60, 99], "note 60", 0, -1],
    [[0xc0, 127], "program", 1, -1],
    [[0xd0, 127], "pressure", 1, -1],
    [[0xa0, 60, 127], "pressure 60", 1, -1],
    [[0xe0, 0, 0], "bend", 0, -1],
    [[0xe0, 0, 64], "bend", 0.5, -1],
    [[0xe1, 127, 127], "bend ch 2", 1, -1],
  ];
  for (const [bytes, control, value, cc] of rows) assert.deepEqual(moves({}, bytes), [[control, value, cc]], control);
});

test("a profile names controls on any channel or on one, and hears one channel if it says so", () => {
  const map = { volume: 7, kick: "note 36 ch 10", wheel: "bend" };
  assert.deepEqual(moves({ map }, [0xb3, 7, 127], [0x99, 36, 127], [0x90, 36, 127], [0xe0, 0, 0]), [
    ["volume", 1, 7],
    ["kick", 1, -1],
    ["note 36", 1, -1],
    ["wheel", 0, -1],
  ]);
  assert.deepEqual(moves({ channel: 2 }, [0xb0, 7, 127], [0xb1, 7, 127]), [["cc 7 ch 2", 1, 7]]);
});

test("a toggle flips when it is pressed, not when it is let go or pressed harder", () => {
  const press = [0xb0, 25, 127];
  const release = [0xb0, 25, 0];
  const seen = moves({ toggles: [25] }, press, [0xb0, 25, 100], release, press, release);
  assert.deepEqual(
    seen.map(([, value]) => value),
    [1, 1, 1, 0, 0],
  );
});

test("14 bits: the upper half waits for the lower; the lower alone moves finely; from 64 on it is 7 bits", () => {
  assert.deepEqual(moves({ mode: 14 }, [0xb0, 1, 127], [0xb0, 33, 127], [0xb0, 33, 126], [0xb0, 70, 127]), [
    ["cc 1", 1, 1],
    ["cc 1", 16382 / 16383, 1],
    ["cc 70", 1, 70],
  ]);
});

test("14 bits survive any order of knobs and channels", () => {
  const knob = fc.record({
    channel: fc.integer({ min: 0, max: 15 }),
    cc: fc.integer({ min: 0, max: 31 }),
    value: fc.integer({ min: 0, max: 16383 }),
  });
  fc.assert(
    fc.property(fc.array(knob, { maxLength: 40 }), (turns) => {
      const seen: [number, number, number][] = [];
      const pairs = createPairs((channel, cc, value) => seen.push([channel, cc, Math.round(value * 16383)]));
      // All upper halves first, then all lower: the last upper half of a control is the one that counts.
      const last = new Map(turns.map(({ channel, cc, value }) => [`${channel} ${cc}`, value >> 7]));
      for (const { channel, cc, value } of turns) assert.ok(pairs.take(channel, cc, value >> 7, 1));
      for (const { channel, cc, value } of turns) assert.ok(pairs.take(channel, cc + 32, value & 127, 2));
      assert.deepEqual(
        seen,
        turns.map(({ channel, cc, value }) => [
          channel,
          cc,
          ((last.get(`${channel} ${cc}`) ?? 0) << 7) | (value & 127),
        ]),
      );
      assert.equal(pairs.settle(1e9), false);
    }),
  );
});

test("an upper half that nobody completes speaks for itself after a moment, once", () => {
  const seen: number[][] = [];
  const pairs = createPairs((...pair) => seen.push(pair));
  pairs.take(2, 5, 127, 100);
  assert.equal(pairs.settle(100 + SETTLE_MS - 1), true);
  assert.deepEqual(seen, []);
  assert.equal(pairs.settle(100 + SETTLE_MS), false);
  assert.deepEqual(seen, [[2, 5, 1, 100]]);
  assert.equal(pairs.settle(1000), false);
  assert.equal(seen.length, 1);
});

test("names of controls are read back as they are written", () => {
  for (const kind of ["cc", "note", "key pressure"] as const)
    for (const number of [0, 64, 127])
      for (const channel of [1, 2, 16]) {
        const code = controlCode(kind, number, channel);
        const back = parseControl(controlName(code));
        assert.equal(back, channel === 1 ? controlCode(kind, number, 0) : code);
      }
  for (const bad of ["cc", "cc 128", "cc 1 ch 0", "cc 1 ch 17", "bend 3", "note", "", "cc 1 2", 128, -1, 1.5, null, {}])
    assert.equal(parseControl(bad), null, String(bad));
});

test("what would move a control is what a device hears back", () => {
  for (const [written, bytes] of [
    ["cc 7", [0xb0, 7, 127]],
    ["note 36 ch 10", [0x99, 36, 127]],
    ["bend", [0xe0, 127, 127]],
    ["pressure 60", [0xa0, 60, 127]],
    ["program", [0xc0, 127]],
  ] as const)
    assert.deepEqual(messageFor(parseControl(written) as number, 1), bytes);
});

test("a port's device has a name that does not change with the socket", () => {
  const rows: [port: string, name: string][] = [
    ["nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", "nanoKONTROL2"],
    ["nanoKONTROL2:nanoKONTROL2 MIDI 1 28:0", "nanoKONTROL2"],
    ["Launchpad Pro:Launchpad Pro MIDI 2 24:1", "Launchpad Pro MIDI 2"],
    ["USB MIDI:port A 20:0", "USB MIDI:port A"],
    ["nanoKONTROL2 SLIDER/KNOB", "nanoKONTROL2 SLIDER-KNOB"],
    ["  a\u0007b\n", "a b"],
    ["", "port"],
    ["x".repeat(500), "x".repeat(60)],
  ];
  for (const [port, name] of rows) assert.equal(deviceName(port), name, port);
  assert.ok(isNoDevice("Midi Through:Midi Through Port-0 14:0"));
  assert.ok(isNoDevice("RtMidi Output Client:RtMidi Output 128:0"));
  assert.ok(!isNoDevice("RtMidi Output Client:knobs 129:0"));
});

test("the controllers of the original are known, and a profile of one's own comes first", () => {
  const tx6 = profileOf("TX-6 Bluetooth", []);
  assert.equal(tx6.name, "tx6");
  assert.equal(tx6.nameOf(controlCode("cc", 24, 1)), "k6b");
  assert.deepEqual([...tx6.toggles], [25, 26, 27, 28, 29, 30, 35]);
  const grid = profileOf("Intech Grid MIDI device", []);
  assert.equal(grid.mode, 14);
  assert.equal(grid.nameOf(controlCode("cc", 16, 3)), "k44");
  assert.deepEqual(grid.init, [[0xb0, 64, 127]]);
  assert.equal(profileOf("ArcController OUT", []).mode, 14);
  assert.equal(profileOf("TX-6 Bluetooth", [{ match: "tx-6", name: "mine" }]).name, "mine");
  assert.equal(profileOf("something", []).mode, 7);
  assert.ok(v.is(midiEntries.devices, KNOWN_DEVICES));
});

test("init messages in words or in bytes, and nothing else", () => {
  const rows: [written: unknown, bytes: number[] | null][] = [
    ["cc 64 127", [0xb0, 64, 127]],
    ["note 36 1 ch 10", [0x99, 36, 1]],
    ["program 3 ch 2", [0xc1, 3]],
    ["f0 7e 7F 06 01 f7", [0xf0, 0x7e, 0x7f, 6, 1, 0xf7]],
    ["b0 40 7f", [0xb0, 0x40, 0x7f]],
    ["cc 64", null],
    ["cc 64 128", null],
    ["program 3 4", null],
    ["cc 1 1 ch 17", null],
    ["40 7f", null],
    ["b0 40 ff", null],
    ["f0 01", null],
    ["b0 1 2", null],
    [7, null],
  ];
  for (const [written, bytes] of rows) assert.deepEqual(parseInit(written), bytes, String(written));
});

test("a wrong device entry says what was expected", () => {
  const wrong: [entry: unknown, message: RegExp][] = [
    [{}, /match/],
    [{ match: "a", mode: 8 }, /`mode`: 7 or 14/],
    [{ match: "a", channel: 17 }, /`channel`: a whole number from 1 to 16/],
    [{ match: "a", map: { x: 128 } }, /`map` a controller from 0 to 127/],
    [{ match: "a", init: ["cc 64"] }, /`init` "cc 64 127"/],
    [{ match: "a", name: "a/b" }, /without \//],
    [{ match: "a", chanel: 1 }, /no key "chanel" in a device/],
    ["a", /keys and values/],
  ];
  for (const [entry, message] of wrong) {
    const result = v.safeParse(midiEntries.devices, [entry]);
    assert.ok(!result.success, JSON.stringify(entry));
    assert.match(result.issues[0].message, message, JSON.stringify(entry));
  }
});
