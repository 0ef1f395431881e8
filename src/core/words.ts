// Made by `npm run docs` from the ops' tables and docstrings; a test holds it to them. It is what an editor shows on
// completion and hover: types alone, no plugin.

import type { Geometry } from "./recipe.ts";

/** `[x, y, z]` or `[x, y]`; one number stands for all three, or for x alone, as the parameter says. */
export type Vector = number | readonly [number, number] | readonly [number, number, number];

export interface ArcParams {
  /** Radius, before any scaling. 0 to 200 mm on a slider; 0.5 unless told. */
  radius?: number;
  /** Where it begins; positive is clockwise. -360 to 360 deg on a slider; 0 unless told. */
  start?: number;
  /** How far round it goes. -360 to 360 deg on a slider; 180 unless told. */
  sweep?: number;
  /** Number of chords. whole, 1 to 2000; 48 unless told. */
  segments?: number;
}

export interface AsemicParams {
  /** Which letters in which order; a newline starts a new line. "asemic" unless told. */
  text?: string;
  /** Another seed is another alphabet. whole, 0 to 1000 on a slider; 0 unless told. */
  seed?: number;
  /** One em: a letter is about 0.7 wide. 1 to 200 mm on a slider; 20 unless told. */
  size?: number;
  /** Points a letter is drawn through. whole, 3 to 200; 12 unless told. */
  nodes?: number;
  /** Tries per point; more spread the points more evenly. whole, 1 to 50; 12 unless told. */
  candidates?: number;
  /** Least strokes of a letter. whole, 1 to 20; 2 unless told. */
  fewestStrokes?: number;
  /** Most strokes of a letter. whole, 1 to 20; 5 unless told. */
  mostStrokes?: number;
  /** Least steps of a stroke. whole, 1 to 20; 2 unless told. */
  shortestWalk?: number;
  /** Most steps of a stroke. whole, 1 to 20; 4 unless told. */
  longestWalk?: number;
  /** Strokes that swing, or that turn at corners. "curve" unless told. */
  style?: "curve" | "line";
  /** Chords per step of a curve. whole, 1 to 64; 12 unless told. */
  samples?: number;
  /** How straight curves are pulled; at 1 they are lines. 0 to 1 on a slider; 0 unless told. */
  tension?: number;
  /** Turns strokes to multiples of this angle; 0 leaves them. 0 to 90 deg on a slider; 0 unless told. */
  snap?: number;
  /** Strokes that get a mark at their end. 0 to 1 share on a slider; 0.3 unless told. */
  diacritics?: number;
  /** Size of the marks, in em. 0 to 0.2 on a slider; 0.04 unless told. */
  diacriticRadius?: number;
  /** Where lines of unequal length meet. "centre" unless told. */
  align?: "left" | "centre" | "right";
  /** What lies at 0, 0: the middle of it all, or the first baseline. "centre" unless told. */
  anchor?: "centre" | "baseline";
  /** Width of a letter, in em. 0.2 to 2 on a slider; 0.85 unless told. */
  advance?: number;
  /** Width of a space, in em. 0 to 2 on a slider; 0.35 unless told. */
  space?: number;
  /** Added between letters, in em. -0.2 to 1 on a slider; 0 unless told. */
  letterSpacing?: number;
  /** From baseline to baseline, in em. 0.5 to 3 on a slider; 1.4 unless told. */
  lineHeight?: number;
  /** Lines are broken at this width; 0 for never. 0 to 400 mm on a slider; 0 unless told. */
  boxWidth?: number;
}

export interface AttractorParams {
  /** Which one. "lorenz" unless told. */
  kind?: "lorenz" | "rossler" | "aizawa" | "threeScroll" | "deJong";
  /** Points along the line, or dots. whole, 100 to 50000 points; 10000 unless told. */
  points?: number;
  /** Time from point to point, in the flow's own measure. 0.001 to 0.05 s; 0.01 unless told. */
  timeStep?: number;
}

export interface BezierParams {
  /** Where it begins, before any scaling. -300 to 300 mm on a slider; [-0.5,0.25,0] unless told. */
  start?: Vector;
  /** Where it heads for at first. -300 to 300 mm on a slider; [-0.25,-0.75,0] unless told. */
  startHandle?: Vector;
  /** Where it comes from at last. -300 to 300 mm on a slider; [0.25,0.75,0] unless told. */
  endHandle?: Vector;
  /** Where it ends. -300 to 300 mm on a slider; [0.5,-0.25,0] unless told. */
  end?: Vector;
  /** Number of chords. whole, 1 to 2000; 64 unless told. */
  segments?: number;
}

export interface CapsuleParams {
  /** Radius of the caps, before any scaling. 0.05 to 1 mm on a slider; 0.25 unless told. */
  radius?: number;
  /** Height of the part between the caps. 0 to 2 mm on a slider; 0.5 unless told. */
  height?: number;
  /** Chords of a circle; lines down the side. whole, 3 to 512; 32 unless told. */
  segments?: number;
  /** Chords from the rim of a cap to its pole. whole, 1 to 128; 8 unless told. */
  capSegments?: number;
}

export interface CircleParams {
  /** Radius, before any scaling. 0 to 200 mm on a slider; 0.5 unless told. */
  radius?: number;
  /** Number of chords. whole, 3 to 2000; 96 unless told. */
  segments?: number;
}

export interface ConeParams {
  /** Radius of the base, before any scaling. 0.05 to 1 mm on a slider; 0.3 unless told. */
  radius?: number;
  /** Height, before any scaling. 0.1 to 2 mm on a slider; 0.6 unless told. */
  height?: number;
  /** Chords of a circle; lines down the side. whole, 3 to 512; 32 unless told. */
  segments?: number;
  /** Circles, the base included. whole, 1 to 512 lines; 1 unless told. */
  rings?: number;
}

export interface CylinderParams {
  /** Radius, before any scaling. 0.05 to 1 mm on a slider; 0.3 unless told. */
  radius?: number;
  /** Height, before any scaling. 0.1 to 2 mm on a slider; 0.6 unless told. */
  height?: number;
  /** Chords of a circle; lines down the side. whole, 3 to 512; 32 unless told. */
  segments?: number;
  /** Circles, the top and bottom ones included. whole, 2 to 512 lines; 2 unless told. */
  rings?: number;
}

export interface EllipseParams {
  /** Half its width, before any scaling. 0 to 200 mm on a slider; 0.5 unless told. */
  radiusX?: number;
  /** Half its height, before any scaling. 0 to 200 mm on a slider; 0.25 unless told. */
  radiusY?: number;
  /** Turns it, clockwise on the sheet. -180 to 180 deg on a slider; 0 unless told. */
  angle?: number;
  /** Number of chords. whole, 3 to 2000; 96 unless told. */
  segments?: number;
}

export interface GridParams {
  /** Upright lines, side by side. whole, 0 to 500 lines; 20 unless told. */
  nx?: number;
  /** Level lines, one below the other. whole, 0 to 500 lines; 20 unless told. */
  ny?: number;
}

export interface ImageParams {
  /** An imported picture file, or "ball", which is built in. "ball" unless told. */
  source?: string;
  /** What shows the tones. "hatch" unless told. */
  style?: "hatch" | "waves" | "stipple" | "contours";
  /** Between lines of a hatching, or waves. 0.004 to 0.1 share on a slider; 0.015 unless told. */
  spacing?: number;
  /** Direction of the hatching's first layer, or of waves. -90 to 90 deg on a slider; 45 unless told. */
  angle?: number;
  /** Directions of a hatching; the later, the darker. whole, 1 to 6; 3 unless told. */
  layers?: number;
  /** Contours between white and black. whole, 1 to 64; 8 unless told. */
  levels?: number;
  /** Dots of a stippling. whole, 3 to 20000; 2000 unless told. */
  dots?: number;
  /** Diameter of dots; 0 draws points. 0 to 0.02 share on a slider; 0.006 unless told. */
  dotSize?: number;
  /** How often dots are moved apart. whole, 0 to 200; 30 unless told. */
  steps?: number;
  /** Lighter tones get no dots and no waves. 0 to 0.5 share on a slider; 0.03 unless told. */
  lightest?: number;
  /** Above 1 lightens, below 1 darkens the middle tones. 0.2 to 5 on a slider; 1 unless told. */
  gamma?: number;
  /** Draws what is light: for white ink on a dark sheet. false unless told. */
  invert?: boolean;
  /** Samples along the longer side. whole, 8 to 1024; 256 unless told. */
  detail?: number;
  /** Where the dots begin. whole, 0 to 1000 on a slider; 1 unless told. */
  seed?: number;
}

export interface LaplaceFieldParams {
  /** How the net is bent. "cylinder" unless told. */
  kind?: "cylinder" | "mobius" | "exp";
  /** Which lines: those of equal u, those of equal v, or both. "both" unless told. */
  family?: "both" | "u" | "v";
  /** Lines of equal u. whole, 1 to 200 lines; 45 unless told. */
  uLines?: number;
  /** Lines of equal v. whole, 1 to 200 lines; 45 unless told. */
  vLines?: number;
  /** Part of the net that is drawn, along u. 1 to 24; 12 unless told. */
  uSpan?: number;
  /** Part of the net that is drawn, along v. 1 to 24; 12 unless told. */
  vSpan?: number;
  /** For cylinder: its radius, before any scaling. 0 to 0.45 mm on a slider; 0.125 unless told. */
  radius?: number;
  /** For mobius: 0 leaves the net straight. -2 to 2 on a slider; 0.15 unless told. */
  bendX?: number;
  /** For mobius: the same across. -2 to 2 on a slider; 0.1 unless told. */
  bendY?: number;
  /** Half the square that becomes the unit box. 1 to 24; 6 unless told. */
  extent?: number;
  /** Points per line, before it is cut. whole, 16 to 4000 points; 200 unless told. */
  points?: number;
}

export interface LineParams {
  /** Length, before any scaling. 0 to 400 mm on a slider; 1 unless told. */
  length?: number;
  /** Direction; positive turns clockwise on the sheet. -180 to 180 deg on a slider; 0 unless told. */
  angle?: number;
  /** Which of its points lies at the origin. "centre" unless told. */
  anchor?: "centre" | "start" | "end";
}

export interface LissajousParams {
  /** Swings along x, y, z. 0 to 10 turns on a slider; [3,2,4] unless told. */
  frequency?: Vector;
  /** Where each swing starts. -180 to 180 deg on a slider; [90,0,0] unless told. */
  phase?: Vector;
  /** How much of the curve is drawn; 1 closes it. 0 to 20 turns on a slider; 1 unless told. */
  turns?: number;
  /** Points along the curve. whole, 2 to 8000 points; 1000 unless told. */
  points?: number;
}

export interface LsystemParams {
  /** Which rules; `custom` takes those given. "plant" unless told. */
  preset?: "plant" | "circuit" | "custom";
  /** What `custom` begins with. "F--F--F" unless told. */
  axiom?: string;
  /** What `custom` puts in the place of its symbols: X=F[+X]; F=FF. "F=F+F--F+F" unless told. */
  rules?: string;
  /** Times that all symbols are replaced. whole, 0 to 12; 5 unless told. */
  iterations?: number;
  /** Direction of the first step; -90 is up. -180 to 180 deg on a slider; -90 unless told. */
  heading?: number;
  /** Turn of + and -. -180 to 180 deg on a slider; 25 unless told. */
  angle?: number;
  /** Length of a step. 0.1 to 50 mm on a slider; 1.5 unless told. */
  step?: number;
  /** How far turns and steps may stray from their size. 0 to 0.25 share on a slider; 0 unless told. */
  jitter?: number;
  /** Which chance strays them. whole, 0 to 1000 on a slider; 0 unless told. */
  seed?: number;
}

export interface PolygonParams {
  /** Number of sides. whole, 3 to 128; 6 unless told. */
  sides?: number;
  /** Turns the first corner away from the x axis. -180 to 180 deg on a slider; 0 unless told. */
  phase?: number;
  /** Part of the outline; a chord closes it. -360 to 360 deg on a slider; 360 unless told. */
  sweep?: number;
}

export interface PolyhedronParams {
  /** Which solid; as a plain number, its faces: 4, 6, 8, 12, 20. "tetrahedron" unless told. */
  kind?: "tetrahedron" | "cube" | "octahedron" | "dodecahedron" | "icosahedron" | "truncatedTetrahedron" | "cuboctahedron" | "truncatedCube" | "truncatedOctahedron" | "rhombicuboctahedron" | "truncatedCuboctahedron" | "snubCubeLeft" | "snubCubeRight" | "icosidodecahedron" | "truncatedDodecahedron" | "truncatedIcosahedron" | "rhombicosidodecahedron" | "truncatedIcosidodecahedron" | "snubDodecahedronLeft" | "snubDodecahedronRight";
  /** Each edge once, or each face as a closed line. "edges" unless told. */
  style?: "edges" | "faces";
}

export interface PolylineParams {
  /** The points as a flat list, x and y (and z) in turn. [-0.5,0.5,-0.3,-0.3,-0.1,0.3,0.1,-0.5,0.3,0.1,0.5,-0.1] unless told. */
  points?: ArrayLike<number>;
  /** Numbers per point: 2 on the sheet, 3 in space. whole, 2 to 3; 2 unless told. */
  dimensions?: number;
  /** Lead back to the first point. false unless told. */
  closed?: boolean;
}

