// The browser's half of gl-ledger.gpu.test.ts: a real context, real objects, a real garbage collector.

/// <reference path="../../src/window/renderer/regl-unchecked.d.ts" />
import createRegl from "regl/dist/regl.unchecked.js";
import { GL_KINDS, type GlKind } from "../../src/protocol/memory.ts";
import { createContext } from "../../src/window/renderer/context.ts";
import { createGlLedger, type GlLedger } from "../../src/window/renderer/gl-ledger.ts";
import { createRenderer } from "../../src/window/renderer/renderer.ts";
import { createStage } from "../../src/window/stage.ts";
import { encodeFrame, hardLines } from "./scene.ts";

declare const gc: () => void;

function open() {
  const canvas = document.createElement("canvas");
  document.body.replaceChildren(canvas);
  return { canvas, ...createContext(canvas) };
}

/** Finalizers run in a task after the collection. */
async function collect(until: () => boolean): Promise<void> {
  for (let round = 0; round < 20 && !until(); round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const bytesOf = ({ totals }: GlLedger, act: () => void): number => {
  const before = totals.bytes;
  act();
  return totals.bytes - before;
};

const countsOf = ({ totals }: GlLedger) =>
  Object.fromEntries(GL_KINDS.map((kind, i) => [kind, totals.counts[i]])) as Record<GlKind, number>;

/** What each call books, in bytes, and the error code it leaves. */
export function sizes(): Record<string, [bytes: number, error: number]> {
  const { gl, ledger } = open();
  const seen: Record<string, [number, number]> = {};
  const note = (what: string, act: () => void) => {
    seen[what] = [bytesOf(ledger, act), gl.getError()];
  };
  const texture = (target: number = gl.TEXTURE_2D) => gl.bindTexture(target, gl.createTexture());
  const picture = new ImageData(8, 4);

  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  note("buffer by size", () => gl.bufferData(gl.ARRAY_BUFFER, 1000, gl.STATIC_DRAW));
  note("the same, smaller", () => gl.bufferData(gl.ARRAY_BUFFER, 400, gl.STATIC_DRAW));
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  note("buffer by view", () => gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(10), gl.STATIC_DRAW));
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  note("buffer by part of a view", () => gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(10), gl.STATIC_DRAW, 2, 3));
  gl.bindBuffer(gl.UNIFORM_BUFFER, gl.createBuffer());
  note("buffer by rest of a view", () => gl.bufferData(gl.UNIFORM_BUFFER, new Float32Array(10), gl.STATIC_DRAW, 4));
  gl.bindBuffer(gl.COPY_WRITE_BUFFER, gl.createBuffer());
  note("buffer by DataView", () =>
    gl.bufferData(gl.COPY_WRITE_BUFFER, new DataView(new ArrayBuffer(9)), gl.STATIC_DRAW),
  );
  // The index buffer is bound to the vertex array, and comes back with it.
  const array = gl.createVertexArray();
  const index = gl.createBuffer();
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, index);
  gl.bindVertexArray(null);
  note("index buffer of no vertex array", () => gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, 64, gl.STATIC_DRAW));
  gl.bindVertexArray(array);
  note("index buffer of a vertex array", () => gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, 64, gl.STATIC_DRAW));

  texture();
  note("RGBA bytes", () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 16, 8, 0, gl.RGBA, gl.UNSIGNED_BYTE, null));
  note("a mip level", () => gl.texImage2D(gl.TEXTURE_2D, 1, gl.RGBA, 8, 4, 0, gl.RGBA, gl.UNSIGNED_BYTE, null));
  note("mipmaps", () => gl.generateMipmap(gl.TEXTURE_2D));
  note("mipmaps again", () => gl.generateMipmap(gl.TEXTURE_2D));
  texture();
  note("a picture", () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, picture));
  texture();
  note("RGB bytes", () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, 4, 4, 0, gl.RGB, gl.UNSIGNED_BYTE, null));
  texture();
  note("RGB565", () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, 4, 4, 0, gl.RGB, gl.UNSIGNED_SHORT_5_6_5, null));
  texture();
  note("RGBA32F", () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, 4, 4, 0, gl.RGBA, gl.FLOAT, null));
  texture();
  note("RGBA16F of floats", () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA16F, 4, 4, 0, gl.RGBA, gl.FLOAT, null));
  texture();
  note("R8", () => gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, 4, 4, 0, gl.RED, gl.UNSIGNED_BYTE, null));
  texture();
  note("copied", () => gl.copyTexImage2D(gl.TEXTURE_2D, 0, gl.RGB, 0, 0, 4, 4, 0));
  texture();
  note("stored, 3 levels", () => gl.texStorage2D(gl.TEXTURE_2D, 3, gl.RG8, 8, 4));
  note("stored and mipmapped", () => gl.generateMipmap(gl.TEXTURE_2D));
  texture(gl.TEXTURE_3D);
  note("volume", () => gl.texImage3D(gl.TEXTURE_3D, 0, gl.R32F, 4, 4, 4, 0, gl.RED, gl.FLOAT, null));
  texture(gl.TEXTURE_3D);
  note("stored volume, 2 levels", () => gl.texStorage3D(gl.TEXTURE_3D, 2, gl.RGBA8, 4, 4, 4));
  texture(gl.TEXTURE_2D_ARRAY);
  note("stored array, 2 levels", () => gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 2, gl.RGBA8, 4, 4, 4));
  texture(gl.TEXTURE_CUBE_MAP);
  note("cube face by face", () => {
    for (let face = 0; face < 6; face++) {
      const target = gl.TEXTURE_CUBE_MAP_POSITIVE_X + face;
      gl.texImage2D(target, 0, gl.RGBA, 2, 2, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    }
  });
  texture(gl.TEXTURE_CUBE_MAP);
  note("stored cube", () => gl.texStorage2D(gl.TEXTURE_CUBE_MAP, 1, gl.RGBA8, 2, 2));

  gl.bindRenderbuffer(gl.RENDERBUFFER, gl.createRenderbuffer());
  note("depth and stencil", () => gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH24_STENCIL8, 10, 10));
  note("16 bits of depth", () => gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT16, 10, 10));
  gl.bindRenderbuffer(gl.RENDERBUFFER, gl.createRenderbuffer());
  note("4 samples", () => gl.renderbufferStorageMultisample(gl.RENDERBUFFER, 4, gl.RGBA8, 10, 10));
  return seen;
}

