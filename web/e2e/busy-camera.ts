import type { Page } from "@playwright/test";

/** Replaces the camera of a page by a 640x360 video that needs the full bitrate: moving soft spots. */
export async function busyCamera(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const spots = () => {
      const canvas = new OffscreenCanvas(24, 14);
      const context = canvas.getContext("2d");
      const data = new ImageData(24, 14);
      data.data.forEach((_, i) => {
        data.data[i] = i % 4 === 3 ? 255 : 255 * Math.random();
      });
      context?.putImageData(data, 0, 0);
      return canvas;
    };
    const camera = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
      const [context, pattern] = [canvas.getContext("2d"), spots()];
      let shown = 0;
      setInterval(() => {
        shown++;
        for (const [alpha, x, y] of [
          [1, (shown * 2) % 640, 0],
          [0.4, 0, shown % 360],
        ] as const) {
          Object.assign(context ?? {}, { globalAlpha: alpha });
          context?.drawImage(pattern, -x, -y, 1280, 720);
        }
      }, 33);
      return canvas.captureStream(30);
    };
    navigator.mediaDevices.getUserMedia = async () => camera();
  });
}
