import assert from "node:assert/strict";
import { test } from "node:test";
import { type SvgDrawing, type SvgLines, type SvgStyle, writeSvg } from "../../src/core/export/svg.ts";

const ink: SvgStyle = { rgba: [0, 0, 0, 1], width: 0.3 };

/** `"0,0 1,0 | 5,5 6,6"` */
function linesOf(text: string): SvgLines {
  const lines =
    text === "" ? [] : text.split(" | ").map((line) => line.split(" ").map((point) => point.split(",").map(Number)));
  const offsets = [0];
  for (const line of lines) offsets.push(offsets[offsets.length - 1] + line.length);
  return { coords: lines.flat().flatMap(([x, y]) => [x, y, 0]), offsets, lines: lines.length };
}

const body = (text: string, style: SvgStyle = ink) => {
  const svg = writeSvg({ width: 10, height: 10, layers: [{ lines: linesOf(text), style }] });
  return svg.split("\n").filter((line) => line.startsWith("<path"));
};

const rows: [string, string, string[]][] = [
  ["a line", "0,0 1,2", ['<path d="M0,0 1,2"/>']],
  ["three decimals, no tails, no -0", "0.12345,1.10 -0.0001,7.9996", ['<path d="M0.123,1.1 0,8"/>']],
  ["two lines", "0,0 1,0 | 5,5 6,6", ['<path d="M0,0 1,0"/>', '<path d="M5,5 6,6"/>']],
  ["a closed line", "0,0 1,0 1,1 0,0", ['<path d="M0,0 1,0 1,1Z"/>']],
  ["there and back is not closed", "0,0 1,0 0,0", ['<path d="M0,0 1,0 0,0"/>']],
  ["a single point draws nothing", "3,3 | 0,0 1,0", ['<path d="M0,0 1,0"/>']],
  ["nothing", "", []],
];
for (const [name, text, paths] of rows) test(`svg: ${name}`, () => assert.deepEqual(body(text), paths));

const drawing: SvgDrawing = {
  width: 148,
  height: 210,
  background: [1, 1, 1, 1],
  layers: [
    { lines: linesOf("0,0 1,1"), style: { rgba: [1, 0, 0, 0.5], width: 0.35, pen: 2, name: 'a<b>&"c"', blend: 2 } },
    { lines: linesOf("2,2 3,3"), style: { ...ink, width: 3.7795275591, widthInPx: true, blend: 1 } },
  ],
};

test("svg: a whole file, to the byte", () => {
  assert.equal(
    writeSvg(drawing),
    `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="148mm" height="210mm" viewBox="0 0 148 210">
<rect width="100%" height="100%" fill="#ffffff"/>
<g id="layer1" inkscape:groupmode="layer" inkscape:label="2 a&lt;b&gt;&amp;&quot;c&quot;" fill="none" stroke="#ff0000" stroke-opacity="0.5" stroke-width="0.35" stroke-linecap="round" stroke-linejoin="round" style="mix-blend-mode:multiply">
<path d="M0,0 1,1"/>
</g>
<g id="layer2" inkscape:groupmode="layer" inkscape:label="1" fill="none" stroke="#000000" stroke-width="1" stroke-linecap="round" stroke-linejoin="round" style="mix-blend-mode:plus-lighter">
<path d="M2,2 3,3"/>
</g>
</svg>
`,
  );
  assert.equal(writeSvg(drawing), writeSvg(drawing));
});

test("svg: lines may lie in a frame: stride 4, a padding point, the offsets of several layers", () => {
  const padding = [9, 9, 9, 9];
  const points = [0, 0, 0, 0, 1, 0, 0, 1, 5, 5, 0, 2, 6, 5, 0, 2, 6, 6, 0, 3];
  const coords = Float32Array.from([7, 7, ...padding, ...points]);
  const offsets = Uint32Array.of(0, 2, 5);
  const at = { coords, offsets, stride: 4, coordsAt: 6 };
  const layers = [
    { lines: { ...at, firstLine: 0, lines: 1 }, style: ink },
    { lines: { ...at, firstLine: 1, lines: 1 }, style: ink },
  ];
  const svg = writeSvg({ width: 10, height: 10, layers });
  assert.deepEqual(
    svg.split("\n").filter((line) => line.startsWith("<path")),
    ['<path d="M0,0 1,0"/>', '<path d="M5,5 6,5 6,6"/>'],
  );
});

test("svg: what a sketch names cannot break out, nor leave XML", () => {
  const svg = writeSvg({
    width: 1,
    height: 1,
    layers: [{ lines: linesOf(""), style: { ...ink, name: '"/><script>\u0000\u001b' } }],
  });
  assert.ok(!svg.includes("<script"));
  for (const character of svg) assert.ok(character >= " " || character === "\n");
});

test("svg: no sheet where there is none", () => {
  for (const background of [undefined, [1, 1, 1, 0]])
    assert.ok(!writeSvg({ width: 1, height: 1, background, layers: [] }).includes("<rect"));
});
