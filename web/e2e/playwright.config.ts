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
 * - CHROMIUM: the browser; default /usr/bin/chromium.
 */
const base = process.env.BASE_URL;

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: base ?? "http://localhost:4173/",
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
        command: "npm run build -w studio && npm run preview:fake",
        cwd: "..",
        url: "http://localhost:4173/",
        env: { FAKE_RECORD: "test-results/recorded" },
      },
      {
        command: "npx vite build e2e/pages && npx vite preview e2e/pages",
        cwd: "..",
        url: "http://localhost:4174/",
      },
    ],
  }),
});