export interface RectParams {
  /** Width, before any scaling. 0 to 400 mm on a slider; 1 unless told. */
  width?: number;
  /** Height, before any scaling. 0 to 400 mm on a slider; 1 unless told. */
  height?: number;
  /** Turns it, clockwise on the sheet. -180 to 180 deg on a slider; 0 unless told. */
  angle?: number;
}

export interface SphereParams {
  /** Fineness; an icosphere quadruples with each level. whole, 0 to 7; 1 unless told. */
  level?: number;
  /** Which lines stand for the surface. "latlon" unless told. */
  style?: "latlon" | "zigzag" | "icosphere" | "rings";
  /** For latlon: parallels, meridians or both. "both" unless told. */
  mode?: "both" | "horizontal" | "vertical";
}

export interface SpiralParams {
  /** Where it begins, from the middle. 0 to 200 mm on a slider; 0 unless told. */
  innerRadius?: number;
  /** Where it ends, from the middle. 0 to 200 mm on a slider; 0.5 unless told. */
  outerRadius?: number;
  /** Times round; positive is clockwise. -20 to 20 turns on a slider; 5 unless told. */
  turns?: number;
  /** Direction in which it begins. -180 to 180 deg on a slider; 0 unless told. */
  phase?: number;
  /** Points, at even angles. whole, 2 to 8000 points; 512 unless told. */
  points?: number;
}

export interface SplineParams {
  /** The points as a flat list, x and y (and z) in turn. [-0.5,0.5,-0.3,-0.3,-0.1,0.3,0.1,-0.5,0.3,0.1,0.5,-0.1] unless told. */
  points?: ArrayLike<number>;
  /** Numbers per point: 2 on the sheet, 3 in space. whole, 2 to 3; 2 unless told. */
  dimensions?: number;
  /** Lead back to the first point. false unless told. */
  closed?: boolean;
  /** 0 swings wide, 1 is straight from point to point. 0 to 1 on a slider; 0 unless told. */
  tension?: number;
  /** Chords between two points. whole, 1 to 500; 16 unless told. */
  segments?: number;
}

export interface StreamlinesParams {
  /** What the lines follow. "curl" unless told. */
  field?: "noise" | "curl" | "vortex" | "dipole" | "around";
  /** Width of the rectangle they fill. 10 to 400 mm on a slider; 120 unless told. */
  width?: number;
  /** Height of the rectangle they fill. 10 to 400 mm on a slider; 180 unless told. */
  height?: number;
  /** From a line to the next. 1 to 20 mm on a slider; 3 unless told. */
  separation?: number;
  /** Share of the separation at which a line ends. 0.1 to 1 share on a slider; 0.5 unless told. */
  test?: number;
  /** Shorter lines are left out. 0 to 50 mm on a slider; 4 unless told. */
  shortest?: number;
  /** Of the noise: higher is smaller whorls. 0 to 0.05 1/mm on a slider; 0.012 unless told. */
  frequency?: number;
  /** Of the noise against a straight current; reach of a dipole. -2 to 2 on a slider; 1 unless told. */
  strength?: number;
  /** Direction of the current; spiral of the vortex. -180 to 180 deg on a slider; 0 unless told. */
  angle?: number;
  /** How fast obstacles turn in the stream. -3 to 3 on a slider; 0 unless told. */
  spin?: number;
  /** Discs to go around: x, y, radius each, in mm from the middle. [] unless told. */
  obstacles?: ArrayLike<number>;
  /** Other noise, other lines. whole, 0 to 1000 on a slider; 0 unless told. */
  seed?: number;
  /** Changes the noise; feed it time. Slow is about 0.01 a second. 0 to 10 on a slider; 0 unless told. */
  t?: number;
}

export interface TextParams {
  /** What is written; a newline starts a new line. "HELLO" unless told. */
  text?: string;
  /** A built-in face ("sans", "serif", "italic", "script", "gothic"), a font family, or an imported font file. "sans" unless told. */
  font?: string;
  /** Which face of a font collection (.ttc, .otc). whole, 0 to 31; 0 unless told. */
  fontIndex?: number;
  /** One em: about the distance of lines set tight. 1 to 200 mm on a slider; 20 unless told. */
  size?: number;
  /** Where lines of unequal length meet. "centre" unless told. */
  align?: "left" | "centre" | "right";
  /** What lies at 0, 0: the middle of it all, or the first baseline. "centre" unless told. */
  anchor?: "centre" | "baseline";
  /** Added between letters, in em. -0.2 to 1 on a slider; 0 unless told. */
  letterSpacing?: number;
  /** From baseline to baseline, in em. 0.5 to 3 on a slider; 1.2 unless told. */
  lineHeight?: number;
  /** Lines are broken at this width; 0 for never. 0 to 400 mm on a slider; 0 unless told. */
  boxWidth?: number;
  /** How far outlines may be from the font's curves, in em. 0.0005 to 0.05 on a slider; 0.002 unless told. */
  tolerance?: number;
}

export interface TorusParams {
  /** Centre of the ring to centre of the tube. 0.05 to 1 mm on a slider; 0.25 unless told. */
  majorRadius?: number;
  /** Radius of the tube. 0.02 to 0.5 mm on a slider; 0.125 unless told. */
  minorRadius?: number;
  /** Circles around the tube; chords of those along it. whole, 3 to 512; 32 unless told. */
  majorSegments?: number;
  /** Circles along the tube; chords of those around it. whole, 3 to 512; 16 unless told. */
  minorSegments?: number;
}

export interface WaveParams {
  /** Shape of a cycle. "sine" unless told. */
  form?: "sine" | "triangle" | "square" | "sawtooth";
  /** Length of the whole, before any scaling. 0 to 400 mm on a slider; 1 unless told. */
  length?: number;
  /** How far it swings to either side. 0 to 100 mm on a slider; 0.25 unless told. */
  amplitude?: number;
  /** Swings along the whole length. -100 to 100 turns; 3 unless told. */
  cycles?: number;
  /** Where in the swing it begins. -180 to 180 deg on a slider; 0 unless told. */
  phase?: number;
  /** Points of a sine. whole, 2 to 8000 points; 256 unless told. */
  points?: number;
  /** Turns it, clockwise on the sheet. -180 to 180 deg on a slider; 0 unless told. */
  angle?: number;
}

export interface AffineParams {
  /** Scale and turn about the mean point instead of `pivot`. true unless told. */
  autoCentre?: boolean;
  /** The point that stays, without autoCentre. -300 to 300 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
  /** Turns about x, y and z, in this order. -180 to 180 deg on a slider; [0,0,0] unless told. */
  rotation?: Vector;
  /** Factor along x, y, z; one number stands for all. 0.25 to 4 on a slider; [1,1,1] unless told. */
  scale?: Vector;
  /** The move, made last. -200 to 200 mm on a slider; [0,0,0] unless told. */
  delta?: Vector;
}

export interface BoldParams {
  /** Strokes in place of one. whole, 1 to 50; 5 unless told. */
  count?: number;
  /** How far the strokes stray. 0 to 10 mm on a slider; 0.5 unless told. */
  radius?: number;
  /** Another seed, other strokes. whole, 0 to 9999 on a slider; 0 unless told. */
  seed?: number;
}

export interface BooleanParams {
  /** What to keep of the regions. "union" unless told. */
  mode?: "union" | "intersection" | "difference" | "xor";
}

export interface ClipParams {
  /** Which part stays. "inside" unless told. */
  keep?: "inside" | "outside";
  /** Draw the outlines as well. false unless told. */
  drawOutline?: boolean;
}

export interface CollapseParams {
  /** How far each piece is shifted. 0 to 10 mm on a slider; 5 unless told. */
  intensity?: number;
  /** Pieces each segment breaks into. whole, 0 to 100; 6 unless told. */
  subdivisions?: number;
  /** Strength in the middle. 0 to 1 share on a slider; 1 unless told. */
  base?: number;
  /** Rise of the strength from the middle to the edge. -1 to 1 on a slider; [0,0,0] unless told. */
  slope?: Vector;
  /** Let the slope start in the middle of the drawing instead of at `pivot`. true unless told. */
  autoCentre?: boolean;
  /** Where the slope starts, without autoCentre. -300 to 300 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
  /** Another seed, other directions. whole, 0 to 9999 on a slider; 0 unless told. */
  seed?: number;
}

export interface ConcatParams {}

export interface DashParams {
  /** Length of a dash. 0 to 50 mm on a slider; 6 unless told. */
  on?: number;
  /** Length of a gap. 0 to 50 mm on a slider; 3 unless told. */
  off?: number;
  /** Where in the pattern each line starts. -50 to 50 mm on a slider; 0 unless told. */
  offset?: number;
  /** Moves that place by chance, up to this far. 0 to 50 mm on a slider; 0 unless told. */
  offsetJitter?: number;
  /** Dash, gap, dash, gap …, instead of `on` and `off`. [] unless told. */
  pattern?: ArrayLike<number>;
  /** Another seed, other places. whole, 0 to 9999 on a slider; 0 unless told. */
  seed?: number;
}

export interface DeduplicateParams {
  /** Ends no further apart than this are the same. 0 to 1 mm on a slider; 0.01 unless told. */
  tolerance?: number;
}

export interface DelaunayParams {
  /** Each edge once, or closed triangles. "edges" unless told. */
  style?: "edges" | "triangles";
  /** Longest edge that is drawn; 0 for any. 0 to 200 mm on a slider; 0 unless told. */
  longest?: number;
}

export interface DisplaceParams {
  /** Largest shift along x, y, z. 0 to 50 mm on a slider; [8,8,8] unless told. */
  amplitude?: Vector;
  /** Noise cells per mm: low is a swell, high is grit. 0 to 0.1 1/mm on a slider; [0.04,0.04,0.04] unless told. */
  frequency?: Vector;
  /** Rise of the amplitude across the drawing. -4 to 4 on a slider; [0,0,0] unless told. */
  amplitudeGradient?: Vector;
  /** Rise of the frequency across the drawing. -4 to 4 on a slider; [0,0,0] unless told. */
  frequencyGradient?: Vector;
  /** Whether gradients rise across the box or from its centre. "linear" unless told. */
  profile?: "linear" | "radial";
  /** Where a radial gradient has risen by one; 0 fits the box. 0 to 200 mm on a slider; 0 unless told. */
  radius?: number;
  /** Least factor the gradients may reach. 0 to 1 on a slider; 0.1 unless told. */
  minFactor?: number;
  /** Greatest factor the gradients may reach. 1 to 4 on a slider; 2 unless told. */
  maxFactor?: number;
  /** Slides the noise; feed it time. Slow is about 0.05 a second. 0 to 10 on a slider; 0 unless told. */
  t?: number;
  /** Another seed, another noise. whole, 0 to 9999 on a slider; 0 unless told. */
  seed?: number;
}

export interface DropParams {
  /** Every n-th line goes; 0 is off. whole, 0 to 100 on a slider; 2 unless told. */
  interval?: number;
  /** Lines to count before the first of an interval. whole, -100 to 100 on a slider; 0 unless told. */
  offset?: number;
  /** Shorter lines go; 0 is off. 0 to 200 mm on a slider; 0 unless told. */
  minLength?: number;
  /** Longer lines go; 0 is off. 0 to 500 mm on a slider; 0 unless told. */
  maxLength?: number;
  /** Chance of each line to go, in the middle. 0 to 1 share on a slider; 0 unless told. */
  probability?: number;
  /** Rise of the chance from the middle to the edge. -1 to 1 on a slider; [0,0,0] unless told. */
  probabilitySlope?: Vector;
  /** Every line, or closed lines only. "line" unless told. */
  by?: "line" | "face";
  /** Leave them out, or draw nothing else. "drop" unless told. */
  mode?: "drop" | "keep";
  /** Another seed, another choice. whole, 0 to 9999 on a slider; 0 unless told. */
  seed?: number;
}

export interface ExplodeParams {
  /** How far outward. -50 to 50 mm on a slider; 25 unless told. */
  distance?: number;
  /** Move each point, or each line as a whole. "point" unless told. */
  by?: "point" | "line";
  /** Away from the mean point instead of `pivot`. true unless told. */
  autoCentre?: boolean;
  /** The centre, without autoCentre. -300 to 300 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
}

export interface ExtrudeParams {
  /** Where the copy stands; its length does not matter. -1 to 1 on a slider; [0,0,1] unless told. */
  direction?: Vector;
  /** How far away the copy stands. -200 to 200 mm on a slider; 10 unless told. */
  distance?: number;
  /** Size of the copy. 0 to 3 on a slider; 0.5 unless told. */
  scale?: number;
  /** Halvings of every segment: each doubles the ribs. whole, 0 to 8; 2 unless told. */
  subdivisions?: number;
  /** Scale the copy about the mean point instead of `pivot`. true unless told. */
  autoCentre?: boolean;
  /** The point the copy grows about. -300 to 300 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
}

export interface FillParams {
  /** Distance between rows. 0.2 to 20 mm on a slider; 2 unless told. */
  spacing?: number;
  /** Direction of the rows. -180 to 180 deg on a slider; 45 unless told. */
  angle?: number;
  /** Rows over the area's height; 0 goes by spacing. 0 to 400 lines on a slider; 0 unless told. */
  density?: number;
  /** Directions, spread evenly. whole, 1 to 6; 1 unless told. */
  angleSets?: number;
  /** How much the gaps grow across the area. -4 to 4; 0 unless told. */
  spacingGradient?: number;
  /** What is laid along the rows. "lines" unless told. */
  style?: "lines" | "cross" | "dots" | "zigzag";
  /** Draw the lines that were filled, too. true unless told. */
  keepOutline?: boolean;
}

