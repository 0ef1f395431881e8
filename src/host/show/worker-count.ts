// How many workers a sketch needs to be new in every display frame.

export interface Load {
  /** What draw() and evaluation of a picture take, ms, in the slowest twentieth. */
  evaluateP95: number;
  fps: number;
  /** Of the machine. */
  cores: number;
}

/** For the display and for everybody else on this machine. */
const LEFT_FREE = 2;
/** What a picture takes besides: waking up, and packing it for the window. */
const BESIDES_MS = 2;

/**
 * One while pictures are done within a frame. Otherwise as many as frames go by during a slow picture, and one more: ticks
 * come with display frames, so a worker that is a little late loses a whole one.
 */
export function workersFor({ evaluateP95, fps, cores }: Load): number {
  const frames = ((evaluateP95 + BESIDES_MS) * fps) / 1000;
  if (!(frames > 1)) return 1;
  return Math.max(1, Math.min(Math.ceil(frames) + 1, cores - LEFT_FREE));
}
