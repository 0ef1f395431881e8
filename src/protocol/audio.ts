// What host and window say to each other about the audio input.

export interface AudioRequest {
  /** Name of the device, or part of it; "" for the system's choice. */
  device: string;
  /** Amplification. */
  gain: number;
  /** Seconds in which a level that fell has come down to a third; 0 follows at once. */
  smoothing: number;
}

export interface AudioDevice {
  label: string;
}

export type AudioAnswer =
  | { ok: true; device: string; sampleRate: number }
  | { ok: false; why: "denied" | "none" | "missing" | "failed"; what: string };
