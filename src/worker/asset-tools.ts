// What decoding pictures takes from the browser, captured before the realm is closed.

import { type AssetTools, STRIP } from "./asset-store.ts";

export function captureAssetTools(scope: DedicatedWorkerGlobalScope): AssetTools {
  const { Blob, OffscreenCanvas } = scope as unknown as Window & typeof globalThis;
  const createImageBitmap = scope.createImageBitmap.bind(scope);
  return {
    decodeBase64: scope.atob.bind(scope),
    async openPicture(bytes) {
      const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
        premultiplyAlpha: "none",
        colorSpaceConversion: "none",
      });
      const { width, height } = bitmap;
      const canvas = new OffscreenCanvas(width, Math.min(STRIP, height));
      // Read back at once: a canvas on the graphics card would only be in the way.
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (context === null) throw new Error("there is no canvas to read it from");
      return {
        width,
        height,
        rows(from, count) {
          context.clearRect(0, 0, width, canvas.height);
          context.drawImage(bitmap, 0, from, width, count, 0, 0, width, count);
          return context.getImageData(0, 0, width, count).data;
        },
        close: () => bitmap.close(),
      };
    },
  };
}
