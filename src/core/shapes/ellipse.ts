import { int, number, shapeOp } from "../op.ts";

/**
 * An ellipse around the origin as a closed line; its points lie closer together where it bends more.
 *
 * @example G.ellipse(62, 24).repeat({ count: 23, offset: 0, rotationStep: [0, 0, 7.5], autoCentre: false }).translate(74, 105)
 */
export const ellipse = shapeOp({
  name: "ellipse",
  help: "Ellipse, closed.",
  params: {
    radiusX: number(0.5, { range: [0, 200], unit: "mm", help: "Half its width, before any scaling." }),
    radiusY: number(0.25, { range: [0, 200], unit: "mm", help: "Half its height, before any scaling." }),
    angle: number(0, { range: [-180, 180], unit: "deg", help: "Turns it, clockwise on the sheet." }),
    segments: int(96, { range: [3, 2000], hard: true, help: "Number of chords." }),
  },
  positional: (radiusX, radiusY, angle, segments) => ({ radiusX, radiusY, angle, segments }),
  size(p, size) {
    size.points = p.segments + 1;
    size.lines = 1;
  },
  draw(p, out) {
    const { radiusX, radiusY, segments } = p;
    const cos = Math.cos((p.angle * Math.PI) / 180);
    const sin = Math.sin((p.angle * Math.PI) / 180);
    for (let i = 0; i <= segments; i++) {
      const around = ((i % segments) * 2 * Math.PI) / segments;
      const a = Math.cos(around) * radiusX;
      const b = Math.sin(around) * radiusY;
      if (i === 0) out.moveTo(a * cos - b * sin, a * sin + b * cos);
      else out.lineTo(a * cos - b * sin, a * sin + b * cos);
    }
  },
});
