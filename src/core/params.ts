// From what an artist wrote, `{ amplitude: 4, frequency: [0.1, 0.2] }`, to what a kernel reads: complete, typed, finite.
//
// Between the two lies a tape, a run of doubles per recipe node. Reading an artist's object is the slow part and
// happens once per node and frame; the key is hashed from the tape and the kernel's record is filled from it. The
// record is one per op and reused, so two nodes of the same op cost no objects.

import type { KeyHasher } from "./key.ts";
import type { AnyOp, Param, ParamTable } from "./op.ts";
import { describeValue, SketchError, suggestName } from "./sketch-error.ts";

/** Where a value was pulled back into its range. Told once per load, not sixty times a second. */
export interface ClampSink {
  clamped(op: string, slot: object, param: string, got: number, used: number): void;
}

/** What the tape cannot hold: texts and lists. */
export type Reference = string | ArrayLike<number>;

/** The raw side of a node: anything an artist may have passed. */
export type RawParams = Readonly<Record<string, unknown>>;

/** One parameter with its place on the tape. Also what a `ClampSink` remembers it by. */
interface Slot {
  name: string;
  param: Param;
  at: number;
}

/** Reads, hashes and fills the parameters of one op. */
export class ParamReader {
  /** Doubles on the tape. */
  readonly width: number;
  /** Texts and lists beside it. */
  readonly references: number;
  /** What the kernel receives. Its vectors are reused as well. */
  readonly record: Record<string, unknown>;

  private filledFrom: Float64Array;
  private filledAt = 0;
  private readonly slots: Slot[] = [];
  private readonly byName = new Map<string, Slot>();
  private readonly defaults: Float64Array;
  private readonly defaultReferences: Reference[] = [];
  private readonly what: string;
  private readonly op: string;

  constructor(op: AnyOp, title: string) {
    this.op = op.name;
    this.what = title;
    this.record = {};
    const defaults: number[] = [];
    for (const [name, param] of Object.entries(op.params as ParamTable)) {
      const slot: Slot = { name, param, at: defaults.length };
      switch (param.kind) {
        case "number":
        case "int":
          // Stored into the record, each number would be a new box per call; so the record reads the tape.
          Object.defineProperty(this.record, name, {
            enumerable: true,
            get: () => this.filledFrom[this.filledAt + slot.at],
          });
          defaults.push(param.default);
          break;
        case "vec3":
          this.record[name] = Float64Array.from(param.default);
          defaults.push(...param.default);
          break;
        case "flag":
          this.record[name] = param.default;
          defaults.push(param.default ? 1 : 0);
          break;
        case "choice":
          this.record[name] = param.default;
          defaults.push(param.choices.indexOf(param.default));
          break;
        case "text":
        case "numbers":
          this.record[name] = param.default;
          slot.at = this.defaultReferences.length;
          this.defaultReferences.push(param.default);
          break;
        default:
          never(param);
      }
      this.slots.push(slot);
      this.byName.set(name, slot);
    }
    this.defaults = Float64Array.from(defaults);
    this.filledFrom = this.defaults;
    this.width = defaults.length;
    this.references = this.defaultReferences.length;
  }

  /** Writes `width` doubles to `tape[at…]` and `references` entries to `beside[besideAt…]`. Throws `SketchError`. */
  read(raw: RawParams, tape: Float64Array, at: number, beside: Reference[], besideAt: number, sink: ClampSink): void {
    const { defaults, defaultReferences } = this;
    for (let i = 0; i < defaults.length; i++) tape[at + i] = defaults[i];
    for (let i = 0; i < defaultReferences.length; i++) beside[besideAt + i] = defaultReferences[i];
    for (const name in raw) {
      const value = raw[name];
      if (value === undefined) continue;
      const slot = this.byName.get(name);
      if (slot === undefined) throw this.unknown(name);
      const { param } = slot;
      switch (param.kind) {
        case "number":
        case "int":
          if (typeof value !== "number") throw this.wrong(name, value, "a number");
          tape[at + slot.at] = this.settle(slot, param.kind === "int" ? Math.round(value) : value, sink);
          break;
        case "vec3":
          this.readVector(slot, value, tape, at + slot.at, sink);
          break;
        case "flag":
          if (typeof value !== "boolean") throw this.wrong(name, value, "true or false");
          tape[at + slot.at] = value ? 1 : 0;
          break;
        case "choice":
          tape[at + slot.at] = this.choose(name, value, param.choices);
          break;
        case "text":
          if (typeof value !== "string") throw this.wrong(name, value, "text");
          beside[besideAt + slot.at] = value;
          break;
        case "numbers":
          beside[besideAt + slot.at] = this.list(name, value);
          break;
        default:
          never(param);
      }
    }
  }

