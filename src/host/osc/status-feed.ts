// What is told to others: values that changed since they were told last, as one bundle, a few times a second at most.

import { AT_ONCE, encodePacket, type OscArg, type OscMessage } from "./codec.ts";

export interface StatusFeed {
  /** Tells everything again, to somebody who just came. */
  restart(): void;
  stop(): void;
}

/** Changed values of one turn; more wait for the next. */
const MAX_AT_ONCE = 64;

export function createStatusFeed(parts: {
  rateHz: number;
  /** All there is to tell, as it is now. */
  read(): readonly OscMessage[];
  send(bytes: Uint8Array): void;
}): StatusFeed {
  const told = new Map<string, string>();
  const timer = setInterval(tell, 1000 / parts.rateHz);
  timer.unref();

  function tell(): void {
    const now = parts.read();
    const changed = now.filter((message) => told.get(message.address) !== toldOf(message)).slice(0, MAX_AT_ONCE);
    for (const message of changed) told.set(message.address, toldOf(message));
    if (told.size > now.length) {
      const there = new Set(now.map(({ address }) => address));
      for (const address of told.keys()) if (!there.has(address)) told.delete(address);
    }
    if (changed.length > 0) parts.send(encodePacket({ kind: "bundle", timeTag: AT_ONCE, elements: changed }));
  }

  return {
    restart: () => told.clear(),
    stop: () => clearInterval(timer),
  };
}

const toldOf = ({ args }: OscMessage): string => args.map((arg) => ("value" in arg ? arg.value : arg.type)).join(" ");

export const float = (value: number): OscArg => ({ type: "f", value });
export const int = (value: number): OscArg => ({ type: "i", value: Math.trunc(value) });
export const text = (value: string): OscArg => ({ type: "s", value: value.replaceAll("\0", "") });
export const truth = (value: boolean): OscArg => ({ type: value ? "T" : "F" });
