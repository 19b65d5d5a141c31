import { type ConsoleMessage, expect, type Locator, type Page } from "@playwright/test";

const list = (name: string, otherwise: string) =>
  (process.env[name] || otherwise).split(",").map((each) => each.trim());

export const DESTINATIONS = list("RTMP_DESTINATIONS", "rtmp://127.0.0.1:1935/live,rtmp://127.0.0.1:1936/live");
/** Servers with shared objects, whose applications have the methods echo and add. */
export const CALL_SERVERS = list("RTMP_CALLS", "rtmp://a.example/live,rtmp://b.example/live");
export const UNREACHABLE = process.env.RTMP_UNREACHABLE || "rtmp://down.example/live";
/** URL of the pages that use only the SDK, served next to the fake gateway. */
export const PAGES = `http://localhost:${process.env.PAGES_PORT || 4174}`;
/** Room that an operator guards, and the token of the operator. */
export const ROOM = process.env.ROOM || "backstage";
export const OPERATOR_TOKEN = process.env.OPERATOR_TOKEN || "dev";
export const STREAM_KEY = process.env.STREAM_KEY || "studio";

/** Whether the tests run against a real gateway and real servers. */
export const REAL = process.env.BASE_URL !== undefined && process.env.RTMP_DESTINATIONS !== undefined;

/** Opens a page that uses only the SDK, and fails the test on errors that the browser reports. */
export async function openBarePage(page: Page): Promise<void> {
  failOnErrors(page);
  await page.goto(`${PAGES}/`);
}

/** Opens the Rooms page as an operator whose token is already stored. */
export async function openRooms(page: Page): Promise<void> {
  await page.addInitScript((token) => sessionStorage.setItem("multiconnection.operator", token), OPERATOR_TOKEN);
  await page.goto("./rooms.html");
  await expect(page.getByTestId("directory").first()).toBeVisible();
}

/** Fails the test on each error that the browser reports for a page. */
export function failOnErrors(page: Page): void {
  page.on("pageerror", (error) => expect.soft(String(error), "error on the page").toBe(""));
  page.on("console", (message) => {
    if (message.type() === "error" && !isLostFrame(message)) {
      expect.soft(message.text(), "error on the console").toBe("");
    }
  });
}

/** Whether the browser lost a frame of its own. The SDK handles frames only in its workers, never in the page. */
function isLostFrame(message: ConsoleMessage): boolean {
  const inPage = message.location().url === message.page()?.url();
  return inPage && message.text().startsWith("A VideoFrame was garbage collected without being closed");
}

/** Page object of the Live page. */
export class Studio {
  readonly goLive: Locator;
  readonly timer: Locator;
  readonly cards: Locator;
  readonly log: Locator;

  constructor(readonly page: Page) {
    this.goLive = page.getByTestId("go-live");
    this.timer = page.getByTestId("timer");
    this.cards = page.getByTestId("destination-card");
    this.log = page.getByTestId("event-log");
  }

  /** Opens the page, and fails the test on errors that the browser reports. */
  async open(url = "./"): Promise<void> {
    failOnErrors(this.page);
    await this.page.goto(url);
    await expect(this.page.getByTestId("add-destination")).toBeVisible();
  }

  /** Makes these the only enabled destinations. */
  async sendTo(urls: readonly string[]): Promise<void> {
    const removals = this.page.getByRole("button", { name: /^⟦?Remove / });
    for (let left = await removals.count(); left > 0; left--) {
      await removals.first().click();
      await expect(removals).toHaveCount(left - 1);
    }
    for (const toggle of await this.page.getByRole("switch").all()) {
      await toggle.setChecked(false);
    }
    for (const url of urls) {
      await this.page.getByTestId("add-destination").click();
      await this.page.getByTestId("address").fill(url);
      await this.page.getByTestId("stream-key").fill(STREAM_KEY);
      await this.page.getByTestId("save-destination").click();
    }
  }

  /** Selects the generated video and audio sources. */
  async useTestSources(): Promise<void> {
    await this.page.getByTestId("camera").selectOption("test");
    await this.page.getByTestId("microphone").selectOption("tone");
  }

  async end(): Promise<void> {
    await this.goLive.click();
    await this.page.getByTestId("end-confirm").click();
    await expect(this.goLive).toHaveAttribute("data-phase", "idle");
  }

  /** Card of a destination. Cards do not show a default port. */
  card(url: string): Locator {
    return this.cards.filter({ hasText: withoutDefaultPort(url) });
  }

  /** Card of a destination that is not part of the live broadcast. */
  otherCard(url: string): Locator {
    return this.page.getByTestId("other-destination").filter({ hasText: withoutDefaultPort(url) });
  }
}

function withoutDefaultPort(url: string): string {
  return url.replace(":1935/", "/");
}
