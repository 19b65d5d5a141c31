import { expect, type Page } from "@playwright/test";
import { busyCamera } from "./busy-camera.ts";
import { Studio } from "./support.ts";

/** Time to return to full quality, in milliseconds: a minute by design, and more on a busy machine. */
const RECOVERY_MS = 120_000;

/** Live page with video that needs the full bitrate. */
export class SlowStudio extends Studio {
  /**
   * Opens the page without going live.
   *
   * @param url URL of the page and its gateway, such as that of a slow link; default: the base URL
   */
  static async begin(page: Page, destinations: readonly string[], url?: string): Promise<SlowStudio> {
    await busyCamera(page);
    const studio = new SlowStudio(page);
    await studio.open(url);
    await page.getByTestId("microphone").selectOption("tone");
    await page.getByTestId("quality").selectOption("360p");
    await studio.sendTo(destinations);
    return studio;
  }

  /** Goes live and waits for full quality. */
  async goLiveAtFullQuality(): Promise<void> {
    await this.goLive.click();
    await expect(this.goLive).toHaveAttribute("data-phase", "live");
    await this.expectFullQuality();
    await expect(this.timer).toHaveText(/00:(0[5-9]|[1-5]\d)/);
  }

  /** Returns a share of the current upload, in bit/s. Measured, because the upload of a busy machine varies. */
  async shareOfUpload(share: number): Promise<number> {
    const upload = this.page.getByTestId("upload");
    await expect(upload).toHaveText(/^[3-9]\d\d kbit/);
    return share * 1000 * Number.parseInt((await upload.textContent()) ?? "", 10);
  }

  /** Waits for a reduced bitrate while the broadcast continues. */
  async expectReduced(why: "uplink" | "servers", reason: string): Promise<void> {
    await expect(this.page.getByTestId("live-quality")).toHaveAttribute("data-why", why, { timeout: 30_000 });
    const health = new RegExp(`^${reason}\\. Bitrate reduced to \\d+ of 800 kbit/s\\.$`);
    await expect(this.page.getByTestId("health")).toHaveText(health);
    await expect(this.page.getByTestId("leg-quality").first()).toHaveText(/^\d+ of 800 kbit\/s$/);
    await expect(this.log).toContainText(reason);
    const before = await this.timer.textContent();
    await expect(this.timer).not.toHaveText(before ?? "");
  }

  /** Waits for full quality at every destination. */
  async expectFullQuality(): Promise<void> {
    const quality = this.page.getByTestId("live-quality");
    await expect(quality).toHaveAttribute("data-why", "ceiling", { timeout: RECOVERY_MS });
    const count = await this.cards.count();
    await expect(this.page.getByTestId("leg-quality")).toHaveText(Array(count).fill("Full quality"));
    await expect(this.page.getByTestId("health")).toHaveText(/receives? your stream\.$/);
  }
}
