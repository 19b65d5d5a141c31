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
 * - ROOM: a room into which an operator lets people, and OPERATOR_TOKEN: the token to do so.
 * - PREVIEW_PORT, PAGES_PORT: where the pages are served beside the fake gateway; default 4173 and 4174.
 * - CHROMIUM: the browser; default /usr/bin/chromium.
 */
const base = process.env.BASE_URL;
const port = process.env.PREVIEW_PORT || "4173";
const pagesPort = process.env.PAGES_PORT || "4174";

/** With a gateway, what is in fake/ has none to be beside, a failover takes servers that may be killed, and a room a directory. */
const ignored = [
  base && "fake/**",
  base && !process.env.FAILOVER_CHAIN && "failover.spec.ts",
  base && !process.env.ROOM && "rooms.spec.ts",
].filter((each) => each);

export default defineConfig({
  testDir: ".",
  testIgnore: ignored as string[],
  outputDir: "../test-results",
  timeout: 60_000,
  expect: { timeout: 15_000 },
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
  ...(base === undefined && {
    webServer: [
      {
        command: `npm run build -w studio && npm run preview:fake -- --port ${port}`,
        cwd: "..",
        url: `http://localhost:${port}/`,
        env: { FAKE_RECORD: "test-results/recorded" },
      },
      {
        command: `npx vite build e2e/pages && npx vite preview e2e/pages --port ${pagesPort}`,
        cwd: "..",
        url: `http://localhost:${pagesPort}/`,
      },
    ],
  }),
});
