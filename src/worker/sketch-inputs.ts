// What a sketch reads of sound and triggers: views over the control table's copy for this job. One object per name, made
// once: a fresh one per frame would be garbage.

import type { Sound, Trigger } from "../core/sketch.ts";
import { SketchError } from "../core/sketch-error.ts";
import { BAND_COUNT, type ControlReader, SOUND, triggerTag } from "../protocol/control-table.ts";

/** Names of triggers that one sketch may ask for. */
const MAX_NAMES = 128;
const MAX_NAME = 64;

export function createSound(controls: ControlReader): Sound {
  return {
    get on() {
      return controls.sound(SOUND.on) === 1;
    },
    get level() {
      return controls.sound(SOUND.level);
    },
    get peak() {
      return controls.sound(SOUND.peak);
    },
    get onset() {
      return controls.sound(SOUND.onset);
    },
    get onsets() {
      return controls.sound(SOUND.onsets);
    },
    band: (index) =>
      Number.isInteger(index) && index >= 0 && index < BAND_COUNT ? controls.sound(SOUND.bands + index) : 0,
  };
}

/** `clock` tells the time of the job, so that the same table and the same time give the same age on any worker. */
export function createTriggers(
  controls: ControlReader,
  clock: { readonly t: number; readonly beat: number },
): { trigger(name: string): Trigger; clear(): void } {
  const known = new Map<string, Trigger>();
  return {
    trigger: (name) => known.get(name) ?? remember(name),
    clear: () => known.clear(),
  };

  function remember(name: string): Trigger {
    if (typeof name !== "string" || name === "" || name.length > MAX_NAME)
      throw new SketchError(`trigger has the name ${JSON.stringify(name)?.slice(0, 80)}`, {
        expected: `a text of 1 to ${MAX_NAME} characters`,
      });
    if (known.size >= MAX_NAMES)
      throw new SketchError(`more than ${MAX_NAMES} triggers`, { try: "Names must not vary from frame to frame." });
    const made = view(triggerTag(name));
    known.set(name, made);
    return made;
  }

  function view(tag: number): Trigger {
    const count = () => {
      const place = controls.trigger(tag);
      return place === -1 ? 0 : controls.triggerWord(place, "count");
    };
    const since = (now: number, word: "t" | "beat") =>
      // It may fire between the tick and the sample: that is now, not the future.
      count() === 0 ? Infinity : Math.max(0, now - controls.triggerWord(controls.trigger(tag), word));
    return {
      get count() {
        return count();
      },
      get age() {
        return since(clock.t, "t");
      },
      get beats() {
        return since(clock.beat, "beat");
      },
      get value() {
        return count() === 0 ? 0 : controls.triggerWord(controls.trigger(tag), "value");
      },
    };
  }
}
