// Many drawings on one sheet: each whole, in its own proportions, with its name below.

export interface Print {
  name: string;
  /** As `.save svg` writes it. */
  svg: string;
}

const CELL = { width: 440, height: 560 };
const GAP = 56;
const MARGIN = 88;
const LABEL = 56;

/** An SVG document and its size in px. */
export function contactSheet(prints: readonly Print[]): { svg: string; width: number; height: number } {
  const columns = columnsFor(prints.length);
  const rows = Math.ceil(prints.length / columns);
  const width = 2 * MARGIN + columns * (CELL.width + GAP) - GAP;
  const height = 2 * MARGIN + rows * (CELL.height + LABEL + GAP) - GAP;
  const cells = prints.map((print, i) =>
    place(
      print,
      MARGIN + (i % columns) * (CELL.width + GAP),
      MARGIN + Math.floor(i / columns) * (CELL.height + LABEL + GAP),
    ),
  );
  return {
    svg:
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"` +
      ` width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n` +
      `<rect width="100%" height="100%" fill="#cfccc6"/>\n${cells.join("")}</svg>\n`,
    width,
    height,
  };
}

/** Three to six, whichever leaves the fewest places empty; of those, the one that makes the sheet least long or tall. */
function columnsFor(count: number): number {
  const score = (columns: number) => {
    const rows = Math.ceil(count / columns);
    const shape = (columns * CELL.width) / (rows * (CELL.height + LABEL));
    return columns * rows - count + Math.abs(Math.log(shape / 1.5)) / 10;
  };
  const [best] = [3, 4, 5, 6].sort((a, b) => score(a) - score(b));
  return Math.min(best, Math.max(1, count));
}

function place({ name, svg }: Print, x: number, y: number): string {
  const open = /<svg\b[^>]*\bviewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>/.exec(svg);
  const end = svg.lastIndexOf("</svg>");
  if (!open || end === -1) throw new Error(`${name} is no drawing of ours`);
  const [width, height] = [Number(open[1]), Number(open[2])];
  const scale = Math.min(CELL.width / width, CELL.height / height);
  const [w, h] = [width * scale, height * scale];
  const left = x + (CELL.width - w) / 2;
  const top = y + CELL.height - h; // all stand on one line, above their names
  return (
    // A blend in one drawing has no business with the sheet.
    `<g style="isolation:isolate"><svg x="${left}" y="${top}" width="${w}" height="${h}" viewBox="0 0 ${width} ${height}">` +
    `${svg.slice(open.index + open[0].length, end)}</svg></g>\n` +
    `<text x="${x + CELL.width / 2}" y="${y + CELL.height + 32}" text-anchor="middle" fill="#45423d"` +
    ` font-family="system-ui, sans-serif" font-size="17" letter-spacing="0.6">${escapeText(name)}</text>\n`
  );
}

const escapeText = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