export function drawingBuffers() {
  const of = (attributes: WebGLContextAttributes) => {
    const canvas = document.createElement("canvas");
    canvas.width = 30;
    canvas.height = 20;
    const gl = canvas.getContext("webgl2", attributes)!;
    const buffer = createGlLedger(gl).drawingBuffer();
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    return buffer;
  };
  return [
    of({ antialias: false, depth: false, stencil: false }),
    of({ antialias: false, depth: true, stencil: true }),
    of({ antialias: true, depth: true, stencil: true }),
  ];
}

/** What broke with webgl-memory: views of shared memory. */
export function sharedViews() {
  const { gl, ledger } = open();
  const whole = new Float32Array(new SharedArrayBuffer(400)).map((_, i) => i);
  const view = new Float32Array(new SharedArrayBuffer(400));
  view.set(whole);
  const grown = new Float32Array(new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }).buffer, 0, 100);
  grown.fill(7);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, view, gl.DYNAMIC_DRAW);
  gl.bufferSubData(gl.ARRAY_BUFFER, 40, grown, 5, 10);
  gl.bufferSubData(gl.ARRAY_BUFFER, 200, grown.subarray(0, 3));
  const back = new Float32Array(100);
  gl.getBufferSubData(gl.ARRAY_BUFFER, 0, back);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, 2, 2, 0, gl.RGBA, gl.FLOAT, view);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 2, 1, gl.RGBA, gl.FLOAT, view, 8);
  return {
    error: gl.getError(),
    read: [back[9], back[10], back[19], back[20], back[50], back[53]],
    bytes: ledger.totals.bytes,
    uploadedBytes: ledger.totals.uploadedBytes,
  };
}

