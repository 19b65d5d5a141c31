import type { Page } from "@playwright/test";

/** Gives a page a camera whose picture needs all the bitrate there is: soft spots that move. */
export async function busyCamera(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const spots = () => {
      const canvas = new OffscreenCanvas(32, 18);
      const context = canvas.getContext("2d");
      const data = new ImageData(32, 18);
      data.data.forEach((_, i) => {
        data.data[i] = i % 4 === 3 ? 255 : 255 * Math.random();
      });
      context?.putImageData(data, 0, 0);
      return canvas;
    };
    const camera = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
      const [context, picture] = [canvas.getContext("2d"), spots()];
      let shown = 0;
      setInterval(() => {
        shown++;
        for (const [alpha, x, y] of [
          [1, (shown * 3) % 1280, 0],
          [0.4, 0, (shown * 2) % 720],
        ] as const) {
          Object.assign(context ?? {}, { globalAlpha: alpha });
          context?.drawImage(picture, -x, -y, 2560, 1440);
        }
      }, 33);
      return canvas.captureStream(30);
    };
    navigator.mediaDevices.getUserMedia = async () => camera();
  });
}
