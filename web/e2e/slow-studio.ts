import { expect, type Page } from "@playwright/test";
import type { SlowLink } from "../test/slow-link.ts";
import { busyCamera } from "./busy-camera.ts";
import { Studio } from "./support.ts";

/** bit/s, with sound, of 2.5 Mbit/s that are wished for the picture alone. */
export const NARROW = 1_100_000;

/** Time to get up again, in milliseconds: a minute as is promised, and more for a machine that is busy. */
const PATIENCE_MS = 120_000;

/** The studio with a picture that needs all there is; its way to the gateway is a link, if there is one. */
export class SlowStudio extends Studio {
  /** A page of its own for `destinations`, none of which is live yet. */
  static async open(page: Page, destinations: readonly string[], link?: SlowLink): Promise<SlowStudio> {
    const gateway = link === undefined ? "" : `ws://127.0.0.1:${link.port}/v1`;
    await page.addInitScript((url) => {
      localStorage.setItem("multiconnection.studio", JSON.stringify({ gateway: url }));
    }, gateway);
    await busyCamera(page);
    const studio = new SlowStudio(page);
    await studio.open();
    await page.getByTestId("microphone").selectOption("tone");
    await studio.sendTo(destinations);
    return studio;
  }

  /** Goes live, and sees that all is sent. */
  async begin(): Promise<void> {
    await this.goLive.click();
    await expect(this.goLive).toHaveAttribute("data-phase", "live");
    await this.seeAll();
    await expect(this.timer).toHaveText(/00:(0[5-9]|[1-5]\d)/);
  }

  /** Sees less sent than is wished, and more of the broadcast after that. */
  async seeLess(why: "uplink" | "servers", words: string): Promise<void> {
    await expect(this.page.getByTestId("live-quality")).toHaveAttribute("data-why", why, { timeout: 30_000 });
    const share = "[0-2]\\.\\d of 2\\.5 Mbit\\/s";
    await expect(this.page.getByTestId("health")).toHaveText(
      new RegExp(`^${words}: ${share}\\. The picture goes on\\.$`),
    );
    await expect(this.page.getByTestId("leg-quality").first()).toHaveText(new RegExp(`^${share}$`));
    await expect(this.log).toContainText(words);
    const before = await this.timer.textContent();
    await expect(this.timer).not.toHaveText(before ?? "");
  }

  /** Sees all sent that is wished, at every destination. */
  async seeAll(): Promise<void> {
    const quality = this.page.getByTestId("live-quality");
    await expect(quality).toHaveAttribute("data-why", "ceiling", { timeout: PATIENCE_MS });
    const count = await this.cards.count();
    await expect(this.page.getByTestId("leg-quality")).toHaveText(Array(count).fill("Full quality"));
    await expect(this.page.getByTestId("health")).toHaveText(/receives? your stream\.$/);
  }
}
