// Who would draw here? Starts the browser with each choice of graphics the program knows, and prints what WebGL calls its
// renderer, one line each. The first line is the program's own choice. For a machine nobody has looked at yet.

import { defaultGraphics, type Graphics } from "../../../src/host/browser/graphics.ts";
import { launchBrowser } from "../../../src/host/browser/launch.ts";
import { headlessBrowser } from "../support/show.ts";

const ASK = `(() => {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return "no WebGL";
  const name = gl.getExtension("WEBGL_debug_renderer_info");
  return gl.getParameter(name ? name.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
})()`;

async function rendererOf(graphics: Graphics): Promise<string> {
  const choice = await headlessBrowser();
  const browser = await launchBrowser({ choice, graphics, size: [400, 400] });
  try {
    const { targetId } = await browser.cdp.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.cdp.send("Target.attachToTarget", { targetId, flatten: true });
    const { result } = await browser.cdp.send("Runtime.evaluate", { expression: ASK }, sessionId, 20_000);
    return String(result.value);
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\n${browser.lastWords()}`;
  } finally {
    await browser.close();
  }
}

const own = defaultGraphics(await headlessBrowser());
const others = (["auto", "llvmpipe", "swiftshader"] as const).filter((graphics) => graphics !== own);
for (const graphics of [own, ...others])
  console.log(`${graphics}${graphics === own ? " (the program's choice)" : ""}: ${await rendererOf(graphics)}`);
process.exit(0);
