// Two small drawings: a lock, open or shut, and a dial for learning.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  open: "M2.5 5.5h7v5h-7z M4 5.5v-2a2 2 0 0 1 4-.4",
  shut: "M2.5 5.5h7v5h-7z M4 5.5v-2a2 2 0 0 1 4 0v2",
  dial: "M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9 M6 6l2-2.6",
} as const;

export function icon(name: keyof typeof PATHS): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function setIcon(svg: SVGSVGElement, name: keyof typeof PATHS): void {
  svg.firstElementChild?.setAttribute("d", PATHS[name]);
}
