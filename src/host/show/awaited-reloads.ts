// A reload is over when two words have come: the swap says that the version is on air, the window says that its first frame
// is on screen. They come in either order: the window's may lie in the same read of the pipe as the answer to the swap.

import type { ReloadTimes, Stage } from "./reload-times.ts";

export interface AwaitedReloads {
  /** A save went on air. Times are ms since the epoch. */
  aired(generation: number, reload: AiredReload): void;
  /** The first frame of a generation is on screen. */
  presented(generation: number, atMs: number): void;
}

export interface AiredReload {
  savedAtMs: number;
  airedAtMs: number;
  stages: Record<Exclude<Stage, "present">, number>;
}

/** `reloaded` is told of each one that is over. */
export function createAwaitedReloads(times: ReloadTimes, reloaded: () => void): AwaitedReloads {
  const awaited = new Map<number, AiredReload>();
  let shown = { generation: 0, atMs: 0 };

  const end = (reload: AiredReload, atMs: number) => {
    times.add({ ...reload.stages, present: Math.max(0, atMs - reload.airedAtMs) }, atMs - reload.savedAtMs);
    reloaded();
  };

  return {
    aired(generation, reload) {
      if (shown.generation === generation) end(reload, shown.atMs);
      else awaited.set(generation, reload);
    },
    presented(generation, atMs) {
      shown = { generation, atMs };
      const reload = awaited.get(generation);
      // Those before it were replaced before anybody saw them.
      for (const older of awaited.keys()) if (older <= generation) awaited.delete(older);
      if (reload) end(reload, atMs);
    },
  };
}
