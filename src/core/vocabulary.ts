// The words an artist has. Two tables, and everything else is derived from them: the functions of `G`, the methods of
// geometries and chains, `hairline ops`, the panel, and by `npm run docs` their types and pages. A shape or effect joins
// by being listed here.

import { type ChainBuilder, installChainMethods } from "./chain.ts";
import { affine } from "./effects/affine.ts";
import { bold } from "./effects/bold.ts";
import { boolean } from "./effects/boolean.ts";
import { clip } from "./effects/clip.ts";
import { collapse } from "./effects/collapse.ts";
import { concat } from "./effects/concat.ts";
import { dash } from "./effects/dash.ts";
import { deduplicate } from "./effects/deduplicate.ts";
import { delaunay } from "./effects/delaunay.ts";
import { displace } from "./effects/displace.ts";
import { drop } from "./effects/drop.ts";
import { explode } from "./effects/explode.ts";
import { extrude } from "./effects/extrude.ts";
import { fill } from "./effects/fill.ts";
import { growth } from "./effects/growth.ts";
import { highpass } from "./effects/highpass.ts";
import { hull } from "./effects/hull.ts";
import { isocontour } from "./effects/isocontour.ts";
import { join } from "./effects/join.ts";
import { lowpass } from "./effects/lowpass.ts";
import { metaball } from "./effects/metaball.ts";
import { mirror } from "./effects/mirror.ts";
import { mirror3d } from "./effects/mirror3d.ts";
import { occlude } from "./effects/occlude.ts";
import { offset } from "./effects/offset.ts";
import { offsetCurve } from "./effects/offset-curve.ts";
import { pack } from "./effects/pack.ts";
import { partition } from "./effects/partition.ts";
import { perspective } from "./effects/perspective.ts";
import { pixelate } from "./effects/pixelate.ts";
import { quantize } from "./effects/quantize.ts";
import { reactionDiffusion } from "./effects/reaction-diffusion.ts";
import { relax } from "./effects/relax.ts";
import { repeat } from "./effects/repeat.ts";
import { resample } from "./effects/resample.ts";
import { ripple } from "./effects/ripple.ts";
import { rotate } from "./effects/rotate.ts";
import { scale } from "./effects/scale.ts";
import { scaleEach } from "./effects/scale-each.ts";
import { simplify } from "./effects/simplify.ts";
import { sort } from "./effects/sort.ts";
import { stipple } from "./effects/stipple.ts";
import { subdivide } from "./effects/subdivide.ts";
import { translate } from "./effects/translate.ts";
import { trim } from "./effects/trim.ts";
import { twist } from "./effects/twist.ts";
import { voronoi } from "./effects/voronoi.ts";
import { warp } from "./effects/warp.ts";
import { weave } from "./effects/weave.ts";
import { wobble } from "./effects/wobble.ts";
import { installGeometryMethods, shapeFunctions } from "./recipe.ts";
import { arc } from "./shapes/arc.ts";
import { asemic } from "./shapes/asemic.ts";
import { attractor } from "./shapes/attractor.ts";
import { bezier } from "./shapes/bezier.ts";
import { capsule } from "./shapes/capsule.ts";
import { circle } from "./shapes/circle.ts";
import { cone } from "./shapes/cone.ts";
import { cylinder } from "./shapes/cylinder.ts";
import { ellipse } from "./shapes/ellipse.ts";
import { grid } from "./shapes/grid.ts";
import { image } from "./shapes/image.ts";
import { laplaceField } from "./shapes/laplace-field.ts";
import { line } from "./shapes/line.ts";
import { lissajous } from "./shapes/lissajous.ts";
import { lsystem } from "./shapes/lsystem.ts";
import { polygon } from "./shapes/polygon.ts";
import { polyhedron } from "./shapes/polyhedron.ts";
import { polyline } from "./shapes/polyline.ts";
import { rect } from "./shapes/rect.ts";
import { sphere } from "./shapes/sphere.ts";
import { spiral } from "./shapes/spiral.ts";
import { spline } from "./shapes/spline.ts";
import { streamlines } from "./shapes/streamlines.ts";
import { text } from "./shapes/text.ts";
import { torus } from "./shapes/torus.ts";
import { wave } from "./shapes/wave.ts";
import type { Shapes } from "./words.ts";

export const shapes = {
  arc,
  asemic,
  attractor,
  bezier,
  capsule,
  circle,
  cone,
  cylinder,
  ellipse,
  grid,
  image,
  laplaceField,
  line,
  lissajous,
  lsystem,
  polygon,
  polyhedron,
  polyline,
  rect,
  sphere,
  spiral,
  spline,
  streamlines,
  text,
  torus,
  wave,
};
export const effects = {
  translate,
  scale,
  rotate,
  affine,
  displace,
  subdivide,
  repeat,
  twist,
  wobble,
  dash,
  trim,
  bold,
  collapse,
  concat,
  drop,
  explode,
  extrude,
  quantize,
  relax,
  ripple,
  highpass,
  lowpass,
  mirror,
  mirror3d,
  perspective,
  pixelate,
  warp,
  scaleEach,
  clip,
  fill,
  resample,
  simplify,
  join,
  sort,
  deduplicate,
  isocontour,
  metaball,
  partition,
  voronoi,
  delaunay,
  boolean,
  offset,
  hull,
  offsetCurve,
  occlude,
  pack,
  stipple,
  growth,
  reactionDiffusion,
  weave,
};

/** Shapes. `G.sphere({ level: 2 })` → a geometry, not yet computed. */
export const G = shapeFunctions(shapes) as unknown as Shapes;

installGeometryMethods(effects);

/** Effects as reusable chains. `const shaken = E.rotate({ … }).displace({ … }); shaken(ball)` */
export const E: ChainBuilder = installChainMethods(effects);
