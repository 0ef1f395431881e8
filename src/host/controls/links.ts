// The one list of what moves what. An input may have several links and a target several inputs; each link has a takeover
// of its own. Those of the configuration are there for good; the others are learned or typed, and kept.

import { createTakeover, type Takeover } from "./takeover.ts";
import { type Target, targetText } from "./target.ts";

export interface ControlLink {
  readonly input: string;
  readonly target: Target;
  /** `device`: an unlinked controller that moves its own `cc`. */
  readonly origin: "learned" | "config" | "device";
  readonly takeover: Takeover;
}

export interface Links {
  /** Those of the input, in the order they were made. The list is not copied: it is read for every message. */
  of(input: string): readonly ControlLink[];
  to(target: Target): ControlLink[];
  list(): ControlLink[];
  /** Adds one; the same input and target are one link. Null when the list is full. */
  add(input: string, target: Target, origin: ControlLink["origin"]): ControlLink | null;
  /** Removes by input or by target; returns what was removed. Those of the configuration stay. */
  remove(inputOrTarget: string): ControlLink[];
  /** Takes over what the configuration says now. */
  configure(pairs: readonly (readonly [string, Target])[]): void;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

export const MAX_LINKS = 2048;
const LINK_BYTES = 400;
const NONE: readonly ControlLink[] = [];

export function createLinks(): Links {
  const byInput = new Map<string, ControlLink[]>();
  let count = 0;
  /** All of them, made when asked for: the panel asks for every knob, many times a second. */
  let flat: readonly ControlLink[] | null = null;

  function drop(link: ControlLink): void {
    const list = byInput.get(link.input) ?? [];
    const rest = list.filter((each) => each !== link);
    flat = null;
    count -= list.length - rest.length;
    if (rest.length === 0) byInput.delete(link.input);
    else byInput.set(link.input, rest);
  }
  const all = () => {
    flat ??= [...byInput.values()].flat();
    return flat;
  };

  const add: Links["add"] = (input, target, origin) => {
    const text = targetText(target);
    const list = byInput.get(input) ?? [];
    const same = list.find((link) => targetText(link.target) === text);
    if (same) {
      if (same.origin === origin || origin === "device") return same;
      drop(same);
    }
    // A link that somebody made replaces what the device does by itself.
    if (origin !== "device") for (const each of list) if (each.origin === "device") drop(each);
    if (count >= MAX_LINKS) return null;
    const link: ControlLink = { input, target, origin, takeover: createTakeover() };
    byInput.set(input, [...(byInput.get(input) ?? []), link]);
    flat = null;
    count++;
    return link;
  };

  return {
    of: (input) => byInput.get(input) ?? NONE,
    to: (target) => all().filter((link) => targetText(link.target) === targetText(target)),
    list: () => [...all()],
    add,
    remove(what) {
      const gone = all().filter(
        (link) => link.origin === "learned" && (link.input === what || targetText(link.target) === what),
      );
      for (const link of gone) drop(link);
      return gone;
    },
    configure(pairs) {
      for (const link of all()) if (link.origin === "config") drop(link);
      for (const [input, target] of pairs) add(input, target, "config");
    },
    usage: () => ({
      entries: count,
      maxEntries: MAX_LINKS,
      bytes: count * LINK_BYTES,
      maxBytes: MAX_LINKS * LINK_BYTES,
    }),
  };
}
