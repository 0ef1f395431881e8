// The line shaders (GLSL ES 3.00). Each segment is a capsule: a box of two triangles around it, in which the fragment
// shader measures the distance to the segment. Round caps, round joins and anti-aliasing all fall out of that distance.
//
// A polyline is one stroke, not a heap of capsules. Where neighbours overlap, the pixel belongs to the nearer one and
// the other discards it:
//
//      before ●━━━━━━━━━● start         owner(pixel) = segment i  ⇔  d(i-1) > d(i) ≤ d(i+1)
//                        ╲
//                         ╲             Distances are compared, never coverages: each pixel is blended once, whole, so
//                          ● end        neither translucent joints darken nor do thousands of tiny segments round away
//                           ╲           in 8-bit blending. The segment nearest of all always wins its comparison, so
//                            ● after    there are no holes. A line that crosses itself blends twice, as ink does.
//
// The comparison needs equal distances to come out equal: all three are computed by one function, from end points that
// are the same bits in every capsule that shares them, at gl_FragCoord. (Subtracting the neighbour's coverage was
// turned down: with segments below a tenth of a pixel and low alpha every share rounds to nothing.)

import { LAYERS_PER_ROW } from "./layers.ts";

const LAYER_SHIFT = Math.log2(LAYERS_PER_ROW);

const HEAD = `#version 300 es
precision highp float;
precision highp int;
`;

/** What both back ends share: look up the layer, place the corner, hand the fragment shader its three segments. */
const CAPSULE = `
uniform highp sampler2D layerTable;
uniform vec4 toPx;       // mm → drawing buffer px: scale, offset
uniform vec2 viewport;   // px
uniform vec2 pxPer;      // px per mm, px per screen px

flat out vec4 beforeStart;
flat out vec4 endAfter;
flat out vec4 inverses;  // 1 / length² of the segment before (< 0: none), this one, the one after (< 0: none); half width
flat out vec4 ink;

vec4 layerTexel(int layer, int texel) {
  return texelFetch(layerTable, ivec2((layer & ${LAYERS_PER_ROW - 1}) * 2 + texel, layer >> ${LAYER_SHIFT}), 0);
}

float inverse2(vec2 along) {
  float length2 = dot(along, along);
  return length2 > 1e-12 ? 1.0 / length2 : 0.0;
}

// corner: bit 1 is the end, bit 0 the side. joined: the point before belongs to this line. last: no segment starts here.
void capsule(int corner, int layer, vec2 m0, vec2 m1, vec2 m2, vec2 m3, bool joined, bool last, bool goesOn) {
  if (joined && last) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  vec4 style = layerTexel(layer, 0);
  vec2 before = m0 * toPx.xy + toPx.zw;
  vec2 start = m1 * toPx.xy + toPx.zw;
  vec2 end = m2 * toPx.xy + toPx.zw;
  vec2 after = m3 * toPx.xy + toPx.zw;
  if (last) {
    end = start; // a line of one point is a dot
    goesOn = false;
  }
  float halfWidth = 0.5 * style.y * (style.z > 0.5 ? pxPer.y : pxPer.x);
  vec2 along = end - start;
  float inverse = inverse2(along);
  beforeStart = vec4(before, start);
  endAfter = vec4(end, after);
  inverses = vec4(joined ? inverse2(start - before) : -1.0, inverse, goesOn ? inverse2(after - end) : -1.0, halfWidth);
  ink = layerTexel(layer, 1);

  vec2 unit = inverse > 0.0 ? along * sqrt(inverse) : vec2(1.0, 0.0);
  float reach = halfWidth + 0.5;
  float side = (corner & 1) == 0 ? -reach : reach;
  vec2 place = (corner & 2) == 0 ? start - unit * reach : end + unit * reach;
  place += vec2(-unit.y, unit.x) * side;
  gl_Position = vec4(place / viewport * 2.0 - 1.0, 0.0, 1.0);
}
`;

/** The layer table is sorted by first point, so a draw of one layer looks nothing up. */
const FIND_LAYER = `
uniform int firstLayer;
uniform int lastLayer;

int findLayer(int point) {
  int low = firstLayer;
  int high = lastLayer;
  float at = float(point);
  while (low < high) {
    int middle = (low + high + 1) >> 1;
    if (layerTexel(middle, 0).x <= at) low = middle; else high = middle - 1;
  }
  return low;
}
`;

