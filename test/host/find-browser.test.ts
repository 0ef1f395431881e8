import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type FindOptions, findBrowser, isSnap, NoBrowser } from "../../src/host/browser/find.ts";

const root = mkdtempSync(join(tmpdir(), "hairline-browser-"));
after(() => rmSync(root, { recursive: true }));
const bin = join(root, "bin");
const later = join(root, "later");
for (const folder of [bin, later, join(bin, "microsoft-edge")]) mkdirSync(folder, { recursive: true });
function program(path: string, mode = 0o755): string {
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}
const chromium = program(join(later, "chromium"));
const brave = program(join(bin, "brave-browser"));
const plain = program(join(bin, "google-chrome"), 0o644);
const packaged = { path: "/cache/chromium", env: { LD_LIBRARY_PATH: "/cache/lib" } };

// macOS: its places are fixed under HOME, so the machine's own browsers cannot get in the way of these rows.
const find = (options: Partial<FindOptions>) =>
  findBrowser({
    configured: null,
    headless: false,
    env: {},
    platform: "linux",
    packaged: async () => null,
    ...options,
  });

test("a named browser comes first: configuration, then environment, each alone if it is there", async () => {
  const rows: [configured: string | null, named: string | undefined, path: string][] = [
    [chromium, brave, chromium],
    [null, brave, brave],
    ["", brave, brave],
  ];
  for (const [configured, named, path] of rows) {
    const found = await find({ configured, env: { HAIRLINE_BROWSER: named, DISPLAY: ":0" } });
    assert.deepEqual([found.path, found.kind, found.packaged, found.forWindow], [path, "window", false, null]);
    assert.match(found.why, /was named$/);
  }
});

test("a name that cannot be started is said, not searched around", async () => {
  for (const name of [join(root, "nowhere"), plain, bin, root]) {
    for (const options of [{ configured: name }, { env: { HAIRLINE_BROWSER: name, PATH: later } }]) {
      await assert.rejects(find(options), (error) => {
        assert.ok(error instanceof NoBrowser);
        assert.equal(error.message, `browser "${name}" cannot be started`);
        assert.match(error.try, /--browser/);
        return true;
      });
    }
  }
});

test("an empty HAIRLINE_BROWSER is none", async () => {
  const found = await find({ env: { HAIRLINE_BROWSER: "" }, platform: "darwin", packaged: async () => packaged });
  assert.equal(found.path, packaged.path);
});

test("on PATH, in the order of names, not of folders; a folder or a plain file is no browser", async () => {
  const env = { PATH: `${bin}::${later}`, DISPLAY: ":0" };
  const found = await find({ env });
  // A machine with Chrome in /usr/bin has it before ours: its name comes earlier.
  assert.ok([chromium, "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"].includes(found.path), found.path);
  assert.equal(found.why, "a system browser and a display were found");
});

test("the systems' own places", async () => {
  const home = join(root, "home");
  const app = join(home, "Applications", "Brave Browser.app", "Contents", "MacOS");
  mkdirSync(app, { recursive: true });
  const path = program(join(app, "Brave Browser"));
  const found = await find({ platform: "darwin", env: { HOME: home } });
  if (found.path.startsWith(home)) assert.deepEqual([found.path, found.name, found.kind], [path, "Brave", "window"]);
});

test("a window needs a display, and nobody who asked for headless gets one", async () => {
  const rows: [what: string, options: Partial<FindOptions>, kind: string, why: RegExp, forWindow: RegExp | null][] = [
    ["X11", { env: { DISPLAY: ":0" } }, "window", /was named$/, null],
    ["Wayland", { env: { WAYLAND_DISPLAY: "wayland-0" } }, "window", /was named$/, null],
    ["none", { env: {} }, "headless", /there is no display$/, /^DISPLAY=:0 npm start/],
    ["empty", { env: { DISPLAY: "" } }, "headless", /there is no display$/, /^DISPLAY=:0 npm start/],
    ["asked", { env: { DISPLAY: ":0" }, headless: true }, "headless", /headless was asked for$/, /without --headless/],
    ["a Mac", { env: {}, platform: "darwin" }, "window", /was named$/, null],
    ["Windows", { env: {}, platform: "win32" }, "window", /was named$/, null],
  ];
  for (const [what, options, kind, why, forWindow] of rows) {
    const found = await find({ configured: chromium, ...options });
    assert.equal(found.kind, kind, what);
    assert.match(found.why, why, what);
    if (forWindow) assert.match(found.forWindow ?? "", forWindow, what);
    else assert.equal(found.forWindow, null, what);
  }
});

test("the packaged browser: when asked for, or when there is no other; always headless", async () => {
  for (const [configured, why] of [
    ["packaged", "the packaged browser was asked for"],
    [null, "no system browser was found"],
  ] as const) {
    const env = { HOME: join(root, "nobody"), DISPLAY: ":0" };
    const found = await find({ configured, env, platform: "win32", packaged: async () => packaged });
    assert.deepEqual(
      [found.path, found.kind, found.packaged, found.env, found.why],
      [packaged.path, "headless", true, packaged.env, why],
    );
    assert.equal(found.forWindow, "winget install Google.Chrome");
  }
});

test("no browser at all: the error says how to get one", async () => {
  const ways = { win32: /winget/, freebsd: /apt-get install/ } as const;
  for (const [platform, way] of Object.entries(ways)) {
    await assert.rejects(find({ configured: "packaged", platform: platform as NodeJS.Platform }), (error) => {
      assert.ok(error instanceof NoBrowser);
      assert.equal(error.message, "no browser was found");
      assert.match(error.try, way);
      return true;
    });
  }
});

test("names people know", async () => {
  const rows: [file: string, name: string][] = [
    ["google-chrome-stable", "Google Chrome"],
    ["chromium-browser", "Chromium"],
    ["brave-browser", "Brave"],
  ];
  for (const [file, name] of rows) {
    const folder = join(root, file);
    mkdirSync(folder);
    const path = program(join(folder, file));
    const found = await find({ env: { PATH: folder } });
    if (found.path === path) assert.equal(found.name, name);
  }
});

test("a snap is told by where it really lies", () => {
  assert.equal(isSnap(chromium), false);
  assert.equal(isSnap(join(root, "nowhere")), false);
});
