import { int, number, shapeOp } from "../op.ts";

/**
 * A circle around the origin as a closed polyline. A chord strays from the arc by radius·(1 − cos(180°/segments)):
 * 96 segments at a radius of 50 mm are true to 0.03 mm, finer than a pen.
 *
 * @example G.circle(40).repeat({ count: 17, offset: 0, rotationStep: [0, 0, 20], autoCentre: false, pivot: [22, 0, 0] }).translate(52, 105)
 */
export const circle = shapeOp({
  name: "circle",
  help: "Circle, closed.",
  params: {
    radius: number(0.5, { range: [0, 200], unit: "mm", help: "Radius, before any scaling." }),
    segments: int(96, { range: [3, 2000], hard: true, help: "Number of chords." }),
  },
  positional: (radius, segments) => ({ radius, segments }),
  size(p, size) {
    size.points = p.segments + 1;
    size.lines = 1;
  },
  draw(p, out) {
    const { radius, segments } = p;
    for (let i = 0; i <= segments; i++) {
      const angle = ((i % segments) * 2 * Math.PI) / segments;
      const x = Math.cos(angle) * radius;
      const y = Math.sin(angle) * radius;
      if (i === 0) out.moveTo(x, y);
      else out.lineTo(x, y);
    }
  },
});