export function ages() {
  const { gl, ledger } = open();
  const buffer = gl.createBuffer();
  gl.createBuffer(); // never written
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, 4000, gl.DYNAMIC_DRAW);
  const data = new Float32Array(25);
  const look = () =>
    ledger.objects().map(({ ageFrames, uploadAgeFrames, uploadPerFrame }) => ({
      ageFrames,
      uploadAgeFrames,
      uploadPerFrame,
    }));
  const frames = (count: number, act: () => void) => {
    for (let i = 0; i < count; i++) {
      ledger.nextFrame();
      act();
    }
    return look();
  };
  const write = () => gl.bufferSubData(gl.ARRAY_BUFFER, 0, data);
  return {
    born: look(),
    steady: frames(200, write),
    halved: frames(90, () => ledger.objects().length % 2 === 0 && gl.bufferSubData(gl.ARRAY_BUFFER, 0, data, 0, 12)),
    still: frames(100, () => {}),
    uploadedBytes: ledger.totals.uploadedBytes,
  };
}

/** One of each kind, and then none. */
export function lifeOfEach() {
  const { gl, ledger } = open();
  const make: [GlKind, () => object | null, (object: never) => void][] = [
    ["buffer", () => gl.createBuffer(), (object) => gl.deleteBuffer(object)],
    ["texture", () => gl.createTexture(), (object) => gl.deleteTexture(object)],
    ["renderbuffer", () => gl.createRenderbuffer(), (object) => gl.deleteRenderbuffer(object)],
    ["framebuffer", () => gl.createFramebuffer(), (object) => gl.deleteFramebuffer(object)],
    ["vertex-array", () => gl.createVertexArray(), (object) => gl.deleteVertexArray(object)],
    ["program", () => gl.createProgram(), (object) => gl.deleteProgram(object)],
    ["shader", () => gl.createShader(gl.VERTEX_SHADER), (object) => gl.deleteShader(object)],
    ["sampler", () => gl.createSampler(), (object) => gl.deleteSampler(object)],
    ["query", () => gl.createQuery(), (object) => gl.deleteQuery(object)],
    ["transform-feedback", () => gl.createTransformFeedback(), (object) => gl.deleteTransformFeedback(object)],
  ];
  const objects = make.map(([, create]) => create());
  gl.bindBuffer(gl.ARRAY_BUFFER, objects[0] as WebGLBuffer);
  gl.bufferData(gl.ARRAY_BUFFER, 100, gl.STATIC_DRAW);
  const alive = { counts: countsOf(ledger), kinds: ledger.objects().map(({ kind }) => kind) };
  objects.forEach((object, i) => {
    make[i][2](object as never);
  });
  gl.bufferData(gl.ARRAY_BUFFER, 100, gl.STATIC_DRAW); // nothing is bound any more
  gl.deleteBuffer(objects[0] as WebGLBuffer); // a second time
  return { alive, after: { ...ledger.totals, objects: ledger.objects().length } };
}

/** Dropped objects, deleted ones as a control, and kept ones as another. */
export async function drops() {
  const { gl, ledger } = open();
  const kept = Array.from({ length: 5 }, () => gl.createBuffer());
  const drop = () => {
    for (let i = 0; i < 50; i++) {
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, 1000, gl.STATIC_DRAW);
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, null);
    for (let i = 0; i < 50; i++) gl.deleteBuffer(gl.createBuffer());
  };
  drop();
  const before = { ...ledger.totals };
  await collect(() => ledger.totals.leakedToGc >= 50);
  await collect(() => ledger.totals.leakedToGc > 50); // more than that would be wrong: give it time
  const { count, bytes, leakedToGc, deleted, peakBytes } = ledger.totals;
  return { before: [before.count, before.bytes], count, bytes, leakedToGc, deleted, peakBytes, kept: kept.length };
}

