import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { MissingAssetError, NO_ASSETS } from "../../src/core/assets.ts";
import type { Job } from "../../src/core/op.ts";
import { text } from "../../src/core/shapes/text.ts";
import { SketchError } from "../../src/core/sketch-error.ts";
import { keptGlyphs, openFont } from "../../src/core/text/font.ts";
import { HERSHEY_NAMES, hersheyFace } from "../../src/core/text/hershey.ts";
import { layoutText } from "../../src/core/text/layout.ts";
import { FontDirectory } from "../../src/core/text/sfnt.ts";
import { extent, formatPolylines } from "../support/polylines.ts";
import { DRAFT, type Raw, runShape } from "../support/run-op.ts";
import { shelf, tinyFont } from "../support/tiny-font.ts";

// ---- single strokes ----------------------------------------------------------------------------------------------------

test("HELLO in single strokes, at one unit of the data per mm", () => {
  const h = "0,0 0,21 | 14,0 14,21 | 0,10 14,10";
  assert.equal(formatPolylines(moved(runShape(text, { text: "H", size: 32 }))), h);
  const out = runShape(text, { text: "HELLO", size: 32 });
  assert.deepEqual([out.lines, out.points], [12, 43]);
  const { min, max } = extent(out);
  assert.deepEqual([max[1], min[1]], [10.5, -10.5], "capitals are centred");
});

for (const name of HERSHEY_NAMES) {
  test(`${name}: every letter is drawn, within the lines of the face`, () => {
    const face = hersheyFace(name);
    assert.ok(face);
    for (let codePoint = 0x21; codePoint <= 0x7e; codePoint++) {
      const { advance, coords, ends } = face.glyph(codePoint, 0);
      assert.ok(advance > 0.1 && advance < 1.3, `${codePoint}: advance ${advance}`);
      assert.ok(ends.length > 0 && ends[ends.length - 1] * 2 === coords.length);
      for (let i = 0; i < coords.length; i += 2) {
        assert.ok(
          coords[i] >= -0.5 && coords[i] <= 1.4 && Math.abs(coords[i + 1]) < 0.95,
          String.fromCodePoint(codePoint),
        );
      }
    }
  });
}

test("an accent is added to its letter, whatever form it is written in, and leaves the width", () => {
  const [plain, one, two] = ["e", "é", "e\u0301"].map((written) => runShape(text, { text: written, size: 32 }));
  assert.equal(one.lines, plain.lines + 1);
  assert.equal(formatPolylines(two), formatPolylines(one));
  assert.equal(hersheyFace("sans")?.advance(0xe9), hersheyFace("sans")?.advance(0x65));
  assert.equal(runShape(text, { text: "ï" }).lines, 3, "the dot makes way: a stem and two points");
});

test("a letter that the face does not have is a box, and a broken pair of surrogates is one too", () => {
  const box = formatPolylines(runShape(text, { text: "\u3042" }));
  assert.equal(formatPolylines(runShape(text, { text: "\ud800" })), box);
  assert.equal(formatPolylines(runShape(text, { text: "\u{1f600}" })), box);
});

test("nothing written, nothing drawn", () => {
  for (const written of ["", " ", "\n\n \t"]) assert.equal(runShape(text, { text: written }).points, 0);
});

// ---- layout ------------------------------------------------------------------------------------------------------------

/** Each letter one em wide, so that a case can be counted. */
const square = { advance: () => 1, kerning: () => 0, capHeight: 1 };
const plain = { align: "left", letterSpacing: 0, lineHeight: 1, anchor: "baseline" } as const;

/** Text → its lines as laid out, each with the x of its first letter. */
function lines(written: string, boxWidth: number, setting: Partial<Parameters<typeof layoutText>[2]> = {}): string[] {
  const { count, codePoints, x, y } = layoutText(written, square, { ...plain, ...setting }, boxWidth);
  const rows = new Map<number, string>();
  for (let i = 0; i < count; i++) {
    if (codePoints[i] === 10) continue;
    rows.set(y[i], (rows.get(y[i]) ?? `${x[i]}:`) + String.fromCodePoint(codePoints[i]));
  }
  return [...rows.values()];
}

const broken: [string, number, string[]][] = [
  ["one two", 0, ["0:one two"]],
  ["one two", 7, ["0:one two"]],
  ["one two", 6.5, ["0:one ", "0:two"]],
  ["one two", 3, ["0:one ", "0:two"]],
  ["abcdef", 4, ["0:abcd", "0:ef"]],
  ["a abcdef", 4, ["0:a ", "0:abcd", "0:ef"]],
  ["a\r\nb", 0, ["0:a", "0:b"]],
  ["あいうえお", 2, ["0:あい", "0:うえ", "0:お"]],
  ["a", 0.1, ["0:a"]],
];
for (const [written, boxWidth, expected] of broken) {
  test(`${JSON.stringify(written)} in a box of ${boxWidth} is ${expected.join(" | ")}`, () => {
    assert.deepEqual(lines(written, boxWidth), expected);
  });
}

