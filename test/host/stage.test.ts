import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandProblem } from "../../src/host/show-api.ts";
import { chooseDisplay, type Display, type DisplayChoice } from "../../src/host/stage/displays.ts";

const display = (left: number, primary: boolean, label: string): Display => ({
  left,
  top: 0,
  width: 1920,
  height: 1080,
  primary,
  label,
});
const LAPTOP = display(0, true, "eDP-1");
const PROJECTOR = display(1920, false, "HDMI-1");

test("the display that is meant", () => {
  const rows: [displays: Display[], choice: DisplayChoice, index: number][] = [
    [[LAPTOP], "auto", 0],
    [[LAPTOP, PROJECTOR], "auto", 1],
    [[PROJECTOR, LAPTOP], "auto", 0],
    [[PROJECTOR, LAPTOP], "primary", 1],
    [[LAPTOP, PROJECTOR], 1, 0],
    [[LAPTOP, PROJECTOR], "2", 1],
    [[LAPTOP, PROJECTOR], "hdmi", 1],
  ];
  for (const [displays, choice, index] of rows) assert.equal(chooseDisplay(displays, choice), index, String(choice));
});

test("a display that is not there is a problem that lists those that are", () => {
  for (const choice of [3, "0", "beamer"]) {
    assert.throws(
      () => chooseDisplay([LAPTOP, PROJECTOR], choice),
      (error) =>
        error instanceof CommandProblem && /1 \(eDP-1 1920×1080\), 2 \(HDMI-1/.test(error.problem.expected ?? ""),
    );
  }
});
