// Where in the sketch a recipe node was made. A stack costs about as much as a hundred nodes, so it is off on stage:
// when an evaluation fails, the worker switches it on, runs `draw` once more, and the error names op *and* line.
// The stacks sit in a WeakMap and not on the node, because a field nobody fills would still be garbage at 60 Hz.

let capturing = false;
const sites = new WeakMap<object, string>();

/** Switches recording on or off; returns what it was. */
export function captureSites(on: boolean): boolean {
  const was = capturing;
  capturing = on;
  return was;
}

export function recordSite(made: object): void {
  if (!capturing) return;
  const { stack } = new Error("made here");
  if (stack !== undefined) sites.set(made, stack);
}

/** A chain's node is made where the chain is used; blame the line that wrote the step. */
export function inheritSite(from: object, to: object): void {
  if (!capturing) return;
  const site = sites.get(from);
  if (site !== undefined) sites.set(to, site);
}

export function siteOf(made: object): string | undefined {
  return sites.get(made);
}
