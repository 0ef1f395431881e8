// The books of one WebGL context: every living object with its size, its age, what is uploaded into it and who made it.
//
// The calls are wrapped on this one context. Each wrapper does the real call first and returns or throws what that does;
// an error in the books is swallowed, because a wrong figure is better than a dark stage. Objects are held weakly: a
// ledger that keeps what it counts would be the leak. Those that the garbage collector takes undeleted are told apart.
//
// Which object a size belongs to is asked of the context when a size changes. The answer lies in the browser's own
// state and costs no round trip; following each bind instead would put four wrappers into every draw, and go wrong with
// the first vertex array (the index buffer is bound to that, not to the context). A call that the GL refuses in silence is
// booked as if it had not: asking for its error would take that from the program, and wait for the GPU.

import {
  type DrawingBuffer,
  GL_KINDS,
  type GlKind,
  type GlObject,
  type GlOwner,
  type GlTotals,
} from "../../protocol/memory.ts";
import { captureStack } from "../stack.ts";
import { sentTexelBytes, storedTexelBytes } from "./texel-bytes.ts";

export interface GlLedger {
  /** One record, kept current. */
  readonly totals: GlTotals;
  /** At the start of each display frame: ages and means are in frames. */
  nextFrame(): void;
  /** The living objects, oldest first. */
  objects(): GlObject[];
  /** The living objects by kind and owner. */
  owners(): GlOwner[];
  drawingBuffer(): DrawingBuffer;
  /** Objects made in `make` are this owner's. The innermost name wins. */
  within<T>(owner: string, make: () => T): T;
}

/** What is known of one object. Never the object itself. */
interface Entry {
  kind: GlKind;
  id: number;
  owner: string;
  stack: string;
  bytes: number;
  bornFrame: number;
  /** -1: never. */
  uploadFrame: number;
  /** Bytes uploaded in span `span`, and in the one before it. */
  span: number;
  spanBytes: number;
  spanBefore: number;
  /** Bytes by face and mip level, for textures whose levels come one by one. */
  levels: number[];
  /** Storage was given once and for all. */
  immutable: boolean;
}

/** Means are over the current span of frames and the one before: half a second to a second at 60 Hz. */
const SPAN_FRAMES = 30;
const MAX_LEVELS = 32;
const FIRST_FACE = WebGL2RenderingContext.TEXTURE_CUBE_MAP_POSITIVE_X;

type Call = (...args: unknown[]) => unknown;

