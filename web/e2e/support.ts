import { type ConsoleMessage, expect, type Locator, type Page } from "@playwright/test";

const list = (name: string, otherwise: string) =>
  (process.env[name] || otherwise).split(",").map((each) => each.trim());

export const DESTINATIONS = list("RTMP_DESTINATIONS", "rtmp://127.0.0.1:1935/live,rtmp://127.0.0.1:1936/live");
/** Servers with shared objects, whose applications have the methods echo and add. */
export const CALL_SERVERS = list("RTMP_CALLS", "rtmp://a.example/live,rtmp://b.example/live");
export const UNREACHABLE = process.env.RTMP_UNREACHABLE || "rtmp://down.example/live";
/** Where pages are that have the SDK and nothing else, beside the fake gateway. */
export const PAGES = `http://localhost:${process.env.PAGES_PORT || 4174}`;
/** A room into which an operator lets people, and the operator's token. */
export const ROOM = process.env.ROOM || "backstage";
export const OPERATOR_TOKEN = process.env.OPERATOR_TOKEN || "dev";
export const STREAM_KEY = process.env.STREAM_KEY || "studio";

/** Whether a real gateway and real servers are tested. */
export const REAL = process.env.BASE_URL !== undefined && process.env.RTMP_DESTINATIONS !== undefined;

/** Opens a page that has the SDK and nothing else, and fails the test on whatever the browser complains about there. */
export async function openBarePage(page: Page): Promise<void> {
  failOnErrors(page);
  await page.goto(`${PAGES}/`);
}

/** Opens the page of rooms, as an operator who has given the token already. */
export async function openRooms(page: Page): Promise<void> {
  await page.addInitScript((token) => sessionStorage.setItem("multiconnection.operator", token), OPERATOR_TOKEN);
  await page.goto("./rooms.html");
  await expect(page.getByTestId("directory").first()).toBeVisible();
}

/** Fails the test on whatever the browser complains about on a page. */
export function failOnErrors(page: Page): void {
  page.on("pageerror", (error) => expect.soft(String(error), "error on the page").toBe(""));
  page.on("console", (message) => {
    if (message.type() === "error" && !isLostFrame(message)) {
      expect.soft(message.text(), "error on the console").toBe("");
    }
  });
}

/** Only workers of ours touch frames: one that is lost in the page was the browser's own, on its way to a worker. */
function isLostFrame(message: ConsoleMessage): boolean {
  const inPage = message.location().url === message.page()?.url();
  return inPage && message.text().startsWith("A VideoFrame was garbage collected without being closed");
}

/** The studio, as a person uses it. */
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

  /** Opens the page, and fails the test on whatever the browser complains about there. */
  async open(url = "./"): Promise<void> {
    failOnErrors(this.page);
    await this.page.goto(url);
    await expect(this.page.getByTestId("add-destination")).toBeVisible();
  }

  /** Makes these the only destinations that are on. */
  async sendTo(urls: readonly string[]): Promise<void> {
    const removals = this.page.getByRole("button", { name: /^Remove / });
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

  /** The picture and sound that are made in the page. */
  async useTestSources(): Promise<void> {
    await this.page.getByTestId("camera").selectOption("test");
    await this.page.getByTestId("microphone").selectOption("tone");
  }

  async end(): Promise<void> {
    await this.goLive.click();
    await this.page.getByTestId("end-confirm").click();
    await expect(this.goLive).toHaveAttribute("data-phase", "idle");
  }

  /** The card of a destination; a default port is not shown. */
  card(url: string): Locator {
    return this.cards.filter({ hasText: url.replace(":1935/", "/") });
  }
}
