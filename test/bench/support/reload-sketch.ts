// One sketch in three dialects: the same ninety lines of drawing, some 5,000 points in rings that leave the middle of
// the sheet free, where the paper's colour tells the revision. Only the last dozen lines differ.

export type Dialect = "hairline" | "vite" | "canvas-sketch";

/** A colour per revision, each channel at least 6 away from its neighbours' in the series. */
export function paperOf(revision: number): [number, number, number] {
  return [60 + ((revision * 37) % 190), 60 + ((revision * 59) % 190), 60 + ((revision * 83) % 190)];
}

const BODY = `
// A ring of waves around an empty middle. Two rivers of noise push each point about; the outer rings move slower.
const SIZE = 400;
const RINGS = 40;
const STEPS = 125;
const INNER = 70;
const OUTER = 185;
const HARMONICS = [3, 5, 8, 13];

type Move = (x: number, y: number) => void;

interface Wave {
  share: number;
  speed: number;
  phase: number;
}

const waves: Wave[] = [];
for (let i = 0; i < HARMONICS.length; i++) {
  waves.push({ share: 1 / (i + 2), speed: 0.3 + i * 0.17, phase: i * 1.3 });
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function smooth(x: number): number {
  return x * x * (3 - 2 * x);
}

function lattice(ix: number, iy: number): number {
  let h = Math.imul(ix, 374761393) + Math.imul(iy, 668265263);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967295;
}

function noise(x: number, y: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const fx = smooth(x - ix);
  const fy = smooth(y - iy);
  const top = mix(lattice(ix, iy), lattice(ix + 1, iy), fx);
  const bottom = mix(lattice(ix, iy + 1), lattice(ix + 1, iy + 1), fx);
  return mix(top, bottom, fy) * 2 - 1;
}

function swell(angle: number, t: number): number {
  let sum = 0;
  for (let i = 0; i < waves.length; i++) {
    const { share, speed, phase } = waves[i];
    sum += share * Math.sin(angle * HARMONICS[i] + phase + t * speed);
  }
  return sum;
}

function radiusOf(ring: number, angle: number, t: number): number {
  const share = ring / (RINGS - 1);
  const base = mix(INNER, OUTER, share);
  const push = swell(angle, t * (1 - share * 0.5)) * mix(2, 9, share);
  return Math.max(INNER - 10, base + push);
}

function drawRings(t: number, moveTo: Move, lineTo: Move): void {
  for (let ring = 0; ring < RINGS; ring++) {
    for (let step = 0; step < STEPS; step++) {
      const angle = (step / (STEPS - 1)) * 2 * Math.PI;
      const radius = radiusOf(ring, angle, t);
      const shake = noise(angle * 3 + ring * 0.2, t + ring * 0.1) * 2;
      const x = SIZE / 2 + (radius + shake) * Math.cos(angle);
      const y = SIZE / 2 + (radius + shake) * Math.sin(angle);
      if (step === 0) moveTo(x, y);
      else lineTo(x, y);
    }
  }
}
`;

const hex = (rgb: readonly number[]) => `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

const HEAD: Record<Dialect, string> = {
  hairline: `import { defineShape, L, number, sketch } from "hairline";`,
  vite: "",
  "canvas-sketch": `const canvasSketch = require("canvas-sketch");`,
};

const TAIL: Record<Dialect, string> = {
  hairline: `
const rings = defineShape({
  name: "rings",
  params: { t: number(0, { range: [0, 1e9], help: "Time." }) },
  size(_, size) {
    size.points = RINGS * STEPS;
    size.lines = RINGS;
  },
  draw({ t }, out) {
    drawRings(t, (x, y) => out.moveTo(x, y), (x, y) => out.lineTo(x, y));
  },
});

export default sketch({ canvas: [SIZE, SIZE], background: PAPER, draw: ({ t }) => L(rings({ t }), { color: "#111", width: 0.5 }) });
`,
  vite: `
export function draw(context: CanvasRenderingContext2D, t: number): void {
  context.fillStyle = PAPER;
  context.fillRect(0, 0, SIZE, SIZE);
  context.lineWidth = 0.5;
  context.strokeStyle = "#111";
  context.beginPath();
  drawRings(t, (x, y) => context.moveTo(x, y), (x, y) => context.lineTo(x, y));
  context.stroke();
}
`,
  "canvas-sketch": `
const sketch = () => ({ context, time }) => {
  context.fillStyle = PAPER;
  context.fillRect(0, 0, SIZE, SIZE);
  context.lineWidth = 0.5;
  context.strokeStyle = "#111";
  context.beginPath();
  drawRings(time, (x, y) => context.moveTo(x, y), (x, y) => context.lineTo(x, y));
  context.stroke();
};

canvasSketch(sketch, { dimensions: [SIZE, SIZE], animate: true, scaleToView: false, attributes: { willReadFrequently: true } });
`,
};

export function reloadSketch(dialect: Dialect, revision: number): string {
  const text = `${HEAD[dialect]}\n\nconst REVISION = ${revision};\nconst PAPER = "${hex(paperOf(revision))}";\n${BODY}${TAIL[dialect]}export const revision = REVISION;\n`;
  if (dialect !== "canvas-sketch") return text;
  // Browserify reads plain JavaScript: the types go, everything else stays.
  return text
    .replace(/^type .*$/gm, "")
    .replace(/^interface [^}]*\}$/gm, "")
    .replace(/(\w)\??: (?:number|Move|Wave\[\])(?=[,);= ])/g, "$1")
    .replace(/\): (?:number|void) \{/g, ") {")
    .replace(/^export const revision.*$/m, "module.exports = REVISION;");
}
