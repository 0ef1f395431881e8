// Leaks on purpose, in the window. No part of the program: the host bundles this file and puts it into the page when
// `.leak` asks for it. Each kind is one function, named as the books should name it.

/** A display frame at 60 Hz. */
const TICK_MS = 1000 / 60;

interface Leak {
  /** What one call keeps, measured where it is not plain; with `sized`, the least it is asked for. */
  bytes: number;
  /** One thing a frame, as large as the rate needs it, instead of many of one size. */
  sized?: true;
  keep(bytes: number): void;
  clear(): void;
}

/** Told apart from what earlier drills of this host made: workers and modules are known by their address. */
let serial = 0;

// ---- on the GPU ----------------------------------------------------------------------------------------------------
// On the program's own context, so that its ledger sees them. Bindings are left as they were found: regl keeps its own
// idea of them and would not ask again.

const context = () => document.querySelector("canvas")?.getContext("webgl2") ?? null;

const keptBuffers: WebGLBuffer[] = [];
function leakGlBuffer(bytes: number): void {
  const gl = context();
  const buffer = gl?.createBuffer();
  if (!gl || !buffer) return; // the context is lost, and a fresh canvas on its way
  const bound = gl.getParameter(gl.ARRAY_BUFFER_BINDING);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
  gl.bindBuffer(gl.ARRAY_BUFFER, bound);
  keptBuffers.push(buffer);
}

const TEXTURE_WIDTH = 64;
const keptFramebuffers: { framebuffer: WebGLFramebuffer; texture: WebGLTexture }[] = [];
function leakFramebuffer(bytes: number): void {
  const gl = context();
  const texture = gl?.createTexture();
  const framebuffer = gl?.createFramebuffer();
  if (!gl || !texture || !framebuffer) return;
  const unit = gl.getParameter(gl.ACTIVE_TEXTURE);
  gl.activeTexture(gl.TEXTURE0 + gl.getParameter(gl.MAX_COMBINED_TEXTURE_IMAGE_UNITS) - 1);
  const boundTexture = gl.getParameter(gl.TEXTURE_BINDING_2D);
  const drawing = gl.getParameter(gl.DRAW_FRAMEBUFFER_BINDING);
  const reading = gl.getParameter(gl.READ_FRAMEBUFFER_BINDING);
  const height = Math.max(1, Math.round(bytes / (TEXTURE_WIDTH * 4)));
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, TEXTURE_WIDTH, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, drawing);
  gl.bindFramebuffer(gl.READ_FRAMEBUFFER, reading);
  gl.bindTexture(gl.TEXTURE_2D, boundTexture);
  gl.activeTexture(unit);
  keptFramebuffers.push({ framebuffer, texture });
}

const keptVertexArrays: WebGLVertexArrayObject[] = [];
function leakVertexArray(): void {
  const gl = context();
  const array = gl?.createVertexArray();
  if (!gl || !array) return;
  const bound = gl.getParameter(gl.VERTEX_ARRAY_BINDING);
  gl.bindVertexArray(array); // only now does it exist
  gl.bindVertexArray(bound);
  keptVertexArrays.push(array);
}

/** What a lost context had is gone with it; deleting it once more does nothing. */
function clearGl(): void {
  const gl = context();
  for (const buffer of keptBuffers.splice(0)) gl?.deleteBuffer(buffer);
  for (const { framebuffer, texture } of keptFramebuffers.splice(0)) {
    gl?.deleteFramebuffer(framebuffer);
    gl?.deleteTexture(texture);
  }
  for (const array of keptVertexArrays.splice(0)) gl?.deleteVertexArray(array);
}

// ---- in the page ---------------------------------------------------------------------------------------------------

const STRING_BYTES = 4096;
const keptStrings: string[] = [];
function leakStrings(): void {
  // `join` writes one flat text; `repeat` and `+` would only tie a few pieces together.
  keptStrings.push(new Array(STRING_BYTES / 8).fill(String(10_000_000 + ++serial).slice(-7)).join(" "));
}

/** Of a list with its entries, mostly in the browser's own heap. */
const NODE_BYTES = 1500;
const keptNodes: HTMLElement[] = [];
function leakDom(): void {
  const list = document.createElement("ul");
  for (let i = 0; i < 8; i++) list.appendChild(document.createElement("li")).textContent = `entry ${++serial}`;
  keptNodes.push(list);
}

// One filling for all that copies its bytes away: a fresh one each time would be a second leak until it is collected.
const CHUNK_BYTES = 32 * 1024;
let chunk: Uint8Array<ArrayBuffer> | null = null;
function filling(): Uint8Array<ArrayBuffer> {
  chunk ??= new Uint8Array(CHUNK_BYTES).fill(1);
  return chunk;
}

const keptUrls: string[] = [];
function leakBlob(): void {
  keptUrls.push(URL.createObjectURL(new Blob([filling()])));
}

