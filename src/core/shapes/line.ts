import { choice, number, shapeOp } from "../op.ts";

/**
 * One straight line; its middle, its start or its end lies at the origin.
 *
 * @example G.line({ length: 62, anchor: "start" }).repeat({ count: 71, offset: 0, rotationStep: [0, 0, 5], scale: 0.996, autoCentre: false }).translate(74, 105)
 */
export const line = shapeOp({
  name: "line",
  help: "Straight line.",
  params: {
    length: number(1, { range: [0, 400], unit: "mm", help: "Length, before any scaling." }),
    angle: number(0, { range: [-180, 180], unit: "deg", help: "Direction; positive turns clockwise on the sheet." }),
    anchor: choice(["centre", "start", "end"], "centre", { help: "Which of its points lies at the origin." }),
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
    // How far the middle is moved along the line, in half lengths.
    const along = p.anchor === "start" ? 1 : p.anchor === "end" ? -1 : 0;
    out.moveTo(x * (along - 1), y * (along - 1));
    out.lineTo(x * (along + 1), y * (along + 1));
  },
});
