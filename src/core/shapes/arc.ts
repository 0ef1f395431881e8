import { int, number, shapeOp } from "../op.ts";

/**
 * A part of a circle around the origin, as one line: from `start`, counted from the x axis and clockwise on the sheet,
 * over `sweep`. A negative sweep runs the other way, a full turn closes exactly, more than one goes round again.
 *
 * @example G.arc(60, 150, 240).repeat({ count: 18, offset: 0, scale: 0.92, rotationStep: [0, 0, 11], autoCentre: false }).translate(74, 105)
 */
export const arc = shapeOp({
  name: "arc",
  help: "Part of a circle.",
  params: {
    radius: number(0.5, { range: [0, 200], unit: "mm", help: "Radius, before any scaling." }),
    start: number(0, { range: [-360, 360], unit: "deg", help: "Where it begins; positive is clockwise." }),
    sweep: number(180, { range: [-360, 360], unit: "deg", help: "How far round it goes." }),
    segments: int(48, { range: [1, 2000], hard: true, help: "Number of chords." }),
  },
  positional: (radius, start, sweep, segments) => ({ radius, start, sweep, segments }),
  size(p, size) {
    size.points = p.segments + 1;
    size.lines = 1;
  },
  draw(p, out) {
    const { radius, segments } = p;
    const closes = p.sweep % 360 === 0;
    for (let i = 0; i <= segments; i++) {
      const share = closes && i === segments ? 0 : i / segments;
      const angle = ((p.start + p.sweep * share) * Math.PI) / 180;
      const x = Math.cos(angle) * radius;
      const y = Math.sin(angle) * radius;
      if (i === 0) out.moveTo(x, y);
      else out.lineTo(x, y);
    }
  },
});
