import { join } from "node:path";
import { defineConfig } from "vite";
import { aacEncoder } from "../aac-encoder.ts";
import { aliases } from "../aliases.ts";
import { embeddedWorker } from "../embedded-worker.ts";
import { fakeGateway } from "../fake-gateway/vite-fake-gateway.ts";
import { apiDocs } from "./api-docs.ts";
import { flashScript } from "./flash-script.ts";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  plugins: [
    aacEncoder(),
    embeddedWorker(),
    flashScript(),
    apiDocs(),
    ...(process.env.FAKE_GATEWAY ? [fakeGateway()] : []),
  ],
  worker: { plugins: () => [aacEncoder()] },
  server: { port: 5173, strictPort: true },
  preview: { port: 4173, strictPort: true },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: {
      input: ["index", "watch", "objects", "chat", "calls", "rooms", "flash", "sign-in"].map((page) =>
        join(import.meta.dirname, `${page}.html`),
      ),
    },
  },
});