export interface GrowthParams {
  /** Rings it starts from. whole, 0 to 64; 12 unless told. */
  seeds?: number;
  /** From strand to strand. 0.25 to 10 mm on a slider; 2 unless told. */
  spacing?: number;
  /** How far the outline is felt, in spacings. 0 to 4 on a slider; 1 unless told. */
  boundaryAvoid?: number;
  /** What a point does at the outline. "slide" unless told. */
  boundary?: "slide" | "bounce";
  /** How long it grows. whole, 0 to 2000; 250 unless told. */
  iterations?: number;
  /** Other places, other chances. whole, 0 to 1000 on a slider; 0 unless told. */
  seed?: number;
  /** Draw the closed lines as well. false unless told. */
  keepOutline?: boolean;
}

export interface HighpassParams {
  /** Distance between the new points. 0.05 to 20 mm; 0.5 unless told. */
  step?: number;
  /** Bends longer than this are long. 0 to 30 mm on a slider; 1 unless told. */
  sigma?: number;
  /** Size of the short bends. 0 to 10 on a slider; 1 unless told. */
  gain?: number;
  /** How much of the long bends stays. 0 to 1 share on a slider; 0 unless told. */
  swell?: number;
  /** Whether ends meet: as they are, never, or always. "auto" unless told. */
  closed?: "auto" | "open" | "closed";
}

export interface HullParams {
  /** One outline about all, or one per line. "drawing" unless told. */
  of?: "drawing" | "line";
}

export interface IsocontourParams {
  /** From contour to contour. 0.2 to 10 mm on a slider; 2 unless told. */
  spacing?: number;
  /** Moves all contours away from the outline. -10 to 10 mm on a slider; 0 unless told. */
  phase?: number;
  /** Where the contours end. 0 to 100 mm on a slider; 30 unless told. */
  maxDistance?: number;
  /** On which side of the outline. "inside" unless told. */
  side?: "inside" | "outside" | "both";
  /** Fineness of the grid they are found on. 0.1 to 5 mm on a slider; 0.5 unless told. */
  pitch?: number;
  /** Above 1 they crowd near the outline, below 1 far from it. 0.2 to 5 on a slider; 1 unless told. */
  gamma?: number;
  /** Draw every so many-th contour only. whole, 1 to 10 on a slider; 1 unless told. */
  levelStep?: number;
}

export interface JoinParams {
  /** Ends no further apart than this meet. 0 to 5 mm; 0.05 unless told. */
  tolerance?: number;
}

export interface LowpassParams {
  /** Distance between the new points. 0.05 to 20 mm; 0.5 unless told. */
  step?: number;
  /** Width of the blur. 0 to 30 mm on a slider; 1 unless told. */
  sigma?: number;
  /** Whether ends meet: as they are, never, or always. "auto" unless told. */
  closed?: "auto" | "open" | "closed";
}

export interface MetaballParams {
  /** How far a shape is felt. 0 to 50 mm on a slider; 3 unless told. */
  radius?: number;
  /** Charge at which the outline is drawn; lower is fatter. 0 to 5 on a slider; 1 unless told. */
  threshold?: number;
  /** Fineness of the grid it is found on. 0.1 to 5 mm on a slider; 0.5 unless told. */
  pitch?: number;
  /** Draw the outlines of holes as well. true unless told. */
  holes?: boolean;
}

export interface MirrorParams {
  /** Mirrors; there are twice as many wedges. whole, 1 to 12; 1 unless told. */
  count?: number;
  /** Direction of the first mirror; −90 is up. -180 to 180 deg on a slider; -90 unless told. */
  angle?: number;
  /** Which wedge is kept, counted clockwise. whole, 0 to 23 on a slider; 0 unless told. */
  source?: number;
  /** Draw the mirrors as well. false unless told. */
  showPlanes?: boolean;
  /** Mirrors through the mean point instead of `pivot`. true unless told. */
  autoCentre?: boolean;
  /** Where the mirrors cross, without autoCentre. -300 to 300 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
}

export interface Mirror3dParams {
  /** Mirrors about an axis, or those of a regular solid. "azimuth" unless told. */
  group?: "azimuth" | "tetrahedral" | "octahedral" | "icosahedral";
  /** Mirrors about the axis, for azimuth. whole, 1 to 64; 3 unless told. */
  count?: number;
  /** Direction of the axis; its length does not matter. -1 to 1 on a slider; [0,0,1] unless told. */
  axis?: Vector;
  /** Turns the mirrors about the axis. -180 to 180 deg on a slider; 0 unless told. */
  angle?: number;
  /** Mirror images as well as turned ones. true unless told. */
  reflection?: boolean;
  /** Keep one region of the input only, so that images do not overlap. true unless told. */
  cut?: boolean;
  /** Draw the mirrors as circles. false unless told. */
  showPlanes?: boolean;
  /** Mirrors through the mean point instead of `pivot`. true unless told. */
  autoCentre?: boolean;
  /** Where the mirrors cross, without autoCentre. -300 to 300 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
}

export interface OccludeParams {
  /** What makes one line lie behind another. "order" unless told. */
  by?: "order" | "depth" | "skyline";
}

export interface OffsetParams {
  /** Outwards, or inwards if negative. -25 to 25 mm on a slider; 5 unless told. */
  distance?: number;
  /** Shape of corners and of open ends. "round" unless told. */
  join?: "round" | "mitre" | "bevel";
  /** Pieces per quarter of a round corner. whole, 1 to 64; 12 unless told. */
  segments?: number;
  /** The drawing is one region; otherwise each line by itself. true unless told. */
  union?: boolean;
  /** Draw the lines themselves, too. false unless told. */
  keepOriginal?: boolean;
}

export interface OffsetCurveParams {
  /** From each line to the next. 0 to 25 mm on a slider; 1 unless told. */
  distance?: number;
  /** As one walks along the line. "both" unless told. */
  side?: "left" | "right" | "both";
  /** Parallels per side. whole, 1 to 20 lines; 1 unless told. */
  count?: number;
  /** Shape of outer corners. "round" unless told. */
  join?: "round" | "mitre" | "bevel";
  /** Draw the lines themselves, too. false unless told. */
  keepOriginal?: boolean;
}

export interface PackParams {
  /** Smaller circles are not drawn. 0.2 to 20 mm on a slider; 0.8 unless told. */
  minRadius?: number;
  /** Where a circle stops growing. 0.5 to 50 mm on a slider; 8 unless told. */
  maxRadius?: number;
  /** Room between neighbours. 0 to 5 mm on a slider; 0.5 unless told. */
  gap?: number;
  /** Places tried, for the plot. whole, 0 to 200000; 20000 unless told. */
  attempts?: number;
  /** Another seed, other places. whole, 0 to 9999 on a slider; 0 unless told. */
  seed?: number;
}

export interface PartitionParams {
  /** Cells in each region. whole, 1 to 500; 12 unless told. */
  sites?: number;
  /** Another scatter of cells. whole, 0 to 1000 on a slider; 0 unless told. */
  seed?: number;
  /** Between two cells; the outline stays. 0 to 10 mm on a slider; 0 unless told. */
  gap?: number;
  /** What is one region: all, each with holes, each line. "merge" unless told. */
  mode?: "merge" | "group" | "ring";
  /** Chance of a cell in the middle of the region. 0 to 1 on a slider; 1 unless told. */
  densityBase?: number;
  /** How the chance changes towards the edges, along x and y. -1 to 1 on a slider; [0,0,0] unless told. */
  densitySlope?: Vector;
}

export interface PerspectiveParams {
  /** Turn the drawing before the camera, or place the camera. "orbit" unless told. */
  camera?: "orbit" | "eye";
  /** Turns the drawing about x, y and z, for orbit. -180 to 180 deg on a slider; [0,0,0] unless told. */
  rotation?: Vector;
  /** Eye to target, for orbit; near is dramatic. 50 to 2000 mm on a slider; 300 unless told. */
  distance?: number;
  /** Where the camera stands, for eye. -1000 to 1000 mm on a slider; [74,105,300] unless told. */
  eye?: Vector;
  /** Field of view, for eye. 5 to 150 deg; 40 unless told. */
  fov?: number;
  /** What the field of view spans on the sheet, for eye. 10 to 1000 mm on a slider; 148 unless told. */
  frame?: number;
  /** What is nearer to the eye is cut off. 0.1 to 100 mm; 1 unless told. */
  near?: number;
  /** Look at the mean point instead of `target`. true unless told. */
  autoCentre?: boolean;
  /** Where the camera looks, without autoCentre. -1000 to 1000 mm on a slider; [0,0,0] unless told. */
  target?: Vector;
}

export interface PixelateParams {
  /** Size of a stair along x, y, z. 0.05 to 50 mm; [1,1,1] unless told. */
  step?: Vector;
  /** Which way first: the longer, along x, or along y. "auto" unless told. */
  corner?: "auto" | "xy" | "yx";
}

export interface QuantizeParams {
  /** Lattice step along x, y, z; 0 is off. 0 to 50 mm on a slider; [1,1,1] unless told. */
  step?: Vector;
}

export interface ReactionDiffusionParams {
  /** Fineness of the grid; the pattern grows with it. 0.2 to 2 mm on a slider; 0.6 unless told. */
  pitch?: number;
  /** How long the reaction goes on. whole, 0 to 10000; 4500 unless told. */
  steps?: number;
  /** Spread of the substance that is fed. 0 to 0.2; 0.16 unless told. */
  du?: number;
  /** Spread of the substance that eats. 0 to 0.2; 0.08 unless told. */
  dv?: number;
  /** How fast the first is fed. 0 to 0.1; 0.035 unless told. */
  feed?: number;
  /** How fast the second dies off. 0 to 0.1; 0.062 unless told. */
  kill?: number;
  /** Length of a step. 0 to 1; 1 unless told. */
  dt?: number;
  /** Other places to start from. whole, 0 to 1000 on a slider; 0 unless told. */
  seed?: number;
  /** Spots the reaction starts in. whole, 1 to 200; 12 unless told. */
  seeds?: number;
  /** Radius of such a spot. 0 to 30 mm on a slider; 6 unless told. */
  seedRadius?: number;
  /** Unevenness of the spots. 0 to 0.2; 0.02 unless told. */
  noise?: number;
  /** Concentration along which lines are drawn. 0.05 to 0.4 on a slider; 0.2 unless told. */
  level?: number;
  /** Shorter lines are left out. whole, 2 to 100 points on a slider; 16 unless told. */
  minPoints?: number;
  /** What the outline does: holds everything, or drains the eater. "closed" unless told. */
  edge?: "closed" | "open";
}

export interface RelaxParams {
  /** How often points move. whole, 0 to 500; 15 unless told. */
  iterations?: number;
  /** Share of the way in each step. 0 to 0.5; 0.125 unless told. */
  step?: number;
  /** Smooth without shrinking. false unless told. */
  keepSize?: boolean;
}

export interface RepeatParams {
  /** Copies besides the original, along a row. whole, 0 to 100; 3 unless told. */
  count?: number;
  /** One row, several rows, or rings around the middle. "row" unless told. */
  layout?: "row" | "grid" | "radial";
  /** Move per step along a row. -300 to 300 mm on a slider; [12,0,0] unless told. */
  offset?: Vector;
  /** Rows of a grid. whole, 1 to 100; 3 unless told. */
  rows?: number;
  /** Move from row to row of a grid. -300 to 300 mm on a slider; [0,12,0] unless told. */
  rowOffset?: Vector;
  /** From ring to ring, and of the first one. -200 to 200 mm on a slider; 30 unless told. */
  radius?: number;
  /** Where on its ring the first copy stands; 0 is right. -180 to 180 deg on a slider; 0 unless told. */
  theta?: number;
  /** Copies on a ring. whole, 1 to 200; 6 unless told. */
  nTheta?: number;
  /** Rings around the middle. whole, 1 to 50; 1 unless told. */
  nRadius?: number;
  /** Turn each copy on a ring with its place. true unless told. */
  turned?: boolean;
  /** Turn per step, about x, y and z. -180 to 180 deg on a slider; [0,0,0] unless told. */
  rotationStep?: Vector;
  /** Factor per step; one number stands for all. 0.5 to 1.5 on a slider; [1,1,1] unless told. */
  scale?: Vector;
  /** Spacing of a row or of rings; 1 is even. 0.1 to 5 on a slider; 1 unless told. */
  curve?: number;
  /** Let the moves add up: 1, 3, 6 … steps. false unless told. */
  cumulativeOffset?: boolean;
  /** Let the turns add up: 1, 3, 6 … steps. false unless told. */
  cumulativeRotation?: boolean;
  /** Let the factors add up: 1, 3, 6 … steps. false unless told. */
  cumulativeScale?: boolean;
  /** Scale and turn about the mean point instead of `pivot`. true unless told. */
  autoCentre?: boolean;
  /** The point that stays, without autoCentre. -300 to 300 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
}

export interface ResampleParams {
  /** Distance between points, at most. 0.1 to 20 mm; 1 unless told. */
  step?: number;
}

