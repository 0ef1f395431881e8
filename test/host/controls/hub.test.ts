import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createControlHub } from "../../../src/host/controls/hub.ts";
import { MAX_INPUTS } from "../../../src/host/controls/inputs.ts";
import { readLink } from "../../../src/host/controls/target.ts";
import type { ControlBatch } from "../../../src/protocol/link.ts";
import type { KnobDeclaration } from "../../../src/protocol/port.ts";

const knob = (name: string, value: number, changes: Partial<KnobDeclaration> = {}): KnobDeclaration => ({
  name,
  value,
  min: 0,
  max: 1,
  step: 0,
  label: name,
  ...changes,
});

async function table(context: TestContext, given?: string) {
  const folder = given ?? (await mkdtemp(join(tmpdir(), "hairline-controls-")));
  const [sent, ran, said]: [ControlBatch[], string[], string[]] = [[], [], []];
  let nowMs = 0;
  const hub = createControlHub({
    folder,
    send: async (batch) => void sent.push(structuredClone(batch)),
    tellSlots: async () => {},
    run: (line) => ran.push(line),
    say: (line) => said.push(line),
    now: () => nowMs,
  });
  context.after(async () => {
    await hub.close();
    if (!given) await rm(folder, { recursive: true, force: true });
  });
  return { hub, folder, sent, ran, said, wait: (ms: number) => (nowMs += ms) };
}
const shown = (list: readonly { value: number; source: string; frozen: boolean }[]) =>
  list.map(({ value, source, frozen }) => `${value} ${source}${frozen ? " frozen" : ""}`);

test("an unlinked controller moves its own cc; once linked it moves that instead", async (context) => {
  const { hub } = await table(context);
  await hub.declare("a.ts", [knob("amp", 0)]);
  hub.move("midi/nano/cc 7", "knob", 0.25, 7);
  assert.deepEqual(
    hub.ccs().map(({ index, value, source, input }) => [index, value, source, input]),
    [[7, 0.25, "midi", "midi/nano/cc 7"]],
  );
  hub.link("midi/nano/cc 7", { kind: "knob", name: "amp" });
  hub.move("midi/nano/cc 7", "knob", 0, 7);
  hub.move("midi/nano/cc 7", "knob", 0.5, 7);
  assert.deepEqual([shown(hub.ccs()), shown(hub.knobs())], [["0.25 midi"], ["0.5 midi"]]);
  hub.unlink("amp");
  hub.move("midi/nano/cc 7", "knob", 0.25, 7);
  assert.deepEqual(shown(hub.ccs()), ["0.25 midi"], "and its own again");
});

test("a knob's range and steps are respected", async (context) => {
  const { hub } = await table(context);
  await hub.declare("a.ts", [knob("sides", 3, { min: 3, max: 12, step: 1 })]);
  hub.link("osc/sides", { kind: "knob", name: "sides" });
  hub.move("osc/sides", "signal", 0.5);
  assert.equal(hub.knobs()[0].value, 8);
  hub.move("osc/sides", "signal", 7);
  assert.equal(hub.knobs()[0].value, 12, "beyond the range is its end");
});

test("a value set by hand is not pulled back by the knob that drove it", async (context) => {
  const { hub } = await table(context);
  await hub.declare("a.ts", [knob("amp", 0)]);
  hub.link("midi/nano/cc 7", { kind: "knob", name: "amp" });
  for (const value of [0, 0.3]) hub.move("midi/nano/cc 7", "knob", value);
  await hub.setKnob("amp", 0.8);
  hub.move("midi/nano/cc 7", "knob", 0.31);
  assert.deepEqual([shown(hub.knobs()), hub.knobs()[0].ghost], [["0.8 panel"], 0.31]);
  hub.move("midi/nano/cc 7", "knob", 0.81);
  assert.deepEqual([shown(hub.knobs()), hub.knobs()[0].ghost], [["0.81 midi"], null]);
});

test("unplugged: values stay, frozen; back: no jump over one step", async (context) => {
  const { hub } = await table(context);
  const at = (step: number) => hub.move("midi/nano/cc 7", "knob", step / 127, 7);
  for (const step of [60, 61, 62]) at(step);
  hub.deviceGone("midi/nano");
  assert.deepEqual(shown(hub.ccs()), [`${62 / 127} midi frozen`]);
  hub.deviceBack("midi/nano");
  const seen: number[] = [];
  // It was turned down while the cable was out, and comes up again.
  for (let step = 20; step <= 100; step++) {
    at(step);
    seen.push(Math.round(hub.ccs()[0].value * 127));
  }
  const jumps = seen.map((value, i) => Math.abs(value - (i === 0 ? 62 : seen[i - 1])));
  assert.ok(Math.max(...jumps) <= 1, `jumps of ${Math.max(...jumps)} steps`);
  assert.equal(seen.at(-1), 100);
  assert.deepEqual(shown(hub.ccs()), [`${100 / 127} midi`]);
});

