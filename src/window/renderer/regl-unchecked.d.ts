// The unchecked build has the same face as regl itself, but no types of its own.
declare module "regl/dist/regl.unchecked.js" {
  import type REGL from "regl";

  const createRegl: (options: REGL.InitializationOptions) => REGL.Regl;
  export default createRegl;
}
