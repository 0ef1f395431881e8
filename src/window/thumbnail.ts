// A small picture of the whole sheet, for a preset: drawn as large as the window is and made small, with lines that are still
// seen at that size. What the audience sees stays as it was: the picture is drawn and read in one go, and the next
// display frame draws its own before anything is shown.

import { type FrameView, TIME } from "../protocol/frame.ts";
import type { Renderer } from "./renderer/renderer.ts";
import type { ViewTransform } from "./view.ts";

const SIDE_PX = 112;
/** Of the widths as they would come out: a hairline that is a seventh of a pixel wide is nothing but a haze. */
const BOLDER = 0.4;
const QUALITY = 0.85;

/** A data URL of the frame on show. */
export function drawThumbnail(renderer: Renderer, canvas: HTMLCanvasElement, shown: FrameView): string {
  const sheet = { width: shown.time[TIME.canvasWidth], height: shown.time[TIME.canvasHeight] };
  const pxPerMm = Math.min(canvas.width / sheet.width, canvas.height / sheet.height);
  const small = SIDE_PX / Math.max(sheet.width, sheet.height);
  const whole: ViewTransform = {
    scaleX: (2 * pxPerMm) / canvas.width,
    scaleY: (-2 * pxPerMm) / canvas.height,
    offsetX: -1,
    offsetY: 1,
    pxPerMm: pxPerMm * Math.max(1, BOLDER * (pxPerMm / small)),
    pxPerScreenPx: 1,
    revision: Number.NaN, // never that of the window's own view
  };
  renderer.draw(whole, false);
  const target = document.createElement("canvas");
  target.width = Math.max(1, Math.round(sheet.width * small));
  target.height = Math.max(1, Math.round(sheet.height * small));
  const context = target.getContext("2d");
  if (!context) return "";
  context.imageSmoothingQuality = "high";
  const [width, height] = [sheet.width * pxPerMm, sheet.height * pxPerMm];
  context.drawImage(canvas, 0, 0, width, height, 0, 0, target.width, target.height);
  return target.toDataURL("image/webp", QUALITY);
}
