// The stage of the fake show: what it was told, in plain sight.

import type { StageApi, StageStatus } from "../../src/host/stage/stage-api.ts";

export function createFakeStage(called: (call: string) => void): StageApi {
  let on = false;
  let code = false;
  let operator = false;
  let editor = false;
  const status = (): StageStatus => ({
    on,
    display: on ? "1 (1600×900)" : "",
    displays: ["1 (1600×900)", "2 (1920×1080)"],
    awake: on ? "screen kept awake" : "",
    note: "",
  });
  return {
    stageStatus: async () => status(),
    staged: () => on,
    operatorOpen: () => operator,
    async setOperator(next) {
      called(`setOperator ${next}`);
      operator = next;
    },
    editorOpen: () => editor,
    async setEditor(next) {
      called(`setEditor ${next}`);
      editor = next;
    },
    codeShown: () => code,
    async showCode(next) {
      called(`showCode ${next}`);
      code = next;
    },
    async setStage(next, display) {
      called(`setStage ${next} ${display ?? "-"}`);
      on = next;
      return status();
    },
  };
}
