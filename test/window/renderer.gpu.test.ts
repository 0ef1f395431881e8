import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { availableGraphics, openPage, type TestPage } from "../support/page.ts";
import type { Line, Scene, SceneLayer } from "./scene.ts";

const entry = new URL("./renderer.page.ts", import.meta.url).pathname;
const BACKENDS = ["instanced", "pulled"] as const;
const BYTES = { instanced: 12.1, pulled: 16.1 };

type Rgb = [number, number, number];

const scene = (layers: SceneLayer[], paper: Rgb = [1, 1, 1]): Scene => ({ size: [100, 60], paper, layers });
const bar = (y: number): Line[] => [
  [
    [10, y],
    [90, y],
  ],
];

/** "20,45 50,15" → two points. */
const parse = (text: string): Line => text.split(" ").map((point) => point.split(",").map(Number) as [number, number]);
const arc = (count: number, angle: number): Line =>
  Array.from({ length: count }, (_, i) => {
    const at = (i / (count - 1)) * angle;
    return [50 + 20 * Math.cos(at), 30 + 20 * Math.sin(at)];
  });

function near(actual: number[], expected: number[], tolerance: number, what: string): void {
  const close = actual.every((part, i) => Math.abs(part - expected[i]) <= tolerance);
  assert.ok(close, `${what} is ${actual}, expected ${expected} ± ${tolerance}`);
}

interface ProfileNode {
  selfSize: number;
  children: ProfileNode[];
}

