import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { StaticServer } from "../bundlers/serve.ts";
import { documentedHeaders, documentedPolicies } from "../documented-policies.ts";
import { failOnErrors, PAGES } from "../support.ts";

const GATEWAY = `${PAGES.replace("http", "ws")}/v1`;
const POLICIES = documentedPolicies(GATEWAY);
const BUILT_PAGES = join(import.meta.dirname, "../pages/dist");

/** Way to use the SDK on a page of another origin than the gateway: publishes camera and microphone, and plays a stream. */
interface Face {
  policy: string;
  /** Page in place of the module build. */
  html?: string;
  publish(page: Page): Promise<void>;
  play(page: Page): Promise<void>;
}

const look = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;
const plays = (page: Page) =>
  expect
    .poll(() => look<number>(page, "document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames"))
    .toBeGreaterThan(5);

const FACES: { [name: string]: Face } = {
  "the script tag of the Flash classes": {
    policy: POLICIES.scripts,
    html: `<!doctype html><title>Flash</title><script src="${PAGES}/sdk/multiconnection-flash.js"></script>`,
    async publish(page) {
      await page.evaluate(`
        codes = [];
        nc = new NetConnection();
        nc.connect("rtmp://a.example/live");
        ns = new NetStream(nc);
        ns.onStatus = function (info) { codes.push(info.code); };
        ns.attachAudio(Microphone.get());
        ns.attachVideo(Camera.get());
        ns.publish("cast");
      `);
      await expect.poll(() => look(page, "codes")).toContain("NetStream.Publish.Start");
      await expect.poll(() => look<number>(page, "ns.time")).toBeGreaterThan(0.5);
    },
    async play(page) {
      await page.evaluate(`
        video = new Video(320, 180);
        document.body.appendChild(video.element);
        watched = new NetStream(nc);
        video.attachVideo(watched);
        watched.play("show", -1);
      `);
      await plays(page);
    },
  },
  "the script tag of the elements": {
    policy: POLICIES.scripts,
    html: `<!doctype html><title>Elements</title>
      <multi-connection-publisher servers="rtmp://a.example/live" name="cast"></multi-connection-publisher>
      <multi-connection-player servers="rtmp://a.example/live" name="show"></multi-connection-player>
      <script type="module" src="${PAGES}/sdk/multiconnection-elements.js"></script>`,
    async publish(page) {
      await page.getByRole("button", { name: "Go live" }).click();
      await expect(page.locator("multi-connection-publisher")).toHaveAttribute("data-phase", "live");
    },
    async play(page) {
      await page.getByRole("button", { name: "Play", exact: true }).click();
      await expect(page.locator("multi-connection-player")).toHaveAttribute("data-phase", "playing");
    },
  },
  "the modules": {
    policy: POLICIES.modules,
    async publish(page) {
      await page.evaluate(async (gateway) => {
        const { sdk } = window.page;
        sdk.configure({ workletUrl: undefined } as never); // embedded, as by default
        const mc = new sdk.MultiConnection(gateway);
        Object.assign(window, { mc });
        await mc.connect(["rtmp://a.example/live"]);
        const [video, audio] = [await sdk.Camera.get({ width: 320 }), await sdk.Microphone.get()];
        const stream = await mc.publish("cast", { video, audio });
        const failed = stream.once("error").then((error) => Promise.reject(error));
        while (stream.stats.videoFrames < 5 || stream.stats.audioFrames < 5) {
          await Promise.race([failed, stream.once("stats")]);
        }
      }, GATEWAY);
    },
    async play(page) {
      await page.evaluate(`mc.play("show").then((stream) => stream.attach(document.querySelector("video")))`);
      await plays(page);
    },
  },
};

test.beforeEach(async ({ page, context }) => {
  await context.grantPermissions(["camera", "microphone"]);
  // So that sound is captured by an AudioWorklet, as in Firefox and Safari: its module needs more than the other ways.
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "MediaStreamTrackProcessor"));
});

for (const [name, face] of Object.entries(FACES)) {
  test(`${name} publish and play with the documented headers`, async ({ page }) => {
    failOnErrors(page);
    const server = await StaticServer.of(BUILT_PAGES, face.html);
    // Each header is enforced, so that what works with both works with the first.
    server.policies = [face.policy, POLICIES.trustedTypes];
    await page.goto(server.url);
    await face.publish(page);
    await face.play(page);
    expect(server.violations).toStrictEqual([]);
    await server.close();
  });
}

const GATEWAY_HTTP = new URL(PAGES).origin;
const GATEWAY_WS = new URL(GATEWAY).origin;
const [FLASH, ELEMENTS, MODULES] = Object.keys(FACES) as [string, string, string];

