// What growth looks like under experiment. An intervention changes one thing about the show; how much of the growth is
// left tells what it hangs on. Ratios, not sizes: machines and sketches differ, proportions do not. Pure.
//
//                      fps/4   inputs   one worker  shown/4  cache   points/2
//                              held     more                 off
//   a frame drawn       .25      1         1          1        1        1
//   …its points         .25      1         1          1        1       .5
//   a frame shown       .25      1         1         .25       1        1
//   …its points         .25      1         1         .25       1       .5
//   an upload           .25      0         1         .25       1        1
//   cache by inputs     .25      0         1          1        0        1      ours: it can be switched off
//   …of the sketch      .25      0         1          1        1        1
//   an input            1        0         1          1        1        1
//   a worker            1        1         2          1        1        1      a timer in each
//   time                1        1         1          1        1        1      a timer, or every display frame

export type Intervention = "fps" | "inputs" | "workers" | "present" | "cache" | "vertices";
export const INTERVENTIONS: readonly Intervention[] = ["fps", "inputs", "workers", "present", "cache", "vertices"];
export type Ratios = Record<Intervention, number | null>;

/** Where a series grows decides which causes can be behind it. */
export type Place = "worker" | "page" | "host";

export interface Signature {
  cause: string;
  places: readonly Place[];
  ratios: Record<Intervention, number>;
  next: string;
}

const same = { fps: 1, inputs: 1, workers: 1, present: 1, cache: 1, vertices: 1 };

export const SIGNATURES: readonly Signature[] = [
  {
    cause: "a frame drawn",
    places: ["worker", "page"],
    ratios: { ...same, fps: 0.25 },
    next: "Something made in draw() is kept. `.zoom` names the line.",
  },
  {
    cause: "the points of a frame drawn",
    places: ["worker", "page"],
    ratios: { ...same, fps: 0.25, vertices: 0.5 },
    next: "Points are copied and kept with each frame. `.zoom` names the line.",
  },
  {
    cause: "a frame shown",
    places: ["page"],
    ratios: { ...same, fps: 0.25, present: 0.25 },
    next: "The window keeps something with each frame it shows. `.gpu age` shows the youngest objects.",
  },
  {
    cause: "the points of a frame shown",
    places: ["page"],
    ratios: { ...same, fps: 0.25, present: 0.25, vertices: 0.5 },
    next: "The window keeps the points of frames it has shown.",
  },
  {
    cause: "an upload",
    places: ["page"],
    ratios: { ...same, fps: 0.25, inputs: 0, present: 0.25 },
    next: "Each changed picture leaves something behind. `.gpu age` shows the youngest objects.",
  },
  {
    cause: "the results cache",
    places: ["worker"],
    ratios: { ...same, fps: 0.25, inputs: 0, cache: 0 },
    next: "Results are kept under keys that never come back. Lower `cache.bytes`.",
  },
  {
    cause: "a cache of the sketch, keyed by its inputs",
    places: ["worker"],
    ratios: { ...same, fps: 0.25, inputs: 0 },
    next: "It grows only with new times or control values: quantise the key, or bound the cache.",
  },
  {
    cause: "an input",
    places: ["worker", "page", "host"],
    ratios: { ...same, inputs: 0 },
    next: "Something is kept with every move of a control.",
  },
  {
    cause: "a timer in each worker",
    places: ["worker"],
    ratios: { ...same, workers: 2 },
    next: "Look for setInterval at the top of the sketch.",
  },
  {
    cause: "time",
    places: ["worker", "page", "host"],
    ratios: same,
    next: "A timer, or something done at every display frame whatever is drawn.",
  },
];

export interface Judgement {
  verdict: string;
  distance: number;
  runnerUp: { verdict: string; distance: number } | null;
  next: string;
}

/** The runner-up must be this much further away, or nobody knows. */
const CLEAR = 1.3;
/** Farther than this from every signature: two causes at once, or something new. */
const TOO_FAR = 0.45;
export const UNDECIDED = "undecided";

/** `workers` as measured may be null where it could not be changed: that column then says nothing. */
export function judge(measured: Ratios, place: Place, workersBefore: number): Judgement {
  const ranked = SIGNATURES.filter((signature) => signature.places.includes(place))
    .map((signature) => ({ signature, distance: distanceOf(measured, signature, workersBefore) }))
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = ranked;
  const runnerUp = second ? { verdict: second.signature.cause, distance: second.distance } : null;
  const clear = first.distance <= TOO_FAR && (!second || second.distance >= first.distance * CLEAR);
  return {
    verdict: clear ? first.signature.cause : UNDECIDED,
    distance: first.distance,
    runnerUp: clear ? runnerUp : { verdict: first.signature.cause, distance: first.distance },
    next: clear ? first.signature.next : "Several causes at once, or a new one: look at the rows of `.diff`.",
  };
}

function distanceOf(measured: Ratios, signature: Signature, workersBefore: number): number {
  let sum = 0;
  for (const name of INTERVENTIONS) {
    const ratio = measured[name];
    if (ratio === null) continue;
    // One worker more is twice as many only where there was one.
    const expected =
      name === "workers" && signature.ratios.workers === 2
        ? (workersBefore + 1) / workersBefore
        : signature.ratios[name];
    sum += (Math.min(2.5, Math.max(-0.25, ratio)) - expected) ** 2;
  }
  return Math.sqrt(sum);
}
