export interface PeerLines {
  gl?: WebGL2RenderingContext;
  canvas?: HTMLCanvasElement;
  frame(positions: Float32Array): void;
  dispose(): void;
}
export function createThree(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  linePx: number,
  lines: number,
  pointsPerLine: number,
): PeerLines;
export function createP5(
  parent: HTMLElement,
  width: number,
  height: number,
  linePx: number,
  lines: number,
  pointsPerLine: number,
): Promise<PeerLines>;
