import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { startDoors } from "../../../src/host/repl/doors.ts";
import { createLineRequests } from "../../../src/host/show/line-requests.ts";
import { createFakeShow } from "../../support/fake-show.ts";

test("a part of the show asks for a command and hears its first line; code is refused", async () => {
  const show = createFakeShow();
  const quiet = () => new PassThrough().resume();
  const doors = startDoors({
    show,
    run: [],
    json: false,
    input: new PassThrough(),
    output: quiet(),
    error: quiet(),
    onExit() {},
  });
  assert.deepEqual(await show.requests.ask("beat", ".fps 30"), { ok: true, text: "at most 30 frames a second" });
  assert.deepEqual(show.calls, ["setFps 30"]);
  const typo = await show.requests.ask("osc", ".fsp 30");
  assert.equal(typo.ok, false);
  assert.match(typo.text, /no command \.fsp/);
  assert.equal((await show.requests.ask("link", "process.exit()")).ok, false);
  assert.deepEqual(show.calls, ["setFps 30"], "code never ran");
  await doors.stop();
  assert.equal((await show.requests.ask("beat", ".fps 1")).ok, false, "after the doors are closed");
});

test("before a door is open the request is answered, not kept", async () => {
  assert.deepEqual(await createLineRequests().ask("link", ".hud"), { ok: false, text: "no door is open yet" });
});
