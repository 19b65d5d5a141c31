import { defineConfig } from "vite";
import { aliases } from "../../aliases.ts";
import { fakeGateway } from "../../test/vite-fake-gateway.ts";

/** A page with nothing but the SDK, beside a fake gateway. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  plugins: [fakeGateway()],
  optimizeDeps: { exclude: ["@mediabunny/aac-encoder"] },
  worker: { format: "es" },
  preview: { port: 4174, strictPort: true },
  build: { outDir: "dist", target: "es2022" },
});
