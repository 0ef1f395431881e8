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
// Of equal ones the earlier wins, also where a closed line meets itself: were the last segment to win there, a line to
// and fro along itself would have no first, and vanish. A point written twice in a row hides the segments on either side
// from each other, so a translucent line shows a dot there: frames should not contain any.
//
// The comparison needs equal distances to come out equal: all three are computed by one function, from end points that
// are the same bits in every capsule that shares them, at gl_FragCoord. (Subtracting the neighbour's coverage was
// turned down: with segments below a tenth of a pixel and low alpha every share rounds to nothing.)

/** Shape of the data textures that hold tables: rows of 256 entries, two texels each. */
export const ENTRIES_PER_ROW = 256;
export const TEXELS_PER_ENTRY = 2;
const ENTRY_MASK = ENTRIES_PER_ROW - 1;
const ENTRY_SHIFT = Math.log2(ENTRIES_PER_ROW);

const HEAD = `#version 300 es
precision highp float;
precision highp int;
`;

/** What both back ends share: look up the layer, place the corner, hand the fragment shader its three segments. */
const CAPSULE = `
uniform highp sampler2D layerTable;
uniform highp sampler2D closures;
uniform int firstClosure;
uniform int lastClosure;
uniform vec4 toPx;       // mm → drawing buffer px: scale, offset
uniform vec2 viewport;   // px
uniform vec2 pxPer;      // px per mm, px per screen px

flat out vec4 beforeStart;
flat out vec4 endAfter;
flat out vec4 inverses;  // 1 / length² of the segment before, this one, the one after; half width
flat out vec4 ink;
flat out int neighbours; // bits: 1 there is one before, 2 one after; 4 and 8: it is the other end of a closed line

vec4 texelOf(highp sampler2D table, int entry, int texel) {
  return texelFetch(table, ivec2((entry & ${ENTRY_MASK}) * ${TEXELS_PER_ENTRY} + texel, entry >> ${ENTRY_SHIFT}), 0);
}

/** The last of the entries low..high whose word is not above the point: a table sorted by that word. */
int find(highp sampler2D table, int low, int high, int word, int point) {
  while (low < high) {
    int middle = (low + high + 1) >> 1;
    if (texelOf(table, middle, 0)[word] <= float(point)) low = middle; else high = middle - 1;
  }
  return low;
}

float inverse2(vec2 along) {
  float length2 = dot(along, along);
  return length2 > 1e-12 ? 1.0 / length2 : 0.0;
}

// corner: bit 1 is the end, bit 0 the side. joined: the point before belongs to this line. last: no segment starts here.
void capsule(int corner, int point, int layer, vec2 m0, vec2 m1, vec2 m2, vec2 m3, bool joined, bool last, bool goesOn) {
  if (joined && last) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  neighbours = (joined ? 1 : 0) | (goesOn && !last ? 2 : 0);
  if (firstClosure <= lastClosure && !last) {
    int opened = joined ? -1 : find(closures, firstClosure, lastClosure, 0, point);
    if (opened >= 0 && texelOf(closures, opened, 0).x == float(point)) {
      m0 = texelOf(closures, opened, 0).zw;
      neighbours |= 5;
    }
    int closed = goesOn ? -1 : find(closures, firstClosure, lastClosure, 1, point);
    if (closed >= 0 && texelOf(closures, closed, 0).y == float(point)) {
      m3 = texelOf(closures, closed, 1).xy;
      neighbours |= 10;
    }
  }

  vec4 style = texelOf(layerTable, layer, 0);
  vec2 before = m0 * toPx.xy + toPx.zw;
  vec2 start = m1 * toPx.xy + toPx.zw;
  vec2 end = m2 * toPx.xy + toPx.zw;
  vec2 after = m3 * toPx.xy + toPx.zw;
  if (last) end = start; // a line of one point is a dot
  float halfWidth = 0.5 * style.y * (style.z > 0.5 ? pxPer.y : pxPer.x);
  vec2 along = end - start;
  float inverse = inverse2(along);
  beforeStart = vec4(before, start);
  endAfter = vec4(end, after);
  inverses = vec4(inverse2(start - before), inverse, inverse2(after - end), halfWidth);
  ink = texelOf(layerTable, layer, 1);

  vec2 unit = inverse > 0.0 ? along * sqrt(inverse) : vec2(1.0, 0.0);
  float reach = halfWidth + 0.5;
  float side = (corner & 1) == 0 ? -reach : reach;
  vec2 place = (corner & 2) == 0 ? start - unit * reach : end + unit * reach;
  place += vec2(-unit.y, unit.x) * side;
  gl_Position = vec4(place / viewport * 2.0 - 1.0, 0.0, 1.0);
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
uniform int firstLayer;
uniform int lastLayer;
${CAPSULE}
bool breaks(float lowByte) {
  return (int(lowByte) & 1) == 1;
}

void main() {
  int point = firstPoint + gl_InstanceID;
  bool joined = point > 0 && !breaks(beforeByte);
  // The table is sorted by first point, and a draw of one layer looks nothing up.
  int layer = find(layerTable, firstLayer, lastLayer, 0, point);
  capsule(gl_VertexID, point, layer, before, start, end, after, joined, breaks(startByte), !breaks(endByte));
}
`;

/** Six vertices a point, pulled from a float texture: 8-11 times faster than instancing where the GPU is software. */
export const PULLED_VERTEX = (pointsPerRow: number) => `${HEAD}
uniform highp sampler2D points;
uniform int firstPoint;
${CAPSULE}
// Texel 0 is the padding point, so the point before needs no branch.
vec4 pointAt(int index) {
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
  vec4 before = pointAt(point);
  vec4 start = pointAt(point + 1);
  vec4 end = pointAt(point + 2);
  vec4 after = pointAt(point + 3);
  bool joined = point > 0 && !breaks(before);
  int layer = int(start.w) >> 1;
  capsule(corner, point, layer, before.xy, start.xy, end.xy, after.xy, joined, breaks(start), !breaks(end));
}
`;

export const LINE_FRAGMENT = `${HEAD}
flat in vec4 beforeStart;
flat in vec4 endAfter;
flat in vec4 inverses;
flat in vec4 ink;
flat in int neighbours;
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
  if ((neighbours & 1) != 0) {
    float before = distance2(pixel, beforeStart.xy, beforeStart.zw, inverses.x);
    if (before < nearest || (before == nearest && (neighbours & 4) == 0)) discard;
  }
  if ((neighbours & 2) != 0) {
    float after = distance2(pixel, endAfter.xy, endAfter.zw, inverses.z);
    if (after < nearest || (after == nearest && (neighbours & 8) != 0)) discard;
  }
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
