// Soft takeover: a knob that stands elsewhere than the value it is linked to acts only once it has crossed that value,
// so that nothing jumps after a reload, a preset, another sketch or a cable that was out.
//
//   value  ─────────────●──────────●───────
//   knob        ╱──────╱ crossed: from here on the value follows
//   ghost  ────╱                              shown in the panel until then

/** Of one link. `ghost` is where the knob was seen last while it did not act, 0..1; null while it acts or is unknown. */
export interface Takeover {
  engaged: boolean;
  ghost: number | null;
}

export const createTakeover = (): Takeover => ({ engaged: false, ghost: null });

/** Two neighbouring positions of a 7-bit controller: a knob that stands this near has met the value. */
export const MEETING_DISTANCE = 1.5 / 127;

/** Whether the knob, moved to `position`, acts on a target that is at `target` (both 0..1); null: nobody knows where it is. */
export function takesOver(state: Takeover, position: number, target: number | null): boolean {
  if (!state.engaged) {
    const before = state.ghost;
    const near = target === null || Math.abs(position - target) <= MEETING_DISTANCE;
    const crossed = before !== null && target !== null && (before - target) * (position - target) <= 0;
    state.engaged = near || crossed;
  }
  state.ghost = state.engaged ? null : position;
  return state.engaged;
}

/** The target was moved by somebody else, or the device was gone: the knob has to meet the value again. */
export function release(state: Takeover, position: number | null): void {
  state.engaged = false;
  state.ghost = position;
}
