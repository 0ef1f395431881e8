// A WebGL2 context that regl takes for WebGL1, and the books of every object made on it.
//
// regl asks for extensions that WebGL2 has in its core and no longer names, so `getExtension` answers for them. The
// answer sits on this one context, never on the prototype: other canvases on the page see plain WebGL2.

import { createGlLedger, type GlLedger } from "./gl-ledger.ts";

export interface GlContext {
  gl: WebGL2RenderingContext;
  ledger: GlLedger;
  gpuName: string;
}

const ATTRIBUTES: WebGLContextAttributes = {
  // Lines are anti-aliased in their shader; multisampling would cost 2-5× on a software renderer and add nothing.
  antialias: false,
  alpha: false,
  depth: false,
  stencil: false,
  preserveDrawingBuffer: false,
  powerPreference: "high-performance",
  failIfMajorPerformanceCaveat: false,
};

export function createContext(canvas: HTMLCanvasElement): GlContext {
  const gl = canvas.getContext("webgl2", ATTRIBUTES);
  if (!gl) throw new Error("WebGL2 is not available in this browser; the line renderer needs it");
  if (gl.isContextLost()) throw new Error("the WebGL2 context was lost while it was made");
  const debug = gl.getExtension("WEBGL_debug_renderer_info");
  const gpuName = String(gl.getParameter(debug ? debug.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  answerForCoreExtensions(gl);
  hideBuiltInAttributes(gl);
  return { gl, ledger: createGlLedger(gl), gpuName };
}

/** What regl may ask for, in terms of WebGL2's core. */
function coreExtensions(gl: WebGL2RenderingContext): Record<string, object> {
  return {
    angle_instanced_arrays: {
      VERTEX_ATTRIB_ARRAY_DIVISOR_ANGLE: gl.VERTEX_ATTRIB_ARRAY_DIVISOR,
      vertexAttribDivisorANGLE: gl.vertexAttribDivisor.bind(gl),
      drawArraysInstancedANGLE: gl.drawArraysInstanced.bind(gl),
      drawElementsInstancedANGLE: gl.drawElementsInstanced.bind(gl),
    },
    oes_vertex_array_object: {
      VERTEX_ARRAY_BINDING_OES: gl.VERTEX_ARRAY_BINDING,
      createVertexArrayOES: () => gl.createVertexArray(),
      deleteVertexArrayOES: (array: WebGLVertexArrayObject) => gl.deleteVertexArray(array),
      isVertexArrayOES: gl.isVertexArray.bind(gl),
      bindVertexArrayOES: gl.bindVertexArray.bind(gl),
    },
    ext_blend_minmax: { MIN_EXT: gl.MIN, MAX_EXT: gl.MAX },
    oes_element_index_uint: {},
    oes_standard_derivatives: {},
    // OES_texture_float is left out on purpose: regl then tries one out, and forgets it where it cannot be read back.
    // Our float textures get their storage from float-texture.ts.
  };
}

function answerForCoreExtensions(gl: WebGL2RenderingContext): void {
  const core = coreExtensions(gl);
  const native = gl.getExtension.bind(gl) as (name: string) => object | null;
  const answer = (name: string) => core[name.toLowerCase()] ?? native(name);
  Object.defineProperty(gl, "getExtension", { value: answer, configurable: true });
}

/** WebGL2 lists gl_VertexID and gl_InstanceID among a program's attributes; regl would try to bind them. */
function hideBuiltInAttributes(gl: WebGL2RenderingContext): void {
  const native = gl.getActiveAttrib.bind(gl);
  gl.getActiveAttrib = (program, index) => {
    const info = native(program, index);
    return info?.name.startsWith("gl_") ? null : info;
  };
}
