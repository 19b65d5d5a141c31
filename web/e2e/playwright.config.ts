import { defineConfig } from "@playwright/test";

/**
 * Runs the real page in a real browser. Environment:
 *
 * - BASE_URL: the gateway. Without it, the page is served beside a fake gateway that records what it is sent.
 * - RTMP_DESTINATIONS: RTMP URLs to go live to, separated by commas.
 * - RTMP_CALLS: RTMP URLs of applications that answer calls of echo and add.
 * - RTMP_UNREACHABLE: an RTMP URL at which nothing answers.
 * - SERVERS_ANSWER: whether somebody waits for the code of 2004 on those servers, and sets the slot "there" of its object.
 * - STREAM_KEY: the name to publish under.
 * - FAILOVER_CHAIN: JSON of a stream and its servers, `["show", [{ "url": "rtmp://…", "pid": 123 }, …]]`; each process is
 *   killed while its server plays.
 * - OUTAGE: whether somebody cuts the page's way to the gateway, and brings it back.
 * - BROADCASTS: JSON of what is to be live while its gateway goes; see move.spec.ts.
 * - SLOW_SERVER: an RTMP URL whose way is slowed when a test says "the server may have N bytes a second", and freed when
 *   it says "the server may have all again".
 * - ROOM: a room into which an operator lets people, and OPERATOR_TOKEN: the token to do so.
 * - PREVIEW_PORT, PAGES_PORT: where the pages are served beside the fake gateway; default 4173 and 4174.
 * - CHROMIUM: the browser; default /usr/bin/chromium.
 */
const base = process.env.BASE_URL;
const port = process.env.PREVIEW_PORT || "4173";
const pagesPort = process.env.PAGES_PORT || "4174";

/** With a gateway, what is in fake/ has none to be beside; and some take servers or gateways that somebody ends, or slows. */
const ignored = [
  base && "fake/**",
  base && !process.env.FAILOVER_CHAIN && "failover.spec.ts",
  base && !process.env.ROOM && "rooms.spec.ts",
  !process.env.OUTAGE && "outage.spec.ts",
  !process.env.BROADCASTS && "move.spec.ts",
  !process.env.SLOW_SERVER && "e2e/adaptive.spec.ts",
].filter((each) => each);

const studio = {
  command: `npm run build -w studio && npm run preview:fake -- --port ${port}`,
  cwd: "..",
  url: `http://localhost:${port}/`,
  env: { FAKE_RECORD: "test-results/recorded" },
};
const pages = {
  command: `npx vite build e2e/pages && npx vite preview e2e/pages --port ${pagesPort}`,
  cwd: "..",
  url: `http://localhost:${pagesPort}/`,
};

export default defineConfig({
  testDir: ".",
  testIgnore: ignored as string[],
  outputDir: "../test-results",
  // Bounds of what hangs, not of speed: the machine may be busy.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: base ?? `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--use-fake-device-for-media-stream=fps=25",
        "--use-fake-ui-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
        "--disable-background-networking",
      ],
    },
  },
  webServer: [base === undefined ? studio : [], base === undefined || process.env.BROADCASTS ? pages : []].flat(),
});