for (const [source, name, action, directive] of [
  [`script-src 'self' ${GATEWAY_HTTP}`, FLASH, "publish", "script-src-elem"],
  ["'wasm-unsafe-eval'", MODULES, "publish", "script-src"],
  ["worker-src blob:", MODULES, "publish", "worker-src"],
  [GATEWAY_WS, MODULES, "publish", "connect-src"],
  ["media-src blob:", ELEMENTS, "play", "media-src"],
  ["trusted-types multiconnection", MODULES, "publish", "trusted-types"],
  ["script-src 'self' blob:", MODULES, "publish", undefined],
] as const) {
  test(`the documented ${source} is needed by ${name}`, async ({ page }) => {
    const face = FACES[name] as Face;
    const server = await StaticServer.of(BUILT_PAGES, face.html);
    // Without its last source, a directive allows nothing or the page's own files.
    const without = source.replace(/ ?[^ ]+$/, "").replace(/^[a-z-]+$/, "$& 'none'");
    server.policies = [face.policy, POLICIES.trustedTypes].map((policy) => policy.replace(source, without));
    await page.goto(server.url);
    const attempt = face[action](page);
    if (directive === undefined) {
      // Chromium reports no violation for the module of an AudioWorklet.
      await expect(attempt).rejects.toThrow(`needs "script-src blob:", or the option workletUrl`);
    } else {
      attempt.catch(() => {}); // fails, at the latest when the page closes
      await expect.poll(() => server.violations.map((each) => each.directive)).toContain(directive);
    }
    await server.close();
  });
}

test.describe("an error says what to do", () => {
  /** Returns the code and the message of the error of a connection that cannot be opened, from another origin. */
  const failure = async (
    page: Page,
    { url, gateway, files = {} }: { url: string; gateway: string; files?: object },
  ) => {
    await page.goto(url);
    return page.evaluate(
      ([gateway, files]) => {
        const connect = async () => new window.page.sdk.MultiConnection(gateway, files).hello;
        return connect().then(
          () => "connected",
          ({ code, message }) => `${code}: ${message}`,
        );
      },
      [gateway, files] as const,
    );
  };
  let server: StaticServer;

  test.beforeEach(async () => {
    server = await StaticServer.of(BUILT_PAGES);
  });

  test.afterEach(() => server.close());

  test("if the worker does not start", async ({ page }) => {
    const options = { url: server.url, gateway: GATEWAY };
    const expected = `no-worker: the worker did not start: expected the file multiconnection/worker at ${server.url}absent.js`;
    expect(await failure(page, { ...options, files: { workerUrl: "absent.js" } })).toContain(expected);
    const foreign = `no-worker: the worker did not start: workerUrl ${PAGES}/w.js, expected a URL of the page's origin`;
    expect(await failure(page, { ...options, files: { workerUrl: `${PAGES}/w.js` } })).toContain(foreign);
    server.policies = ["worker-src 'none'"];
    expect(await failure(page, options)).toContain("no-worker: the worker did not start: the Content Security Policy");
  });

  test("if the gateway refuses the origin", async ({ page }) => {
    const url = server.url.replace("127.0.0.1", "refused.localhost");
    const { origin } = new URL(url);
    expect(await failure(page, { url, gateway: GATEWAY })).toBe(
      `origin-refused: The gateway at ${GATEWAY} refuses this page: pages of ${origin} may not use this gateway.`,
    );
  });

  test("if another server answers, or another path", async ({ page }) => {
    const { host } = new URL(server.url);
    const { url } = server;
    const absent = `no-gateway: ws://${host}/v2 is answered with HTTP status 404, expected a gateway.`;
    expect(await failure(page, { url, gateway: `ws://${host}/v2` })).toContain(absent);
    const elsewhere = await StaticServer.of(BUILT_PAGES);
    const other = new URL(elsewhere.url).host;
    const hidden = `no-gateway: An HTTP server at ${other} answers instead of a gateway at ws://${other}/v1.`;
    expect(await failure(page, { url, gateway: `ws://${other}/v1` })).toContain(hidden);
    await elsewhere.close();
  });

  test("if nothing answers, or the page's policy blocks the connection", async ({ page }) => {
    const gone = await StaticServer.of(BUILT_PAGES);
    const gateway = `ws://${new URL(gone.url).host}/v1`;
    await gone.close();
    expect(await failure(page, { url: server.url, gateway })).toContain(`unreachable: Nothing answers at ${gateway}.`);
    server.policies = ["connect-src 'self'"];
    expect(await failure(page, { url: server.url, gateway: GATEWAY })).toBe(
      `unreachable: The Content Security Policy of the page blocks ${GATEWAY}. Add ${GATEWAY_WS} to its connect-src.`,
    );
  });
});

test("the package's README has the header of the modules, too", () => {
  expect(documentedHeaders("sdk/README.md")).toStrictEqual([documentedHeaders("README.md")[1]]);
});
