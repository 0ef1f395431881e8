import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

// Plain JavaScript, for it runs before anything is installed.
const { installMissing }: { installMissing(root: string): void } = await import(
  new URL("../../src/host/install.mjs", import.meta.url).href
);

test("packages behind a link belong to another folder: nothing is installed over them", {
  skip: process.platform === "win32",
}, () => {
  const folder = mkdtempSync(join(tmpdir(), "hairline-install-"));
  try {
    const theirs = join(folder, "theirs");
    mkdirSync(join(theirs, "package"), { recursive: true });
    const root = join(folder, "root");
    mkdirSync(root);
    writeFileSync(
      join(root, "package-lock.json"),
      '{"name":"root","lockfileVersion":3,"packages":{"":{"name":"root"}}}',
    );
    writeFileSync(join(root, "package.json"), '{"name":"root"}');
    symlinkSync(theirs, join(root, "node_modules"));
    installMissing(root);
    assert.ok(existsSync(join(theirs, "package")), "still there");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