const aligned: [string, Parameters<typeof lines>[2], string[]][] = [
  ["abcd\nab", { align: "right" }, ["-4:abcd", "-2:ab"]],
  ["abcd\nab", { align: "centre" }, ["-2:abcd", "-1:ab"]],
  ["abcd\nab", { align: "left", anchor: "centre" }, ["-2:abcd", "-2:ab"]],
  ["abcd\nab", { align: "right", anchor: "centre" }, ["-2:abcd", "0:ab"]],
  ["ab", { letterSpacing: 1, anchor: "centre" }, ["-1.5:ab"]],
];
for (const [written, setting, expected] of aligned) {
  test(`${JSON.stringify(written)} with ${JSON.stringify(setting)} is ${expected.join(" | ")}`, () => {
    assert.deepEqual(lines(written, 0, setting), expected);
  });
}

test("law: a box is never overrun by more than a letter, and no letter is lost", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "字"), maxLength: 60 });
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 12 }), (written, box) => {
      const laid = lines(written, box);
      for (const line of laid) assert.ok(line.replace(/^0:/, "").trimEnd().length <= box, line);
      assert.equal(laid.map((line) => line.replace(/^0:/, "")).join(""), written.replaceAll("\n", ""));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("size scales everything", () => {
  const [small, large] = [10, 20].map((size) => runShape(text, { text: "two\nlines", size, boxWidth: size * 3 }));
  for (let i = 0; i < small.points * 3; i++) assert.ok(Math.abs(large.coords[i] - 2 * small.coords[i]) < 1e-4);
});

// ---- font files --------------------------------------------------------------------------------------------------------

const TINY = tinyFont();

const jobWith = (fonts: Record<string, Uint8Array>): Job => ({
  ...DRAFT,
  assets: {
    ...NO_ASSETS,
    font(name) {
      if (!Object.hasOwn(fonts, name)) throw new MissingAssetError("font", name);
      return fonts[name];
    },
  },
});
const draw = (raw: Raw, fonts: Record<string, Uint8Array> = { Tiny: TINY }) => runShape(text, raw, jobWith(fonts));

test("あ comes from a font that has it, its curve within the tolerance; others are the font's own sign", () => {
  const tolerance = 0.001;
  const out = draw({ text: "あ", font: "Tiny", size: 1, anchor: "baseline", align: "left", tolerance });
  assert.equal(out.lines, 1);
  assert.ok(out.points > 8);
  const first = formatPolylines(out).split(" ")[0];
  assert.equal(first, formatPolylines(out).split(" ").at(-1), "a contour is closed");
  for (let i = 2; i + 1 < out.points - 1; i++) {
    const middle = [0, 1].map((axis) => (out.coords[i * 3 + axis] + out.coords[i * 3 + 3 + axis]) / 2);
    assert.ok(distanceToCurve(middle[0], -middle[1]) <= tolerance, `chord ${i}`);
  }
  assert.equal(draw({ text: "x", font: "Tiny", size: 1 }).points, 5);
});

test("a font that is not there is an error that says which", () => {
  assert.throws(
    () => draw({ font: "No Such" }),
    (error) => error instanceof MissingAssetError && error.asset === "No Such" && error.kind === "font",
  );
});

test("a collection is a shelf of fonts", () => {
  const options = { text: "あ", font: "Tiny" };
  assert.equal(formatPolylines(draw(options, { Tiny: shelf(TINY) })), formatPolylines(draw(options)));
  const two = shelf(tinyFont("Narrow", "Regular", 500), TINY);
  assert.deepEqual(
    [0, 1].map((index) => openFont(two, index).advance(0x3042)),
    [0.5, 1],
  );
  assert.throws(() => draw({ ...options, fontIndex: 1 }, { Tiny: shelf(TINY) }), /no face 1/);
});

test("what is no font is refused with a way out", () => {
  for (const bytes of [
    new Uint8Array(0),
    new Uint8Array(500),
    Buffer.from("<!doctype html> not a font at all, is it?"),
  ]) {
    assert.throws(() => openFont(new Uint8Array(bytes), 0), SketchError);
  }
  assert.throws(() => new FontDirectory(new Uint8Array(41 * 1024 * 1024)), /42991616 bytes/);
});

test("law: a font with bytes changed or cut off draws or is refused, and never anything else", () => {
  const change = fc.array(fc.tuple(fc.nat(TINY.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(change, fc.nat(TINY.length), (changes, cut) => {
      const hostile = TINY.slice(0, cut < TINY.length / 4 ? TINY.length - cut : TINY.length);
      for (const [at, value] of changes) if (at < hostile.length) hostile[at] = value;
      try {
        const out = draw({ text: "あx", font: "Tiny" }, { Tiny: hostile });
        for (let i = 0; i < out.points * 3; i++) assert.ok(Number.isFinite(out.coords[i]));
      } catch (error) {
        if (!(error instanceof SketchError)) throw error;
      }
    }),
    { seed: 1, numRuns: 1500 },
  );
});

test("glyphs are kept within their bounds", () => {
  for (let i = 0; i < 40; i++) draw({ text: "あx", font: "Tiny", tolerance: 0.00001 * (i + 1) });
  for (let i = 0; i < 1500; i++) draw({ text: "あx", font: "Tiny" }, { Tiny: TINY.slice() });
  const { entries, maxEntries, bytes, maxBytes } = keptGlyphs();
  assert.ok(entries <= maxEntries && bytes <= maxBytes, `${entries} glyphs, ${bytes} bytes`);
  assert.ok(entries > maxEntries / 2, "they are kept at all");
});

const SYSTEM: [string, string][] = [
  ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "TrueType"],
  ["/usr/share/fonts/opentype/urw-base35/NimbusSans-Regular.otf", "CFF"],
];
for (const [path, kind] of SYSTEM) {
  test(`${kind}: a font of this machine draws, and kerns where it can`, { skip: !existsSync(path) }, () => {
    const face = openFont(new Uint8Array(readFileSync(path)), 0);
    assert.ok(face.capHeight > 0.65 && face.capHeight < 0.8, `${face.capHeight}`);
    assert.ok(face.glyph(0x41, 0.002).ends.length === 2, "A has a hole");
    assert.ok(face.kerning(0x41, 0x56) <= 0);
    if (kind === "CFF") assert.ok(face.kerning(0x41, 0x56) < -0.05);
  });
}

const JAPANESE: [path: string, kind: string, install: string][] = [
  ["/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf", "TrueType", "fonts-ipafont-gothic"],
  ["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "CFF in a collection", "fonts-noto-cjk"],
];
/** Contours that anyone who can write them would draw, whatever the face: an outline, and each white it encloses. */
const CONTOURS: [letter: string, contours: number][] = [
  ["一", 1],
  ["口", 2],
  ["日", 3],
  ["田", 5],
  ["の", 2],
  ["る", 2],
  ["、", 1],
  ["ー", 1],
  ["𠮟", 3], // beyond sixteen bits
];
for (const [path, kind, install] of JAPANESE) {
  const skip = existsSync(path) ? false : `no ${path}: apt-get install ${install}`;
  test(`Japanese in a real font (${kind}): every sign has its own contours, one em wide, within its square`, {
    skip,
  }, () => {
    const face = openFont(new Uint8Array(readFileSync(path)), 0);
    assert.ok(face.capHeight > 0.6 && face.capHeight < 0.8, `${face.capHeight}`);
    for (const [letter, contours] of CONTOURS) {
      const { advance, coords, ends, isMissing } = face.glyph(letter.codePointAt(0) as number, 0.002);
      assert.deepEqual([letter, ends.length, advance, isMissing], [letter, contours, 1, false]);
      for (let i = 0; i < coords.length; i += 2) {
        assert.ok(coords[i] > -0.1 && coords[i] < 1.1, `${letter}: x ${coords[i]}`);
        assert.ok(coords[i + 1] > -1 && coords[i + 1] < 0.3, `${letter}: y ${coords[i + 1]}`);
      }
    }
    assert.equal(face.glyph(0x1f4a7, 0.002).isMissing, true, "a drop of water is in neither");
  });
}

test("a letter that a face does not have is told, and one that it has is not", () => {
  const told: string[] = [];
  const job = {
    ...jobWith({ Tiny: TINY }),
    missingLetter: (font: string, codePoint: number) => void told.push(`${font} ${String.fromCodePoint(codePoint)}`),
  };
  runShape(text, { text: "あxあ", font: "Tiny" }, job);
  runShape(text, { text: "é あ", font: "sans" }, job);
  assert.deepEqual(told, ["Tiny x", "sans あ"]);
});

/** Its lower left corner at 0, 0. */
function moved(out: ReturnType<typeof runShape>) {
  const { min } = extent(out);
  for (let i = 0; i < out.points * 3; i++) out.coords[i] -= min[i % 3];
  return out;
}

/** Distance of a point to the bent side of あ, by trying its whole length. */
function distanceToCurve(x: number, y: number): number {
  let least = Infinity;
  for (let i = 0; i <= 4000; i++) {
    const t = i / 4000;
    const cx = (1 - t) ** 3 + 3 * t * (1 - t) ** 2 + 3 * t * t * (1 - t) * 0.5;
    const cy = 3 * t * (1 - t) ** 2 * 0.5 + 3 * t * t * (1 - t) + t ** 3;
    least = Math.min(least, Math.hypot(cx - x, cy - y));
  }
  return least;
}