export interface RippleParams {
  /** Largest shift. 0 to 30 mm on a slider; 3 unless told. */
  amplitude?: number;
  /** Rings per mm. 0 to 0.2 1/mm on a slider; 0.05 unless told. */
  frequency?: number;
  /** Moves the rings outward. 0 to 360 deg on a slider; 0 unless told. */
  phase?: number;
  /** Distance over which rings fade; 0 keeps them. 0 to 200 mm on a slider; 0 unless told. */
  reach?: number;
  /** To and from the centre, or off the sheet. "radial" unless told. */
  direction?: "radial" | "height";
  /** Rings around the mean point instead of `pivot`. true unless told. */
  autoCentre?: boolean;
  /** Centre of the rings, without autoCentre. -300 to 300 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
}

export interface RotateParams {
  /** Turns about the x, y and z axis, in this order. -180 to 180 deg on a slider; [0,0,0] unless told. */
  angles?: Vector;
  /** The point that stays. -500 to 500 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
}

export interface ScaleParams {
  /** Factor along x, y, z; one number stands for all. 0 to 400 on a slider; [1,1,1] unless told. */
  by?: Vector;
  /** The point that stays. -500 to 500 mm on a slider; [0,0,0] unless told. */
  pivot?: Vector;
}

export interface ScaleEachParams {
  /** Factor along x, y, z; one number for all. 0 to 10 on a slider; [0.8,0.8,0.8] unless told. */
  by?: Vector;
  /** Every line, or closed ones only. "all" unless told. */
  of?: "all" | "closed";
}

export interface SimplifyParams {
  /** Distance a line may move, at most. 0 to 10 mm on a slider; 0.05 unless told. */
  tolerance?: number;
}

export interface SortParams {
  /** Lines may be drawn from either end; without it there is no 2-opt. true unless told. */
  reverse?: boolean;
  /** Shorten the travel further for the plot (2-opt). true unless told. */
  improve?: boolean;
}

export interface StippleParams {
  /** How many dots. whole, 0 to 10000 points; 600 unless told. */
  count?: number;
  /** Rounds that spread the dots, for the plot. whole, 0 to 200; 30 unless told. */
  iterations?: number;
  /** Another seed, other places. whole, 0 to 9999 on a slider; 0 unless told. */
  seed?: number;
}

export interface SubdivideParams {
  /** Halvings: each doubles the points. whole, 0 to 10; 3 unless told. */
  times?: number;
}

export interface TranslateParams {
  /** How far to the right, down, nearer. -500 to 500 mm on a slider; [0,0,0] unless told. */
  by?: Vector;
}

export interface TrimParams {
  /** Where the kept part starts. 0 to 1 share; 0.1 unless told. */
  start?: number;
  /** Where the kept part ends. 0 to 1 share; 0.5 unless told. */
  end?: number;
}

export interface TwistParams {
  /** Turn at either end, against each other. -360 to 360 deg on a slider; 60 unless told. */
  angle?: number;
  /** The axis it is wound about. "y" unless told. */
  axis?: "x" | "y" | "z";
  /** Another axis, instead of x, y or z. -1 to 1 on a slider; [0,0,0] unless told. */
  direction?: Vector;
}

export interface VoronoiParams {
  /** Room around the outermost points. 0 to 100 mm on a slider; 10 unless told. */
  margin?: number;
}

export interface WarpParams {
  /** What the outline does. "scale" unless told. */
  mode?: "scale" | "rotate" | "shear" | "swirl" | "attract" | "repel";
  /** Weight of the whole effect. 0 to 1 on a slider; 1 unless told. */
  strength?: number;
  /** A lens is full inside, or along the outline only. "ramp" unless told. */
  profile?: "ramp" | "band";
  /** Over how much a lens fades. 0 to 100 mm on a slider; 20 unless told. */
  band?: number;
  /** A lens leaves the outside as it is. true unless told. */
  insideOnly?: boolean;
  /** Magnification of the scale lens. 0 to 4 on a slider; 1.4 unless told. */
  scale?: number;
  /** Turn of the rotate and swirl lens, or shear. -360 to 360 deg on a slider; 30 unless told. */
  angle?: number;
  /** How far attraction and repulsion reach. 0 to 200 mm on a slider; 30 unless told. */
  snapBand?: number;
  /** Over how much they fade. 0.1 to 100 mm on a slider; 12 unless told. */
  falloff?: number;
  /** How far before the outline attracted points stop. -20 to 20 mm on a slider; 0 unless told. */
  bias?: number;
}

export interface WeaveParams {
  /** Chords that are spanned. whole, 1 to 500; 100 unless told. */
  threads?: number;
  /** Steps of drawing them tight. whole, 0 to 50; 15 unless told. */
  iterations?: number;
  /** How far a knot goes towards each neighbour in a step. 0 to 0.25 on a slider; 0.125 unless told. */
  step?: number;
  /** Other chords. whole, 0 to 1000 on a slider; 0 unless told. */
  seed?: number;
  /** Draw the closed lines as well. true unless told. */
  keepOutline?: boolean;
}

export interface WobbleParams {
  /** Largest shift along x, y, z. 0 to 20 mm on a slider; [2,2,2] unless told. */
  amplitude?: Vector;
  /** Waves per mm. 0 to 0.2 1/mm on a slider; [0.1,0.1,0.1] unless told. */
  frequency?: Vector;
  /** Moves the waves. 0 to 360 deg on a slider; 0 unless told. */
  phase?: number;
}

