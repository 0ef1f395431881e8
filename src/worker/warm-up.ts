// A drawing that touches every op of the vocabulary with a handful of points. A standby worker evaluates it while it
// waits: V8 compiles a function when it is first called, and that call should not be the artist's first frame.

import { E, G, L } from "../core/index.ts";
import type { Drawing } from "../core/sketch.ts";

export function warmUpDrawing(round: number): Drawing {
  const shapes = [
    ...(["latlon", "zigzag", "icosphere", "rings"] as const).map((style) => G.sphere({ level: 0, style })),
    G.polygon({ sides: 5 }),
    G.polyhedron({ kind: "cube" }),
    G.grid({ nx: 3, ny: 3 }),
    G.line(),
    G.circle({ segments: 12 }),
    G.torus({ majorSegments: 8, minorSegments: 6 }),
    G.lissajous({ points: 100 }),
  ];
  const change = E.scale(100)
    .rotate({ angles: [10 + round, 20, 30], pivot: [1, 2, 3] })
    .affine({ autoCentre: true })
    .displace({ amplitude: 2, t: round })
    .twist({ angle: 30 })
    .wobble({ phase: round })
    .subdivide({ times: 1 })
    .repeat({ count: 1, offset: [5, 0, 0] })
    .dash({ offset: round })
    .trim({ end: 0.8 })
    .translate(200, 200);
  return shapes.map((shape, index) => L(change(shape), { color: "#123456", width: 0.3, pen: 1 + (index % 2) }));
}
