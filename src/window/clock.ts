// Performance time. It can be held, and taken up again where it stood: a window that comes back plays on.

export interface Clock {
  /** Seconds of performance time at `nowMs`. */
  t(nowMs: number): number;
  setFrozen(on: boolean, nowMs: number): void;
  frozen(): boolean;
}

export function createClock(startT: number, nowMs: number): Clock {
  let origin = nowMs - startT * 1000;
  let heldAt: number | null = null;
  return {
    t: (at) => ((heldAt ?? at) - origin) / 1000,
    frozen: () => heldAt !== null,
    setFrozen(on, at) {
      if (on === (heldAt !== null)) return;
      if (on) heldAt = at;
      else {
        origin += at - (heldAt as number);
        heldAt = null;
      }
    },
  };
}
