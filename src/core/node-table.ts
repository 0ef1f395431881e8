// The recipe nodes of one frame, numbered, with their parameters on a tape and a content key each. Shared nodes are
// met once. The walk keeps its own stack: a chain of ten thousand nodes is a legitimate drawing.
//
// All columns are kept from frame to frame and double when they must.

import { doubled } from "./column.ts";
import { KeyHasher } from "./key.ts";
import type { Quality } from "./op.ts";
import type { ClampSink, Reference } from "./params.ts";
import type { Polylines } from "./polylines.ts";
import type { Geometry } from "./recipe.ts";
import { SketchError } from "./sketch-error.ts";

export const MAX_NODES = 262_144;
const FIRST_ROOM = 64;

/** Marks of a node in this frame. */
export const NODE = {
  /** Its key was there in the frame before. */
  stable: 1,
  /** Somebody who is not stable needs its lines: worth keeping. */
  wanted: 2,
  /** The memo was asked. */
  asked: 4,
  /** Its lines are the memo's or another node's. */
  borrowed: 8,
  /** Its centre is known. */
  centred: 16,
  /** Its matrix is known. */
  composed: 32,
} as const;

export class NodeTable {
  count = 0;
  readonly nodes: (Geometry | null)[] = [];
  readonly results: (Polylines | null)[] = [];
  keys = new Int32Array(FIRST_ROOM * 4);
  /** For an affine effect, the first node below it that is not one; else the node itself. */
  base = new Int32Array(FIRST_ROOM);
  marks = new Uint8Array(FIRST_ROOM);
  tapeAt = new Int32Array(FIRST_ROOM);
  besideAt = new Int32Array(FIRST_ROOM);
  tape = new Float64Array(FIRST_ROOM * 8);
  readonly beside: Reference[] = [];
  /** Part of the keys of iterative ops. */
  quality: Quality = "draft";
  /** The node being read, for error messages. */
  current: Geometry | null = null;

  private tapeEnd = 0;
  private besideEnd = 0;
  private cursor = new Int32Array(FIRST_ROOM);
  private stack = new Int32Array(FIRST_ROOM);
  private readonly hasher = new KeyHasher();

  /** Lets go of the frame's nodes and lines. */
  forget(): void {
    for (let i = 0; i < this.count; i++) {
      this.nodes[i] = null;
      this.results[i] = null;
    }
    this.count = 0;
    this.tapeEnd = 0;
    for (let i = 0; i < this.besideEnd; i++) this.beside[i] = "";
    this.besideEnd = 0;
    this.current = null;
  }

  /** Numbers `root` and all nodes below it, reads their parameters, and computes their keys. */
  visit(root: Geometry, sink: ClampSink): number {
    if (this.holds(root)) return root.slot;
    let depth = 0;
    this.stack[0] = this.enter(root);
    while (depth >= 0) {
      const slot = this.stack[depth];
      const node = this.nodes[slot] as Geometry;
      const next = this.cursor[slot]++;
      const child = next === 0 ? node.input : next <= node.masks.length ? node.masks[next - 1] : null;
      if (child !== null) {
        if (this.holds(child)) continue;
        if (++depth === this.stack.length) this.stack = doubled(this.stack);
        this.stack[depth] = this.enter(child);
      } else if (next >= node.masks.length) {
        this.current = node;
        this.finish(slot, node, sink);
        depth--;
      }
    }
    this.current = null;
    return root.slot;
  }

  /**
   * Whether the node has a number here. Node and table must agree, so a node needs no mark of *which* evaluation it met
   * (a word less per node), and two evaluators can meet the same one.
   */
  private holds(node: Geometry): boolean {
    return node.slot < this.count && this.nodes[node.slot] === node;
  }

  private enter(node: Geometry): number {
    if (this.count === MAX_NODES) {
      throw new SketchError(`draw() made more than ${MAX_NODES} operations`, {
        try: "Use repeat() instead of a loop.",
      });
    }
    if (this.count === this.base.length) this.grow();
    const slot = this.count++;
    node.slot = slot;
    this.nodes[slot] = node;
    this.results[slot] = null;
    this.marks[slot] = 0;
    this.cursor[slot] = 0;
    return slot;
  }

  private finish(slot: number, node: Geometry, sink: ClampSink): void {
    const { bound, input, masks } = node;
    const { params } = bound;
    const at = this.tapeEnd;
    const besideAt = this.besideEnd;
    this.tapeEnd += params.width;
    this.besideEnd += params.references;
    if (this.tapeEnd > this.tape.length) {
      const longer = new Float64Array(Math.max(this.tape.length * 2, this.tapeEnd));
      longer.set(this.tape);
      this.tape = longer;
    }
    this.tapeAt[slot] = at;
    this.besideAt[slot] = besideAt;
    params.read(node.params, this.tape, at, this.beside, besideAt, sink);

    const { hasher, keys } = this;
    hasher.begin();
    hasher.key(bound.identity, 0);
    params.hash(hasher, this.tape, at, this.beside, besideAt);
    if (bound.op.kind !== "affine" && bound.op.iterative) hasher.text(this.quality);
    if (input !== null) hasher.key(keys, input.slot * 4);
    for (let i = 0; i < masks.length; i++) hasher.key(keys, masks[i].slot * 4);
    hasher.word(masks.length);
    hasher.end(keys, slot * 4);

    this.base[slot] = bound.op.kind === "affine" ? this.base[(input as Geometry).slot] : slot;
  }

  private grow(): void {
    this.keys = doubled(this.keys);
    this.base = doubled(this.base);
    this.tapeAt = doubled(this.tapeAt);
    this.besideAt = doubled(this.besideAt);
    this.cursor = doubled(this.cursor);
    const marks = new Uint8Array(this.marks.length * 2);
    marks.set(this.marks);
    this.marks = marks;
  }
}