/** Five calls deep in regl, below it the function that asked. */
export function stackThroughRegl() {
  const { gl, ledger } = open();
  const regl = createRegl({ gl });
  const limit = (Error as unknown as { stackTraceLimit: number }).stackTraceLimit;
  const artistsFramebuffer = () => regl.framebuffer({ width: 4, height: 4 });
  const deeper = (depth: number): unknown => (depth === 0 ? artistsFramebuffer() : deeper(depth - 1));
  deeper(2);
  const made = ledger.objects().filter(({ kind }) => kind !== "shader" && kind !== "program");
  const { stack } = made[made.length - 1];
  return { stack, limitKept: (Error as unknown as { stackTraceLimit: number }).stackTraceLimit === limit };
}

/** The same odd calls with and without the books: result, exception and error code of each. */
export function oddCalls() {
  const run = (gl: WebGL2RenderingContext) => {
    const odd = gl as unknown as Record<string, (...args: unknown[]) => unknown>;
    const outcome = (name: string, ...args: unknown[]) => {
      let result: string;
      try {
        result = String(odd[name](...args));
      } catch (error) {
        result = String(error);
      }
      return `${name}(${args.length}): ${result}, ${gl.getError()}`;
    };
    const data = new Float32Array(4);
    const angry = {
      get byteLength(): number {
        throw new Error("do not look");
      },
    };
    const seen = [
      outcome("bufferData", gl.ARRAY_BUFFER, 16, gl.STATIC_DRAW), // nothing bound
      outcome("bufferData", null, 16, gl.STATIC_DRAW),
      outcome("bufferData", 12345, data, gl.STATIC_DRAW),
    ];
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    seen.push(
      outcome("bufferData", gl.ARRAY_BUFFER, null, gl.STATIC_DRAW),
      outcome("bufferData", gl.ARRAY_BUFFER, Number.NaN, gl.STATIC_DRAW),
      outcome("bufferData", gl.ARRAY_BUFFER, -1, gl.STATIC_DRAW),
      outcome("bufferData", gl.ARRAY_BUFFER, angry, gl.STATIC_DRAW),
      outcome("bufferData", gl.ARRAY_BUFFER),
      outcome("bufferData", gl.ARRAY_BUFFER, "32", gl.STATIC_DRAW),
      outcome("bufferData", Symbol("target"), 1, gl.STATIC_DRAW),
      outcome("bufferSubData", gl.ARRAY_BUFFER, 0),
      outcome("bufferSubData", gl.ARRAY_BUFFER, 0, null),
      outcome("bufferSubData", gl.ARRAY_BUFFER, 0, new ArrayBuffer(8)),
      outcome("bufferSubData", gl.ARRAY_BUFFER, 0, data, 9),
      outcome("bufferSubData"),
      outcome("texImage2D", gl.TEXTURE_2D, 0, gl.RGBA),
      outcome("texImage2D", gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, {}),
      outcome("texImage2D", gl.TEXTURE_2D, 0, gl.RGBA, 4, 4, 1, gl.RGBA, gl.UNSIGNED_BYTE, null),
      outcome("texImage2D", gl.TEXTURE_2D, 0, gl.RGBA, Number.NaN, 4, 0, gl.RGBA, gl.UNSIGNED_BYTE, null),
      outcome("texSubImage2D", gl.TEXTURE_2D, 0),
      outcome("texSubImage2D", gl.TEXTURE_2D, 0, 0, 0, 1, 1, gl.RGBA, gl.FLOAT),
      outcome("texSubImage2D", gl.TEXTURE_2D, 0, 0, 0, 1, 1, gl.RGBA, gl.FLOAT, null),
      outcome("texSubImage2D", gl.TEXTURE_2D, 0, 0, 0, 1, 1, gl.RGBA, gl.FLOAT, "pixels"),
      outcome("texSubImage2D", gl.TEXTURE_2D, 0, 0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(1)),
      outcome("texStorage2D", gl.TEXTURE_2D, 1, gl.RGBA, 4, 4),
      outcome("generateMipmap", gl.ARRAY_BUFFER),
      outcome("renderbufferStorage", gl.RENDERBUFFER, gl.RGBA8, 4, 4),
      outcome("deleteBuffer", null),
      outcome("deleteBuffer", undefined),
      outcome("deleteBuffer"),
      outcome("deleteBuffer", {}),
      outcome("deleteTexture", gl.createBuffer()),
      outcome("createShader", 0),
      outcome("createShader"),
      outcome("createBuffer", 1, 2, 3),
    );
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    gl.getError(); // the loss
    seen.push(
      outcome("createBuffer").replace("null", "[object WebGLBuffer]"),
      outcome("bufferData", gl.ARRAY_BUFFER, 16, gl.STATIC_DRAW),
      outcome("texSubImage2D", gl.TEXTURE_2D, 0, 0, 0, 1, 1, gl.RGBA, gl.FLOAT, data),
    );
    return seen;
  };
  const plain = document.createElement("canvas").getContext("webgl2")!;
  const booked = document.createElement("canvas").getContext("webgl2")!;
  const ledger = createGlLedger(booked);
  const without = run(plain);
  const within = run(booked);
  const { bytes, uploadedBytes, count } = ledger.totals;
  return { without, within, sound: [bytes, uploadedBytes, count].every((figure) => figure >= 0) };
}

