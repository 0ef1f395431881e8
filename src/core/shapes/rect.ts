import { number, shapeOp } from "../op.ts";

/**
 * A rectangle around the origin, closed by repeating its first corner, the top left one.
 *
 * @example G.rect(96, 136).repeat({ count: 30, offset: 0, scale: 0.93, rotationStep: [0, 0, 3], autoCentre: false }).translate(74, 105)
 */
export const rect = shapeOp({
  name: "rect",
  help: "Rectangle, closed.",
  params: {
    width: number(1, { range: [0, 400], unit: "mm", help: "Width, before any scaling." }),
    height: number(1, { range: [0, 400], unit: "mm", help: "Height, before any scaling." }),
    angle: number(0, { range: [-180, 180], unit: "deg", help: "Turns it, clockwise on the sheet." }),
  },
  positional: (width, height = width, angle) => ({ width, height, angle }),
  size(_p, size) {
    size.points = 5;
    size.lines = 1;
  },
  draw(p, out) {
    const cos = Math.cos((p.angle * Math.PI) / 180);
    const sin = Math.sin((p.angle * Math.PI) / 180);
    for (let i = 0; i <= 4; i++) {
      const corner = i % 4;
      const a = corner === 1 || corner === 2 ? p.width / 2 : -p.width / 2;
      const b = corner >= 2 ? p.height / 2 : -p.height / 2;
      if (i === 0) out.moveTo(a * cos - b * sin, a * sin + b * cos);
      else out.lineTo(a * cos - b * sin, a * sin + b * cos);
    }
  },
});