const keptShared: SharedArrayBuffer[] = [];
function leakShared(): void {
  const memory = new SharedArrayBuffer(CHUNK_BYTES);
  new Uint8Array(memory).fill(1); // untouched pages are no memory yet
  keptShared.push(memory);
}

// ---- beside the page -----------------------------------------------------------------------------------------------

const WORKER_BYTES = 2_400_000;
const FIRST_WORKER = 90_000;
const keptWorkers: Worker[] = [];
function leakWorker(): void {
  keptWorkers.push(new Worker(`/worker.js?id=${FIRST_WORKER + ++serial}`));
}

/** Sleeps for ever and never comes to its messages. */
let stuck: Worker | null = null;
function leakMessages(): void {
  stuck ??= new Worker("/drill-stuck.js");
  stuck.postMessage({ at: performance.now(), points: filling() });
}

const MODULE_BYTES = 16 * 1024;
/** A document keeps its modules as long as it lives. These get one of their own, so that there is an end to them. */
let moduleFrame: HTMLIFrameElement | null = null;
function leakModule(): void {
  moduleFrame ??= document.body.appendChild(Object.assign(document.createElement("iframe"), { hidden: true }));
  const scope = moduleFrame.contentWindow as unknown as { eval(code: string): Promise<unknown> };
  const address = `/drill-module.js?v=${++serial}`;
  scope.eval(`import(${JSON.stringify(address)})`).catch(() => {});
}

const LOG_BYTES = 8192;
/** Kept by the host's second session, in which `Runtime` is enabled. */
function leakConsole(): void {
  console.log({ at: ++serial, trail: new Array(LOG_BYTES / 4).fill(serial) });
}

/** Called by the host, which never releases what it gets. */
export function leakHandle(bytes: number): { at: number; trail: number[] } {
  return { at: ++serial, trail: new Array(Math.round(bytes / 4)).fill(serial) };
}

const LEAKS: Readonly<Record<string, Leak>> = {
  "gl-buffers": { bytes: 256, sized: true, keep: leakGlBuffer, clear: clearGl },
  framebuffers: { bytes: 256, sized: true, keep: leakFramebuffer, clear: clearGl },
  "vertex-arrays": { bytes: 16_000, keep: leakVertexArray, clear: clearGl },
  strings: { bytes: STRING_BYTES, keep: leakStrings, clear: () => empty(keptStrings) },
  dom: { bytes: NODE_BYTES, keep: leakDom, clear: () => empty(keptNodes) },
  blobs: { bytes: CHUNK_BYTES, keep: leakBlob, clear: () => keptUrls.splice(0).forEach(URL.revokeObjectURL) },
  shared: { bytes: CHUNK_BYTES, keep: leakShared, clear: () => empty(keptShared) },
  workers: {
    bytes: WORKER_BYTES,
    keep: leakWorker,
    clear() {
      for (const worker of keptWorkers.splice(0)) worker.terminate();
    },
  },
  messages: {
    bytes: CHUNK_BYTES,
    keep: leakMessages,
    clear() {
      stuck?.terminate();
      stuck = null;
    },
  },
  modules: {
    bytes: MODULE_BYTES,
    keep: leakModule,
    clear() {
      moduleFrame?.remove();
      moduleFrame = null;
    },
  },
  console: { bytes: LOG_BYTES, keep: leakConsole, clear: () => console.clear() },
};

function empty(list: unknown[]): void {
  list.length = 0;
}

// ---- when ----------------------------------------------------------------------------------------------------------

const running = new Map<string, () => void>();

/** Begins a kind, or goes on with it at another rate. No address is used again from `firstSerial` on. */
export function start(kind: string, bytesPerSecond: number, firstSerial: number): void {
  running.get(kind)?.();
  serial = Math.max(serial, firstSerial);
  const { bytes, sized, keep } = LEAKS[kind];
  let last = performance.now();
  let owed = 0;
  let frame = requestAnimationFrame(tick);
  function tick(): void {
    frame = requestAnimationFrame(tick);
    const at = performance.now();
    // A page that was held up catches up on four frames at most, or a slow one would never see the end of it.
    owed += (bytesPerSecond * Math.min(at - last, 4 * TICK_MS)) / 1000;
    last = at;
    if (owed < bytes) return;
    const sizes = sized ? [Math.floor(owed)] : new Array<number>(Math.floor(owed / bytes)).fill(bytes);
    owed -= sizes[0] * sizes.length;
    // Through a built-in, and not in a loop of ours: V8 would inline the function, and bill its memory to this one.
    Array.from(sizes, keep);
  }
  running.set(kind, () => cancelAnimationFrame(frame));
}

export function stop(): void {
  for (const end of running.values()) end();
  running.clear();
  for (const { clear } of Object.values(LEAKS)) clear();
}