export function createGlLedger(gl: WebGL2RenderingContext): GlLedger {
  const calls = gl as unknown as Record<string, Call>;
  const totals: GlTotals = {
    count: 0,
    bytes: 0,
    peakBytes: 0,
    peakCount: 0,
    created: 0,
    deleted: 0,
    leakedToGc: 0,
    counts: GL_KINDS.map(() => 0),
    uploadedBytes: 0,
    contextLosses: 0,
  };
  const entries = new Map<number, Entry>();
  const entryOf = new WeakMap<object, Entry>();
  const collected = new FinalizationRegistry<Entry>((entry) => {
    if (forget(entry)) totals.leakedToGc++;
  });
  const bindings = bindingsOf(gl);
  const attributes = gl.getContextAttributes();
  let owner = "other";
  let frame = 0;

  function enter(kind: GlKind, object: object, stack: string): void {
    const entry: Entry = {
      kind,
      id: ++totals.created,
      owner,
      stack,
      bytes: 0,
      bornFrame: frame,
      uploadFrame: -1,
      span: 0,
      spanBytes: 0,
      spanBefore: 0,
      levels: [],
      immutable: false,
    };
    entries.set(entry.id, entry);
    entryOf.set(object, entry);
    collected.register(object, entry, entry);
    totals.counts[GL_KINDS.indexOf(kind)]++;
    totals.peakCount = Math.max(totals.peakCount, ++totals.count);
  }

  /** False: it was forgotten before. */
  function forget(entry: Entry): boolean {
    if (!entries.delete(entry.id)) return false;
    resize(entry, 0);
    totals.counts[GL_KINDS.indexOf(entry.kind)]--;
    totals.count--;
    return true;
  }

  /** The living object that calls on `target` are about. */
  function bound(target: number): Entry | undefined {
    const binding = bindings.get(target);
    const object = binding === undefined ? null : (gl.getParameter(binding) as object | null);
    return object === null ? undefined : entryOf.get(object);
  }

  function resize(entry: Entry, bytes: number): void {
    if (!isSize(bytes)) return;
    totals.bytes += bytes - entry.bytes;
    entry.bytes = bytes;
    if (totals.bytes > totals.peakBytes) totals.peakBytes = totals.bytes;
  }

  function setLevel(entry: Entry, at: number, bytes: number): void {
    if (!isSize(bytes)) return;
    const before = entry.levels[at] ?? 0;
    entry.levels[at] = bytes;
    resize(entry, entry.bytes + bytes - before);
  }

  /** Called several times a frame: no object is made here. */
  function uploaded(entry: Entry | undefined, bytes: number): void {
    if (entry === undefined || !isSize(bytes)) return;
    const span = Math.floor(frame / SPAN_FRAMES);
    if (entry.span !== span) {
      entry.spanBefore = entry.span === span - 1 ? entry.spanBytes : 0;
      entry.spanBytes = 0;
      entry.span = span;
    }
    entry.spanBytes += bytes;
    entry.uploadFrame = frame;
    totals.uploadedBytes += bytes;
  }

  function uploadPerFrame(entry: Entry): number {
    const span = Math.floor(frame / SPAN_FRAMES);
    const current = entry.span === span ? entry.spanBytes : 0;
    const before = entry.span === span ? entry.spanBefore : entry.span === span - 1 ? entry.spanBytes : 0;
    const from = Math.max(entry.bornFrame, (span - 1) * SPAN_FRAMES);
    return (current + before) / (frame - from + 1);
  }

  /** Wraps a call that comes rarely. */
  function follow<Args extends unknown[]>(name: string, note: (...args: Args) => void): void {
    const native = calls[name];
    calls[name] = (...args) => {
      const result = native.apply(gl, args);
      try {
        note(...(args as Args));
      } catch {
        // Odd arguments are the GL's to judge.
      }
      return result;
    };
  }

  for (const kind of GL_KINDS) {
    const name = kind.replace(/(^|-)(.)/g, (_, __, letter: string) => letter.toUpperCase());
    const create = calls[`create${name}`];
    const creating: Call = (...args) => {
      const object = create.apply(gl, args) as object | null;
      try {
        if (object !== null) enter(kind, object, captureStack(creating));
      } catch {
        // Not in the books then.
      }
      return object;
    };
    calls[`create${name}`] = creating;
    follow(`delete${name}`, (object: object) => {
      const entry = entryOf.get(object);
      if (entry === undefined || !forget(entry)) return;
      collected.unregister(entry);
      totals.deleted++;
    });
  }

  follow("bufferData", (target: number, data: number | Data | null, _usage: number, from?: number, length?: number) => {
    const entry = bound(target);
    if (entry === undefined || data === null) return;
    if (typeof data === "number") return resize(entry, data);
    const bytes = dataBytes(data, from, length);
    resize(entry, bytes);
    uploaded(entry, bytes);
  });

  follow("texImage2D", (target: number, level: number, internalFormat: number, ...rest: unknown[]) => {
    const entry = bound(target);
    if (entry === undefined) return;
    const short = rest.length === 3; // format, type, picture
    const [width, height] = short ? sizeOf(rest[2]) : (rest as number[]);
    const [format, type] = (short ? rest : rest.slice(3)) as number[];
    setLevel(entry, levelAt(target, level), width * height * storedTexelBytes(internalFormat, type));
    if (isPixels(short ? rest[2] : rest[5])) uploaded(entry, width * height * sentTexelBytes(format, type));
  });

  follow("texImage3D", (target: number, level: number, internalFormat: number, ...rest: unknown[]) => {
    const entry = bound(target);
    if (entry === undefined) return;
    const [width, height, depth, , format, type] = rest as number[];
    const texels = width * height * depth;
    setLevel(entry, levelAt(target, level), texels * storedTexelBytes(internalFormat, type));
    if (isPixels(rest[6])) uploaded(entry, texels * sentTexelBytes(format, type));
  });

  follow("copyTexImage2D", (target: number, level: number, internalFormat: number, ...rest: number[]) => {
    const entry = bound(target);
    if (entry) setLevel(entry, levelAt(target, level), rest[2] * rest[3] * storedTexelBytes(internalFormat));
  });

  const store = (target: number, levels: number, internalFormat: number, width: number, height: number, depth = 1) => {
    const entry = bound(target);
    if (entry === undefined || entry.immutable) return;
    const faces = target === gl.TEXTURE_CUBE_MAP ? 6 : 1;
    let texels = 0;
    for (let level = 0; level < Math.min(levels, MAX_LEVELS); level++) {
      const deep = target === gl.TEXTURE_3D ? half(depth, level) : depth;
      texels += half(width, level) * half(height, level) * deep * faces;
    }
    entry.immutable = true;
    resize(entry, texels * storedTexelBytes(internalFormat));
  };
  follow("texStorage2D", store);
  follow("texStorage3D", store);

  follow("generateMipmap", (target: number) => {
    const entry = bound(target);
    if (entry === undefined || entry.immutable) return;
    for (let at = 0; at < entry.levels.length; at += MAX_LEVELS) {
      // The levels below the first are a third of it together; booked as the second.
      for (let level = 2; level < MAX_LEVELS; level++) if (entry.levels[at + level]) setLevel(entry, at + level, 0);
      setLevel(entry, at + 1, Math.round((entry.levels[at] ?? 0) / 3));
    }
  });

  const storeMultisample = (target: number, samples: number, format: number, width: number, height: number) => {
    const entry = bound(target);
    if (entry) resize(entry, width * height * Math.max(1, samples) * storedTexelBytes(format));
  };
  follow("renderbufferStorageMultisample", storeMultisample);
  follow("renderbufferStorage", (target: number, format: number, width: number, height: number) =>
    storeMultisample(target, 1, format, width, height),
  );

  // The two calls of every frame.
  const { bufferSubData, texSubImage2D } = calls;
  calls.bufferSubData = function (target, _offset, data, from, length) {
    // biome-ignore lint/complexity/noArguments: passed on whole it costs no array, and keeps the count the GL checks
    const result = bufferSubData.apply(gl, arguments as unknown as unknown[]);
    try {
      uploaded(bound(target as number), dataBytes(data as Data, from as number, length as number));
    } catch {
      // As in `follow`.
    }
    return result;
  };
  calls.texSubImage2D = function (target, _level, _x, _y, a, b, c, d, pixels) {
    // biome-ignore lint/complexity/noArguments: as above
    const result = texSubImage2D.apply(gl, arguments as unknown as unknown[]);
    try {
      if (d === undefined) {
        const [width, height] = sizeOf(c); // format, type, picture
        uploaded(bound(target as number), width * height * sentTexelBytes(a as number, b as number));
      } else if (isPixels(pixels)) {
        const texels = (a as number) * (b as number);
        uploaded(bound(target as number), texels * sentTexelBytes(c as number, d as number));
      }
    } catch {
      // As in `follow`.
    }
    return result;
  };

  return {
    totals,
    nextFrame() {
      frame++;
    },
    objects: () =>
      [...entries.values()].map((entry) => ({
        kind: entry.kind,
        id: entry.id,
        bytes: entry.bytes,
        ageFrames: frame - entry.bornFrame,
        uploadAgeFrames: entry.uploadFrame < 0 ? null : frame - entry.uploadFrame,
        uploadPerFrame: uploadPerFrame(entry),
        owner: entry.owner,
        stack: entry.stack,
      })),
    owners() {
      const owners = new Map<string, GlOwner>();
      for (const { kind, owner, bytes } of entries.values()) {
        const key = `${kind}|${owner}`;
        const row = owners.get(key) ?? { kind, owner, count: 0, bytes: 0 };
        owners.set(key, row);
        row.count++;
        row.bytes += bytes;
      }
      return [...owners.values()];
    },
    drawingBuffer() {
      const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
      const samples = Number(gl.getParameter(gl.SAMPLES));
      // One colour buffer to show and its samples; depth and stencil share four bytes a sample.
      const depth = attributes?.depth || attributes?.stencil ? Math.max(1, samples) : 0;
      return { width, height, samples, bytes: width * height * 4 * (1 + samples + depth) };
    },
    within(name, make) {
      const outer = owner;
      owner = name;
      try {
        return make();
      } finally {
        owner = outer;
      }
    },
  };
}

