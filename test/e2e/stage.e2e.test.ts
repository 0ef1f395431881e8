// Keys pressed in the real window, headless: what they do to the show.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";
let program: Program;

before(async () => {
  program = startProgram({ files: { [FILE]: polygonSketch(5), "hairline.yaml": "keys:\n  blackout: X\n" } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  await program.close();
});

const press = (key: string, init = "{}") =>
  program.ask(
    `@page document.body.dispatchEvent(new KeyboardEvent("keydown", { key: ${JSON.stringify(key)}, bubbles: true, ...${init} }))`,
  );
const said = async (pattern: RegExp) => {
  for (const deadline = Date.now() + 5000; !pattern.test(program.log()); ) {
    assert.ok(Date.now() < deadline, `never said ${pattern}\n${program.log()}`);
    await new Promise((done) => setTimeout(done, 25));
  }
};

test("a key runs its command of the one grammar, and says what came of it", async () => {
  await press(" ");
  await program.until(".status", (a) => a.data.frozen === true);
  await press(" ");
  await program.until(".status", (a) => a.data.frozen === false);
  await press("s");
  await said(/out\/.*\.svg/);
});

test("a key of the configuration, also of one that is saved while the show runs", async () => {
  await press("b");
  await press("x");
  await program.until(".status", (a) => a.data.blackout === true);
  program.save("hairline.yaml", "keys:\n  blackout: Y\n");
  await said(/configuration taken over/);
  await press("y");
  await program.until(".status", (a) => a.data.blackout === false);
});

test("a command that refuses is told where the person looks", async () => {
  await press("]");
  await said(/there is no version 1 forward/);
});
