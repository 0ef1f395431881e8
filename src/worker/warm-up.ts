// A drawing that touches every op of the vocabulary with a handful of points. A standby worker evaluates it while it
// waits: V8 compiles a function when it is first called, and that call should not be the artist's first frame.

import { E, G, L } from "../core/index.ts";
import type { Drawing } from "../core/sketch.ts";

export function warmUpDrawing(round: number): Drawing {
  const change = E.scale(100)
    .rotate({ angles: [10 + round, 20, 30], pivot: [1, 2, 3] })
    .displace({ amplitude: 2, t: round })
    .twist({ angle: 30 })
    .wobble({ phase: round })
    .subdivide({ times: 1 })
    .repeat({ count: 1, offset: [5, 0, 0] })
    .dash({ on: 20, off: 20, offset: round })
    .trim({ end: 0.8 })
    .translate(200, 200);
  return [
    L(change(G.line()), { color: "#123456", width: 0.3, pen: 1 }),
    L([G.polygon({ sides: 5 }), G.polyhedron({ kind: "cube" }), G.grid({ nx: 2, ny: 2 }), G.sphere({ level: 0 })], {
      opacity: 0.5,
    }),
  ];
}
