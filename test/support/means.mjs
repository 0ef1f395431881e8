// What this machine can test with: a browser (system or packaged), and a display (its own or an Xvfb of ours).
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";

const has = (program) =>
  (process.env.PATH ?? "").split(":").some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });

/** @returns {Promise<{ window: string | null, whyNoWindow: string, env: Record<string, string>, stop(): void }>} */
export async function findTestMeans() {
  const none = (why) => ({ window: null, whyNoWindow: why, env: {}, stop() {} });
  if (process.platform !== "linux") return none("windowed tests are written for Linux");
  if (!["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"].some(has)) {
    return none("no system browser (apt-get install chromium)");
  }
  if (!has("wmctrl")) return none("no wmctrl to close windows with (apt-get install wmctrl)");
  if (process.env.DISPLAY) return { window: process.env.DISPLAY, whyNoWindow: "", env: {}, stop() {} };
  if (!has("Xvfb") || !has("openbox"))
    return none("no display, and no Xvfb and openbox to make one (apt-get install xvfb openbox)");

  const display = await startXvfb();
  if (!display) return none("Xvfb did not start");
  const manager = spawn("openbox", [], { stdio: "ignore", env: { ...process.env, DISPLAY: display.name } });
  return {
    window: display.name,
    whyNoWindow: "",
    // Headless tests stay headless: they ask for it. Only windowed ones read this.
    env: { WINDOW_TEST_DISPLAY: display.name },
    stop() {
      manager.kill("SIGKILL");
      display.stop();
    },
  };
}

/** Xvfb picks a free number itself and writes it to the pipe. */
function startXvfb() {
  return new Promise((resolve) => {
    const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const timer = setTimeout(() => resolve(null), 10_000);
    server.once("error", () => resolve(null));
    server.stdio[3].once("data", (bytes) => {
      clearTimeout(timer);
      resolve({ name: `:${String(bytes).trim()}`, stop: () => server.kill("SIGTERM") });
    });
  });
}
