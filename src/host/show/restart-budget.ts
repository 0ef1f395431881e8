// Restart intensity as in OTP: so many in a minute, then stop trying and say so. Pure; the clock is an argument.

export interface RestartBudget {
  /** Takes one restart if there is one left. */
  take(nowMs: number): boolean;
  reset(): void;
}

export function createRestartBudget(perMinute: number): RestartBudget {
  let taken: number[] = [];
  return {
    take(nowMs) {
      taken = taken.filter((at) => nowMs - at < 60_000);
      if (taken.length >= perMinute) return false;
      taken.push(nowMs);
      return true;
    },
    reset: () => {
      taken = [];
    },
  };
}
