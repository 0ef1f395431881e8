// A control followed to the screen: a sketch that shows where controller 1 stands, and an ear in the page that notes when.

/** The x of the first point is the control's value × 400, less half the line's length. */
export const FOLLOW = `import { G, L, sketch } from "hairline";

export default sketch({
  canvas: [400, 400],
  draw: ({ cc }) => L([G.line().translate(cc(1) * 400, 0), G.polygon({ sides: 60 }).scale(300).translate(200, 200)], { width: 0.3 }),
});
`;

/** `__seen()` gives the pairs of x and ms that came since it was asked last. */
export const READ_BACK = `(() => {
  const seen = [];
  let last = -1;
  (function frame() {
    requestAnimationFrame(frame);
    const text = atob(__hairline.shownFrame());
    if (text === "") return;
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    const head = new Int32Array(bytes.buffer, 0, 16);
    const x = new Float32Array(bytes.buffer, head[12], 8)[head[5]];
    if (x === last) return;
    last = x;
    seen.push([x, performance.now()]);
  })();
  globalThis.__seen = () => seen.splice(0);
})()`;
