import assert from "node:assert/strict";
import { test } from "node:test";
import type { OscArg } from "../../../src/host/osc/codec.ts";
import { type OscAction, readMessage } from "../../../src/host/osc/meaning.ts";
import { refusal } from "../../../src/host/osc/permission.ts";

const addressed = {
  knobs: () => [
    { name: "amount", min: 0, max: 40 },
    { name: "line width", min: 0.1, max: 2 },
  ],
};
const f = (value: number): OscArg => ({ type: "f", value });
const s = (value: string): OscArg => ({ type: "s", value });
const read = (address: string, ...args: OscArg[]) => readMessage({ kind: "message", address, args }, addressed);

const TABLE: [string, OscArg[], OscAction[] | RegExp][] = [
  ["/hairline/cc/7", [f(0.5)], [{ kind: "cc", index: 7, value: 0.5 }]],
  ["/hairline/cc/127", [{ type: "T" }], [{ kind: "cc", index: 127, value: 1 }]],
  ["/hairline/cc/7", [f(3)], [{ kind: "cc", index: 7, value: 1 }]],
  ["/hairline/cc/7", [f(Number.NaN)], /expected a number/],
  ["/hairline/cc/7", [], /came with nothing/],
  ["/hairline/cc/128", [f(1)], /0 to 127/],
  ["/hairline/cc/-1", [f(1)], /0 to 127/],
  ["/hairline/cc", [f(1)], /0 to 127/],
  ["/hairline/knob/amount", [f(12)], [{ kind: "knob", name: "amount", value: 12 }]],
  ["/hairline/knob/amount", [f(99)], [{ kind: "knob", name: "amount", value: 40 }]],
  ["/hairline/knob/line_width", [f(1)], [{ kind: "knob", name: "line width", value: 1 }]],
  ["/hairline/knob/__proto__", [f(1)], /no knob/],
  ["/hairline/set", [s("line width"), f(1)], [{ kind: "knob", name: "line width", value: 1 }]],
  ["/hairline/set", [f(1), s("amount")], /expected the name/],
  ["/hairline/trigger/kick", [], [{ kind: "trigger", name: "kick", value: 1 }]],
  ["/hairline/trigger/drum/1", [f(0.25)], [{ kind: "trigger", name: "drum/1", value: 0.25 }]],
  ["/hairline/trigger/", [], /expected .*<name>/],
  ["/hairline/trigger/kick", [s("x")], /expected a number, or nothing/],
  ["/hairline/tempo", [f(128)], [{ kind: "tempo", bpm: 128 }]],
  ["/hairline/beat", [{ type: "i", value: 32 }], [{ kind: "beat", beat: 32 }]],
  ["/hairline/tap", [], [{ kind: "tap" }]],
  ["/hairline/tap", [f(0)], []],
  ["/hairline/status", [], [{ kind: "status" }]],
  ["/hairline/go", [], [{ kind: "command", line: '.go "next"' }]],
  ["/hairline/go", [s("night city")], [{ kind: "command", line: '.go "night city"' }]],
  ["/hairline/go", [s('x" ; .exit')], /without quotes/],
  ["/hairline/command", [s(" .freeze on ")], [{ kind: "command", line: ".freeze on" }]],
  ["/hairline/command", [s("process.exit()")], /are code/],
  ["/hairline/command", [s(".freeze\n1+1")], /are code/],
  ["/hairline/command", [f(1)], /expected a text/],
  ["/hairline/knobs/amount", [f(1)], /did you mean \/hairline\/knob/],
  ["/fader/1", [f(0.3)], [{ kind: "input", name: "osc/fader/1", value: 0.3 }]],
  [
    "/xy",
    [f(0.3), f(2)],
    [
      { kind: "input", name: "osc/xy", value: 0.3 },
      { kind: "input", name: "osc/xy 2", value: 1 },
    ],
  ],
  [
    "/push",
    [],
    [
      { kind: "input", name: "osc/push", value: 1 },
      { kind: "input", name: "osc/push", value: 0 },
    ],
  ],
  ["/label", [s("text")], /brings no number/],
  ["/a b", [f(1)], /is no address/],
  [
    "/hairline/cc/{1,2}",
    [f(1)],
    [
      { kind: "cc", index: 1, value: 1 },
      { kind: "cc", index: 2, value: 1 },
    ],
  ],
  ["/hairline/knob/a*", [f(1)], [{ kind: "knob", name: "amount", value: 1 }]],
  ["/hairline/x*", [f(1)], /matches nothing/],
  ["/hairline/cc/[1", [f(1)], /without its/],
];
for (const [address, args, expected] of TABLE)
  test(`${address} ${args.map((arg) => ("value" in arg ? arg.value : arg.type)).join(" ")}`, () => {
    const seen = read(address, ...args);
    if (expected instanceof RegExp) assert.match(String(seen), expected);
    else assert.deepEqual(seen, expected);
  });

test("by default a datagram may play, and neither write, read files, nor end the show", () => {
  for (const line of [".freeze on", '.go "next"', ".at bar .seed new", ".set amount 3", ".panic"])
    assert.equal(refusal(line, "perform"), null, line);
  for (const line of [
    ".save svg",
    ".exit show",
    ".at bar .save png",
    ".snap load x",
    ".sketch ../x",
    "1 + 1",
    '.every 4 ".exit show"',
  ])
    assert.notEqual(refusal(line, "perform"), null, line);
  assert.equal(refusal(".save svg", "all"), null);
  assert.notEqual(refusal(".freeze", "none"), null);
});