/** regl's own counts against the books, in the steady state and after a partial clean-up. */
export function againstRegl() {
  const { gl, ledger } = open();
  const regl = createRegl({ gl, extensions: ["angle_instanced_arrays", "oes_vertex_array_object"] });
  const stats = regl.stats as unknown as Record<string, number>;
  const before = countsOf(ledger);
  const buffers = Array.from({ length: 3 }, () => regl.buffer([1, 2, 3, 4]));
  const elements = regl.elements([0, 1, 2]);
  const textures = [regl.texture({ width: 4, height: 4 }), regl.texture([[1, 2]])];
  const cube = regl.cube(2);
  const framebuffer = regl.framebuffer({ width: 8, height: 8 });
  const vao = (regl as unknown as { vao(attributes: unknown[]): { destroy(): void } }).vao([buffers[0]]);
  const draw = regl({
    vert: "attribute vec2 position; void main() { gl_Position = vec4(position, 0, 1); }",
    frag: "precision mediump float; uniform float shade; void main() { gl_FragColor = vec4(shade); }",
    attributes: { position: buffers[1] },
    uniforms: { shade: regl.prop<{ shade: number }, "shade">("shade") },
    count: 3,
  });
  const compare = () => {
    const counts = countsOf(ledger);
    const extra = (kind: GlKind) => counts[kind] - before[kind];
    return {
      ledger: [
        extra("buffer"),
        extra("texture"),
        extra("renderbuffer"),
        extra("framebuffer"),
        extra("vertex-array"),
        extra("program"),
      ],
      regl: [
        stats.bufferCount, // those of elements too
        stats.textureCount + stats.cubeCount,
        stats.renderbufferCount,
        stats.framebufferCount,
        stats.vaoCount,
        stats.shaderCount,
      ],
      created: ledger.totals.created,
    };
  };
  for (let frame = 0; frame < 20; frame++) draw({ shade: frame / 20 });
  const first = compare();
  for (let frame = 0; frame < 100; frame++) draw({ shade: frame / 100 });
  const steady = compare();
  buffers[2].destroy();
  elements.destroy();
  textures[0].destroy();
  cube.destroy();
  framebuffer.destroy();
  vao.destroy();
  const cleaned = compare();
  regl.destroy();
  return { first, steady, cleaned, left: ledger.totals.count };
}

