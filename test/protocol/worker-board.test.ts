import assert from "node:assert/strict";
import { test } from "node:test";
import { BOARD_BYTES, CELL, createWorkerBoard, FLAG } from "../../src/protocol/worker-board.ts";

test("every word of the board has a place of its own, and both sides agree on it", () => {
  const memory = new SharedArrayBuffer(BOARD_BYTES);
  const window = createWorkerBoard(memory);
  const worker = createWorkerBoard(memory);
  const flags = Object.values(FLAG);
  const cells = Object.values(CELL);
  for (const [words, count] of [
    [flags, window.flags.length],
    [cells, window.cells.length],
  ] as const) {
    assert.equal(new Set(words).size, words.length, "no word is used twice");
    for (const word of words) assert.ok(word >= 0 && word < count, `word ${word} of ${count}`);
  }
  for (const word of flags) Atomics.store(window.flags, word, -1 - word);
  for (const word of cells) window.cells[word] = word + 0.5;
  for (const word of flags) assert.equal(Atomics.load(worker.flags, word), -1 - word);
  for (const word of cells) assert.equal(worker.cells[word], word + 0.5);
});

test("a fresh board says: starting, not halted, nothing drawn", () => {
  const { flags, cells } = createWorkerBoard(new SharedArrayBuffer(BOARD_BYTES));
  assert.ok(flags.every((value) => value === 0) && cells.every((value) => value === 0));
});
