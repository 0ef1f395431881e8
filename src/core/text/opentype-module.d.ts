// Node takes the package's `main`, whose names it cannot see; esbuild takes its `module`. Named in full, both take that.
declare module "opentype.js/dist/opentype.mjs" {
  import { Font, Glyph, Path, type PathCommand, parse } from "opentype.js";

  export { Font, Glyph, Path, type PathCommand, parse };
}
