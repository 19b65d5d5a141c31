import { expect, type Page } from "@playwright/test";
import { busyCamera } from "./busy-camera.ts";
import { Studio } from "./support.ts";

/** Time to get up again, in milliseconds: a minute as is promised, and more for a machine that is busy. */
const PATIENCE_MS = 120_000;

/** The studio with a picture that needs all there is. */
export class SlowStudio extends Studio {
  /**
   * A page from which nothing is live yet.
   *
   * @param url where the page and its gateway are: a link to both, or nothing if the way there is as it is
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

  /** Goes live, and sees that all is sent. */
  async goLiveWhole(): Promise<void> {
    await this.goLive.click();
    await expect(this.goLive).toHaveAttribute("data-phase", "live");
    await this.seeAll();
    await expect(this.timer).toHaveText(/00:(0[5-9]|[1-5]\d)/);
  }

  /** bit/s of a way that takes this part of what is sent now; what a busy machine sends is not known beforehand. */
  async partOfUpload(part: number): Promise<number> {
    const upload = this.page.getByTestId("upload");
    await expect(upload).toHaveText(/^[3-9]\d\d kbit/);
    return part * 1000 * Number.parseInt((await upload.textContent()) ?? "", 10);
  }

  /** Sees less sent than is wished, and more of the broadcast after that. */
  async seeLess(why: "uplink" | "servers", words: string): Promise<void> {
    await expect(this.page.getByTestId("live-quality")).toHaveAttribute("data-why", why);
    const health = new RegExp(`^${words}: \\d+ of 800 kbit/s\\. The picture goes on\\.$`);
    await expect(this.page.getByTestId("health")).toHaveText(health);
    await expect(this.page.getByTestId("leg-quality").first()).toHaveText(/^\d+ of 800 kbit\/s$/);
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