/** Targets of calls, and where the context says what is bound there. */
function bindingsOf(gl: WebGL2RenderingContext): Map<number, number> {
  const bindings = new Map<number, number>([
    [gl.ARRAY_BUFFER, gl.ARRAY_BUFFER_BINDING],
    [gl.ELEMENT_ARRAY_BUFFER, gl.ELEMENT_ARRAY_BUFFER_BINDING],
    [gl.COPY_READ_BUFFER, gl.COPY_READ_BUFFER_BINDING],
    [gl.COPY_WRITE_BUFFER, gl.COPY_WRITE_BUFFER_BINDING],
    [gl.PIXEL_PACK_BUFFER, gl.PIXEL_PACK_BUFFER_BINDING],
    [gl.PIXEL_UNPACK_BUFFER, gl.PIXEL_UNPACK_BUFFER_BINDING],
    [gl.TRANSFORM_FEEDBACK_BUFFER, gl.TRANSFORM_FEEDBACK_BUFFER_BINDING],
    [gl.UNIFORM_BUFFER, gl.UNIFORM_BUFFER_BINDING],
    [gl.TEXTURE_2D, gl.TEXTURE_BINDING_2D],
    [gl.TEXTURE_3D, gl.TEXTURE_BINDING_3D],
    [gl.TEXTURE_2D_ARRAY, gl.TEXTURE_BINDING_2D_ARRAY],
    [gl.TEXTURE_CUBE_MAP, gl.TEXTURE_BINDING_CUBE_MAP],
    [gl.RENDERBUFFER, gl.RENDERBUFFER_BINDING],
  ]);
  for (let face = 0; face < 6; face++) bindings.set(FIRST_FACE + face, gl.TEXTURE_BINDING_CUBE_MAP);
  return bindings;
}

