// An RGBA32F data texture: regl owns and binds it, its storage and contents are raw WebGL2, which regl cannot express.
//
// regl remembers which texture sits on which unit and hands units out from 0 upward, so the raw calls use the highest
// unit and regl's memory stays true.

import type REGL from "regl";

export interface FloatTexture {
  readonly texture: REGL.Texture2D;
  readonly width: number;
  readonly rows: number;
  /** Makes room for `rows` rows, at least doubling. The GL object stays the same; the contents are lost. */
  reserve(rows: number): void;
  /** Writes `texels` texels, read from `floats` at word `from`, row after row from the first. At most two GL calls. */
  write(floats: Float32Array, from: number, texels: number): void;
}

export function createFloatTexture(regl: REGL.Regl, gl: WebGL2RenderingContext, width: number): FloatTexture {
  const texture = regl.texture({ width: 1, height: 1, min: "nearest", mag: "nearest", wrap: "clamp" });
  const handle = (texture as unknown as { _texture: { texture: WebGLTexture } })._texture.texture;
  const unit = gl.TEXTURE0 + gl.getParameter(gl.MAX_COMBINED_TEXTURE_IMAGE_UNITS) - 1;
  const maxRows = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  let rows = 0;

  const bind = () => {
    gl.activeTexture(unit);
    gl.bindTexture(gl.TEXTURE_2D, handle);
  };
  const reserve = (wanted: number) => {
    if (wanted <= rows) return;
    if (wanted > maxRows) throw new Error(`data texture needs ${wanted} rows of ${width}, this GPU allows ${maxRows}`);
    rows = Math.min(maxRows, Math.max(wanted, rows * 2));
    bind();
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, rows, 0, gl.RGBA, gl.FLOAT, null);
  };
  reserve(1);

  return {
    texture,
    width,
    get rows() {
      return rows;
    },
    reserve,
    write(floats, from, texels) {
      const full = Math.floor(texels / width);
      const rest = texels - full * width;
      bind();
      if (full > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, full, gl.RGBA, gl.FLOAT, floats, from);
      if (rest > 0) {
        const at = from + full * width * 4;
        gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, full, rest, 1, gl.RGBA, gl.FLOAT, floats, at);
      }
    },
  };
}
