// What the configuration says, in the words of the parts that take it.

import { bindKeys } from "../../protocol/keys.ts";
import { LINK_VERSION, type PageOptions } from "../../protocol/link.ts";
import type { Config } from "../config.ts";

/** What a window is started with. `now` is what outlives windows. */
export function pageOptions(
  config: Config,
  canvas: readonly [number, number],
  now: Pick<PageOptions, "fps" | "seed" | "hud" | "quality" | "startT" | "tempo" | "ccs">,
): PageOptions {
  const { budgets, cache, line } = config;
  return {
    version: LINK_VERSION,
    canvas,
    background: colourText(config.canvas.background),
    lineColor: line.color === null ? null : colourText(line.color),
    lineWidth: line.width,
    fps: now.fps,
    seed: now.seed,
    renderScale: config.render_scale,
    backend: "auto",
    hud: now.hud,
    limits: {
      points: budgets.points,
      lines: budgets.lines,
      bytes: budgets.bytes,
      cacheEntries: cache.entries,
      cacheBytes: cache.bytes,
    },
    frameDeadlineMs: config.watchdog.frame_ms,
    iterateLimitMs: config.watchdog.iterate_s * 1000,
    quality: now.quality,
    startT: now.startT,
    tempo: now.tempo,
    ccs: now.ccs,
    keys: bindKeys(config.keys).bindings,
    codeSizePx: config.code.size,
    stage: { cursorHideS: config.stage.cursor_hide_s, awake: config.stage.awake },
  };
}

export const tempoSettings = ({ tempo }: Config) => ({ ...tempo, beatsPerBar: tempo.beats_per_bar });

function colourText(value: string | readonly number[]): string {
  const hex = (part: number) =>
    Math.round(part * 255)
      .toString(16)
      .padStart(2, "0");
  return typeof value === "string" ? value : `#${value.map(hex).join("")}`;
}
