import type { LineWriter } from "../line-writer.ts";
import { rewrite } from "../math/lsystem.ts";
import { choice, int, number, shapeOp, text } from "../op.ts";
import { hashToUnit } from "../random.ts";
import { float64Scratch } from "../scratch.ts";

interface Grammar {
  axiom: string;
  rules: string;
}

/** The plant is figure 1.24f of "The Algorithmic Beauty of Plants", on a stem. */
const PRESETS: Record<"plant" | "circuit", Grammar> = {
  plant: { axiom: "FX", rules: "X=F+[[X]-X]-F[-FX]+X; F=FF" },
  circuit: { axiom: "F+F+F+F", rules: "F=F-FF--F-F" },
};

const [FORWARD, FORWARD_TOO, MOVE, RIGHT, LEFT, ROUND, BRANCH, BACK] = Array.from("FGf+-|[]", (c) => c.charCodeAt(0));

/** Numbers per remembered place: x, y, heading. */
const PLACE = 3;
const places = float64Scratch();

/**
 * A text grown by rules and drawn by a turtle: Lindenmayer's systems, after Prusinkiewicz and Lindenmayer, "The
 * Algorithmic Beauty of Plants" (1990). It begins at the origin. `F` and `G` draw a step, `f` moves one, `+` turns
 * clockwise on the sheet by `angle`, `-` the other way, `|` about; `[` remembers the place, `]` goes back to it. All
 * other symbols only take part in the rules. A line ends where the turtle moves or goes back.
 *
 * `plant` is at its best at the default angle, `circuit` at 90; `custom` takes `axiom` and `rules`: a symbol, `=` and
 * what takes its place, parted by semicolons. A text of more than 500,000 symbols is refused.
 *
 * @example G.lsystem({ preset: "plant", iterations: 5, step: 1.7, jitter: 0.1 }).translate(91, 199)
 */
export const lsystem = shapeOp({
  name: "lsystem",
  help: "Plants, circuits and other figures grown by rules.",
  params: {
    preset: choice(["plant", "circuit", "custom"], "plant", { help: "Which rules; `custom` takes those given." }),
    axiom: text("F--F--F", { help: "What `custom` begins with." }),
    rules: text("F=F+F--F+F", { help: "What `custom` puts in the place of its symbols: X=F[+X]; F=FF." }),
    iterations: int(5, { range: [0, 12], hard: true, help: "Times that all symbols are replaced." }),
    heading: number(-90, { range: [-180, 180], unit: "deg", help: "Direction of the first step; -90 is up." }),
    angle: number(25, { range: [-180, 180], unit: "deg", help: "Turn of + and -." }),
    step: number(1.5, { range: [0.1, 50], unit: "mm", help: "Length of a step." }),
    jitter: number(0, { range: [0, 0.25], unit: "share", help: "How far turns and steps may stray from their size." }),
    seed: int(0, { range: [0, 1000], help: "Which chance strays them." }),
  },
  positional: (iterations, step, angle) => ({ iterations, step, angle }),
  draw(p, out) {
    const { axiom, rules } = p.preset === "custom" ? p : PRESETS[p.preset];
    drawTurtle(rewrite(axiom, rules, p.iterations), p, out);
  },
});

interface Turtle {
  heading: number;
  angle: number;
  step: number;
  jitter: number;
  seed: number;
}

function drawTurtle(symbols: Uint8Array, { heading, angle, step, jitter, seed }: Turtle, out: LineWriter): void {
  const remembered = places.take(deepest(symbols) * PLACE);
  let depth = 0;
  let x = 0;
  let y = 0;
  let towards = heading;
  let drawing = false;
  for (let i = 0; symbols[i] !== 0; i++) {
    const symbol = symbols[i];
    const stray = jitter === 0 ? 1 : 1 + jitter * (2 * hashToUnit(seed, i) - 1);
    switch (symbol) {
      case FORWARD:
      case FORWARD_TOO:
      case MOVE: {
        if (symbol !== MOVE && !drawing) out.moveTo(x, y);
        const radians = (towards * Math.PI) / 180;
        x += Math.cos(radians) * step * stray;
        y += Math.sin(radians) * step * stray;
        drawing = symbol !== MOVE;
        if (drawing) out.lineTo(x, y);
        break;
      }
      case RIGHT:
        towards += angle * stray;
        break;
      case LEFT:
        towards -= angle * stray;
        break;
      case ROUND:
        towards += 180;
        break;
      case BRANCH:
        remembered[depth * PLACE] = x;
        remembered[depth * PLACE + 1] = y;
        remembered[depth * PLACE + 2] = towards;
        depth++;
        break;
      case BACK:
        if (depth === 0) break;
        depth--;
        x = remembered[depth * PLACE];
        y = remembered[depth * PLACE + 1];
        towards = remembered[depth * PLACE + 2];
        drawing = false;
        break;
    }
  }
}

/** Most places remembered at once. */
function deepest(symbols: Uint8Array): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; symbols[i] !== 0; i++) {
    if (symbols[i] === BRANCH) most = Math.max(most, ++depth);
    else if (symbols[i] === BACK && depth > 0) depth--;
  }
  return most;
}
