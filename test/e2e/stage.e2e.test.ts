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

/** What the text over the picture says: the file's line, then each row with its number. */
const SHOWN = `@page [...document.body.children].flatMap((each) => [...(each.shadowRoot?.querySelectorAll(".row") ?? [])]).map((row) => row.className + "|" + row.textContent)`;
const rows = async (accept: (rows: string[]) => boolean) =>
  (await program.until(SHOWN, (a) => Array.isArray(a.data?.json) && accept(a.data.json))).data.json as string[];

test("the sketch's text over the picture: what a save changed, what is wrong beside its line, until it is mended", async () => {
  await press("e");
  const first = await rows((found) => found.length > 5);
  assert.match(first[0], /sketches\/a\.ts {2}v\d+$/);
  assert.ok(!first.some((row) => row.includes("changed")), "nothing was changed yet");

  program.save(FILE, polygonSketch(7));
  const changed = await rows((found) => found.some((row) => row.includes("sides: 7")));
  assert.deepEqual(
    changed.filter((row) => row.startsWith("row changed")).map((row) => row.replace(/\s+/g, " ")),
    ["row changed|5 return L(G.polygon({ sides: 7 }).scale(200).rotate(t * 20).translate(200, 200), { width: 1 });"],
  );

  program.save(FILE, polygonSketch(7).replace("width: 1 }", "width: }"));
  const wrong = await rows((found) => found.some((row) => row.includes("wrong error")));
  assert.match(wrong[0], /not on air: v\d+ plays on/);
  assert.match(wrong.find((row) => row.includes("wrong error")) ?? "", /width: \}\);Unexpected "\}"/);
  const { json: hud } = (
    await program.ask(
      `@page document.body.firstElementChild.nextElementSibling && [...document.body.children].map((each) => each.shadowRoot?.querySelector(".problems")?.innerText ?? "").join("")`,
    )
  ).data;
  assert.equal(hud.trim(), "", "the HUD does not say again what stands beside its line");

  program.save(FILE, polygonSketch(7));
  await rows((found) => / {2}v\d+$/.test(found[0]) && !found.some((row) => row.includes("wrong")));
  await program.ask(".code off");
  assert.deepEqual((await program.ask(SHOWN)).data.json, []);
});

/** In the operator's window: what lies there, how wide the mirror is, and whether it shows the polygon's black on white. */
const OPERATOR = `@page (() => {
  const { document: page, closed } = window.open("", "hairline-operator");
  const mirror = page.querySelector("canvas");
  const pixels = mirror ? mirror.getContext("2d").getImageData(0, 0, mirror.width, mirror.height).data : [];
  let dark = 0;
  let light = 0;
  for (let i = 0; i < pixels.length; i += 4) pixels[i] < 90 ? dark++ : pixels[i] > 240 ? light++ : 0;
  return { hud: [...page.body.children].some((each) => each.shadowRoot?.querySelector(".readings, .panel")), dark, light, here: document.body.children.length };
})()`.replace(/\n\s*/g, " ");

test("the operator's window takes everything but the picture, and gives it back when it is closed", async () => {
  await program.ask(".hud on");
  const overlays = `@page [...document.body.children].filter((each) => each.shadowRoot).length`;
  const before = (await program.ask(overlays)).data.json;
  const opened = await program.ask(".operator on");
  assert.ok(opened.ok && opened.data.operator, JSON.stringify(opened));
  assert.equal((await program.ask(overlays)).data.json, 0, "the audience sees the picture alone");
  const { json } = (await program.until(OPERATOR, (a) => a.data?.json?.dark > 50)).data;
  assert.ok(json.hud && json.light > 10_000, JSON.stringify(json));

  await program.ask(
    `@page window.open("", "hairline-operator").dispatchEvent(new KeyboardEvent("keydown", { key: " " }))`,
  );
  await program.until(".status", (a) => a.data.frozen === true);
  await program.ask(".freeze off");

  await program.ask(`@page window.open("", "hairline-operator").close()`);
  await program.until(overlays, (a) => a.data.json === before);
  assert.equal((await program.ask(".operator")).data.operator, true, "it was closed, and the command opens it again");
  assert.equal((await program.ask(".operator off")).data.operator, false);
  assert.equal((await program.ask(overlays)).data.json, before);
});
