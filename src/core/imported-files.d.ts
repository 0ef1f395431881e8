// What `import face from "./face.png"` gives in a sketch: the file's name, for `G.image({ source: face })` or
// `G.text({ font: face })`. The host puts it in when it bundles, and hands the file to the workers.

declare module "*.png" {
  const source: string;
  export default source;
}
declare module "*.jpg" {
  const source: string;
  export default source;
}
declare module "*.jpeg" {
  const source: string;
  export default source;
}
declare module "*.webp" {
  const source: string;
  export default source;
}
declare module "*.gif" {
  const source: string;
  export default source;
}
declare module "*.ttf" {
  const font: string;
  export default font;
}
declare module "*.otf" {
  const font: string;
  export default font;
}
declare module "*.ttc" {
  const font: string;
  export default font;
}
declare module "*.otc" {
  const font: string;
  export default font;
}
