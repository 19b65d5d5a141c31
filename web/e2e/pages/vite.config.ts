import { defineConfig } from "vite";
import { aacEncoder } from "../../aac-encoder.ts";
import { aliases } from "../../aliases.ts";
import { embeddedWorker } from "../../embedded-worker.ts";
import { fakeGateway } from "../../fake-gateway/vite-fake-gateway.ts";
import { flashScript } from "../../studio/flash-script.ts";

/** Page that uses only the SDK, with the SDK's scripts and a fake gateway. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  plugins: [aacEncoder(), embeddedWorker(), flashScript(), fakeGateway()],
  worker: { plugins: () => [aacEncoder()] },
  preview: { port: 4174, strictPort: true },
  build: { outDir: "dist", target: "es2022" },
});
