// A column is a typed array kept from frame to frame, one entry per node, that doubles when it must.

/** A copy of `column` with twice the room. */
export function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(column.length * 2);
  longer.set(column);
  return longer;
}
