import { defineConfig } from "vitest/config";
import { aliases } from "./aliases.ts";

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    include: ["sdk/test/**/*.test.ts", "studio/test/**/*.test.ts"],
    environment: "node",
    setupFiles: ["./test/patience.ts"],
    // A bound of what hangs, not of speed: the machine may be busy.
    testTimeout: 60_000,
    // So that the alias above holds for what this package imports.
    server: { deps: { inline: ["@mediabunny/aac-encoder"] } },
  },
});
