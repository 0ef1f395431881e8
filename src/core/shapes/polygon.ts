import { int, number, shapeOp } from "../op.ts";

const point = new Float64Array(2);

/**
 * A regular polygon inscribed in a circle of diameter 1, closed by repeating the first point. A corner lies on the
 * x axis at phase 0; a positive phase turns clockwise on the sheet.
 *
 * With a sweep below 360° only that part of the outline is drawn, up to a point on a side where need be, and a chord
 * closes it; corners stay where they are. A negative sweep goes the other way round, more than 360° is all of it.
 *
 * @example G.polygon(6).scale(112).repeat({ count: 20, offset: 0, scale: 0.9, rotationStep: [0, 0, 4], autoCentre: false }).translate(74, 105)
 */
export const polygon = shapeOp({
  name: "polygon",
  help: "Regular polygon, closed, diameter 1.",
  params: {
    sides: int(6, { range: [3, 128], hard: true, help: "Number of sides." }),
    phase: number(0, { range: [-180, 180], unit: "deg", help: "Turns the first corner away from the x axis." }),
    sweep: number(360, { range: [-360, 360], unit: "deg", help: "Part of the outline; a chord closes it." }),
  },
  positional: (sides, phase, sweep) => ({ sides, phase, sweep }),
  size(p, size) {
    size.points = p.sides + 2;
    size.lines = 1;
  },
  draw(p, out) {
    const { sides } = p;
    const way = p.sweep < 0 ? -1 : 1;
    const sidesDrawn = (Math.min(360, Math.abs(p.sweep)) * sides) / 360;
    const whole = Math.floor(sidesDrawn);
    const rest = sidesDrawn - whole;
    corner(p.phase, sides, 0);
    out.moveTo(point[0], point[1]);
    for (let i = 1; i <= whole; i++) {
      corner(p.phase, sides, way * i);
      out.lineTo(point[0], point[1]);
    }
    if (rest > 0) {
      const x = point[0];
      const y = point[1];
      corner(p.phase, sides, way * (whole + 1));
      out.lineTo(x + (point[0] - x) * rest, y + (point[1] - y) * rest);
    }
    if (sidesDrawn < sides) {
      corner(p.phase, sides, 0);
      out.lineTo(point[0], point[1]);
    }
  },
});

/** Corner i of a regular polygon of diameter 1, into `point`. */
function corner(phase: number, sides: number, i: number): void {
  const angle = ((phase + ((i % sides) * 360) / sides) * Math.PI) / 180;
  point[0] = Math.cos(angle) * 0.5;
  point[1] = Math.sin(angle) * 0.5;
}
