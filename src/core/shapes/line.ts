import { number, shapeOp } from "../op.ts";

/**
 * One straight line through the origin, its middle there.
 *
 * @example G.line(180, 45).translate(105, 148)
 */
export const line = shapeOp({
  name: "line",
  help: "Straight line, centred on the origin.",
  params: {
    length: number(1, { range: [0, 400], unit: "mm", help: "Length, before any scaling." }),
    angle: number(0, { range: [-180, 180], unit: "deg", help: "Direction; positive turns clockwise on the sheet." }),
  },
  positional: (length, angle) => ({ length, angle }),
  size(_p, size) {
    size.points = 2;
    size.lines = 1;
  },
  draw(p, out) {
    const angle = (p.angle * Math.PI) / 180;
    const x = (Math.cos(angle) * p.length) / 2;
    const y = (Math.sin(angle) * p.length) / 2;
    out.moveTo(-x, -y);
    out.lineTo(x, y);
  },
});
