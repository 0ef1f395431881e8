// The set's log as commands see it, with figures anybody can check.

import type { SetLogApi } from "../../src/host/set-log/set-log-api.ts";

export function createFakeLog(): SetLogApi & { marks: string[] } {
  let on = true;
  const marks: string[] = [];
  return {
    marks,
    lines: () => () => {},
    mark: (text) => void marks.push(text),
    async setOn(wanted) {
      on = wanted;
    },
    status: () => ({
      on,
      file: ".hairline/log/2026-11-27T21-00-00Z.jsonl",
      parts: 1,
      seconds: 61.5,
      entries: 250,
      kinds: { tape: 240, save: 4, mark: marks.length },
      bytes: 120_000,
      totalBytes: 1_200_000,
      maxBytes: 536_870_912,
      checks: 240,
      dropped: { entries: 0, jobs: 0, writes: 0 },
      why: null,
    }),
  };
}
