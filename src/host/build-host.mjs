// The host is TypeScript, and Node 20 does not run that. One esbuild call (some 40 ms) beats a loader in every process.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** In the bundle, `import.meta.url` still names the source file: the window's sources are found from there. */
const keepSourceUrls = {
  name: "keep-source-urls",
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]host[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
      loader: "ts",
    }));
  },
};

/**
 * Bundles src/host/main.ts and returns the script's path. It lies beside the packages, so that their names resolve.
 * @param {string} root
 */
export async function buildHost(root) {
  const folder = join(root, "node_modules", ".cache", "hairline");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, "host.mjs");
  const { outputFiles } = await build({
    entryPoints: [join(root, "src", "host", "main.ts")],
    outfile,
    write: false,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    logLevel: "warning",
    // The folder we are started in may hold a tsconfig.json of its own; it has no say in what the host is.
    absWorkingDir: root,
    tsconfigRaw: {},
    plugins: [keepSourceUrls],
  });
  for (const { path, contents } of outputFiles) {
    // Whole or not at all: a second start may be doing the same.
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, contents);
    renameSync(fresh, path);
  }
  return outfile;
}
