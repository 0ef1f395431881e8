import { createRenderer } from "../../src/window/renderer/renderer.ts";
import { encodeFrame, createRandom, type Line } from "./scene.ts";
export function speed({ backend, width, lines, perLine, step }: any) {
  const canvas = document.createElement("canvas"); document.body.replaceChildren(canvas);
  const renderer = createRenderer({ canvas, backend, onLost() {} });
  renderer.resize(1280, 720);
  const random = createRandom(3);
  const all: Line[] = [];
  for (let i = 0; i < lines; i++) { let x = random()*1280, y = random()*720, a = random()*6; const l: Line = []; for (let k = 0; k < perLine; k++) { l.push([x,y]); a += (random()-.5)*.6; x += step*Math.cos(a); y += step*Math.sin(a);} all.push(l); }
  renderer.upload(encodeFrame({ size: [1280,720], paper: [1,1,1], layers: [{ lines: all, color: [0,0,0,1], width }] }, renderer.stride));
  const gl = canvas.getContext("webgl2")!; const px = new Uint8Array(4); const times: number[] = [];
  const view = { scaleX: 2/1280, scaleY: -2/720, offsetX: -1, offsetY: 1, pxPerMm: 1, pxPerScreenPx: 1 };
  for (let i = 0; i < 9; i++) { const t = performance.now(); renderer.draw(view, false); gl.readPixels(0,0,1,1,gl.RGBA,gl.UNSIGNED_BYTE,px); times.push(performance.now()-t); }
  renderer.dispose();
  return Math.round(times.sort((a,b)=>a-b)[2]*10)/10;
}