/** Where a level stands in `levels`: faces of a cube one after the other. */
function levelAt(target: number, level: number): number {
  const face = target - FIRST_FACE;
  return (face >= 0 && face < 6 ? face * MAX_LEVELS : 0) + level;
}

/** One NaN would spoil the totals for good. */
const isSize = (bytes: number) => Number.isFinite(bytes) && bytes >= 0;

const half = (size: number, level: number) => Math.max(1, size >> level);

type Data = ArrayBufferLike | ArrayBufferView;

/** Of a view or buffer, or of a part of it in elements. By its numbers, not its class: shared memory is as welcome. */
function dataBytes(data: Data, from = 0, length = 0): number {
  const unit = (data as Uint8Array).BYTES_PER_ELEMENT ?? 1;
  return length > 0 ? length * unit : data.byteLength - from * unit;
}

/** Neither `null` nor a place in a bound buffer. */
function isPixels(pixels: unknown): boolean {
  return typeof pixels === "object" && pixels !== null;
}

/** Of anything the browser takes as a picture. */
function sizeOf(picture: unknown): [width: number, height: number] {
  const { videoWidth, videoHeight, naturalWidth, naturalHeight, displayWidth, displayHeight, width, height } =
    picture as Record<string, number>;
  return [videoWidth ?? naturalWidth ?? displayWidth ?? width, videoHeight ?? naturalHeight ?? displayHeight ?? height];
}
