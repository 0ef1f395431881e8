import { meanPoint } from "../affine.ts";
import { choice, effectOp, flag, number, sameSize, vec3 } from "../op.ts";

const centre = new Float64Array(3);

/**
 * Rings that spread from a centre, as from a stone in water: every point moves by amplitude·sin(360°·(frequency·r) −
 * phase), where r is its distance from the centre on the sheet. Rising `phase` lets the rings run outward. `radial`
 * moves points towards and away from the centre, `height` lifts them off the sheet (turn or project the drawing to see
 * it). With `reach`, rings lose two thirds of their height over that distance; 0 keeps them. A point in the centre stays
 * in `radial`.
 *
 * The name is pyxidraw's; its ripple was a second wobble and went for that.
 *
 * @example G.grid(40).scale(120).subdivide(5).translate(74, 105).ripple({ amplitude: 4, frequency: 0.04, reach: 60 })
 */
export const ripple = effectOp({
  name: "ripple",
  help: "Shifts points in rings around a centre.",
  params: {
    amplitude: number(3, { range: [0, 30], unit: "mm", help: "Largest shift." }),
    frequency: number(0.05, { range: [0, 0.2], unit: "1/mm", help: "Rings per mm." }),
    phase: number(0, { range: [0, 360], unit: "deg", help: "Moves the rings outward." }),
    reach: number(0, { range: [0, 200], unit: "mm", help: "Distance over which rings fade; 0 keeps them." }),
    direction: choice(["radial", "height"], "radial", { help: "To and from the centre, or off the sheet." }),
    autoCentre: flag(true, { help: "Rings around the mean point instead of `pivot`." }),
    pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "Centre of the rings, without autoCentre." }),
  },
  positional: (amplitude, frequency, phase) => ({ amplitude, frequency, phase }),
  size: sameSize,
  apply(p, input, out) {
    out.copyTopology(input);
    const from = input.coords;
    const to = out.coords;
    if (p.autoCentre) meanPoint(input, centre, 0);
    else centre.set(p.pivot);
    const cx = centre[0];
    const cy = centre[1];
    const { amplitude } = p;
    const rate = p.frequency * 2 * Math.PI;
    const phase = (p.phase * Math.PI) / 180;
    const fade = p.reach > 0 ? 1 / p.reach : 0;
    const radial = p.direction === "radial";
    for (let at = 0; at < input.points * 3; at += 3) {
      const x = from[at] - cx;
      const y = from[at + 1] - cy;
      const r = Math.sqrt(x * x + y * y);
      const shift = amplitude * Math.exp(-r * fade) * Math.sin(r * rate - phase);
      const share = radial && r > 0 ? shift / r : 0;
      to[at] = from[at] + x * share;
      to[at + 1] = from[at + 1] + y * share;
      to[at + 2] = radial ? from[at + 2] : from[at + 2] + shift;
    }
  },
});
