import { openPage } from "../support/page.ts";
const page = await openPage({ entry: "test/window/view.page.ts", size: [1100, 700], deviceScaleFactor: 2 });
const rings = (cx: number, cy: number, n: number, step: number, wob: number) =>
  Array.from({ length: n }, (_, k) =>
    Array.from({ length: 241 }, (_, i) => {
      const a = (i / 240) * Math.PI * 2;
      const r = 4 + k * step + wob * Math.sin(a * 5 + k * 0.2);
      return [cx + r * Math.cos(a), cy + r * Math.sin(a)] as [number, number];
    }),
  );
const model = {
  sketch: "sketches/moire.ts",
  generation: 12,
  fps: 59.94,
  frameMs: 16.68,
  frameP95Ms: 17.1,
  points: 14460,
  lines: 60,
  evaluateMs: 5.23,
  uploadBytes: 173_000,
  heapBytes: 34_100_000,
  heapSlope: 240,
  workers: 1,
  ageMs: 17.2,
  saveMs: 21.4,
  backend: "instanced",
  frozen: false,
  blackout: false,
  notice: "",
  problems: [
    {
      severity: "error",
      where: { file: "sketches/moire.ts", line: 14, column: 9 },
      what: 'effect "displce" is unknown',
      try: 'did you mean "displace"?',
      generation: 13,
      excerpt: "  13 │\n> 14 │   return E.displce({ amplitude: 20 })(ball);\n     │          ^",
    },
  ],
};
const scene = {
  size: [300, 300],
  paper: [0.965, 0.95, 0.91],
  layers: [
    { lines: rings(130, 150, 60, 1.9, 6), color: [0.1, 0.12, 0.35, 1], width: 0.3 },
    { lines: rings(170, 150, 60, 1.9, 6), color: [0.85, 0.2, 0.15, 1], width: 0.3, blend: "multiply" },
  ],
};
console.log(JSON.stringify(await page.call("compose", { scene, model })), JSON.stringify(await page.call("state")));
await page.screenshot("/tmp/compose.png");
await page.call("compose", {
  scene: {
    ...scene,
    paper: [0, 0, 0],
    layers: [{ lines: rings(150, 150, 60, 1.9, 6), color: [0.9, 0.9, 1, 1], width: 0.3 }],
  },
  model: { ...model, problems: [] },
});
await page.screenshot("/tmp/compose-dark.png");
await page.close();
