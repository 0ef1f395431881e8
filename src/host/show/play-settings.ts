// What the performer turned on or off: it outlives windows, so a new one is told all of it.

import type { Quality } from "../../core/op.ts";
import type { Link } from "../link.ts";

export interface PlaySettings {
  readonly fps: number;
  readonly seed: number;
  readonly frozen: boolean;
  readonly blackout: boolean;
  readonly hud: boolean;
  readonly quality: Quality;
}

export interface Play {
  readonly now: PlaySettings;
  setFps(fps: number): Promise<void>;
  setSeed(seed: number): Promise<void>;
  setFrozen(on: boolean): Promise<void>;
  setBlackout(on: boolean): Promise<void>;
  setHud(on: boolean): Promise<void>;
  setQuality(quality: Quality): Promise<void>;
  /** The window toggled its HUD by itself. */
  hudIs(on: boolean): void;
  /** Tells a window that just opened what its options do not carry. */
  restore(link: Link): Promise<void>;
}

export function createPlay(link: () => Link | null, start: { fps: number; seed: number; hud: boolean }): Play {
  const now = { ...start, frozen: false, blackout: false, quality: "draft" as Quality };
  const tell = async (name: string, value: unknown) => {
    await link()?.page(name, value);
  };
  return {
    now,
    setFps(fps) {
      now.fps = fps;
      return tell("setFps", fps);
    },
    setSeed(seed) {
      now.seed = seed >>> 0;
      return tell("setSeed", now.seed);
    },
    setFrozen(on) {
      now.frozen = on;
      return tell("setFrozen", on);
    },
    setBlackout(on) {
      now.blackout = on;
      return tell("setBlackout", on);
    },
    setHud(on) {
      now.hud = on;
      return tell("setHud", on);
    },
    setQuality(quality) {
      now.quality = quality;
      return tell("setQuality", quality);
    },
    hudIs(on) {
      now.hud = on;
    },
    async restore(opened) {
      await opened.page("setFrozen", now.frozen);
      await opened.page("setBlackout", now.blackout);
    },
  };
}
