// three.js and p5, drawing the moving lines of lines.ts as each of them does it best. Plain JavaScript: only this
// package's own folder knows these libraries.

import p5 from "p5";
import { Color, OrthographicCamera, Scene, WebGLRenderer } from "three";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { LineSegments2 } from "three/addons/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/addons/lines/LineSegmentsGeometry.js";

/** Fat lines whose one instance buffer is written in place: no call that allocates. */
export function createThree(canvas, width, height, linePx, lines, pointsPerLine) {
  const renderer = new WebGLRenderer({ canvas, antialias: false, alpha: false });
  renderer.setPixelRatio(1);
  renderer.setSize(width, height, false);
  const scene = new Scene();
  scene.background = new Color(0xffffff);
  const camera = new OrthographicCamera(0, width, 0, height, -1000, 1000);
  const segments = lines * (pointsPerLine - 1);
  const geometry = new LineSegmentsGeometry();
  geometry.setPositions(new Float32Array(segments * 6));
  const material = new LineMaterial({ color: 0x000000, linewidth: linePx });
  material.resolution.set(width, height);
  const mesh = new LineSegments2(geometry, material);
  mesh.frustumCulled = false;
  scene.add(mesh);
  const buffer = geometry.attributes.instanceStart.data;
  const { array } = buffer;
  return {
    gl: renderer.getContext(),
    /** `positions`: x, y, z of all points, line after line. */
    frame(positions) {
      let to = 0;
      for (let line = 0; line < lines; line++) {
        let from = line * pointsPerLine * 3;
        for (let i = 1; i < pointsPerLine; i++, from += 3, to += 6) {
          array[to] = positions[from];
          array[to + 1] = positions[from + 1];
          array[to + 2] = positions[from + 2];
          array[to + 3] = positions[from + 3];
          array[to + 4] = positions[from + 4];
          array[to + 5] = positions[from + 5];
        }
      }
      buffer.needsUpdate = true;
      renderer.render(scene, camera);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
      renderer.dispose();
      renderer.forceContextLoss();
    },
  };
}

/** p5's 2D mode: what its sketches use for lines. */
export function createP5(parent, width, height, linePx, lines, pointsPerLine) {
  return new Promise((resolve) => {
    const sketch = (p) => {
      p.setup = () => {
        p.pixelDensity(1);
        p.createCanvas(width, height);
        p.noLoop();
        p.noFill();
        p.stroke(0);
        p.strokeWeight(linePx);
        resolve({
          canvas: p.drawingContext.canvas,
          frame(positions) {
            p.background(255);
            for (let line = 0; line < lines; line++) {
              p.beginShape();
              let from = line * pointsPerLine * 3;
              for (let i = 0; i < pointsPerLine; i++, from += 3) p.vertex(positions[from], positions[from + 1]);
              p.endShape();
            }
          },
          dispose: () => p.remove(),
        });
      };
    };
    p5.disableFriendlyErrors = true;
    new p5(sketch, parent);
  });
}
