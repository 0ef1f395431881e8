// Node takes the package's `main`, whose names it cannot see; esbuild takes its `module`. Named in full, both take that; and
// the minified one is half the text that every worker parses when it starts.
declare module "opentype.js/dist/opentype.min.mjs" {
  import { Font, Glyph, Path, type PathCommand, parse } from "opentype.js";

  export { Font, Glyph, Path, type PathCommand, parse };
}
