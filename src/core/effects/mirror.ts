import { meanPoint } from "../affine.ts";
import { drawImages, Symmetry } from "../math/symmetry.ts";
import { effectOp, flag, int, number, vec3 } from "../op.ts";

const AXIS = [0, 0, 1];

const centre = new Float64Array(3);
const group = new Symmetry();

/**
 * A kaleidoscope on the sheet: `count` mirrors cross in a centre and divide it into twice as many wedges; one of them is
 * kept, cut exactly at the mirrors, and drawn in all the others. One mirror makes a left and a right half. `source` says
 * which wedge is kept: 0 is the first clockwise from the first mirror's direction, `angle`, which points up by default.
 * `showPlanes` adds the mirrors as lines.
 *
 * z stays as it is. What lies on a mirror is drawn once there; a line that is wholly in other wedges goes. Nothing is
 * joined: `join` does it, where pieces meet.
 *
 * After pyxidraw's mirror.
 *
 * @example G.grid(9).scale(62).rotate(14).translate(100, 82).mirror({ count: 5, autoCentre: false, pivot: [74, 105, 0] })
 */
export const mirror = effectOp({
  name: "mirror",
  help: "Repeats one wedge of the sheet in mirrors.",
  params: {
    count: int(1, { range: [1, 12], hard: true, help: "Mirrors; there are twice as many wedges." }),
    angle: number(-90, { range: [-180, 180], unit: "deg", help: "Direction of the first mirror; −90 is up." }),
    source: int(0, { range: [0, 23], help: "Which wedge is kept, counted clockwise." }),
    showPlanes: flag(false, { help: "Draw the mirrors as well." }),
    autoCentre: flag(true, { help: "Mirrors through the mean point instead of `pivot`." }),
    pivot: vec3([0, 0, 0], { range: [-300, 300], unit: "mm", help: "Where the mirrors cross, without autoCentre." }),
  },
  positional: (count, source) => ({ count, source }),
  apply(p, input, out) {
    const { count } = p;
    if (p.autoCentre) meanPoint(input, centre, 0);
    else centre.set(p.pivot);
    const wedge = 180 / count;
    group.write("azimuth", count, true, AXIS, p.angle + (p.source % (count * 2)) * wedge);
    const reach = drawImages(group, centre, true, input, out);
    if (!p.showPlanes || reach === 0) return;
    for (let i = 0; i < count; i++) {
      const direction = ((p.angle + i * wedge) * Math.PI) / 180;
      const x = Math.cos(direction) * reach;
      const y = Math.sin(direction) * reach;
      out.moveTo(centre[0] - x, centre[1] - y, centre[2]);
      out.lineTo(centre[0] + x, centre[1] + y, centre[2]);
    }
  },
});
