// Runs test files in two lanes with Node's own runner, as one run: first what only computes, as many files at once as
// there are cores; then what drives browsers, files and timers, one file after another, since on two cores these would
// time each other out. The closing lines are the runner's, added up.
//
//   node --import tsx test/support/run-files.mjs <cores> <file …> -- <file …>

import { pipeline } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const [cores, ...rest] = process.argv.slice(2);
const middle = rest.indexOf("--");
const lanes = [
  { files: rest.slice(0, middle), concurrency: Number(cores) },
  { files: rest.slice(middle + 1), concurrency: 1 },
];

/** `tests 12`, `duration_ms 3.5`: what each lane says of itself at its end. */
const CLOSING = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/;

async function* together() {
  const totals = new Map();
  let last = {};
  for (const lane of lanes) {
    if (lane.files.length === 0) continue;
    for await (const event of run(lane)) {
      const closing = event.type === "test:diagnostic" && event.data.nesting === 0 && CLOSING.exec(event.data.message);
      if (!closing) {
        if (event.type === "test:fail") process.exitCode = 1;
        yield event;
        continue;
      }
      totals.set(closing[1], (totals.get(closing[1]) ?? 0) + Number(closing[2]));
      last = event.data;
    }
  }
  for (const [name, total] of totals) yield { type: "test:diagnostic", data: { ...last, message: `${name} ${total}` } };
}

await pipeline(together(), new spec(), process.stdout, { end: false });
