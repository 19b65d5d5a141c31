import { defineConfig } from "vite";
import { aliases } from "../aliases.ts";
import { fakeGateway } from "../test/vite-fake-gateway.ts";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  plugins: process.env.FAKE_GATEWAY ? [fakeGateway()] : [],
  worker: { format: "es" },
  server: { port: 5173, strictPort: true },
  preview: { port: 4173, strictPort: true },
  build: { outDir: "../dist", emptyOutDir: true, target: "es2022" },
});
