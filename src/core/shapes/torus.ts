import { int, number, shapeOp } from "../op.ts";

/**
 * A ring around the z axis, so it faces the viewer: first the circles around its tube, then the circles along it, all
 * closed. The default is 0.75 wide.
 *
 * @example G.torus({ majorSegments: 72, minorSegments: 24 }).scale(155).rotate({ angles: [55, 20, 0] }).translate(74, 105)
 */
export const torus = shapeOp({
  name: "torus",
  help: "Ring, as circles around the tube and circles along it.",
  params: {
    majorRadius: number(0.25, { range: [0.05, 1], unit: "mm", help: "Centre of the ring to centre of the tube." }),
    minorRadius: number(0.125, { range: [0.02, 0.5], unit: "mm", help: "Radius of the tube." }),
    majorSegments: int(32, { range: [3, 512], hard: true, help: "Circles around the tube; chords of those along it." }),
    minorSegments: int(16, { range: [3, 512], hard: true, help: "Circles along the tube; chords of those around it." }),
  },
  positional: (majorRadius, minorRadius) => ({ majorRadius, minorRadius }),
  size(p, size) {
    size.lines = p.majorSegments + p.minorSegments;
    size.points = p.majorSegments * (p.minorSegments + 1) + p.minorSegments * (p.majorSegments + 1);
  },
  draw(p, out) {
    const { majorRadius, minorRadius, majorSegments, minorSegments } = p;
    const { coords } = out;
    let at = out.points * 3;
    for (let i = 0; i < majorSegments; i++) {
      const around = (i * 2 * Math.PI) / majorSegments;
      const cos = Math.cos(around);
      const sin = Math.sin(around);
      for (let j = 0; j <= minorSegments; j++, at += 3) {
        const tube = ((j % minorSegments) * 2 * Math.PI) / minorSegments;
        const reach = majorRadius + minorRadius * Math.cos(tube);
        coords[at] = reach * cos;
        coords[at + 1] = reach * sin;
        coords[at + 2] = minorRadius * Math.sin(tube);
      }
      out.commitLine(minorSegments + 1);
    }
    for (let j = 0; j < minorSegments; j++) {
      const tube = (j * 2 * Math.PI) / minorSegments;
      const reach = majorRadius + minorRadius * Math.cos(tube);
      const z = minorRadius * Math.sin(tube);
      for (let i = 0; i <= majorSegments; i++, at += 3) {
        const around = ((i % majorSegments) * 2 * Math.PI) / majorSegments;
        coords[at] = reach * Math.cos(around);
        coords[at + 1] = reach * Math.sin(around);
        coords[at + 2] = z;
      }
      out.commitLine(majorSegments + 1);
    }
  },
});
