// Line back end for GPUs: 12 bytes a point, one instance a point, the four points of a joint read from one buffer.
//
//   bytes   ┊ padding ┊ point 0 ┊ point 1 ┊ point 2 ┊ …
//   i = 0     before    start     end       after          each the same buffer, 12 bytes further on

import type REGL from "regl";
import type { FrameView } from "../../protocol/frame.ts";
import type { GlLedger } from "./gl-ledger.ts";
import type { DrawGroup } from "./layers.ts";
import { createLineCommands, type LineBackend, type LineUniforms } from "./line-backend.ts";
import { INSTANCED_VERTEX, LINE_FRAGMENT } from "./shaders.ts";

const POINT_BYTES = 12;
/** Where the lowest byte of z lies in a point: on every machine this runs on, first. */
const Z_BYTE = 8;
/** Before the first point and behind the last one; attributes may not reach past the end of their buffer. */
const SPARE_POINTS = 4;
const FIRST_CAPACITY = 4096;

interface Pointer {
  buffer: REGL.Buffer;
  type: "float" | "uint8";
  size: number;
  offset: number;
  stride: number;
  divisor: number;
  normalized: boolean;
}

/** Attributes and the byte they start at, counted from the padding point of a draw. */
const POINTERS = {
  before: 0,
  start: POINT_BYTES,
  end: 2 * POINT_BYTES,
  after: 3 * POINT_BYTES,
  beforeByte: Z_BYTE,
  startByte: POINT_BYTES + Z_BYTE,
  endByte: 2 * POINT_BYTES + Z_BYTE,
};

type PointerName = keyof typeof POINTERS;
const NAMES = Object.keys(POINTERS) as PointerName[];

export function createInstancedLines(
  regl: REGL.Regl,
  gl: WebGL2RenderingContext,
  ledger: GlLedger,
  uniforms: LineUniforms,
): LineBackend {
  let capacity = FIRST_CAPACITY;
  const usage = "dynamic";
  const buffer = ledger.within("points", () => regl.buffer({ length: capacity * POINT_BYTES, type: "float", usage }));
  const handle = (buffer as unknown as { _buffer: { buffer: WebGLBuffer } })._buffer.buffer;

  const numbers = { firstPoint: 0, firstLayer: 0, lastLayer: 0, firstClosure: 0, lastClosure: -1, instances: 0 };
  const props = numbers as typeof numbers & Record<PointerName, Pointer>;
  for (const name of NAMES) props[name] = pointer(buffer, name);

  // biome-ignore lint/suspicious/noExplicitAny: regl.prop is typed for a key of props it cannot know here
  const prop = (name: string): any => regl.prop(name as never);
  const commands = createLineCommands(
    regl,
    ledger,
    {
      vert: INSTANCED_VERTEX,
      frag: LINE_FRAGMENT,
      attributes: Object.fromEntries(NAMES.map((name) => [name, prop(name)])),
      uniforms: {
        firstPoint: prop("firstPoint"),
        firstLayer: prop("firstLayer"),
        lastLayer: prop("lastLayer"),
        firstClosure: prop("firstClosure"),
        lastClosure: prop("lastClosure"),
      },
      primitive: "triangle strip",
      count: 4,
      instances: prop("instances"),
    },
    uniforms,
  );

  return {
    name: "instanced",
    stride: 3,
    upload({ floats, coordsWord, points }: FrameView) {
      if (points + SPARE_POINTS > capacity) {
        capacity = Math.max(points + SPARE_POINTS, capacity * 2);
        buffer({ length: capacity * POINT_BYTES, type: "float", usage });
      }
      const words = (points + 1) * 3;
      // The five-argument form needs no view of the shared bytes; regl does not cache this binding.
      gl.bindBuffer(gl.ARRAY_BUFFER, handle);
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, floats, coordsWord, words);
      return words * 4;
    },
    draw(group: DrawGroup) {
      const from = group.firstPoint * POINT_BYTES;
      for (let i = 0; i < NAMES.length; i++) props[NAMES[i]].offset = from + POINTERS[NAMES[i]];
      props.firstPoint = group.firstPoint;
      props.firstClosure = group.firstClosure;
      props.lastClosure = group.lastClosure;
      props.firstLayer = group.firstLayer;
      props.lastLayer = group.lastLayer;
      props.instances = group.points;
      commands[group.blend](props);
    },
    dispose() {
      for (const command of commands) command.destroy();
      buffer.destroy();
    },
  };
}

function pointer(buffer: REGL.Buffer, name: PointerName): Pointer {
  const byte = name.endsWith("Byte");
  return {
    buffer,
    type: byte ? "uint8" : "float",
    size: byte ? 1 : 2,
    offset: 0,
    stride: POINT_BYTES,
    divisor: 1,
    normalized: false,
  };
}
