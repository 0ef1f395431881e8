// Strange attractors: four flows, followed by the classical Runge–Kutta method, and one map. Only + − × ÷ and, for the
// map, sines, so the same numbers come out everywhere although the curves are chaotic.

import type { LineWriter } from "../line-writer.ts";

type Flow = "lorenz" | "rossler" | "aizawa" | "threeScroll";
export type Attractor = Flow | "deJong";

interface Setting {
  /** A point that lies on the attractor already, so no approach to it is drawn. */
  start: readonly [number, number, number];
  /** The longest step that is still followed truly; what is asked for beyond it is done in several. */
  longest: number;
}

const SETTINGS: Record<Flow, Setting> = {
  lorenz: { start: [0.335, 0.714, 14.709], longest: 0.02 },
  rossler: { start: [1.701, -4.056, 0.042], longest: 0.05 },
  aizawa: { start: [0.227, 0.272, 1.552], longest: 0.02 },
  threeScroll: { start: [10.105, 38.033, 67.013], longest: 0.005 },
};

const state = new Float64Array(3);
const probe = new Float64Array(3);
const k1 = new Float64Array(3);
const k2 = new Float64Array(3);
const k3 = new Float64Array(3);
const k4 = new Float64Array(3);

/** One line of `points` points, `timeStep` apart in time, in the flow's own units. */
export function followFlow(flow: Flow, points: number, timeStep: number, out: LineWriter): void {
  const { start, longest } = SETTINGS[flow];
  const steps = Math.ceil(timeStep / longest);
  const step = timeStep / steps;
  state.set(start);
  for (let i = 0; i < points; i++) {
    if (i === 0) out.moveTo(state[0], state[1], state[2]);
    else out.lineTo(state[0], state[1], state[2]);
    for (let s = 0; s < steps; s++) advance(flow, step);
  }
}

function advance(flow: Flow, step: number): void {
  derive(flow, state, k1);
  for (let axis = 0; axis < 3; axis++) probe[axis] = state[axis] + (k1[axis] * step) / 2;
  derive(flow, probe, k2);
  for (let axis = 0; axis < 3; axis++) probe[axis] = state[axis] + (k2[axis] * step) / 2;
  derive(flow, probe, k3);
  for (let axis = 0; axis < 3; axis++) probe[axis] = state[axis] + k3[axis] * step;
  derive(flow, probe, k4);
  for (let axis = 0; axis < 3; axis++) {
    state[axis] += ((k1[axis] + 2 * k2[axis] + 2 * k3[axis] + k4[axis]) * step) / 6;
  }
}

/** How the point `at` moves. */
function derive(flow: Flow, at: Float64Array, out: Float64Array): void {
  const x = at[0];
  const y = at[1];
  const z = at[2];
  switch (flow) {
    case "lorenz":
      out[0] = 10 * (y - x);
      out[1] = x * (28 - z) - y;
      out[2] = x * y - (8 / 3) * z;
      return;
    case "rossler":
      out[0] = -y - z;
      out[1] = x + 0.2 * y;
      out[2] = 0.2 + z * (x - 5.7);
      return;
    case "aizawa":
      out[0] = (z - 0.7) * x - 3.5 * y;
      out[1] = 3.5 * x + (z - 0.7) * y;
      out[2] = 0.6 + 0.95 * z - (z * z * z) / 3 - (x * x + y * y) * (1 + 0.25 * z) + 0.1 * z * x * x * x;
      return;
    case "threeScroll":
      out[0] = 40 * (y - x) + 0.5 * x * z;
      out[1] = 20 * y - x * z;
      out[2] = 0.833 * z + x * y - 0.65 * x * x;
      return;
    default:
      flow satisfies never;
  }
}

/** Dots, one per step of the map: two points in one place, a pen set down. */
export function scatterDeJong(points: number, out: LineWriter): void {
  let x = 0.1;
  let y = 0.1;
  for (let i = 0; i < points; i++) {
    const next = Math.sin(1.4 * y) - Math.cos(-2.3 * x);
    y = Math.sin(2.4 * x) - Math.cos(-2.1 * y);
    x = next;
    out.moveTo(x, y);
    out.lineTo(x, y);
  }
}
