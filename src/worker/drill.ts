// Leaks on purpose, in the worker on air. No part of the program: the host bundles this file and puts it into the realm
// when `.leak` asks for it. Each kind is one function, named as the books should name it.

const TICK_MS = 16;

interface Leak {
  /** What one call keeps, measured where it is not plain. */
  bytes: number;
  keep(): void;
  clear(): void;
}

// ---- what is kept --------------------------------------------------------------------------------------------------

const ARRAY_BYTES = 16 * 1024;
let serial = 0;

interface Swallow {
  at: number;
  place: { x: number; y: number };
  heading: { x: number; y: number };
}

const keptObjects: Swallow[] = [];
function leakObjects(): void {
  keptObjects.push({ at: ++serial, place: { x: serial, y: 1 }, heading: { x: 0, y: serial } });
}

const keptArrays: Float32Array[] = [];
function leakArrays(): void {
  keptArrays.push(new Float32Array(ARRAY_BYTES / 4));
}

/** The key is a time, and no time comes twice. */
const keptGeometry = new Map<string, { points: Float32Array }>();
function leakCache(): void {
  keptGeometry.set(`t=${performance.now()}#${++serial}`, { points: new Float32Array(ARRAY_BYTES / 4) });
}

const keptListeners: (() => number)[] = [];
function leakClosures(): void {
  const trail = [serial, ++serial, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  keptListeners.push(() => trail.length);
}

const LEAKS: Readonly<Record<string, Leak>> = {
  objects: { bytes: 70, keep: leakObjects, clear: () => empty(keptObjects) },
  arrays: { bytes: ARRAY_BYTES, keep: leakArrays, clear: () => empty(keptArrays) },
  cache: { bytes: ARRAY_BYTES, keep: leakCache, clear: () => keptGeometry.clear() },
  closures: { bytes: 140, keep: leakClosures, clear: () => empty(keptListeners) },
};

function empty(list: unknown[]): void {
  list.length = 0;
}

// ---- when ----------------------------------------------------------------------------------------------------------

const running = new Map<string, () => void>();

/** Begins a kind, or goes on with it at another rate. */
export function start(kind: string, bytesPerSecond: number): void {
  running.get(kind)?.();
  const { bytes, keep } = LEAKS[kind];
  let last = performance.now();
  let owed = 0;
  const timer = setInterval(() => {
    const at = performance.now();
    // A worker that was held up catches up on four ticks at most, or a slow sketch would never see the end of it.
    owed += (bytesPerSecond * Math.min(at - last, 4 * TICK_MS)) / 1000;
    last = at;
    const calls = Math.floor(owed / bytes);
    owed -= calls * bytes;
    // Through a built-in, and not in a loop of ours: V8 would inline the function, and bill its memory to this one.
    Array.from({ length: calls }, keep);
  }, TICK_MS);
  running.set(kind, () => clearInterval(timer));
}

export function stop(): void {
  for (const end of running.values()) end();
  running.clear();
  for (const { clear } of Object.values(LEAKS)) clear();
}
