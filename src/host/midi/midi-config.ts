// The `midi` group of the configuration, and what a device's entry means.
//
//   midi:
//     input: auto                 # auto: every port; none; or part of a port's name
//     devices:
//       - match: nanoKONTROL      # part of the port's name, capitals or not
//         name: nano              # what its inputs are called: midi/nano/…
//         mode: 7                 # 14: CC n and n + 32 are the two halves of one value
//         channel: 1              # hears this channel only
//         map: { volume: 7, kick: "note 36", wheel: bend }
//         toggles: [41, 42]       # buttons that flip between 0 and 1 when pressed
//         init: ["cc 64 127"]     # sent when it is plugged in; or bytes: "f0 7e 7f 06 01 f7"
//         feedback: true          # tells it where its controls stand
//         ignore: false

import * as v from "valibot";
import { parseControl } from "./control-code.ts";
import { type DeviceSetting, parseInit } from "./device-setting.ts";

const text = (max: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(max));
const whole = (min: number, max: number, name: string) =>
  v.message(
    v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)),
    `\`${name}\`: a whole number from ${min} to ${max}`,
  );

const control = v.custom<number | string>(
  (written) => parseControl(written) !== null,
  'in `map` a controller from 0 to 127, or "cc 7 ch 2", "note 36", "bend", "pressure", "program"',
);
const initial = v.custom<string>(
  (written) => parseInit(written) !== null,
  'in `init` "cc 64 127", "note 36 127", "program 3", each with or without "ch 2", or bytes such as "f0 7e 7f 06 01 f7"',
);

const device = v.strictObject(
  {
    match: v.message(text(200), "`match`: part of a port's name"),
    name: v.optional(v.message(v.pipe(text(40), v.regex(/^[^/\p{Cc}]+$/u)), "`name`: up to 40 characters without /")),
    mode: v.optional(v.picklist([7, 14], "`mode`: 7 or 14"), 7),
    channel: v.optional(v.nullable(whole(1, 16, "channel"))),
    map: v.optional(v.pipe(v.record(text(40), control), v.maxEntries(256))),
    toggles: v.optional(v.pipe(v.array(whole(0, 127, "toggles")), v.maxLength(128))),
    init: v.optional(v.pipe(v.array(initial), v.maxLength(64))),
    feedback: v.optional(v.boolean()),
    ignore: v.optional(v.boolean()),
  },
  (issue) =>
    issue.path
      ? `no key "${String(issue.path[0].key)}" in a device: match, name, mode, channel, map, toggles, init, feedback, ignore`
      : "keys and values",
);

/** What the schema lets pass is what the profiles are made of. */
device satisfies v.GenericSchema<DeviceSetting>;

export const midiEntries = {
  input: v.optional(v.message(text(200), "auto, none, or part of a port's name"), "auto"),
  devices: v.optional(v.pipe(v.array(device, "a list of devices, each with `match`"), v.maxLength(64)), []),
};
