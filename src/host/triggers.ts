// Named moments on their way to sketches: `show.triggers`. What fires within a few milliseconds goes as one call, so that
// a flood stays bounded; the same name twice in that time is one moment.

export interface TriggerStatus {
  name: string;
  count: number;
  /** What came with it last. */
  value: number;
}

export interface TriggersApi {
  /** Fires now: `ctx.trigger(name)` tells sketches. */
  fire(name: string, value: number): void;
  /** Those that fired last, newest first. */
  list(): TriggerStatus[];
}

export interface Triggers extends TriggersApi {
  /** Drops what fires, for an experiment that needs inputs to stand still. */
  hold(on: boolean): void;
}

const GATHER_MS = 8;
const MAX_WAITING = 32;
const MAX_LISTED = 64;

export function createTriggers(send: (fires: [string, number][]) => void): Triggers {
  const seen = new Map<string, TriggerStatus>();
  let waiting = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let held = false;

  function flush(): void {
    timer = null;
    if (waiting.size === 0) return;
    const fires = [...waiting];
    waiting = new Map();
    timer = setTimeout(flush, GATHER_MS);
    send(fires);
  }

  return {
    fire(name, value) {
      const count = (seen.get(name)?.count ?? 0) + 1;
      seen.delete(name);
      seen.set(name, { name, count, value });
      if (seen.size > MAX_LISTED) seen.delete(seen.keys().next().value as string);
      if (held) return;
      if (timer === null) {
        timer = setTimeout(flush, GATHER_MS);
        send([[name, value]]);
      } else if (waiting.size < MAX_WAITING || waiting.has(name)) waiting.set(name, value);
    },
    hold: (on) => {
      held = on;
    },
    list: () => [...seen.values()].reverse(),
  };
}
