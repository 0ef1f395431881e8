import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ColorInput, parseColor } from "../../src/core/color.ts";
import { L } from "../../src/core/layer.ts";
import { oklchToRgb, rgbToOklch } from "../../src/core/math/oklch.ts";
import { ink, type PaletteOptions, palette } from "../../src/core/palette.ts";
import { G } from "../../src/core/vocabulary.ts";

// Published values of OKLCH for the corners of sRGB (CSS Color 4, computed to four digits).
const known: [string, number, number, number][] = [
  ["#ffffff", 1, 0, 0],
  ["#000000", 0, 0, 0],
  ["#ff0000", 0.628, 0.2577, 29.23],
  ["#00ff00", 0.8664, 0.2948, 142.5],
  ["#0000ff", 0.452, 0.3132, 264.05],
];
for (const [hex, lightness, chroma, hue] of known) {
  test(`${hex} is oklch ${lightness} ${chroma} ${hue}`, () => {
    const seen = rgbToOklch(parseColor(hex), new Float64Array(3));
    [lightness, chroma, hue].forEach((value, i) => {
      assert.ok(Math.abs(seen[i] - value) < (i === 2 ? 0.05 : 0.0005), `${seen[i]} is not ${value}`);
    });
  });
}

const unit = fc.double({ min: 0, max: 1, noNaN: true });

test("law: there and back is the same colour", () => {
  fc.assert(
    fc.property(unit, unit, unit, (r, g, b) => {
      const [l, c, h] = rgbToOklch([r, g, b], new Float64Array(3));
      const back = oklchToRgb(l, c, h, new Float64Array(3));
      for (const [i, part] of [r, g, b].entries())
        assert.ok(Math.abs(back[i] - part) < 1e-3, `${part} became ${back[i]}`);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("law: what a screen cannot show keeps lightness and hue, and loses only chroma", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 0.95, noNaN: true }),
      fc.double({ min: 0, max: 360, noNaN: true }),
      (l, h) => {
        const shown = rgbToOklch(oklchToRgb(l, 0.4, h, new Float64Array(3)), new Float64Array(3));
        assert.ok(Math.abs(shown[0] - l) < 2e-3, `lightness ${shown[0]} is not ${l}`);
        const turned = Math.abs(((shown[2] - h + 540) % 360) - 180);
        assert.ok(turned < 1.5, `hue ${shown[2]} is not ${h}`);
        assert.ok(shown[1] <= 0.4);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

const hues: [PaletteOptions["harmony"], number, number[]][] = [
  ["complementary", 2, [40, 220]],
  ["split", 3, [40, 190, 250]],
  ["triadic", 3, [40, 160, 280]],
  ["tetradic", 4, [40, 130, 220, 310]],
  ["tints", 3, [40, 40, 40]],
  ["analogous", 3, [10, 40, 70]],
];
for (const [harmony, count, expected] of hues) {
  test(`${harmony} from 40° takes ${expected.join("°, ")}°`, () => {
    const made = palette({ hue: 40, chroma: 0.05, harmony, style: "square", count, as: "oklch" });
    for (const [i, [, , hue]] of made.entries())
      assert.ok(Math.abs(hue - expected[i]) < 0.5, `${hue} is not ${expected[i]}`);
  });
}

test("styles: lightness stays, rises, swings; chroma peaks in the middle of a diamond", () => {
  const of = (style: PaletteOptions["style"]) =>
    palette({ chroma: 0.04, style, count: 5, harmony: "tints", as: "oklch" });
  const lights = (style: PaletteOptions["style"]) => of(style).map(([l]) => Number(l.toFixed(3)));
  assert.deepEqual(lights("square"), [0.6, 0.6, 0.6, 0.6, 0.6]);
  assert.deepEqual(lights("triangle"), [0.35, 0.475, 0.6, 0.725, 0.85]);
  assert.deepEqual(lights("circle"), [0.35, 0.6, 0.85, 0.6, 0.35]);
  const chromas = of("diamond").map(([, c]) => c);
  assert.ok(chromas[2] > chromas[1] && chromas[1] > chromas[0] && chromas[2] > chromas[3]);
});

test("the base is in the middle of its tints", () => {
  assert.equal(palette({ base: "#3366aa", harmony: "tints", style: "square", count: 3 })[1], "#3366aa");
});

test("the four forms are one colour, and layers take each but oklch", () => {
  const options = { hue: 200, count: 3 } as const;
  const hex = palette(options);
  const forms: ColorInput[][] = [hex, palette({ ...options, as: "rgb" }), palette({ ...options, as: "rgb255" })];
  forms.forEach((form) => {
    form.forEach((color, i) => {
      const [a, b] = [parseColor(color), parseColor(hex[i])];
      for (let part = 0; part < 4; part++) assert.ok(Math.abs(a[part] - b[part]) <= 0.5 / 255 + 1e-9);
      L(G.line(), { color });
    });
  });
});

test("chance has a seed: the same colours again, others with another, none without variation", () => {
  const [one, again, other] = [1, 1, 2].map((seed) => palette({ variation: 0.5, seed }));
  assert.deepEqual(one, again);
  assert.notDeepEqual(one, other);
  assert.deepEqual(palette({ seed: 1 }), palette({ seed: 2 }));
});

test("a mistake is told with what there is", () => {
  const wrong = (options: object) => () => palette(options as PaletteOptions);
  assert.throws(wrong({ harmony: "triad" }), /harmony is text "triad"/);
  assert.throws(wrong({ style: "hexagon" }), /style is text "hexagon"/);
  assert.throws(wrong({ count: 0 }), /count is 0/);
  assert.throws(wrong({ hue: Number.NaN }), /hue is NaN/);
  assert.throws(wrong({ base: "redd" }), /base is text "redd"/);
});

test("ink shows on the sheet", () => {
  assert.deepEqual(["#fff", "#222", "gold", [0, 0, 128] as const].map(ink), [
    "#000000",
    "#ffffff",
    "#000000",
    "#ffffff",
  ]);
});
