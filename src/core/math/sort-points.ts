// Sorts indices of points by x, then y, then index: so the outcome is one, whatever the way. Heap sort: n·log n steps
// for any input, in place, no memory.

export function sortPoints(order: Int32Array, count: number, coords: Float32Array): void {
  for (let root = (count >> 1) - 1; root >= 0; root--) sink(order, root, count, coords);
  for (let end = count - 1; end > 0; end--) {
    const last = order[end];
    order[end] = order[0];
    order[0] = last;
    sink(order, 0, end, coords);
  }
}

function sink(heap: Int32Array, root: number, count: number, coords: Float32Array): void {
  const item = heap[root];
  let at = root;
  for (let child = at * 2 + 1; child < count; child = at * 2 + 1) {
    if (child + 1 < count && isBefore(coords, heap[child], heap[child + 1])) child++;
    if (!isBefore(coords, item, heap[child])) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = item;
}

function isBefore(coords: Float32Array, a: number, b: number): boolean {
  const x = coords[a * 3] - coords[b * 3];
  if (x !== 0) return x < 0;
  const y = coords[a * 3 + 1] - coords[b * 3 + 1];
  return y !== 0 ? y < 0 : a < b;
}
