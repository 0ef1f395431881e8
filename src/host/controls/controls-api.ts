// What commands, panel and OSC may do with controls: `show.controls`.

import type { InputKind } from "./inputs.ts";
import type { Target } from "./target.ts";

/** Where a value comes from, for its badge. */
export interface SourceStatus {
  /** `code`, `panel`, or the kind of input that set it: `midi`, `osc`, `key`, … */
  source: string;
  /** The input's name, or null. */
  input: string | null;
  /** Its device is gone: the value stays. */
  frozen: boolean;
  /** Where a linked knob stands that does not act before it has met the value; null when there is none. */
  ghost: number | null;
}

export interface KnobStatus extends SourceStatus {
  name: string;
  label: string;
  value: number;
  /** The default in the code. */
  code: number;
  min: number;
  max: number;
  /** 0: continuous. */
  step: number;
  /** Nothing moves it. */
  locked: boolean;
}

export interface CcStatus extends SourceStatus {
  index: number;
  /** 0..1 */
  value: number;
}

export interface InputStatus {
  name: string;
  kind: InputKind;
  /** 0..1 */
  value: number;
  live: boolean;
  moves: number;
  perSecond: number;
}

export interface LinkStatus {
  input: string;
  /** `cc 7`, a knob's name, or a command. */
  target: string;
  origin: "learned" | "config" | "device";
  /** Of the input; null before it first moved. */
  value: number | null;
  live: boolean;
  /** Whether it acts; a knob first has to meet the value. */
  engaged: boolean;
  /** 0..1: where it stands meanwhile. */
  ghost: number | null;
}

export interface ControlsApi {
  ccs(): CcStatus[];
  setCc(index: number, value: number): Promise<void>;
  clearCc(index: number): Promise<void>;
  knobs(): KnobStatus[];
  /** In the knob's own range. */
  setKnob(name: string, value: number): Promise<void>;
  clearKnob(name: string): Promise<void>;
  inputs(): InputStatus[];
  links(): LinkStatus[];
  /** Null when there are too many. */
  link(input: string, target: Target): LinkStatus | null;
  /** By input or target; returns what was removed. Links of the configuration stay. */
  unlink(inputOrTarget: string): LinkStatus[];
  /** The next knob or button that really moves is linked to the target; null gives up. */
  learn(target: Target | null): void;
  /** The target that waits for a knob, or null. */
  learning(): string | null;
}
