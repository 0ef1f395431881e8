import { int, number, shapeOp } from "../op.ts";

/**
 * A regular polygon inscribed in a circle of diameter 1, closed by repeating the first point. A corner lies on the
 * x axis at phase 0; a positive phase turns clockwise on the sheet.
 *
 * @example G.polygon(6).scale(120).translate(105, 148)
 */
export const polygon = shapeOp({
  name: "polygon",
  help: "Regular polygon, closed, diameter 1.",
  params: {
    sides: int(6, { range: [3, 120], hard: true, help: "Number of sides." }),
    phase: number(0, { range: [-180, 180], unit: "deg", help: "Turns the first corner away from the x axis." }),
  },
  positional: (sides, phase) => ({ sides, phase }),
  size(p, size) {
    size.points = p.sides + 1;
    size.lines = 1;
  },
  draw(p, out) {
    const { sides } = p;
    for (let i = 0; i <= sides; i++) {
      const angle = ((p.phase + ((i % sides) * 360) / sides) * Math.PI) / 180;
      const x = Math.cos(angle) * 0.5;
      const y = Math.sin(angle) * 0.5;
      if (i === 0) out.moveTo(x, y);
      else out.lineTo(x, y);
    }
  },
});
