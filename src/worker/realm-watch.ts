// Whether a sketch left its realm as it found it. A worker whose code is hot draws its first frame ten times sooner than
// a new one, so a worker is used again; but only if nothing of the old sketch is left in it. Compared by identity:
// the global scope, the built-ins and their prototypes, and the vocabulary.

export interface RealmWatch {
  /** Takes the realm as it is now for clean. */
  mark(): void;
  /** What is different since `mark`, in words, or null. */
  change(): string | null;
  /** Ends every timer the sketch still has. */
  clearTimers(): void;
}

/** A bound on what is remembered of a sketch that starts timers without end. */
const MAX_TIMERS = 10_000;

const BUILT_INS = [
  "Object", "Function", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Math", "JSON", "Reflect", "Promise", "Proxy",
  "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Date", "RegExp", "Error", "TypeError", "RangeError", "SyntaxError",
  "ArrayBuffer", "DataView", "Atomics", "Float32Array", "Float64Array", "Int8Array", "Int16Array", "Int32Array",
  "Uint8Array", "Uint8ClampedArray", "Uint16Array", "Uint32Array", "Intl", "performance", "console",
]; // biome-ignore format: a list to be read across

export function watchRealm(scope: Record<PropertyKey, unknown>, vocabulary: readonly object[]): RealmWatch {
  const timers = trackTimers(scope);
  let marked: Map<object, Map<PropertyKey, unknown>> | null = null;

  return {
    clearTimers: timers.clear,
    mark() {
      const watched = new Set<object>([scope, ...vocabulary]);
      for (const name of BUILT_INS) {
        const value = scope[name];
        if ((typeof value !== "object" && typeof value !== "function") || value === null) continue;
        watched.add(value);
        const { prototype } = value as { prototype?: unknown };
        if (typeof prototype === "object" && prototype !== null) watched.add(prototype);
      }
      watched.add(Object.getPrototypeOf(Float32Array.prototype));
      watched.add(Object.getPrototypeOf([][Symbol.iterator]()));
      watched.add(Object.getPrototypeOf((function* () {})()));
      marked = new Map([...watched].map((object) => [object, stateOf(object)]));
    },
    change() {
      if (timers.overflowed()) return `more than ${MAX_TIMERS} timers`;
      for (const [object, before] of marked ?? []) {
        const after = stateOf(object);
        if (after.size !== before.size) return `a property was added to or taken from ${nameOf(object, scope)}`;
        for (const [key, value] of after) {
          if (!before.has(key) || !Object.is(before.get(key), value))
            return `${nameOf(object, scope)}.${String(key)} was changed`;
        }
      }
      return null;
    },
  };
}

/** Own properties by identity: a value, or a getter, which is not called. */
function stateOf(object: object): Map<PropertyKey, unknown> {
  const state = new Map<PropertyKey, unknown>();
  for (const key of Reflect.ownKeys(object)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
    state.set(key, descriptor?.get ?? descriptor?.value);
  }
  return state;
}

function nameOf(object: object, scope: Record<PropertyKey, unknown>): string {
  if (object === scope) return "globalThis";
  for (const name of BUILT_INS) {
    if (scope[name] === object) return name;
    if ((scope[name] as { prototype?: unknown } | undefined)?.prototype === object) return `${name}.prototype`;
  }
  return "the vocabulary";
}

function trackTimers(scope: Record<PropertyKey, unknown>): { clear(): void; overflowed(): boolean } {
  type Start = (run: unknown, ms?: number, ...rest: unknown[]) => number;
  const { setTimeout, setInterval, clearTimeout } = scope as Record<string, Start> & { clearTimeout(id: number): void };
  const running = new Set<number>();
  let tooMany = false;
  const tracked =
    (start: Start): Start =>
    (...args) => {
      const id = start.apply(scope, args);
      if (running.size < MAX_TIMERS) running.add(id);
      else tooMany = true;
      return id;
    };
  scope.setTimeout = tracked(setTimeout);
  scope.setInterval = tracked(setInterval);
  return {
    overflowed: () => tooMany,
    clear() {
      for (const id of running) clearTimeout.call(scope, id);
      running.clear();
    },
  };
}
