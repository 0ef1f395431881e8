// What commands may do with the stage.

export interface StageStatus {
  on: boolean;
  /** The display that is filled, as `.stage` names it; "" while off. */
  display: string;
  displays: string[];
  /** Whether the screen is kept awake, in words; "" where nobody asked for it. */
  awake: string;
  /** Said once where the browser adds something of its own to the picture. */
  note: string;
}

export interface StageApi {
  stageStatus(): Promise<StageStatus>;
  staged(): boolean;
  /** Fills a display (the configured one unless another is named), or gives the window its furniture back. */
  setStage(on: boolean, display?: string): Promise<StageStatus>;
  /** The second window, where everything lies that the audience does not see. */
  operatorOpen(): boolean;
  setOperator(on: boolean): Promise<void>;
  /** The editor in the window. */
  editorOpen(): boolean;
  setEditor(on: boolean): Promise<void>;
  /** The sketch's text over the picture. */
  codeShown(): boolean;
  showCode(on: boolean): Promise<void>;
}
