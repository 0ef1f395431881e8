// How WebGL gets its pixels here: by the GPU, by Mesa on the CPU, or by the browser's own software. Decided before the
// browser starts, by what the machine has; `research/ecosystem.md` §2 holds the measurements behind the switches.

import { existsSync } from "node:fs";
import type { BrowserChoice } from "./find.ts";

/** `auto` is the GPU. `llvmpipe` is Mesa's software, `swiftshader` the browser's. */
export type Graphics = "auto" | "llvmpipe" | "swiftshader";

/** Linux shows a GPU as one of these: DRM; NVIDIA's driver alone, as in a container or a server; WSL. */
const RENDER_DEVICES = ["/dev/dri", "/dev/nvidiactl", "/dev/dxg"];

/** Software rendering is chosen only where there is no render device. */
export function defaultGraphics(
  choice: Pick<BrowserChoice, "packaged">,
  platform: NodeJS.Platform = process.platform,
  exists: (path: string) => boolean = existsSync,
): Graphics {
  if (choice.packaged) return "swiftshader";
  if (platform === "linux" && !RENDER_DEVICES.some(exists)) return "llvmpipe";
  return "auto";
}

export function graphicsFlags(
  graphics: Graphics,
  choice: Pick<BrowserChoice, "packaged" | "kind">,
  platform: NodeJS.Platform = process.platform,
): string[] {
  // Without a display Chromium for Linux draws in its own software whatever GPU there is, unless it is told to ask EGL:
  // that finds the GPU's driver first, and Mesa where there is none.
  const asksEgl = platform === "linux" && choice.kind === "headless" ? ["--use-angle=gl-egl"] : [];
  switch (graphics) {
    case "auto":
      // In a window a GPU gets no flag at all: the browser knows its drivers better than we do.
      return asksEgl.length > 0 ? ["--ignore-gpu-blocklist", ...asksEgl] : [];
    case "llvmpipe":
      return ["--ignore-gpu-blocklist", ...asksEgl];
    case "swiftshader":
      return choice.packaged
        ? ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        : ["--disable-gpu", "--enable-unsafe-swiftshader"];
  }
}
