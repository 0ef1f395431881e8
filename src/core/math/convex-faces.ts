// The faces of a convex solid, found from its edges: two edges at a corner span a face where the whole solid lies on one
// side of their plane. Some corners × edges steps; the solids it is for have at most 120 corners.

/** Share of the radius within which a corner counts as lying in a plane. */
const FLAT = 1e-4;

type Point = readonly [number, number, number];

/**
 * Each face once, as its corners in turn, x, y, z each; seen from outside they go round clockwise (y is down).
 * `edges` has six numbers for each; ends that are one corner are equal to the last bit.
 */
export function convexFaces(edges: Float32Array): Float32Array[] {
  const corners: Point[] = [];
  const neighbours: number[][] = [];
  const idOf = new Map<string, number>();
  const cornerAt = (at: number) => {
    const point: Point = [edges[at], edges[at + 1], edges[at + 2]];
    const id = idOf.get(point.join()) ?? corners.length;
    if (id === corners.length) {
      idOf.set(point.join(), id);
      corners.push(point);
      neighbours.push([]);
    }
    return id;
  };
  for (let at = 0; at < edges.length; at += 6) {
    const [a, b] = [cornerAt(at), cornerAt(at + 3)];
    neighbours[a].push(b);
    neighbours[b].push(a);
  }

  // Outward faces lie to one side of each edge walked one way, so that each is found from its first free edge.
  const walked = new Set<number>();
  const faces: Float32Array[] = [];
  for (let corner = 0; corner < corners.length; corner++) {
    for (const before of neighbours[corner]) {
      for (const after of neighbours[corner]) {
        if (before === after || walked.has(before * corners.length + corner)) continue;
        const normal = cross(minus(corners[corner], corners[before]), minus(corners[after], corners[corner]));
        const slack = FLAT * Math.hypot(...corners[corner]) * Math.hypot(...normal);
        const heightOf = (point: Point) => dot(normal, minus(point, corners[corner]));
        if (corners.some((point) => heightOf(point) > slack)) continue;
        const face = corners.flatMap((point, id) => (heightOf(point) > -slack ? [id] : []));
        sortRound(face, normal, corners);
        face.forEach((id, i) => {
          walked.add(id * corners.length + face[(i + 1) % face.length]);
        });
        faces.push(Float32Array.from(face.flatMap((id) => corners[id])));
      }
    }
  }
  return faces;
}

/** Puts the corners of a face in the order in which one walks around it. */
function sortRound(face: number[], normal: Point, corners: readonly Point[]): void {
  const sum = [0, 0, 0];
  for (const id of face) for (let axis = 0; axis < 3; axis++) sum[axis] += corners[id][axis];
  const middle: Point = [sum[0] / face.length, sum[1] / face.length, sum[2] / face.length];
  const u = minus(corners[face[0]], middle);
  const v = cross(normal, u);
  const long = Math.hypot(...normal);
  const angleOf = (id: number) => {
    const arm = minus(corners[id], middle);
    return Math.atan2(dot(arm, v) / long, dot(arm, u));
  };
  face.sort((a, b) => angleOf(a) - angleOf(b));
}

function minus([ax, ay, az]: Point, [bx, by, bz]: Point): Point {
  return [ax - bx, ay - by, az - bz];
}

function cross([ax, ay, az]: Point, [bx, by, bz]: Point): Point {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

function dot([ax, ay, az]: Point, [bx, by, bz]: Point): number {
  return ax * bx + ay * by + az * bz;
}