/** What `G` has. */
export interface Shapes {
  /**
   * A part of a circle around the origin, as one line: from `start`, counted from the x axis and clockwise on the sheet,
   * over `sweep`. A negative sweep runs the other way, a full turn closes exactly, more than one goes round again.
   *
   * @example G.arc(60, 150, 240).repeat({ count: 18, offset: 0, scale: 0.92, rotationStep: [0, 0, 11], autoCentre: false }).translate(74, 105)
   */
  arc(params?: ArcParams): Geometry;
  /** Part of a circle. */
  arc(value: number, ...values: number[]): Geometry;
  /**
   * Writing that looks like writing and says nothing: each character of `text` has its own invented letter, always the
   * same one for the same `seed` and rules. A letter is a few strokes that walk along a sparse graph over `nodes` chance
   * points, bent into curves or left straight, here and there with a mark. Lines, box, alignment and anchor are those of
   * `text`; `size` is one em in mm, a letter about 0.7 em wide and 0.8 high. An empty text draws nothing. z is 0.
   *
   * The graph of a letter costs up to nodes³ steps, in practice about nodes² (a third point that parts two is soon
   * found), for the first of each character only.
   *
   * After pyxidraw's asemic_glyph (snapping, marks) and grafix's asemic (text, walks, styles).
   *
   * @example G.asemic({ text: "a letter to nobody\nin no language\nby no hand", size: 9, seed: 4 }).translate(74, 105)
   */
  asemic(params?: AsemicParams): Geometry;
  /** Invented writing: every character has its own unreadable letter. */
  asemic(value: number, ...values: number[]): Geometry;
  /**
   * A strange attractor, always brought to the unit box: its longest side is 1, its middle at the origin, and the side it
   * is known by faces the viewer. The flows are one line, followed by the Runge–Kutta method of fourth order; a `timeStep`
   * longer than a flow bears is done in several, so it never flies apart, however far the points stand from each other.
   *
   * - `lorenz`: Lorenz, "Deterministic nonperiodic flow" (1963), with 10, 28, 8/3.
   * - `rossler`: Rössler, "An equation for continuous chaos" (1976), with .2, .2, 5.7.
   * - `aizawa`: after Aizawa and Langford, with .95, .7, .6, 3.5, .25, .1.
   * - `threeScroll`: Pan, Zhou, Fang and Li, "A new three-scroll unified chaotic system coined" (2010), with 40, .833, 20,
   *   .5, .65; the original's .5 in the third place makes no scrolls.
   * - `deJong`: the map of Peter de Jong (in Dewdney's "Computer recreations", 1987), with 1.4, −2.3, 2.4, −2.1, as dots on
   *   the sheet: its steps jump about, so the line that the original drew through them hid the figure. It has no time.
   *
   * @example G.attractor({ kind: "lorenz", points: 6000, timeStep: 0.008 }).scale(128).translate(74, 105)
   */
  attractor(params?: AttractorParams): Geometry;
  /**
   * A cubic Bézier curve in space: it leaves `start` towards `startHandle` and reaches `end` coming from `endHandle`. Its
   * points stand at even steps of the curve's own parameter, so closer together where it turns.
   *
   * @example G.bezier({ start: [-55, 20], startHandle: [-30, -90], endHandle: [30, 90], end: [55, -20] }).repeat(25, 0, 2.6).translate(74, 72)
   */
  bezier(params?: BezierParams): Geometry;
  /**
   * An upright capsule around the y axis: a cylinder of `height` between two half spheres. Circles from cap to cap, then
   * as many lines from pole to pole as a circle has chords. Height 0 leaves a sphere.
   *
   * The original's default, radius .4 and height .8, is 1.6 tall; this one fits the unit box.
   *
   * @example G.capsule({ segments: 48, capSegments: 12 }).scale(150).rotate({ angles: [-20, 0, 25] }).translate(74, 105)
   */
  capsule(params?: CapsuleParams): Geometry;
  /** Upright capsule: circles and lines from pole to pole. */
  capsule(value: number, ...values: number[]): Geometry;
  /**
   * A circle around the origin as a closed polyline. A chord strays from the arc by radius·(1 − cos(180°/segments)):
   * 96 segments at a radius of 50 mm are true to 0.03 mm, finer than a pen.
   *
   * @example G.circle(40).repeat({ count: 17, offset: 0, rotationStep: [0, 0, 20], autoCentre: false, pivot: [22, 0, 0] }).translate(52, 105)
   */
  circle(params?: CircleParams): Geometry;
  /** Circle, closed. */
  circle(value: number, ...values: number[]): Geometry;
  /**
   * An upright cone around the y axis, its tip above: circles, the lowest one its base, then as many lines down from the
   * tip as a circle has chords. The origin is halfway up.
   *
   * @example G.cone({ segments: 60, rings: 12 }).scale(170).rotate({ angles: [-25, 0, 14] }).translate(74, 105)
   */
  cone(params?: ConeParams): Geometry;
  /** Upright cone: circles and lines from its tip. */
  cone(value: number, ...values: number[]): Geometry;
  /**
   * An upright cylinder around the y axis: circles from top to bottom, then as many lines down its side as a circle has
   * chords. Seen straight on it is a rectangle; turn it about x.
   *
   * @example G.cylinder({ segments: 72, rings: 13 }).scale(150).rotate({ angles: [-28, 0, 18] }).translate(74, 105)
   */
  cylinder(params?: CylinderParams): Geometry;
  /** Upright cylinder: circles and lines down its side. */
  cylinder(value: number, ...values: number[]): Geometry;
  /**
   * An ellipse around the origin as a closed line; its points lie closer together where it bends more.
   *
   * @example G.ellipse(62, 24).repeat({ count: 23, offset: 0, rotationStep: [0, 0, 7.5], autoCentre: false }).translate(74, 105)
   */
  ellipse(params?: EllipseParams): Geometry;
  /** Ellipse, closed. */
  ellipse(value: number, ...values: number[]): Geometry;
  /**
   * Lines across the unit square, its borders included: `nx` upright ones, then `ny` level ones, two points each. A
   * single line of a kind runs through the middle; with none of a kind it is a grating. Put `subdivide` after it before
   * bending it.
   *
   * @example G.grid(24, 34).scale(116, 168).subdivide(5).displace(9, 0.02).translate(74, 105)
   */
  grid(params?: GridParams): Geometry;
  /** Straight lines across the unit square, both ways. */
  grid(value: number, ...values: number[]): Geometry;
  /**
   * A picture in lines. `source` is a picture beside the sketch, `import face from "./face.png"` (PNG, JPEG, WebP or GIF;
   * only its darkness counts, see-through is white), or "ball", which is built in. The longer side is 1.
   *
   * - "hatch": parallel lines `spacing` apart, crossed by further `layers` where it is darker.
   * - "waves": one line every `spacing` that swings the wider the darker.
   * - "stipple": `dots` dots, closer where it is darker (A. Secord, "Weighted Voronoi stippling", 2002). As circles of
   *   `dotSize`, or with 0 as points. While playing at most 4 `steps` on 160 samples across; all of them when saved.
   * - "contours": `levels` lines of equal tone.
   *
   * `detail` is how many samples the longer side has, `gamma` above 1 lightens the middle tones. A white picture draws
   * nothing (waves: straight lines). z is 0.
   *
   * @example G.image({ style: "hatch", spacing: 0.012, layers: 4 }).scale(130).translate(74, 105)
   */
  image(params?: ImageParams): Geometry;
  /** A picture in hatching, waves, dots or contours. */
  image(value: number, ...values: number[]): Geometry;
  /**
   * A net of lines that cross at right angles, of equal u and of equal v, bent by a map that keeps angles: the
   * equipotentials and the streamlines of a plane field (Needham, "Visual Complex Analysis", 1997). u and v run over the
   * spans, 0 in the middle; a single line of a kind runs through it.
   *
   * - `cylinder`: flow past a cylinder. v stays the same along a streamline; the one at 0 parts and runs round both sides.
   * - `mobius`: two sheaves of circles. The net is as given near the origin; the point 1 / bend goes to infinity.
   * - `exp`: rays and circles, each as far from the next as it is from the middle, so squares remain.
   *   The v span is once round, the u span says how far in it goes.
   *
   * Of the first two, the square of twice `extent` is brought to the unit box, and what leaves it is cut off, which
   * may be all; `exp` always fits. `points` are spread evenly along u or v; where they would come apart more are put between them.
   *
   * @example G.laplaceField({ kind: "cylinder", radius: 0.135, uLines: 41, vLines: 41, uSpan: 12, vSpan: 16 }).scale(124).rotate({ angles: [0, 0, 90] }).translate(74, 105)
   */
  laplaceField(params?: LaplaceFieldParams): Geometry;
  /**
   * One straight line; its middle, its start or its end lies at the origin.
   *
   * @example G.line({ length: 62, anchor: "start" }).repeat({ count: 71, offset: 0, rotationStep: [0, 0, 5], scale: 0.996, autoCentre: false }).translate(74, 105)
   */
  line(params?: LineParams): Geometry;
  /** Straight line. */
  line(value: number, ...values: number[]): Geometry;
  /**
   * The curve sin(frequency·s + phase) / 2 on each axis, s from 0 to 360° (times `turns`), as one line. Whole
   * frequencies close it; a frequency of 0 leaves an axis still (and flat at phase 0).
   *
   * @example G.lissajous({ frequency: [5, 4, 3], phase: [90, 0, 45] }).scale(92, 124, 80).rotate({ angles: [20, 30, 0] }).translate(74, 105)
   */
  lissajous(params?: LissajousParams): Geometry;
  /** Lissajous curve in space, one line. */
  lissajous(value: number, ...values: number[]): Geometry;
  /**
   * A text grown by rules and drawn by a turtle: Lindenmayer's systems, after Prusinkiewicz and Lindenmayer, "The
   * Algorithmic Beauty of Plants" (1990). It begins at the origin. `F` and `G` draw a step, `f` moves one, `+` turns
   * clockwise on the sheet by `angle`, `-` the other way, `|` about; `[` remembers the place, `]` goes back to it. All
   * other symbols only take part in the rules. A line ends where the turtle moves or goes back.
   *
   * `plant` is at its best at the default angle, `circuit` at 90; `custom` takes `axiom` and `rules`: a symbol, `=` and
   * what takes its place, parted by semicolons. A text of more than 500,000 symbols is refused.
   *
   * @example G.lsystem({ preset: "plant", iterations: 5, step: 1.7, jitter: 0.1 }).translate(91, 199)
   */
  lsystem(params?: LsystemParams): Geometry;
  /** Plants, circuits and other figures grown by rules. */
  lsystem(value: number, ...values: number[]): Geometry;
  /**
   * A regular polygon inscribed in a circle of diameter 1, closed by repeating the first point. A corner lies on the
   * x axis at phase 0; a positive phase turns clockwise on the sheet.
   *
   * With a sweep below 360° only that part of the outline is drawn, up to a point on a side where need be, and a chord
   * closes it; corners stay where they are. A negative sweep goes the other way round, more than 360° is all of it.
   *
   * @example G.polygon(6).scale(112).repeat({ count: 20, offset: 0, scale: 0.9, rotationStep: [0, 0, 4], autoCentre: false }).translate(74, 105)
   */
  polygon(params?: PolygonParams): Geometry;
  /** Regular polygon, closed, diameter 1. */
  polygon(value: number, ...values: number[]): Geometry;
  /**
   * One of the five Platonic or thirteen Archimedean solids, its corners on a sphere of diameter 1. Every edge is one line
   * of two points and is drawn once. The original's way is `style: "faces"`: each face is a closed line, to be hatched,
   * hidden by depth or blown apart; it sends a pen over each edge twice.
   *
   * The two snub solids come left and right: seen from outside, the squares of `snubCubeRight` are turned clockwise
   * against the faces of the cube, the pentagons of `snubDodecahedronRight` against those of the dodecahedron. Where the
   * original kept files of corners, `math/uniform-solids.ts` finds them by mirrors.
   *
   * @example G.polyhedron({ kind: "truncatedIcosidodecahedron" }).scale(130).rotate({ angles: [12, 20, 0] }).translate(74, 105)
   */
  polyhedron(params?: PolyhedronParams): Geometry;
  /** Platonic or Archimedean solid, by its edges or its faces. */
  polyhedron(value: number, ...values: number[]): Geometry;
  /**
   * One line through given points, written as one flat list: x, y, x, y … or, with `dimensions` 3, x, y, z, x, y, z ….
   * `closed` leads back to the first point unless the list does so itself. One point is a dot, no points are nothing.
   *
   * @example G.polyline({ points: [-52, 60, 52, 60, 52, -20, -52, 60, -52, -20, 52, 60, 0, -20, -52, 60, 0, -80, 52, 60] }).repeat({ count: 12, offset: 0, scale: 0.9 }).translate(74, 105)
   */
  polyline(params?: PolylineParams): Geometry;
  /**
   * A rectangle around the origin, closed by repeating its first corner, the top left one.
   *
   * @example G.rect(96, 136).repeat({ count: 30, offset: 0, scale: 0.93, rotationStep: [0, 0, 3], autoCentre: false }).translate(74, 105)
   */
  rect(params?: RectParams): Geometry;
  /** Rectangle, closed. */
  rect(value: number, ...values: number[]): Geometry;
  /**
   * A sphere of diameter 1 around the origin, poles above and below. Points and lines at level L:
   *
   * - `latlon`: 16 + 32L meridians, half as many less one parallels; `mode` keeps one kind. L5: 31,063 / 263.
   * - `zigzag`: one spiral from pole to pole, 8 + 4L turns, as segments of two points. L5: 5,598 / 2,799.
   * - `icosphere`: the edges of an icosahedron halved L times, each once, 30·4^L segments. L5: 61,440 / 30,720.
   * - `rings`: slices across all three axes, 5 + 12L each. L5: 12,675 / 195.
   *
   * All points lie on the sphere; lines are chords between them. Counts are those of pyxidraw's sphere, whose shapes
   * these are; the icosphere is found by edge ids (`math/icosphere.ts`) where the original kept a set of tuples.
   *
   * @example G.sphere({ level: 3, style: "icosphere" }).scale(120).rotate({ angles: [25, 15, 0] }).translate(74, 105)
   */
  sphere(params?: SphereParams): Geometry;
  /** Sphere of diameter 1, in four ways of drawing it. */
  sphere(value: number, ...values: number[]): Geometry;
  /**
   * A spiral whose turns lie evenly spaced (Archimedes, "On Spirals"), as one line from `innerRadius` to `outerRadius`.
   * Negative turns wind the other way; 0 turns leave a straight line, equal radii a circle.
   *
   * @example G.spiral({ outerRadius: 62, turns: 20, points: 2400 }).displace(5, 0.03).translate(74, 105)
   */
  spiral(params?: SpiralParams): Geometry;
  /** Spiral with even spacing, one line. */
  spiral(value: number, ...values: number[]): Geometry;
  /**
   * A smooth line through given points (flat list as in `polyline`): a cardinal spline, at tension 0 that of Catmull and
   * Rom, "A class of local interpolating splines" (1974). At each point it runs along the way from the point before to
   * the point after; an open end runs straight towards its neighbour. Tension 1 leaves the corners.
   *
   * With `closed` it returns to the first point without a kink, whether or not the list repeats that point. One point is a
   * dot, no points are nothing.
   *
   * @example G.spline({ points: [-52, 40, -26, -60, 0, 55, 26, -60, 52, 40, 0, 75], closed: true, segments: 40 }).repeat({ count: 16, offset: [0, -2, 0], scale: 0.93 }).translate(74, 108)
   */
  spline(params?: SplineParams): Geometry;
  /**
   * Lines that follow a field of directions, evenly spaced, within a rectangle of `width` × `height` mm around the origin.
   * A new line starts `separation` mm from its neighbour, and ends where it would come nearer than `test` times that to
   * another line, or where it meets the border, an obstacle, or a place without direction. Orbits close.
   *
   * Fields: `noise` turns by up to 180° · `strength` from `angle`, as simplex noise says; `curl` follows the contours of
   * that noise, so nothing gathers, and mixes in a straight current of direction `angle` where `strength` is not 1;
   * `vortex` goes round the middle, and out of it in a spiral with `angle`; `dipole` goes from a source to a drain, apart
   * by half the width times `strength`; `around` streams in direction `angle` past the obstacles, which drag it along
   * where they `spin`. Obstacles are discs, x, y, radius each in mm from the origin; no line enters one, in any field.
   *
   * Where lines lie hangs on every line before them: an obstacle that creeps re-seeds most of them. Let obstacles stand, or
   * step them, and let dashes or `t` do the moving.
   *
   * Distances are kept between points, which lie a third of a separation apart. A separation that is too fine for the
   * rectangle (more than 40,000 squares of it) is widened. About 4 ms for the default. Spacing after Jobard & Lefer,
   * "Creating evenly-spaced streamlines of arbitrary density" (1997); the flow past a disc is the textbook's doublet.
   *
   * @example G.streamlines({ field: "around", obstacles: [-15, -40, 22, 24, 30, 16], spin: 0.6, separation: 2 }).translate(74, 105)
   */
  streamlines(params?: StreamlinesParams): Geometry;
  /** Evenly spaced lines that follow a field of directions. */
  streamlines(value: number, ...values: number[]): Geometry;
  /**
   * Writing. The built-in faces are single strokes, made for pens: "sans", "serif", "italic", "script" and "gothic", for
   * Latin with its accents. Any other `font` is the outline of letters: a family of this computer ("Noto Sans JP"), or a
   * font file beside the sketch, `import font from "./x.otf"`. Such outlines are closed lines, ready to be filled; pairs
   * are kerned as the font says. A letter that a face does not have is drawn as the face's sign for it, mostly a box, and noted.
   *
   * `size` is one em in mm. Lines end at newlines, and where `boxWidth` mm are full: after a space, beside an ideograph or
   * kana, else inside the word. Everything is centred on 0, 0 between the first line's capitals and the last baseline, or,
   * with the anchor "baseline", starts from 0, 0 on the first baseline. An empty text draws nothing. z is 0.
   *
   * The built-in faces are A. V. Hershey's ("Calligraphy for Computers", 1967); layout and parameters are after pyxidraw's
   * and grafix's text.
   *
   * @example G.text({ text: "every line\nhas a weight", font: "script", size: 18 }).translate(74, 105)
   */
  text(params?: TextParams): Geometry;
  /** Writing, in single strokes or in the outlines of a font. */
  text(value: number, ...values: number[]): Geometry;
  /**
   * A ring around the z axis, so it faces the viewer: first the circles around its tube, then the circles along it, all
   * closed. The default is 0.75 wide.
   *
   * @example G.torus({ majorSegments: 72, minorSegments: 24 }).scale(155).rotate({ angles: [55, 20, 0] }).translate(74, 105)
   */
  torus(params?: TorusParams): Geometry;
  /** Ring, as circles around the tube and circles along it. */
  torus(value: number, ...values: number[]): Geometry;
  /**
   * A wave along a straight line through the origin. At phase 0 all forms begin where a sine does: in the middle
   * and on their way to +y (the square at +y already), which is down the sheet at angle 0; negative cycles mirror that. A
   * sine has `points` points; the others have theirs exactly at their corners, however many there are, and none between.
   *
   * @example G.wave({ length: 116, amplitude: 9, cycles: 7, points: 400 }).repeat({ count: 30, offset: [0, 5, 0], rotationStep: [0, 0, 0.4] }).translate(74, 30)
   */
  wave(params?: WaveParams): Geometry;
  /** Wave along a straight line. */
  wave(value: number, ...values: number[]): Geometry;
}