/** Bytes allocated on the JavaScript heap per frame, collected or not. */
async function sampleGarbage(page: TestPage, count: number): Promise<number> {
  const total = (node: ProfileNode): number => node.children.reduce((sum, child) => sum + total(child), node.selfSize);
  await page.send("HeapProfiler.enable");
  await page.send("HeapProfiler.startSampling", {
    samplingInterval: 16,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await page.call("frames", { count });
  const { profile } = await page.send<{ profile: { head: ProfileNode } }>("HeapProfiler.stopSampling");
  return total(profile.head) / count;
}

for (const graphics of await availableGraphics()) {
  describe(`renderer on ${graphics}`, () => {
    let page: TestPage;
    before(async () => {
      page = await openPage({ entry, graphics });
    });
    after(() => page?.close());

    for (const backend of BACKENDS) {
      // Not 1 px: there Canvas2D changes to a hairline rasteriser of its own, and 0.24 % differ.
      for (const width of [0.4, 1.5, 3, 6, 14]) {
        it(`${backend} draws ${width} px strokes as Canvas2D does`, async () => {
          const result = await page.call<{ offShare: number; points: number }>("againstCanvas2D", { backend, width });
          assert.ok(result.points > 1500, `the scene has ${result.points} points`);
          assert.ok(result.offShare <= 0.002, `${(result.offShare * 100).toFixed(3)} % of pixels are off`);
        });
      }

      it(`${backend} gives each layer its colour, width and order`, async () => {
        const layers: SceneLayer[] = [
          { lines: bar(12), color: [1, 0, 0, 1], width: 4 },
          { lines: [], color: [0, 0, 0, 1], width: 40 },
          { lines: bar(32), color: [0, 0, 1, 1], width: 4 },
          { lines: bar(32), color: [0, 1, 0, 0.5], width: 4, inPx: true },
        ];
        const at: [number, number][] = [
          [100, 24],
          [100, 29],
          [100, 64],
          [100, 67],
          [100, 90],
        ];
        const [red, paper, both, blue, far] = await page.call<number[][]>("sample", {
          backend,
          scene: scene(layers),
          at,
          pxPerMm: 2,
        });
        near(red, [255, 0, 0], 1, "the first layer");
        near(paper, [255, 255, 255], 1, "paper beside 4 mm of pen");
        near(both, [0, 128, 128], 1, "half green over blue");
        near(blue, [0, 0, 255], 1, "blue beside 4 px of green");
        near(far, [255, 255, 255], 1, "paper");
      });

      const grey: Rgb = [0.5, 0.5, 0.5];
      const blends: [SceneLayer["blend"], number, Rgb][] = [
        ["normal", 1, [204, 51, 0]],
        ["normal", 0.5, [166, 89, 64]],
        ["add", 1, [255, 178, 128]],
        ["add", 0.5, [230, 153, 128]],
        ["multiply", 1, [102, 26, 0]],
        ["multiply", 0.5, [115, 77, 64]],
        ["screen", 1, [230, 153, 128]],
        ["screen", 0.5, [179, 140, 128]],
      ];
      for (const [blend, alpha, expected] of blends) {
        it(`${backend} blends ${blend} at alpha ${alpha}`, async () => {
          const layers: SceneLayer[] = [{ lines: bar(30), color: [0.8, 0.2, 0, alpha], width: 10, blend }];
          const [pixel] = await page.call<number[][]>("sample", {
            backend,
            scene: scene(layers, grey),
            at: [[50, 30]],
          });
          near(pixel, expected, 2, blend ?? "");
        });
      }

      it(`${backend} draws hundreds of layers, each looked up`, async () => {
        const layers = Array.from(
          { length: 600 },
          (_, i): SceneLayer => ({
            lines: [[[(i % 30) * 3 + 1.5, Math.floor(i / 30) * 3 + 1.5]]],
            color: [(i % 7) / 6, (i % 11) / 10, (i % 13) / 12, 1],
            width: 2.6,
            blend: i < 300 ? "normal" : "multiply",
          }),
        );
        const at = layers.map(({ lines }): [number, number] => [
          Math.floor(lines[0][0][0]),
          Math.floor(lines[0][0][1]),
        ]);
        const pixels = await page.call<number[][]>("sample", { backend, scene: scene(layers), at });
        pixels.forEach((pixel, i) => {
          near(
            pixel,
            layers[i].color.slice(0, 3).map((part) => part * 255),
            1,
            `layer ${i}`,
          );
        });
      });

      const translucent: [string, string | Line][] = [
        ["a corner", "20,45 50,15 80,45"],
        ["a spike", "20,30 80,30 22,33"],
        ["a coarse arc", arc(9, 5)],
        ["an arc", arc(90, 5)],
        ["an arc of 0.05 px segments", arc(2000, 5)],
        ["a closed circle", arc(60, 2 * Math.PI)],
        ["a closed square", "20,10 80,10 80,50 20,50 20,10"],
        ["to and fro", "20,30 80,30 20,30"],
        ["one point", "50,30"],
      ];
      for (const [what, line] of translucent) {
        it(`${backend} blends ${what} once, without a hole`, async () => {
          const lines = [typeof line === "string" ? parse(line) : line];
          const drawing = scene([{ lines, color: [0, 0, 0, 0.25], width: 6 }]);
          assert.equal(await page.call("darkest", { backend, scene: drawing }), 191);
          // A quarter of black is 64 at most: twice or nothing, and the difference is seen.
          const { worst } = await page.call<{ worst: number }>("compare", { backend, scene: drawing });
          assert.ok(worst <= 24, `off by up to ${worst} of 255 from Canvas2D`);
        });
      }

      it(`${backend} fades lines below one pixel instead of thinning or dropping them`, async () => {
        for (const width of [0.05, 0.2, 0.5, 1, 2]) {
          const layers: SceneLayer[] = [
            {
              lines: [
                [
                  [10, 30.3],
                  [90, 30.3],
                ],
              ],
              color: [0, 0, 0, 1],
              width,
            },
          ];
          const ink = await page.call<number>("ink", { backend, scene: scene(layers) });
          const expected = 80 * width + Math.PI * (width / 2) ** 2;
          assert.ok(Math.abs(ink / expected - 1) < 0.06, `${width} px leaves ${ink} of ink, expected ${expected}`);
        }
      });

      it(`${backend} uploads at most ${BYTES[backend]} bytes a point`, async () => {
        const bytes = await page.call<number>("bytesPerPoint", { backend, points: 100_000 });
        assert.ok(bytes <= BYTES[backend], `${bytes} bytes a point`);
      });

      it(`${backend} makes no GL object in 200 frames, and leaves none behind`, async () => {
        const result = await page.call("steadyState", { backend, frames: 200, points: 500 });
        assert.deepEqual(result, { created: 0, uploads: 200, drawCalls: 2, liveObjects: 9, liveAfterDispose: 0 });
      });

      it(`${backend} grows in place and forgets the bigger frame`, async () => {
        assert.deepEqual(await page.call("growth", { backend }), { worst: 0, created: 0 });
      });

      it(`${backend} uploads only what changed`, async () => {
        const [first, same, table, points, unknown, still] = await page.call<number[]>("unchanged", { backend });
        assert.ok(first > 10_000);
        assert.equal(same, 0);
        assert.equal(table, 32);
        assert.equal(points, first - 32);
        assert.equal(unknown, points);
        assert.equal(still, points);
      });

      it(`${backend} comes back from a lost context with the same pixels`, async () => {
        const { lost, worst, live } = await page.call<Record<string, number>>("contextLoss", { backend });
        assert.deepEqual({ lost, worst, live }, { lost: 1, worst: 0, live: 0 });
      });

      it(`${backend} shows nothing but black in a blackout`, async () => {
        assert.equal(await page.call("blackout", { backend }), 0);
      });

      it(`${backend} refuses frames of the other stride`, async () => {
        assert.match(
          await page.call<string>("wrongStride", { backend }),
          /frame has stride [34], the (instanced|pulled) back end reads [34]/,
        );
      });
    }

    for (const [width, alpha] of [
      [1.5, 1],
      [6, 1],
      [6, 0.3],
    ]) {
      it(`both back ends draw the same pixels at ${width} px, alpha ${alpha}`, async () => {
        const { worst } = await page.call<{ worst: number }>("backendsAgree", { width, alpha });
        assert.ok(worst <= 1, `off by up to ${worst} of 255`);
      });
    }

    for (const backend of BACKENDS) {
      it(`${backend} makes at most 100 bytes of garbage a frame`, async () => {
        await page.call("prepareFrames", { backend, layers: 4 });
        // The compiler decides when code is hot; the steady state is what is left once it is.
        let bytes = Infinity;
        for (let round = 0; round < 3 && bytes > 100; round++) bytes = await sampleGarbage(page, 1000);
        assert.ok(bytes <= 100, `${bytes.toFixed(1)} bytes a frame`);
      });
    }

    it("the probe picks a back end and frees the other", async () => {
      const { backend, liveObjects, expected } = await page.call<Record<string, string | number>>("probe");
      assert.equal(liveObjects, expected);
      // SwiftShader is the reason for the second back end: there the choice is clear.
      if (graphics === "swiftshader") assert.equal(backend, "pulled");
    });
  });
}
