import { defineConfig } from "@playwright/test";

/**
 * Runs the studio in Chromium. Environment variables:
 *
 * - BASE_URL: URL of the gateway. Default: the studio is served with a fake gateway that records the media it receives.
 * - RTMP_DESTINATIONS: RTMP URLs to go live to, separated by commas.
 * - RTMP_CALLS: RTMP URLs of applications with the methods `echo` and `add`.
 * - RTMP_UNREACHABLE: RTMP URL of a server that cannot be reached.
 * - SERVERS_RESPOND: whether the test harness responds to the Flash code by setting the slot `there` of its object.
 * - STREAM_KEY: name to publish under.
 * - FAILOVER_CHAIN: JSON of a stream and its servers, `["show", [{ "url": "rtmp://…", "pid": 123 }, …]]`. Each process is
 *   killed while its server plays.
 * - BUNDLERS: whether to build apps with the package, and to run them.
 * - OUTAGE: whether the test harness interrupts the connection of the page to the gateway for a while.
 * - BROADCASTS: JSON of the broadcasts that move to another gateway, see move.spec.ts.
 * - SLOW_SERVER: RTMP URL of a server whose connection the test harness limits when a test logs "limit the server to N
 *   bytes per second", and restores when it logs "remove the limit of the server".
 * - SIGN_IN: whether the gateway requires tokens of an issuer at which any user can sign in.
 * - COMPOSITION_COST: whether to measure what the composition of the Live page costs, which takes minutes.
 * - ROOM: room that an operator guards. OPERATOR_TOKEN: token of the operator.
 * - PREVIEW_PORT, PAGES_PORT: ports of the pages with the fake gateway. Default: 4173 and 4174.
 * - FIREFOX, PULSEAUDIO: paths of Firefox and of its sound output. Default: /usr/bin/firefox-esr and /usr/bin/pulseaudio. Tests in
 *   Firefox are skipped without them, unless CI is set.
 * - CHROMIUM: path of the browser. Default: /usr/bin/chromium.
 */
const base = process.env.BASE_URL;
const port = process.env.PREVIEW_PORT || "4173";
const pagesPort = process.env.PAGES_PORT || "4174";

/** Specs that cannot run here: fake/ requires the fake gateway, others a test harness that stops or slows servers. */
const ignored = [
  base && "fake/**",
  base && !process.env.FAILOVER_CHAIN && "failover.spec.ts",
  base && !process.env.ROOM && "rooms.spec.ts",
  !process.env.COMPOSITION_COST && "composition-cost.spec.ts",
  !process.env.BUNDLERS && "bundlers.spec.ts",
  !process.env.OUTAGE && "outage.spec.ts",
  !process.env.BROADCASTS && "move.spec.ts",
  !process.env.SIGN_IN && "sign-in.spec.ts",
  !process.env.SLOW_SERVER && "e2e/adaptive.spec.ts",
].filter((each) => each);

/** Specs of pages. They wait more than they compute, so that several of them can run at once with `--workers`. */
const pageSpecs = /fake\/(accessibility|autoplay|csp|elements|language|pages|rooms|scripts|summary)\.spec\.ts$/;

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
  outputDir: "../test-results",
  // Bounds of what hangs, not of speed: the machine may be busy.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  projects: [
    { name: "pages", testMatch: pageSpecs, testIgnore: ignored as string[] },
    { name: "media", testIgnore: [pageSpecs, ...(ignored as string[])] },
  ],
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
