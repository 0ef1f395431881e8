// The headless Chromium that comes with `npm ci` (development dependency @sparticuz/chromium), so that a machine with
// nothing but Node can draw real pixels. Only its archives are used: its own default flags turn web security off, and
// it unpacks to a guessable place in the temp folder, where another user could have put something first.

import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

const unbrotli = promisify(brotliDecompress);

/** Unpacks once into `cache`, then reuses it. Null where the package is absent or made for another system. */
export async function unpackPackagedBrowser(
  cache: string,
): Promise<{ path: string; env: Record<string, string> } | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  let bin: string;
  let version: string;
  try {
    const main = createRequire(import.meta.url).resolve("@sparticuz/chromium");
    const root = main.slice(0, main.lastIndexOf(`${sep}build${sep}`));
    bin = join(root, "bin");
    version = JSON.parse(await readFile(join(root, "package.json"), "utf8")).version;
  } catch {
    return null;
  }
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) {
    const fresh = `${folder}.${process.pid}`;
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    try {
      await writeFile(join(fresh, "chromium"), await unbrotli(await readFile(join(bin, "chromium.br"))));
      await chmod(join(fresh, "chromium"), 0o700);
      for (const archive of ["swiftshader", "fonts", "al2023"]) {
        const into = archive === "swiftshader" ? fresh : join(fresh, archive);
        await untar(await unbrotli(await readFile(join(bin, `${archive}.tar.br`))), into);
      }
      // Whole or not at all: a start that was interrupted leaves nothing that looks finished.
      await rename(fresh, folder).catch((error) => {
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
  const fonts = [join(folder, "fonts", "fonts"), join(folder, "fonts")].find((at) =>
    existsSync(join(at, "fonts.conf")),
  );
  return {
    path: join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: [join(folder, "al2023", "lib"), join(folder, "al2023"), process.env.LD_LIBRARY_PATH]
        .filter(Boolean)
        .join(":"),
      ...(fonts ? { FONTCONFIG_PATH: fonts } : {}),
    },
  };
}

/** Regular files and folders of a POSIX archive; nothing may leave `into`. */
export async function untar(archive: Buffer, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  for (let at = 0; at + 512 <= archive.length; ) {
    const header = archive.subarray(at, at + 512);
    const name = text(header, 0, 100);
    if (name === "") break;
    const size = Number.parseInt(text(header, 124, 12), 8) || 0;
    const kind = String.fromCharCode(header[156]);
    const prefix = text(header, 345, 155);
    const path = normalize(join(into, prefix, name));
    if (path !== normalize(into) && !path.startsWith(normalize(into) + sep))
      throw new Error(`archive entry ${name} leaves its folder`);
    if (kind === "5") await mkdir(path, { recursive: true });
    else if (kind === "0" || kind === "\0") {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, archive.subarray(at + 512, at + 512 + size), { mode: 0o700 });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

function text(header: Buffer, from: number, length: number): string {
  const end = header.indexOf(0, from);
  return header.toString("utf8", from, end === -1 || end > from + length ? from + length : end).trim();
}
