import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { BUNDLERS, buildApp, pack } from "./bundlers/build.ts";
import { StaticServer } from "./bundlers/serve.ts";
import { documentedPolicies } from "./documented-policies.ts";
import { DESTINATIONS, failOnErrors } from "./support.ts";

const GATEWAY = new URL("/v1", process.env.BASE_URL?.replace("http", "ws")).href;

const { modules: MODULES } = documentedPolicies(GATEWAY);

/** Documented header; with `hosted` files, `blob:` is not needed for scripts and workers. */
const policies = (hosted: boolean) => [
  hosted
    ? MODULES.replace("worker-src blob:", "worker-src 'self'")
        .replace("script-src 'self' blob:", "script-src 'self'")
        .replace("connect-src", "connect-src 'self'")
    : MODULES,
];

const look = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;

test.describe.configure({ mode: "serial" });

let tarball: string;

test.beforeAll(() => {
  tarball = pack();
});

test.afterAll(() => {
  rmSync(dirname(tarball), { recursive: true, force: true });
});

for (const bundler of BUNDLERS) {
  test.describe(`production build of ${bundler}`, () => {
    let server: StaticServer;

    test.beforeAll(async () => {
      server = await StaticServer.of(await buildApp(bundler, tarball));
    });

    test.afterAll(() => server.close());

    for (const hosted of [false, true]) {
      const how = hosted ? "with hosted files and without blob: workers" : "without options";
      test(`publishes and plays ${how}`, async ({ page }) => {
        server.policies = policies(hosted);
        failOnErrors(page);
        await page.goto(server.url);
        const name = `${bundler}-${hosted ? "hosted" : "default"}`;
        const options = { gateway: GATEWAY, server: DESTINATIONS[0], name, hosted };
        await look(page, `broadcast(${JSON.stringify(options)})`);
        const decoded = "document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames";
        await expect.poll(() => look<number>(page, decoded)).toBeGreaterThan(30);
        const sound = "document.querySelector('video').webkitAudioDecodedByteCount";
        expect(await look<number>(page, sound)).toBeGreaterThan(5000);
        await look(page, "end()");
      });
    }

    test("says what is missing if the worker does not start", async ({ page }) => {
      server.policies = policies(true);
      await page.goto(server.url);
      const failure = (files: object) => look<string>(page, `failure("${GATEWAY}", ${JSON.stringify(files)})`);
      expect(await failure({})).toContain('needs "worker-src blob:", or the option workerUrl');
      const missing = `expected the file multiconnection/worker at ${server.url}absent.js`;
      expect(await failure({ workerUrl: "absent.js" })).toContain(missing);
      const foreign = "workerUrl https://cdn.example/worker.js, expected a URL of the page's origin";
      await expect(failure({ workerUrl: "https://cdn.example/worker.js" })).rejects.toThrow(foreign);
    });
  });
}
