// Lamps and motor faders: a device with `feedback: true` is told where its links stand when something else moved them (the
// prompt, another controller, a preset, another sketch). What it has said itself it is not told again.

import type { ControlsApi } from "../controls/controls-api.ts";
import type { Midi } from "./midi.ts";

export interface FeedbackParts {
  controls: Pick<ControlsApi, "links" | "ccs" | "knobs"> & { onChange(listener: () => void): () => void };
  midi: Pick<Midi, "wantsFeedback" | "feedback">;
}

/** Changes come in floods; a lamp needs where things stand thirty times a second. */
const EVERY_MS = 33;
/** Half a step of a 7-bit lamp. */
const SAME = 0.5 / 127;

/** Returns its stop. */
export function startFeedback({ controls, midi }: FeedbackParts): () => void {
  /** Input → what was told last, and what the device had said by then. */
  const told = new Map<string, { position: number; said: number | null }>();
  let timer: NodeJS.Timeout | null = null;

  function tell(): void {
    timer = null;
    const positions = positionsOf(controls);
    for (const { input, target, value: said } of controls.links()) {
      const position = positions.get(target);
      const split = input.lastIndexOf("/");
      if (position === undefined || !input.startsWith("midi/") || split <= 5) continue;
      const before = told.get(input);
      // The newer of both is what the device believes.
      const believed = before && before.said === said ? before.position : said;
      if (believed !== null && Math.abs(believed - position) < SAME) continue;
      told.set(input, { position, said });
      midi.feedback(input.slice(5, split), input.slice(split + 1), position);
    }
  }

  const stopListening = controls.onChange(() => {
    if (midi.wantsFeedback()) timer ??= setTimeout(tell, EVERY_MS);
  });
  return () => {
    stopListening();
    if (timer) clearTimeout(timer);
  };
}

/** Target → 0..1, under the names that links use. */
function positionsOf(controls: FeedbackParts["controls"]): Map<string, number> {
  const positions = new Map(controls.ccs().map(({ index, value }) => [`cc ${index}`, value]));
  for (const { name, value, min, max } of controls.knobs()) positions.set(name, (value - min) / (max - min || 1));
  return positions;
}