/** The original's leak: a vertex array for each upload, and the old one forgotten. */
export async function vertexArrayPerUpload() {
  const { gl, ledger } = open();
  const buffer = gl.createBuffer();
  const counts: number[] = [];
  const held: unknown[] = [];
  for (let frame = 0; frame < 30; frame++) {
    ledger.nextFrame();
    held.push(gl.createVertexArray());
    gl.bindVertexArray(held[frame] as WebGLVertexArrayObject);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(9), gl.DYNAMIC_DRAW);
    if (frame % 10 === 9) counts.push(countsOf(ledger)["vertex-array"]);
  }
  const rows = ledger.objects().filter(({ kind }) => kind === "vertex-array");
  return {
    counts,
    places: new Set(rows.map(({ stack }) => stack)).size,
    ages: [rows[0].ageFrames, rows[29].ageFrames],
  };
}

/** A show of 300 frames that change. */
export function steadyShow({ backend }: { backend: "instanced" | "pulled" }) {
  const canvas = document.createElement("canvas");
  document.body.replaceChildren(canvas);
  const renderer = createRenderer({ canvas, backend, onLost() {} });
  renderer.resize(64, 64);
  const frame = encodeFrame(
    { size: [640, 400], paper: [1, 1, 1], layers: [{ lines: hardLines(640, 400), color: [0, 0, 0, 1], width: 1 }] },
    renderer.stride,
  );
  const view = { scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0, pxPerMm: 1, pxPerScreenPx: 1, revision: 1 };
  const step = () => {
    renderer.ledger.nextFrame();
    renderer.upload(frame); // of unknown content: never skipped
    renderer.draw(view, false);
  };
  for (let i = 0; i < 5; i++) step();
  const { created, count, bytes } = renderer.ledger.totals;
  const uploadedBefore = renderer.ledger.totals.uploadedBytes;
  for (let i = 0; i < 300; i++) step();
  const { totals } = renderer.ledger;
  const points = renderer.ledger.objects().find(({ owner }) => owner === "points")!;
  const result = {
    created: totals.created - created,
    grew: [totals.count - count, totals.bytes - bytes],
    uploadedPerFrame: (totals.uploadedBytes - uploadedBefore) / 300,
    uploadBytes: renderer.stats.uploadBytes,
    points: { upload: points.uploadPerFrame, age: points.ageFrames, uploadAge: points.uploadAgeFrames },
    owners: renderer.ledger.owners().map(({ kind, owner, count }) => `${owner}: ${count} ${kind}`),
    places: renderer.ledger.objects().every(({ stack }) => stack.includes("steadyShow")),
  };
  renderer.dispose();
  return { ...result, afterDispose: [totals.count, totals.bytes] };
}

export function ownersNest() {
  const { gl, ledger } = open();
  ledger.within("outer", () => {
    gl.createBuffer();
    try {
      ledger.within("inner", () => {
        gl.createBuffer();
        throw new Error("half way");
      });
    } catch {
      gl.createBuffer();
    }
  });
  gl.createBuffer();
  return ledger.objects().map(({ owner }) => owner);
}

/** The stage begins new books with the new context, and goes on counting losses. */
export async function lostContext() {
  const parent = document.createElement("div");
  document.body.replaceChildren(parent);
  let renewed = () => {};
  const back = new Promise<void>((resolve) => {
    renewed = resolve;
  });
  const stage = createStage({
    parent,
    backend: "pulled",
    onLost() {},
    onRenewed: () => renewed(),
    attach() {},
  });
  const old = stage.ledger;
  const { count, bytes } = old.totals;
  stage.canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!.loseContext();
  await back;
  const { totals } = stage.ledger;
  const result = {
    fresh: stage.ledger !== old,
    refilled: totals.count === count && totals.bytes === bytes,
    losses: totals.contextLosses,
    oldEmpty: old.totals.count === 0 && old.totals.bytes === 0,
  };
  stage.dispose();
  return result;
}
