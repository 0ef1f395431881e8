// What the commands may do with OSC.

import type { OscArg } from "./codec.ts";
import type { CommandPolicy } from "./permission.ts";

export interface OscTarget {
  /** `host:port` */
  to: string;
  sent: number;
  /** Datagrams that found nobody there. */
  failed: number;
}

export interface OscStatus {
  listening: { host: string; port: number } | null;
  commands: CommandPolicy;
  packets: number;
  messages: number;
  perSecond: number;
  /** Packets and messages that were not understood, and the last reason. */
  refused: number;
  refusedLast: string;
  /** Overtaken by a later value of the same target within 8 ms. */
  merged: number;
  /** What found no room. */
  dropped: number;
  /** Bundles for later, now and at most; and those whose time had passed. */
  waiting: number;
  waitingAtMost: number;
  late: number;
  /** The last messages, newest last. */
  last: string[];
  targets: OscTarget[];
}

export interface OscApi {
  status(): OscStatus;
  /** Listens on a port of `osc.host`, instead of one before; port 0 takes a free one. */
  listen(port: number): Promise<OscStatus>;
  /** Closes every socket. */
  off(): Promise<OscStatus>;
  /** Tells the status to these from now on, each as `host:port`; none stops it. */
  sendTo(targets: readonly string[]): Promise<OscStatus>;
  /** Sends one message to every target. */
  send(address: string, args: readonly OscArg[]): OscStatus;
}