test("learning: a trembling knob is not meant, a turned one is; the next one is free again", async (context) => {
  const { hub, said } = await table(context);
  await hub.declare("a.ts", [knob("amp", 0)]);
  hub.learn({ kind: "knob", name: "amp" });
  assert.equal(hub.learning(), "amp");
  for (const step of [64, 65, 64]) hub.move("midi/nano/cc 1", "knob", step / 127);
  hub.move("audio/level", "signal", 0.2);
  hub.move("audio/level", "signal", 0.9);
  assert.equal(hub.learning(), "amp", "still waiting");
  for (const step of [10, 11, 12, 13, 14]) hub.move("midi/nano/cc 2", "knob", step / 127);
  assert.deepEqual([hub.learning(), said], [null, ["amp ← midi/nano/cc 2"]]);
  const links = hub.links().map(({ input, target }) => `${target} ${input}`);
  assert.deepEqual(links, ["amp midi/nano/cc 2"]);
});

test("learning gives up after a while", async (context) => {
  const { hub, wait } = await table(context);
  hub.learn({ kind: "cc", index: 3 });
  wait(60_000);
  hub.move("key/a", "button", 1);
  assert.deepEqual([hub.learning(), hub.links()], [null, []]);
});

test("a command runs once per press", async (context) => {
  const { hub, ran } = await table(context);
  hub.link("key/g", { kind: "command", line: ".go next" });
  for (const value of [1, 1, 0, 0.2, 1, 0]) hub.move("key/g", "button", value);
  assert.deepEqual(ran, [".go next", ".go next"]);
});

test("links of the configuration are not to be unlinked, and follow it", async (context) => {
  const { hub, ran } = await table(context);
  hub.configure(["midi/nano/cc 7 -> amp", "key/b -> .blackout"]);
  hub.move("key/b", "button", 1);
  assert.deepEqual(ran, [".blackout"]);
  assert.deepEqual(hub.unlink("amp"), []);
  hub.configure([]);
  assert.deepEqual(hub.links(), [], "the configuration was changed");
});

test("a link is written input -> target", () => {
  assert.deepEqual(readLink("midi/nano/cc 7 -> cc 12"), ["midi/nano/cc 7", { kind: "cc", index: 12 }]);
  for (const wrong of ["", "amp", "-> amp", "osc/x ->", "osc/x -> cc 128"])
    assert.equal(typeof readLink(wrong), "string", wrong);
});

test("a new start: knobs, controllers and learned links are as they were, the controllers frozen", async (context) => {
  const first = await table(context);
  await first.hub.declare("sketches/a.ts", [knob("amp", 0.2), knob("lag", 0.2)]);
  await first.hub.setKnob("amp", 0.9);
  first.hub.link("midi/nano/cc 7", { kind: "knob", name: "lag" });
  first.hub.move("midi/nano/cc 3", "knob", 0.5, 3);
  await first.hub.close();

  const second = await table(context, first.folder);
  await second.hub.open("sketches/a.ts");
  await second.hub.declare("sketches/a.ts", [knob("amp", 0.2), knob("lag", 0.2)]);
  assert.deepEqual(shown(second.hub.knobs()), ["0.9 panel", "0.2 code"]);
  assert.deepEqual(shown(second.hub.ccs()), ["0.5 midi frozen"]);
  assert.deepEqual(
    second.hub.links().map(({ input, target }) => [input, target]),
    [["midi/nano/cc 7", "lag"]],
  );
  second.hub.move("midi/nano/cc 3", "knob", 0.1, 3);
  assert.deepEqual(shown(second.hub.ccs()), ["0.5 midi"], "live again, but it has to meet the value");
});

test("a controller that was let go of does not come back with the sketch it was kept for", async (context) => {
  const { hub } = await table(context);
  await hub.declare("a.ts", []);
  await hub.setCc(12, 1);
  await delay(400); // written down for a.ts
  await hub.declare("b.ts", []);
  await hub.clearCc(12);
  await hub.open("a.ts");
  assert.deepEqual(hub.ccs(), []);
});

test("a file that is no record is put aside and told; nothing is lost", async (context) => {
  const first = await table(context);
  await first.hub.declare("a.ts", [knob("amp", 0.2)]);
  await first.hub.setKnob("amp", 0.9);
  await first.hub.close();
  const [name] = (await readdir(first.folder)).filter((each) => each.startsWith("a.ts"));
  for (const text of ["{ torn", '{"format":1,"knobs":{"amp":{"value":"1e999"}},"ccs":[]}', '{"format":7}']) {
    await writeFile(join(first.folder, name), text);
    const { hub, said } = await table(context, first.folder);
    await hub.open("a.ts");
    assert.equal(said.length, 1, text);
    assert.equal(await readFile(join(first.folder, `${name}.broken`), "utf8"), text);
  }
});

test("a crash loses at most a quarter of a second", async (context) => {
  const { hub, folder } = await table(context);
  await hub.declare("a.ts", [knob("amp", 0.2)]);
  await hub.setKnob("amp", 0.9);
  await delay(400);
  const [name] = await readdir(folder);
  assert.match(await readFile(join(folder, name), "utf8"), /"amp":\{"value":0.9/);
});

test("inputs are bounded; a linked one is not forgotten", async (context) => {
  const { hub, wait } = await table(context);
  hub.link("osc/keep", { kind: "cc", index: 1 });
  hub.move("osc/keep", "signal", 0.5);
  for (let i = 0; i < MAX_INPUTS * 2; i++) {
    wait(1);
    hub.move(`osc/${i}`, "signal", 0.5);
  }
  assert.equal(hub.inputs().length, MAX_INPUTS);
  assert.ok(hub.inputs().some(({ name }) => name === "osc/keep"));
});
