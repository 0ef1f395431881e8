// Line back end for software renderers: 16 bytes a point in a float texture, six vertices a point, no attributes.

import type REGL from "regl";
import type { FrameView } from "../../protocol/frame.ts";
import { createFloatTexture } from "./float-texture.ts";
import type { GlLedger } from "./gl-ledger.ts";
import type { DrawGroup } from "./layers.ts";
import { createLineCommands, type LineBackend, type LineUniforms } from "./line-backend.ts";
import { LINE_FRAGMENT, PULLED_VERTEX } from "./shaders.ts";

/** 2048 is the width every WebGL2 has; a power of two, so that the shader needs no division. */
const POINTS_PER_ROW = 2048;
/** The padding point, and what the last segment looks at behind its end. */
const SPARE_POINTS = 3;

export function createPulledLines(
  regl: REGL.Regl,
  gl: WebGL2RenderingContext,
  ledger: GlLedger,
  uniforms: LineUniforms,
): LineBackend {
  const store = ledger.within("points", () => createFloatTexture(regl, gl, POINTS_PER_ROW));
  const props = { firstPoint: 0, firstClosure: 0, lastClosure: -1, count: 0 };

  // biome-ignore lint/suspicious/noExplicitAny: regl.prop is typed for a key of props it cannot know here
  const prop = (name: string): any => regl.prop(name as never);
  const commands = createLineCommands(
    regl,
    ledger,
    {
      vert: PULLED_VERTEX(POINTS_PER_ROW),
      frag: LINE_FRAGMENT,
      attributes: {},
      uniforms: {
        points: store.texture,
        firstPoint: prop("firstPoint"),
        firstClosure: prop("firstClosure"),
        lastClosure: prop("lastClosure"),
      },
      primitive: "triangles",
      count: prop("count"),
    },
    uniforms,
  );

  return {
    name: "pulled",
    stride: 4,
    upload({ floats, coordsWord, points }: FrameView) {
      store.reserve(Math.ceil((points + SPARE_POINTS) / POINTS_PER_ROW));
      store.write(floats, coordsWord, points + 1);
      return (points + 1) * 16;
    },
    draw(group: DrawGroup) {
      props.firstPoint = group.firstPoint;
      props.firstClosure = group.firstClosure;
      props.lastClosure = group.lastClosure;
      props.count = group.points * 6;
      commands[group.blend](props);
    },
    dispose() {
      for (const command of commands) command.destroy();
      store.texture.destroy();
    },
  };
}