  /** Feeds the parameters on the tape into a key, each with its type. */
  hash(hasher: KeyHasher, tape: Float64Array, at: number, beside: Reference[], besideAt: number): void {
    for (const slot of this.slots) {
      const i = at + slot.at;
      switch (slot.param.kind) {
        case "number":
        case "int":
        case "choice":
          hasher.numberAt(tape, i);
          break;
        case "vec3":
          hasher.numberAt(tape, i);
          hasher.numberAt(tape, i + 1);
          hasher.numberAt(tape, i + 2);
          break;
        case "flag":
          hasher.flag(tape[i] === 1);
          break;
        case "text":
          hasher.text(beside[besideAt + slot.at] as string);
          break;
        case "numbers":
          hasher.numbers(beside[besideAt + slot.at] as ArrayLike<number>);
          break;
        default:
          never(slot.param);
      }
    }
  }

  /** Fills `record` from the tape and returns it. */
  fill(tape: Float64Array, at: number, beside: Reference[], besideAt: number): Record<string, unknown> {
    const { record } = this;
    this.filledFrom = tape;
    this.filledAt = at;
    for (const slot of this.slots) {
      const i = at + slot.at;
      const { name, param } = slot;
      switch (param.kind) {
        case "number":
        case "int":
          break; // read from the tape by a getter
        case "vec3": {
          const vector = record[name] as Float64Array;
          vector[0] = tape[i];
          vector[1] = tape[i + 1];
          vector[2] = tape[i + 2];
          break;
        }
        case "flag":
          record[name] = tape[i] === 1;
          break;
        case "choice":
          record[name] = param.choices[tape[i]];
          break;
        case "text":
        case "numbers":
          record[name] = beside[besideAt + slot.at];
          break;
        default:
          never(param);
      }
    }
    return record;
  }

  private readVector(slot: Slot, value: unknown, tape: Float64Array, at: number, sink: ClampSink): void {
    const param = slot.param as Extract<Param, { kind: "vec3" }>;
    if (typeof value === "number") {
      const settled = this.settle(slot, value, sink);
      tape[at] = settled;
      if (param.uniform) {
        tape[at + 1] = settled;
        tape[at + 2] = settled;
      }
      return;
    }
    const given = value as ArrayLike<unknown>;
    if (!isList(value) || (given.length !== 2 && given.length !== 3)) {
      throw this.wrong(slot.name, value, "a number, [x, y] or [x, y, z]");
    }
    for (let i = 0; i < given.length; i++) {
      const part = given[i];
      if (typeof part !== "number") throw this.wrong(`${slot.name}[${i}]`, part, "a number");
      tape[at + i] = this.settle(slot, part, sink);
    }
  }

  private settle(slot: Slot, value: number, sink: ClampSink): number {
    if (!Number.isFinite(value)) throw this.wrong(slot.name, value, "a finite number");
    const param = slot.param as Extract<Param, { range: readonly [number, number] }>;
    if (param.hard) {
      const used = Math.min(Math.max(value, param.range[0]), param.range[1]);
      if (used !== value) sink.clamped(this.op, slot, slot.name, value, used);
      return used + 0;
    }
    return value + 0; // never -0: it would be another key for the same lines
  }

  private choose(name: string, value: unknown, choices: readonly string[]): number {
    const at = choices.indexOf(value as string);
    if (at >= 0) return at;
    const error = this.wrong(name, value, `one of ${choices.map((c) => `"${c}"`).join(", ")}`);
    if (typeof value === "string") error.try = suggestName(value, choices);
    throw error;
  }

  private list(name: string, value: unknown): ArrayLike<number> {
    if (!isList(value)) throw this.wrong(name, value, "a list of numbers");
    const list = value as ArrayLike<unknown>;
    for (let i = 0; i < list.length; i++) {
      const part = list[i];
      if (typeof part !== "number" || !Number.isFinite(part))
        throw this.wrong(`${name}[${i}]`, part, "a finite number");
    }
    return list as ArrayLike<number>;
  }

  private wrong(name: string, value: unknown, expected: string): SketchError {
    return new SketchError(`${this.what}: ${name} is ${describeValue(value)}`, { expected });
  }

  private unknown(name: string): SketchError {
    const known = this.slots.map((slot) => slot.name);
    if (known.length === 0) return new SketchError(`${this.what} has no parameters, got "${name}"`);
    return new SketchError(`${this.what} has no parameter "${name}"`, { try: suggestName(name, known) });
  }
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function never(value: never): never {
  throw new TypeError(`unknown parameter kind ${JSON.stringify(value)}`);
}
