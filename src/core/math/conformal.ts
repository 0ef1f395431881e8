// Maps of the plane that keep angles, so that a square net stays a net of right angles: the lines of equal potential and
// the lines of flow of a field (Laplace's equation). Each takes a point u, v of the net to a point x, y.

export type Conformal = "cylinder" | "mobius" | "exp";

export interface ConformalSetting {
  kind: Conformal;
  /** cylinder: what the flow goes round. */
  radius: number;
  /** mobius: 1 over the point of the net that goes to infinity. */
  bendX: number;
  bendY: number;
  /** exp: how much of v goes once round. */
  vSpan: number;
}

/** Where u, v goes; not finite where that is infinity. For the cylinder, v of 0 is its near side and of −0 its far one. */
export function mapConformally(setting: ConformalSetting, u: number, v: number, out: Float64Array): void {
  switch (setting.kind) {
    case "cylinder": {
      // (w + √(w² − 4r²)) / 2: the root is taken as a product of two, so that it only jumps across the cylinder.
      const reach = 2 * setting.radius;
      const right = u - reach;
      const left = u + reach;
      // Both lengths in one root: this is where the time goes.
      const size = Math.sqrt(Math.sqrt((right * right + v * v) * (left * left + v * v)));
      const angle = (Math.atan2(v, right) + Math.atan2(v, left)) / 2;
      out[0] = (u + size * Math.cos(angle)) / 2;
      out[1] = (v + size * Math.sin(angle)) / 2;
      return;
    }
    case "mobius": {
      // w / (1 − bend·w): any Möbius map is this one, moved, turned and scaled.
      const a = 1 - (setting.bendX * u - setting.bendY * v);
      const b = -(setting.bendX * v + setting.bendY * u);
      const size = a * a + b * b;
      out[0] = (u * a + v * b) / size;
      out[1] = (v * a - u * b) / size;
      return;
    }
    case "exp": {
      const scale = (2 * Math.PI) / setting.vSpan;
      const size = Math.exp(scale * u);
      out[0] = size * Math.cos(scale * v);
      out[1] = size * Math.sin(scale * v);
      return;
    }
    default:
      setting.kind satisfies never;
  }
}