/** What `E`, its chains and every geometry have. */
export interface Effects<Result> {
  /**
   * Scale, then rotate, then move, in one step. With `autoCentre` the still point is the mean of all points, so things
   * turn where they are; without it, `pivot`.
   *
   * @example G.grid(9).scale(90).translate(74, 105).affine({ rotation: [50, 0, 30], scale: 0.9 })
   */
  affine(params?: AffineParams): Result;
  /**
   * Draws every line `count` times within `radius`, as a pen does that goes over it again: the first stroke stays where
   * it is, the others are moved on the sheet to places that fill the disc evenly, a little off by chance, and other ones
   * for each line.
   *
   * After pyxidraw's boldify (parallel copies) and grafix's bold (jittered ones).
   *
   * @example G.polyhedron({ kind: "dodecahedron" }).scale(120).rotate(20, 30, 0).translate(74, 105).bold({ count: 7, radius: 1.4 })
   */
  bold(params?: BoldParams): Result;
  /** Goes over every line several times. */
  bold(value: number, ...values: number[]): Result;
  /**
   * Combines the regions that closed lines enclose, each input by the even-odd rule: union, intersection, difference (the
   * further inputs are taken away) or xor (what lies in one alone). Several further inputs are combined one after the
   * other. Seen from the front: the result lies as high as the input's first point. Open lines and dots are no region and
   * go. Coordinates are rounded to a thousandth of a millimetre, so scale shapes up first.
   *
   * By Vatti's sweep (1992) in the clipper2-ts library: the time grows with the edges times those that stand side by side
   * at one height, and with the crossings.
   *
   * @example G.circle(40).translate(54, 105).boolean({ mode: "xor" }, G.circle(40).translate(94, 105), G.polygon(6).scale(60).translate(74, 75)).fill({ spacing: 1.8 })
   */
  boolean(params: BooleanParams, mask: Geometry, ...masks: Geometry[]): Result;
  /** Union, intersection, difference of regions. */
  boolean(mask: Geometry, ...masks: Geometry[]): Result;
  /**
   * Cuts the lines at the closed outlines of the further inputs and keeps what lies inside them, or outside. The outlines
   * of all further inputs together make one region by the even-odd rule: an outline within another is a hole. Lines of
   * theirs that are not closed do nothing; without any region all is outside. Seen from the front: z plays no part, and
   * is interpolated where a line is cut.
   *
   * Edges are listed by strips of y; a segment that meets none is as its line was before, and only the pieces of one that
   * does are asked for inside or outside, each at its middle. So a point exactly on an outline, or a line along one,
   * cannot turn inside out. The way of scan-line clippers (Wylie, Romney, Evans and Erdahl, 1967), for open lines.
   *
   * @example G.grid(48).scale(130).rotate(30).translate(74, 105).clip({ drawOutline: true }, G.polygon(5).scale(110).translate(74, 105), G.circle(28).translate(74, 105))
   */
  clip(params: ClipParams, mask: Geometry, ...masks: Geometry[]): Result;
  /** Keeps what lies inside outlines. */
  clip(mask: Geometry, ...masks: Geometry[]): Result;
  /**
   * Breaks every segment into equal pieces and shifts each by `intensity`, at right angles to the segment in a random
   * direction; so a flat drawing also leaves the sheet a little. Intensity 0 or no pieces leaves all as it is, and so do
   * dots and segments without length.
   *
   * The strength may vary over the drawing: at a place it is base + slope·u, held between 0 and 1, where u runs from −1 to
   * 1 across the bounding box along each axis (`pivot` moves its zero). So `base: 0.5, slope: [0.5, 0, 0]` leaves the left
   * edge whole and breaks the right.
   *
   * After pyxidraw's collapse, whose first version forgot to shift the first piece.
   *
   * @example G.grid(16).scale(110).translate(74, 105).collapse({ intensity: 5, subdivisions: 14, base: 0.5, slope: [0.5, 0, 0] })
   */
  collapse(params?: CollapseParams): Result;
  /** Breaks segments into pieces and scatters them. */
  collapse(value: number, ...values: number[]): Result;
  /**
   * All lines of several geometries, one after the other, as one geometry. Lists of geometries draw the same in a layer; this
   * is for effects that have to see them together: occluding one by another, filling between them, joining across.
   *
   * @example G.circle(40).translate(54, 105).concat(G.circle(40).translate(94, 105), G.polygon(3).scale(90).translate(74, 105)).fill({ spacing: 2 })
   */
  concat(params: ConcatParams, mask: Geometry, ...masks: Geometry[]): Result;
  /** Several geometries as one. */
  concat(mask: Geometry, ...masks: Geometry[]): Result;
  /**
   * Cuts every line into dashes by arc length; where a cut falls inside a segment, a point is set there. The pattern
   * starts anew on each line, with `offsetJitter` each at another place. `on` 0 leaves dots (lines of one point), `off` 0
   * leaves the line whole; so stay lines without length.
   *
   * `pattern` is a longer one, in place of `on` and `off`: dash, gap, dash, gap, … in mm. A list of odd length goes round
   * twice, so that dashes and gaps change places; less than 0 is 0.
   *
   * @example G.circle(10).repeat({ count: 12, offset: 0, scale: 1.17 }).translate(74, 105).dash({ pattern: [14, 2, 1, 2], offsetJitter: 40 })
   */
  dash(params?: DashParams): Result;
  /** Cuts lines into dashes. */
  dash(value: number, ...values: number[]): Result;
  /**
   * Draws each segment once: where two segments have the same ends, within `tolerance` and in either direction, only the
   * first stays, and so does the first of several dots in one place. A line is parted where a piece of it goes; what
   * stays is not moved. Segments that merely overlap are not found. Follow it with `join` for long strokes. Up to some
   * 100,000 segments the time grows with their number, beyond that faster: a million took fifty times as long (measured).
   *
   * @example G.polygon(6).scale(30).translate(30, 55).repeat({ count: 3, offset: [30, 0, 0] }).repeat({ count: 4, offset: [0, 26, 0] }).deduplicate().join().dash(5, 1)
   */
  deduplicate(params?: DeduplicateParams): Result;
  /** Draws each segment once. */
  deduplicate(value: number, ...values: number[]): Result;
  /**
   * The Delaunay triangulation of the drawing's points: a net of triangles, as nearly equal-sided as the points allow,
   * since no point lies within the circle round another three. Edges once each, two points a line, or whole triangles,
   * closed. Neighbours are found by x and y; the lines keep the points' z. With `longest` above 0, edges (and triangles
   * with edges) longer than this are left out, which opens bays and holes in the net. Points in one row are joined along
   * it; a point alone is dropped. After Delaunay (1934).
   *
   * @example G.lissajous({ frequency: [5, 4, 0], points: 300 }).scale(120).translate(74, 105).delaunay({ longest: 22 })
   */
  delaunay(params?: DelaunayParams): Result;
  /** Net of triangles between the points. */
  delaunay(value: number, ...values: number[]): Result;
  /**
   * Shifts every point by 3D gradient noise: three independent values of one field move x, y and z. `t` slides the field,
   * ten cells a unit; it is added after the frequency, so turning the frequency does not make the picture jump.
   *
   * A gradient lets amplitude or frequency rise across the drawing. `linear`: 1 means from half at one side of the bounding
   * box to one and a half at the other, along each axis. `radial`: 1 means from half at the centre of the box to one and a
   * half at `radius` (0: the box's half diagonal); the three numbers of a gradient are added up. The factor stays within
   * `minFactor` and `maxFactor`. The noise stays within ±1, so no point moves further than the amplitude (times
   * `maxFactor`) along any axis.
   *
   * After pyxidraw's displace, which used Perlin's older noise three times; simplex has no visible grid, and one walk to
   * the corners serves all three (`math/displace-kernel.ts`).
   *
   * @example G.sphere(3).scale(120).displace({ amplitude: 12, frequency: 0.02 }).translate(74, 105)
   */
  displace(params?: DisplaceParams): Result;
  /** Shifts points by smooth noise. */
  displace(value: number, ...values: number[]): Result;
  /**
   * Leaves out lines: every `interval`-th (2 is the second, fourth …; `offset` counts from further on), those shorter
   * than `minLength` or longer than `maxLength`, and each with a `probability`. One reason suffices; 0 switches a rule
   * off. The probability may rise over the drawing: at a line's first point it is probability + slope·u, where u runs
   * from −1 to 1 across the bounding box along each axis.
   *
   * `mode: "keep"` draws what would have gone. `by: "face"` counts and drops closed lines only; open ones stay in either
   * mode. What stays is unchanged, in its order. Dots have length 0.
   *
   * After pyxidraw's drop; there the first line of each interval went.
   *
   * @example G.grid(60).scale(120).translate(74, 105).dash(3, 1).drop({ interval: 0, probability: 0.5, probabilitySlope: [0.3, 0.5, 0] })
   */
  drop(params?: DropParams): Result;
  /** Leaves out lines by number, length or chance. */
  drop(value: number, ...values: number[]): Result;
  /**
   * Moves everything straight away from a centre, in space, by the same `distance`: each point by itself, or each line as
   * a whole by the direction of its mean point. Negative distances pull inward and stop at the centre. What stands in the
   * centre has no direction and stays.
   *
   * After pyxidraw's explode, which moved points only.
   *
   * @example G.grid(13).scale(90).dash(5, 2).translate(74, 105).explode({ distance: 14, by: "line" })
   */
  explode(params?: ExplodeParams): Result;
  /** Moves points or lines away from a centre. */
  explode(value: number, ...values: number[]): Result;
  /**
   * Draws every line, a copy of it `distance` away along `direction` and scaled by `scale`, and a rib from each point to
   * its copy. Scale 0 draws the ribs to a tip and no copy. Before that, segments are halved `subdivisions` times: each
   * halving doubles the ribs. The copy grows about the mean point of the input or about `pivot`. Without a direction it
   * is scaled only.
   *
   * After pyxidraw's extrude.
   *
   * @example G.polygon(7).scale(95).extrude({ distance: 85, scale: 0.3, subdivisions: 3 }).rotate(-62, 0, 20).translate(74, 100)
   */
  extrude(params?: ExtrudeParams): Result;
  /** Adds a copy further off, and ribs to it. */
  extrude(value: number, ...values: number[]): Result;
  /**
   * Hatches what the closed lines enclose, by the even-odd rule: a closed line within another is a hole. Where all of
   * them lie in one plane they are one area; otherwise each is a face of its own, hatched in its own plane, so that
   * solids turn with their hatching. `angle` is measured on the sheet, or within the plane from where it runs level.
   *
   * `spacing` parts the rows; `density`, if above 0, says how many fit into the area's height instead, whatever its size,
   * which is the original's way. With `spacingGradient` g the gaps grow steadily across the area, from spacing·e^(−g/2)
   * to spacing·e^(g/2). `angleSets` lays further rows, turned evenly about half a circle. Styles: lines; cross, each set
   * once more at right angles; dots (two points in one place), as far apart as the rows; zigzag, rows that follow each other
   * joined at the area's edge; where that bends inward between two rows, the join cuts the corner.
   *
   * Rows run to and fro, so that a pen travels little. Open lines and dots pass with the outlines, or go with them.
   * Scan lines with counted crossings (Wylie, Romney, Evans and Erdahl, 1967).
   *
   * @example G.polygon(6).scale(120).translate(74, 105).repeat({ count: 2, offset: 0, scale: 0.66, rotationStep: [0, 0, 15] }).fill({ spacing: 1.6, angle: 30, spacingGradient: 1.5 })
   */
  fill(params?: FillParams): Result;
  /** Hatches closed lines. */
  fill(value: number, ...values: number[]): Result;
  /**
   * Lets curves grow within closed lines until they meander through all of it, like coral. They start as `seeds` small
   * rings; in each of the `iterations` their points push away what is near, hold on to their neighbours, and new points
   * appear where it is not yet crowded. So neighbouring strands settle about `spacing` apart, seldom nearer than three
   * quarters of it, and segments stay below 0.8 of it. The outline pushes too, from `boundaryAvoid` times the spacing; at it a
   * point slides along or bounces back, and never leaves.
   *
   * In draft quality growth ends after 32 iterations, and at 4,096 points; the final has all iterations and up to 100,000
   * points. The region is even-odd over all lines; where it is too narrow for a ring nothing grows. Distances from the
   * outline are read from a grid of a quarter of the spacing, so curves keep about a sixth of a spacing away from it.
   * New lines lie at z 0. After Hoff, "Differential line" (2015).
   *
   * Work is points times iterations.
   *
   * @example G.circle(55).translate(74, 105).growth({ seeds: 5, spacing: 3, iterations: 220 })
   */
  growth(params?: GrowthParams): Result;
  /** Grows meandering curves inside closed lines. */
  growth(value: number, ...values: number[]): Result;
  /**
   * What `lowpass` takes away: the short bends of every line, `gain` times as large, gathered at the line's mean point.
   * `swell` is how much of the long bends stays: with 1 the line keeps its course and `gain` exaggerates its detail;
   * `swell` 1 and `gain` 1 only sample it anew. Sampling and closing as in `lowpass`.
   *
   * After grafix's highpass, which knew no swell.
   *
   * @example G.lissajous().scale(105).translate(74, 105).pixelate(6).lowpass(2).highpass({ sigma: 6, gain: 2.5, swell: 1 })
   */
  highpass(params?: HighpassParams): Result;
  /** Brings out the short bends of lines. */
  highpass(value: number, ...values: number[]): Result;
  /**
   * The tightest convex outline about all points, or about those of each line: a rubber band. Seen from the front; its
   * corners are points of the input and keep their z. Points on one line give a line of two points, a single place a dot.
   * Andrew's monotone chain (1979): n·log n steps.
   *
   * @example G.lissajous().scale(110).translate(74, 105).dash(120, 20).hull({ of: "line" })
   */
  hull(params?: HullParams): Result;
  /**
   * Lines of equal distance from the outlines, like the ripples round an island and the depth lines of a lake: every
   * `spacing` mm up to `maxDistance`, within the closed lines, without, or both. The outlines themselves are drawn where
   * `phase` is 0. Turning `phase` up lets the lines travel away from the outline, and after `spacing` × `levelStep` the
   * picture is the same again.
   *
   * `gamma` bends the spacing: a line at distance d moves to maxDistance·(d / maxDistance)^gamma, so above 1 the lines
   * crowd near the outline, below 1 far from it. `levelStep` draws every second, third … line only.
   *
   * Where a further geometry is given, contours are found within its box and a little beyond, and end there: what a sheet
   * or a `clip` cuts away afterwards need not be looked for. Outlines beyond the box count, if less exactly.
   *
   * The region is even-odd over all lines, each closed by a straight piece; a line of one or two points has a distance but
   * nothing inside. Distances are measured on a grid: a contour is right within a tenth of the `pitch` along straight
   * edges, and rounds corners over about one pitch. A grid of more than half a million samples gets a wider pitch, and more
   * than 500 contours on one side a wider spacing. A new line lies at z 0. Distances after Danielsson, "Euclidean
   * distance mapping" (1980).
   *
   * @example G.circle(30).translate(74, 105).displace({ amplitude: 26, frequency: 0.014 }).isocontour({ side: "both", maxDistance: 24 })
   */
  isocontour(params?: IsocontourParams, ...masks: Geometry[]): Result;
  /** Lines of equal distance from the outlines. */
  isocontour(value: number, ...values: number[]): Result;
  /**
   * Makes longer lines of lines whose ends meet. Ends no further apart than `tolerance` in space are taken for one; where
   * several meet, the pen goes straight on as well as it can. A gap is bridged, never moved: no point changes its place,
   * and a point that is there twice is written once. A result stands where its first
   * line stood and keeps that line's direction; others may be turned round. Closed lines, dots and lines without length stay as they are.
   *
   * @example G.polyhedron({ kind: "dodecahedron" }).scale(120).rotate({ angles: [20, 30, 0] }).translate(74, 105).join().dash(9, 2)
   */
  join(params?: JoinParams): Result;
  /** Makes one line of lines whose ends meet. */
  join(value: number, ...values: number[]): Result;
  /**
   * Smooths every line along its length: it is sampled every `step` mm (evenly, ends kept) and blurred by a Gaussian of
   * `sigma` mm. Bends much shorter than sigma go, long ones stay. Ends of open lines stay where they are; closed lines are
   * blurred all round and so shrink a little.
   *
   * Lines without length stay as they are. Costs samples × sigma / step.
   *
   * After grafix's lowpass.
   *
   * @example G.polyhedron(20).scale(125).rotate(20, 12, 0).translate(74, 105).pixelate(9).lowpass({ sigma: 4 })
   */
  lowpass(params?: LowpassParams): Result;
  /** Smooths lines: long bends stay. */
  lowpass(value: number, ...values: number[]): Result;
  /**
   * Lets shapes flow together: each line spreads a charge, and what is drawn is where the sum of all charges equals
   * `threshold`. A line's charge is 1 on it and falls as (1 − d / radius)² to 0 at the distance `radius`; inside a closed
   * line it rises likewise towards 2. So at threshold 1 a shape that stands alone keeps its outline, and two outlines
   * nearer than about 0.6 radius grow a bridge; below 1 all swell, above 1 all shrink. A dot, or a line of two points, has
   * no inside: it becomes a drop, or a sausage, at thresholds below 1.
   *
   * Each line is closed by a straight piece, and is a shape of its own: a ring within a ring adds up, it is no hole. With
   * `holes` off only outer outlines are drawn. The field is sampled on a grid, so details below the `pitch` are lost; more
   * than half a million samples get a wider pitch. Work is, summed over all lines, the area each is felt in. New lines lie at
   * z 0. The idea is Blinn's, "A generalization of algebraic surface drawing" (1982).
   *
   * @example G.lissajous(3, 2, 0).scale(120).translate(74, 105).dash(0, 11).metaball({ radius: 9, threshold: 0.45 })
   */
  metaball(params?: MetaballParams): Result;
  /** Lets shapes that are near each other flow together. */
  metaball(value: number, ...values: number[]): Result;
  /**
   * A kaleidoscope on the sheet: `count` mirrors cross in a centre and divide it into twice as many wedges; one of them is
   * kept, cut exactly at the mirrors, and drawn in all the others. One mirror makes a left and a right half. `source` says
   * which wedge is kept: 0 is the first clockwise from the first mirror's direction, `angle`, which points up by default.
   * `showPlanes` adds the mirrors as lines.
   *
   * z stays as it is. What lies on a mirror is drawn once there; a line that is wholly in other wedges goes. Nothing is
   * joined: `join` does it, where pieces meet.
   *
   * After pyxidraw's mirror.
   *
   * @example G.grid(9).scale(62).rotate(14).translate(100, 82).mirror({ count: 5, autoCentre: false, pivot: [74, 105, 0] })
   */
  mirror(params?: MirrorParams): Result;
  /** Repeats one wedge of the sheet in mirrors. */
  mirror(value: number, ...values: number[]): Result;
  /**
   * A kaleidoscope in space. "azimuth" has `count` mirrors through an axis; the other groups have all the mirrors of a
   * tetrahedron (24 images), an octahedron or cube (48), or an icosahedron or dodecahedron (120), the kept region around
   * the `axis`. Without `reflection` only the turns are taken, half as many images. With `cut` the input is cut to one
   * region first, so images meet at the mirrors and never overlap; without it every image is the whole input.
   *
   * `axis` is where the group's z axis points ([0, 0, 0] leaves it), `angle` turns it about that. `showPlanes` draws each
   * mirror as a circle. With `cut`, what lies outside the region goes, and what lies on a mirror is drawn once.
   *
   * After pyxidraw's mirror3d; the groups are made from their mirrors as Coxeter describes them.
   *
   * @example G.polygon(60).scale(60).repeat({ count: 6, offset: 0, scale: 0.82 }).translate(9, 6, 50).mirror3d({ group: "icosahedral", autoCentre: false }).rotate(20, 25, 0).translate(74, 105)
   */
  mirror3d(params?: Mirror3dParams): Result;
  /** Repeats one region of space in mirrors. */
  mirror3d(value: number, ...values: number[]): Result;
  /**
   * Takes away what is hidden, so that a pen draws solid things.
   *
   * - `order`: each closed line is a sheet of paper laid on those before it.
   * - `depth`: each closed line is a flat face that hides what lies behind it (less in z), wherever it stands in the
   *   order; lines that pierce a face go on in front of it. A face bent in space counts as the plane of its mean slope.
   * - `skyline`: each line, open or closed, hides everything below it of the lines before: ridges, from the last one in
   *   front to the first at the back. They come out in that order.
   *
   * A closed line within another is a sheet of its own, no hole; what is to lie on a sheet, such as its hatching, comes
   * after it in the order, and before the next sheet. Dots and lines without length stay if they are seen.
   *
   * Segments are cut where they cross outlines seen from the front; each piece is then behind a face or not (after
   * Appel, 1967). With strips of y that is about n·log n steps for faces that are small, n·k where k of them overlap
   * everywhere. The skyline is an upper envelope, merged line by line.
   *
   * @example G.line(1).scale(116).translate(74, 62).repeat({ count: 48, offset: [0, 2.2, 0] }).resample(0.8).displace({ amplitude: [0, 16, 0], frequency: [0.03, 0.06, 0.03] }).occlude({ by: "skyline" })
   */
  occlude(params?: OccludeParams): Result;
  /**
   * Outlines at a distance. Closed lines grow, or shrink where it is negative, by exactly `distance`; open lines and dots
   * get an outline about them, or vanish. With `union` the drawing is one region: overlaps melt and holes stay holes, by
   * the even-odd rule; without it each line is drawn about by itself, the original's way (which also shrank what it had
   * grown, by 1 / (1 + 2·distance / 25)). `join` shapes corners and the ends of open lines: round; mitre, cut off at four
   * distances, with square ends; bevel, with flat ends.
   *
   * Seen from the front: the result lies as high as the input's first point. Coordinates are rounded to a thousandth of a
   * millimetre, so scale shapes up first. By the clipper2-ts library (offsets by winding number, Chen and McMains, 2005);
   * it makes garbage, and its time grows with the edges times those that stand side by side at one height. Outlines that
   * cross each other everywhere cost it dearly: 500 circles in a heap take seconds.
   *
   * @example G.circle(17).translate(74, 80).repeat({ count: 4, offset: 0, rotationStep: [0, 0, 72], autoCentre: false, pivot: [74, 105, 0] }).offset({ distance: 3, keepOriginal: true }).offset({ distance: 3, keepOriginal: true }).offset({ distance: 3, keepOriginal: true })
   */
  offset(params?: OffsetParams): Result;
  /** Outlines at a distance. */
  offset(value: number, ...values: number[]): Result;
  /**
   * Lines that run beside each line, `count` of them, each `distance` further off: to the left or right as one walks along
   * it, or to both sides. What would come nearer to its own line than its distance is cut away, so that narrow bends
   * leave no loops; of a closed line, the parallels are closed again. Corners on the outer side are round, mitred (up to
   * four distances) or bevelled. Seen from the front; z is that of the line. Dots and lines without length have no side,
   * and go unless the original is kept.
   *
   * The raw parallel is cut where it crosses itself, the one on the other side, or a circle about an end, for there its
   * distance can fall below what it should be; each piece is then measured against the line (after Tiller and Hanson,
   * 1984). With strips of y for both, some n·log n steps; n² for a line that crosses itself everywhere, or a
   * distance as large as the line.
   *
   * @example G.lissajous().scale(105).translate(74, 105).trim({ start: 0, end: 0.45 }).offsetCurve({ distance: 2, count: 5, side: "both", keepOriginal: true })
   */
  offsetCurve(params?: OffsetCurveParams): Result;
  /** Parallel lines. */
  offsetCurve(value: number, ...values: number[]): Result;
  /**
   * Fills what the closed lines enclose (even-odd) with circles that neither touch each other nor the outlines. A place is
   * drawn by lot; if it is free, the circle there grows until it comes within `gap` of a neighbour or reaches
   * `maxRadius`; if it stays below `minRadius` it is not drawn. Random sequential adsorption (Feder 1980) of discs that
   * grow. While playing 8,000 places are tried, for the plot `attempts`: the circles of the draft stay where they are.
   *
   * Only the circles come out, at z 0; open lines and dots go.
   *
   * @example G.polygon(5).scale(130).translate(74, 105).pack({ maxRadius: 9, gap: 0.6 })
   */
  pack(params?: PackParams): Result;
  /**
   * Divides closed lines into the Voronoi cells of `sites` points scattered in them. Cells are cut to the region exactly;
   * together they are the region, and each is one closed line, or several where the region has holes or bays.
   *
   * `gap` leaves a strip between neighbours, exactly and at no cost; what is narrower than it vanishes. After an `offset` of
   * minus half the gap the strip runs along the outline as well.
   *
   * `mode` says what a region is: `merge` all lines together, even-odd; `group` each outer line with the holes in it;
   * `ring` each line by itself, holes filled. Every region gets all `sites`. The chance of a place to get a site is
   * `densityBase` in the middle of the region's box and changes by `densitySlope` towards its right, lower (and, negative,
   * left, upper) edge; it is kept within 0 and 1, and where it is 0 there is no site. More sites leave the earlier ones
   * where they were. Lines of fewer than three points enclose nothing and are dropped. Cells lie at the z of their
   * region's first point. After pyxidraw's partition.
   *
   * Each cell is cut out of the whole outline: about six cuts per site. Grouping compares every line with every other.
   *
   * @example G.polygon(7).scale(120).translate(74, 105).partition({ sites: 160, densityBase: 0.5, densitySlope: [0.5, 0.4] })
   */
  partition(params?: PartitionParams): Result;
  /** Divides closed lines into cells. */
  partition(value: number, ...values: number[]): Result;
  /**
   * Projects a drawing in space onto the sheet as a pinhole camera does: what is further away gets smaller. The target
   * appears at its own x, y (move the result with `translate`), and z is 0 afterwards.
   *
   * "orbit": the drawing is turned about the target by `rotation`, as `rotate` does it, and seen from `distance` mm before
   * it; what is as far as the target keeps its size. "eye": the camera stands at `eye`, the sheet's y axis stays down, and
   * what the field of view takes in spans `frame` mm, whatever the distance.
   *
   * Lines are cut where they come nearer than `near`; what is behind the eye is gone. Straight lines stay straight, so
   * nothing needs to be subdivided.
   *
   * @example G.grid(9).scale(70).translate(74, 105).extrude({ distance: 70, scale: 1, subdivisions: 0 }).perspective({ rotation: [62, 0, 28], distance: 170 })
   */
  perspective(params?: PerspectiveParams): Result;
  /** Projects onto the sheet through a camera. */
  perspective(value: number, ...values: number[]): Result;
  /**
   * Turns every segment into a staircase along the axes, from lattice corner to lattice corner, never further than a step
   * from the snapped segment. Straight runs are one segment each. Points of the input are snapped as by `quantize` and
   * stay, all of them.
   *
   * `corner` decides which way is gone first where two are equally good, as on a diagonal: along x, along y, or along the
   * axis the segment is longer in.
   *
   * After grafix's pixelate; the steps are those of Bresenham's line (1965), in space.
   *
   * @example G.lissajous().scale(115).translate(74, 105).pixelate(4)
   */
  pixelate(params?: PixelateParams): Result;
  /** Turns lines into staircases. */
  pixelate(value: number, ...values: number[]): Result;
  /**
   * Moves every point to the nearest corner of a lattice, by half a step along each axis at most. Step 0 leaves an axis
   * as it is. Points that meet stay as many as they were; `simplify` thins them out.
   *
   * After grafix's quantize.
   *
   * @example G.sphere(2).scale(120).rotate(70, 20, 0).translate(74, 105).quantize(6)
   */
  quantize(params?: QuantizeParams): Result;
  /** Snaps points to a lattice. */
  quantize(value: number, ...values: number[]): Result;
  /**
   * Grows the stripes and spots of a chemical reaction within closed lines, and draws their outlines. Two substances
   * spread at `du` and `dv`; one is fed, the other eats it and dies off by `kill`. Feed .037 and kill .06 make a labyrinth,
   * .035 and .062 worms, .03 and .062 spots that divide. The reaction starts in `seeds` spots of `seedRadius`, and reaches
   * as far as `steps` let it; `noise` breaks its symmetry. Drawn is where the eater has the concentration `level`; pieces
   * of fewer than `minPoints` points are left out. Nothing crosses a `closed` edge, so stripes meet it squarely; beyond an
   * `open` one lies fresh food without end, and a band grows along it.
   *
   * The size of the pattern follows the `pitch` of the grid: about 12 of it from stripe to stripe. In draft quality there
   * are at most 600 steps, on at most 9,000 samples: for those the grid is coarser and the spreads are less, so that
   * the pattern keeps its size. The final has all steps, on at most 262,144 samples. The region is even-odd over all lines;
   * without any inside nothing is drawn. New lines lie at z 0. After Gray & Scott (1984) and Pearson, "Complex patterns in
   * a simple system" (1993).
   *
   * Work is samples times steps: about 5 ns each by the plain loop, and a small part of that by the program's SIMD module.
   *
   * @example G.polygon(6).scale(120).translate(74, 105).reactionDiffusion({ feed: 0.037, kill: 0.06, seeds: 40, seedRadius: 3 })
   */
  reactionDiffusion(params?: ReactionDiffusionParams): Result;
  /** Grows the stripes of a chemical reaction inside closed lines. */
  reactionDiffusion(value: number, ...values: number[]): Result;
  /**
   * Smooths every line as a rubber band would: in each step a point moves towards its two neighbours by
   * step·(a + b − 2·point). Ends of open lines stay, so lines that meet at their ends stay together; closed lines relax
   * all round, and shrink. With `keepSize` each step is followed by one a little larger in the other direction, which
   * smooths without shrinking (large waves even gain about 2 % in a hundred steps).
   *
   * Laplacian smoothing; the second kind after Taubin, "A signal processing approach to fair surface design" (1995).
   * Costs points × iterations: 0.7 ms for 10,000 points and the defaults.
   *
   * @example G.sphere(2).scale(125).rotate(65, 20, 0).translate(74, 105).quantize(9).relax(12, 0.25)
   */
  relax(params?: RelaxParams): Result;
  /** Smooths lines as rubber bands. */
  relax(value: number, ...values: number[]): Result;
  /**
   * Draws `count` copies besides the original. Copy i is i steps away from it: moved by i·offset, turned by
   * i·rotationStep, scaled by scale to the power i. So the steps are even, where the original's first version added up
   * its sums and went 1, 3, 6; the `cumulative…` flags bring that widening back, each for its own part.
   *
   * `curve` bends the row: copies stand at count·(i / count)^curve steps, above 1 crowding near the original, below 1
   * near the far end. Copies are scaled and turned about the mean point of the input, or about `pivot`, then moved.
   *
   * The layout "grid" draws that row `rows` times, each moved by `rowOffset`. "radial" sets `nTheta` copies on each of
   * `nRadius` rings around the same middle and draws no original there; a copy is `turned` with its place, a turn by
   * rotationStep is added for each place on the ring, and each ring further out is a step of `scale`. `curve` spaces the
   * rings; offset and flags belong to rows.
   *
   * @example G.polygon(4).scale(22).translate(74, 105).repeat({ layout: "radial", nTheta: 12, nRadius: 3, radius: 15, scale: 1.3 })
   */
  repeat(params?: RepeatParams): Result;
  /** Adds copies, each a step further. */
  repeat(value: number, ...values: number[]): Result;
  /**
   * Sets points along each line at even distances, of `step` or a little less so that both ends are kept. Corners between
   * two points are cut off; closed lines stay closed. Dots and lines without length stay as they are.
   *
   * @example G.polygon(7).scale(120).translate(74, 105).repeat({ count: 14, offset: 0, scale: 0.9 }).resample(2).displace({ amplitude: 7, frequency: 0.03 })
   */
  resample(params?: ResampleParams): Result;
  /** Points at even distances. */
  resample(value: number, ...values: number[]): Result;
  /**
   * Rings that spread from a centre, as from a stone in water: every point moves by amplitude·sin(360°·(frequency·r) −
   * phase), where r is its distance from the centre on the sheet. Rising `phase` lets the rings run outward. `radial`
   * moves points towards and away from the centre, `height` lifts them off the sheet (turn or project the drawing to see
   * it). With `reach`, rings lose two thirds of their height over that distance; 0 keeps them. A point in the centre stays
   * in `radial`.
   *
   * The name is pyxidraw's; its ripple was a second wobble and went for that.
   *
   * @example G.grid(40).scale(120).subdivide(5).translate(74, 105).ripple({ amplitude: 4, frequency: 0.04, reach: 60 })
   */
  ripple(params?: RippleParams): Result;
  /** Shifts points in rings around a centre. */
  ripple(value: number, ...values: number[]): Result;
  /**
   * Turns everything about `pivot`: about x first, then y, then z. A turn about z goes clockwise on the sheet; a plain
   * number is one.
   *
   * @example G.polyhedron(12).scale(120).rotate({ angles: [30, 20, 0] }).translate(74, 105)
   */
  rotate(params?: RotateParams): Result;
  /** Turns everything about a point. */
  rotate(value: number, ...values: number[]): Result;
  /**
   * Stretches everything away from `pivot`. Shapes are about 1 across, so this is what brings them to millimetres; a
   * negative factor mirrors.
   *
   * @example G.sphere(2).scale(120, 180, 120).translate(74, 105)
   */
  scale(params?: ScaleParams): Result;
  /** Stretches everything away from a point. */
  scale(value: number, ...values: number[]): Result;
  /**
   * Scales every line about its own middle, the middle of its bounding box, so that lines shrink or grow where they are.
   * `of: "closed"` leaves open lines as they are. (`scale` is one matrix for the whole drawing and fuses with its
   * neighbours; this is another for each line.)
   *
   * After grafix's scale by line and by face.
   *
   * @example G.grid(12).scale(98).rotate(20).translate(74, 105).dash(7, 0.5).scaleEach(0.55)
   */
  scaleEach(params?: ScaleEachParams): Result;
  /** Scales every line about its own middle. */
  scaleEach(value: number, ...values: number[]): Result;
  /**
   * Drops points a line can do without: afterwards no point that went lies further than `tolerance` from the line that
   * stayed, in space. The method is Ramer's (1972) and Douglas and Peucker's (1973): the point furthest from the chord
   * stays, and both sides are looked at again. It takes n·log n steps on most lines, and n² on one that is cut at its end
   * every time, such as an ever widening spiral. A closed line stays closed: its start and the point furthest from there
   * stay. Tolerance 0 drops only what lies exactly between its neighbours.
   *
   * @example G.lissajous().scale(130).translate(74, 105).simplify(6)
   */
  simplify(params?: SimplifyParams): Result;
  /** Drops points a line can do without. */
  simplify(value: number, ...values: number[]): Result;
  /**
   * Puts the lines in the order in which a pen travels least between them, starting at the sheet's corner 0, 0. While
   * playing, the pen goes on to the nearest end there is (about n steps: a grid that forgets what has been drawn); for
   * the plot, 2-opt then turns stretches round for as long as that helps, which is some n² steps in the worst case. If
   * the order was better before, it stays. Nothing changes but order and direction.
   *
   * @example G.grid(14).scale(110).translate(74, 105).explode(14).sort()
   */
  sort(params?: SortParams): Result;
  /**
   * Sets dots evenly into what the closed lines enclose (even-odd). They start by lot; then each moves to the middle of
   * the part of the region that is nearest to it, round after round (Lloyd 1982, on a raster of about 16 samples a dot).
   * While playing there are at most 2 rounds, on 9 samples a dot, for the plot `iterations`. For dots that follow a picture, see `G.image`.
   *
   * A dot is two points in one place, a pen set down; z is 0. Only dots come out; open lines and dots have no inside and
   * go. A round takes about as many steps as there are samples.
   *
   * @example G.polygon(6).scale(125).translate(74, 105).stipple({ count: 1400 })
   */
  stipple(params?: StippleParams): Result;
  /** Fills regions with dots. */
  stipple(value: number, ...values: number[]): Result;
  /**
   * Halves every segment `times` over, so that a bending effect has points to move. Pieces of one segment are equal and
   * never shorter than 0.01 mm. The number of points is known beforehand, so too many meet the budget, not the memory.
   *
   * @example G.grid(20).scale(110).translate(74, 105).subdivide(5).displace(8)
   */
  subdivide(params?: SubdivideParams): Result;
  /** Adds points by halving segments. */
  subdivide(value: number, ...values: number[]): Result;
  /**
   * Moves everything, in mm.
   *
   * @example G.circle(40).translate(74, 105)
   */
  translate(params?: TranslateParams): Result;
  /** Moves everything. */
  translate(value: number, ...values: number[]): Result;
  /**
   * Keeps the part of every line between two shares of its length, cut exactly; the points between stay. The order of
   * `start` and `end` does not matter, equal ones keep nothing. Lines without length stay as they are.
   *
   * @example G.circle(9).repeat({ count: 16, offset: 0, rotationStep: [0, 0, 25], scale: 1.12 }).translate(74, 105).trim(0.1, 0.75)
   */
  trim(params?: TrimParams): Result;
  /** Keeps a part of every line. */
  trim(value: number, ...values: number[]): Result;
  /**
   * Turns slices of the drawing about an axis through the middle of its bounding box: by −angle at one end, +angle at the
   * other, evenly between. The original turned about the axis of the whole sheet; so a thing that stands elsewhere was
   * flung away instead of twisted.
   *
   * The axis is x, y or z, or points in any `direction`; [0, 0, 0] is none, and its length does not matter.
   *
   * @example G.grid(26).scale(110).subdivide(5).rotate(0, 40, 0).translate(74, 105).twist({ angle: 80, direction: [1, 2, 0] })
   */
  twist(params?: TwistParams): Result;
  /** Winds the drawing about an axis. */
  twist(value: number, ...values: number[]): Result;
  /**
   * The Voronoi diagram of the drawing's points: for each point one closed line round all that is nearer to it than to any
   * other. Cells are bounded by the drawing's box and `margin` around it; neighbours share an edge, which `deduplicate`
   * takes out for a plot. A point that repeats another has no cell of its own. Only x and y count; cells lie at z 0. After
   * Voronoi (1908), by way of the Delaunay triangulation.
   *
   * @example G.lissajous({ frequency: [5, 4, 0], points: 240 }).scale(100).translate(74, 105).voronoi(8)
   */
  voronoi(params?: VoronoiParams): Result;
  /** Cells of all that is nearest to each point. */
  voronoi(value: number, ...values: number[]): Result;
  /**
   * Bends the drawing by an outline, the further input. Points move, none are added: `subdivide` before it, where segments
   * are long. z stays, and the outline is seen on the sheet.
   *
   * Lenses ("scale", "rotate", "shear", "swirl") act about the middle of the outline's bounding box. Their `profile`:
   * "ramp" is full inside and fades out over `band` mm, from the outline inward, or with `insideOnly` off from the outline
   * outward; "band" acts along the outline and fades over `band` mm to both sides (with `insideOnly`, inward only).
   * "swirl" turns more the nearer to the middle. Inside is even–odd over the closed lines of the outline.
   *
   * "attract" pulls points towards the nearest place of the outline, or to `bias` mm before it; "repel" pushes them away,
   * by `bias` + `falloff` mm at most. Both fade as a bell of width `falloff` and end at `snapBand` mm. `strength` weighs
   * all of it. What is out of reach stays exactly where it is.
   *
   * After grafix's warp.
   *
   * @example G.grid(34).scale(120).subdivide(6).translate(74, 105).warp({ mode: "swirl", angle: 160, band: 25 }, G.circle(48).translate(74, 105))
   */
  warp(params: WarpParams, mask: Geometry, ...masks: Geometry[]): Result;
  /** Bends lines by an outline: lens, attraction or repulsion. */
  warp(mask: Geometry, ...masks: Geometry[]): Result;
  /**
   * Spans threads across closed lines: `threads` chords between random points of the outline, knotted wherever two meet,
   * and drawn tight in `iterations` steps. At each step a knot goes towards its four neighbours by the sum of the ways
   * there times `step`; above 0.25 it would swing, so no more counts. The ends stay on the outline.
   *
   * The region is even-odd over all lines, each closed by a straight piece; of a chord only what is inside is spanned, so
   * a bay or a hole makes several threads of it (2,048 at most). Tightened threads may be drawn across a bay. Lines of
   * fewer than three points enclose nothing; with `keepOutline` they are kept like all others. Threads lie at the z of the
   * first point. The number of knots, and the work, grows with the square of the threads. In draft quality the iterations
   * end after a million moves of knots: with 500 threads and more than about 23 iterations it is less tight than the final.
   * After pyxidraw's weave.
   *
   * @example G.polygon(5).scale(125).translate(74, 105).weave({ threads: 70, iterations: 30 })
   */
  weave(params?: WeaveParams): Result;
  /** Spans a net of threads across closed lines. */
  weave(value: number, ...values: number[]): Result;
  /**
   * Adds a sine of its own coordinate to each coordinate: x + amplitude·sin(360°·frequency·x + phase), and y and z
   * alike. It squeezes and stretches in waves; animate `phase` to let them run.
   *
   * @example G.grid(34).scale(84).subdivide(5).rotate(45).translate(74, 105).wobble({ amplitude: 4, frequency: 0.035, phase: 40 })
   */
  wobble(params?: WobbleParams): Result;
  /** Squeezes and stretches in waves. */
  wobble(value: number, ...values: number[]): Result;
}
