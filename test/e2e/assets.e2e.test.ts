// Fonts and pictures in the running program: an imported picture is drawn and followed when it changes, a font of this
// machine is found by name, one that is nowhere is told with what there is, and the last good picture stays.

import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createFontFinder, systemFontFolders } from "../../src/host/fonts.ts";
import { encodePng } from "../support/png.ts";
import { type Program, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";
const PICTURE = "sketches/tone.png";
const FAMILY = "DejaVu Sans";
const hasFont = existsSync("/usr/share/fonts") && (await createFontFinder(systemFontFolders()).find(FAMILY)) !== null;

/** Any of these: each has 日 (three contours) and 一 (one). */
const JAPANESE = ["IPAGothic", "IPAゴシック", "Noto Sans CJK JP"];
const finder = createFontFinder(systemFontFolders());
const japanese = (await Promise.all(JAPANESE.map((family) => finder.find(family)))).map((font, i) =>
  font === null ? null : { family: JAPANESE[i], bytes: font.bytes },
);
const real = japanese.find((font) => font !== null);
const noJapanese = real ? false : `none of ${JAPANESE.join(", ")} is here: apt-get install fonts-ipafont-gothic`;

const sketch = (shape: string, top = "") =>
  `import { G, L, sketch } from "hairline";\n${top}\nexport default sketch({\n  draw({ t, knob }) {\n    return L(${shape}.translate(200, 200));\n  },\n});\n`;
const HATCHED = sketch(
  `G.image({ source: tone, style: "hatch", angle: 0, spacing: 0.1, layers: 1 }).scale(200)`,
  `import tone from "./tone.png";`,
);

let program: Program;
before(async () => {
  program = startProgram({
    files: { "hairline.yaml": "fps: 60\n", [FILE]: sketch("G.polygon({ sides: 3 }).scale(9)") },
  });
  writeFileSync(
    join(program.project, PICTURE),
    encodePng(40, 40, () => 0),
  );
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

const playing = (accept: (data: { points: number; lines: number; generation: number }) => boolean) =>
  program.until(".status", (a) => a.data?.state === "running" && accept(a.data), 10_000);

test("an imported picture is drawn, and drawn anew when its file changes", async () => {
  program.save(FILE, HATCHED);
  const black = (await playing(({ lines }) => lines > 3)).data;
  assert.equal(black.lines, 11, "a black picture has all its lines whole");

  writeFileSync(
    join(program.project, PICTURE),
    encodePng(40, 40, (x) => (x < 10 || x >= 30 ? 0 : 255)),
  );
  const striped = (await playing(({ lines }) => lines > 11)).data;
  assert.equal(striped.lines, 22, "two black stripes halve each line");
  assert.ok(striped.generation > black.generation);
});

test("a picture that is cut off is told, and the one before stays", async () => {
  const whole = encodePng(40, 40, (x) => x * 6);
  writeFileSync(join(program.project, PICTURE), whole.subarray(0, 20));
  const { data } = await program.until(".problems", (a) => JSON.stringify(a.data).includes("tone.png"), 10_000);
  assert.match(JSON.stringify(data), /no picture that can be read/);
  const { data: status } = await program.ask(".status");
  assert.equal(status.state, "held");
  assert.equal(status.lines, 22);
  writeFileSync(join(program.project, PICTURE), whole);
  await playing(({ lines }) => lines !== 22);
});

test("a font of this machine is found by its name", { skip: !hasFont }, async () => {
  program.save(FILE, sketch(`G.text({ text: "o", font: "${FAMILY}", size: 100 })`));
  const { data } = await playing(({ lines }) => lines === 2);
  assert.ok(data.points > 40, "two outlines of a round letter");
});

test("Japanese is set in a real font, by name (in any language) and by import", { skip: noJapanese }, async () => {
  if (!real) return;
  for (const font of japanese.filter((each) => each !== null)) {
    program.save(FILE, sketch(`G.text({ text: "日一", font: "${font.family}", size: 100 })`));
    await playing(({ lines }) => lines === 4);
    program.save(FILE, sketch("G.polygon({ sides: 3 }).scale(9)"));
    await playing(({ lines }) => lines === 1);
  }
  writeFileSync(join(program.project, "sketches/real.otf"), real.bytes);
  program.save(FILE, sketch(`G.text({ text: "日\\n一", font: face, size: 100 })`, `import face from "./real.otf";`));
  await playing(({ lines }) => lines === 4);
  // What the journal keeps of a save is its code: a font is a file of the project.
  const { caches } = (await program.ask(".cache")).data;
  const journal = caches.find((each: { name: string }) => each.name === "journal");
  assert.ok(journal.bytes < 1_000_000, `${journal.bytes} bytes in the journal`);
});

test("a letter that a font does not have is noted, with the letter and the font", async () => {
  program.save(FILE, sketch(`G.text({ text: "o\u{1f4a7}" })`));
  const { data } = await program.until(".problems", (a) => JSON.stringify(a.data).includes("1F4A7"), 10_000);
  const note = data.problems.find((each: { what: string }) => each.what.includes("1F4A7"));
  assert.equal(note.severity, "note");
  assert.match(note.what, /is not in "sans"/);
  await playing(({ lines }) => lines === 2); // the next test looks at what is on screen
});

test("a font that is nowhere is told with the nearest there are, and the picture stays", async () => {
  const before = (await program.ask(".status")).data;
  program.save(FILE, sketch(`G.text({ text: "o", font: "DejaVu Sanz" })`));
  const { data } = await program.until(".problems", (a) => JSON.stringify(a.data).includes("Sanz"), 10_000);
  assert.match(JSON.stringify(data), /there is no font/);
  if (hasFont) assert.match(JSON.stringify(data), /Nearest: \\"DejaVu Sans/);
  const after = (await program.ask(".status")).data;
  assert.deepEqual([after.state, after.lines], ["held", before.lines]);
});

test("on air, a knob that turns to another font gets it; the picture before stays meanwhile", {
  skip: !hasFont,
}, async () => {
  const font = `knob("face", 0) > 0.5 ? "${FAMILY}" : "sans"`;
  program.save(FILE, sketch(`G.text({ text: "oo", font: ${font}, size: 100 })`));
  const { data: before } = await playing(({ lines }) => lines === 2);
  await program.ask(".set face 1");
  const { data: after } = await playing(({ lines }) => lines === 4);
  assert.equal(after.generation, before.generation, "it is still the same version");
  const { problems } = (await program.ask(".problems")).data;
  assert.deepEqual(
    problems.filter((each: { severity: string }) => each.severity === "error"),
    [],
  );
});

test("another worker gets what its version needs", { skip: !hasFont }, async () => {
  await program.ask(".workers 2");
  await program.until(".status", (a) => a.data?.workers === 2 && a.data.lines === 4, 10_000);
});