/** One instance a point; the corners come from gl_VertexID, the four points from one buffer bound at four offsets. */
export const INSTANCED_VERTEX = `${HEAD}
in vec2 before;
in vec2 start;
in vec2 end;
in vec2 after;
// Lowest byte of each z. Bytes, not floats: drivers may flush a denormal or drop a test for NaN.
in float beforeByte;
in float startByte;
in float endByte;
uniform int firstPoint;
${CAPSULE}${FIND_LAYER}
bool breaks(float lowByte) {
  return (int(lowByte) & 1) == 1;
}

void main() {
  int point = firstPoint + gl_InstanceID;
  bool joined = point > 0 && !breaks(beforeByte);
  capsule(gl_VertexID, findLayer(point), before, start, end, after, joined, breaks(startByte), !breaks(endByte));
}
`;

/** Six vertices a point, pulled from a float texture: 8-11 times faster than instancing where the GPU is software. */
export const PULLED_VERTEX = (pointsPerRow: number) => `${HEAD}
uniform highp sampler2D points;
uniform int firstPoint;
${CAPSULE}
// Texel 0 is the padding point, so the point before needs no branch.
vec4 texelOf(int index) {
  return texelFetch(points, ivec2(index & ${pointsPerRow - 1}, index >> ${Math.log2(pointsPerRow)}), 0);
}

bool breaks(vec4 point) {
  return (int(point.w) & 1) == 1;
}

void main() {
  int ordinal = gl_VertexID / 6;
  int vertex = gl_VertexID - ordinal * 6;
  int corner = vertex < 3 ? vertex : 6 - vertex; // 0 1 2, 3 2 1
  int point = firstPoint + ordinal;
  vec4 before = texelOf(point);
  vec4 start = texelOf(point + 1);
  vec4 end = texelOf(point + 2);
  vec4 after = texelOf(point + 3);
  bool joined = point > 0 && !breaks(before);
  int layer = int(start.w) >> 1;
  capsule(corner, layer, before.xy, start.xy, end.xy, after.xy, joined, breaks(start), !breaks(end));
}
`;

export const LINE_FRAGMENT = `${HEAD}
flat in vec4 beforeStart;
flat in vec4 endAfter;
flat in vec4 inverses;
flat in vec4 ink;
out vec4 color;

/** Squared distance to a segment. At its ends it is exactly the distance to that point, so that neighbours agree. */
float distance2(vec2 pixel, vec2 a, vec2 b, float inverse) {
  vec2 toPixel = pixel - a;
  vec2 along = b - a;
  float t = clamp(dot(toPixel, along) * inverse, 0.0, 1.0);
  vec2 gap = t < 1.0 ? toPixel - along * t : pixel - b;
  return dot(gap, gap);
}

void main() {
  vec2 pixel = gl_FragCoord.xy;
  float nearest = distance2(pixel, beforeStart.zw, endAfter.xy, inverses.y);
  float halfWidth = inverses.w;
  float reach = halfWidth + 0.5;
  if (nearest >= reach * reach) discard;
  if (inverses.x >= 0.0 && distance2(pixel, beforeStart.xy, beforeStart.zw, inverses.x) <= nearest) discard;
  if (inverses.z >= 0.0 && distance2(pixel, endAfter.xy, endAfter.zw, inverses.z) < nearest) discard;
  // The share of a pixel-wide box across the stroke that lies inside it: right below one pixel too, where a line fades
  // instead of thinning.
  float away = sqrt(nearest);
  float cover = clamp(min(away + 0.5, halfWidth) - max(away - 0.5, -halfWidth), 0.0, 1.0);
  color = ink * cover;
}
`;

/** The sheet: a rectangle in px with soft edges, drawn over the surround. */
export const SHEET_VERTEX = `${HEAD}
uniform vec4 sheet;      // px: left, bottom, right, top
uniform vec2 viewport;
void main() {
  vec2 corner = vec2((gl_VertexID & 1) == 0 ? sheet.x - 1.0 : sheet.z + 1.0, (gl_VertexID & 2) == 0 ? sheet.y - 1.0 : sheet.w + 1.0);
  gl_Position = vec4(corner / viewport * 2.0 - 1.0, 0.0, 1.0);
}
`;

export const SHEET_FRAGMENT = `${HEAD}
uniform vec4 sheet;
uniform vec3 paper;
out vec4 color;
void main() {
  vec2 inside = clamp(gl_FragCoord.xy - sheet.xy + 0.5, 0.0, 1.0) * clamp(sheet.zw - gl_FragCoord.xy + 0.5, 0.0, 1.0);
  float cover = inside.x * inside.y;
  color = vec4(paper * cover, cover);
}
`;
