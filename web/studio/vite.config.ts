import { join } from "node:path";
import { defineConfig } from "vite";
import { aliases } from "../aliases.ts";
import { fakeGateway } from "../fake-gateway/vite-fake-gateway.ts";
import { flashScript } from "./flash-script.ts";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  plugins: [flashScript(), ...(process.env.FAKE_GATEWAY ? [fakeGateway()] : [])],
  // Pre-bundling would give it a separate copy of the aliased module, in which it would register.
  optimizeDeps: { exclude: ["@mediabunny/aac-encoder"] },
  worker: { format: "es" },
  server: { port: 5173, strictPort: true },
  preview: { port: 4173, strictPort: true },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: {
      input: ["index.html", "watch.html", "objects.html", "chat.html", "calls.html", "rooms.html", "flash.html"].map(
        (page) => join(import.meta.dirname, page),
      ),
    },
  },
});
