import { defineConfig } from "vitest/config";
import { aliases } from "./aliases.ts";

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    include: ["sdk/test/**/*.test.ts", "studio/src/**/*.test.ts"],
    environment: "node",
    setupFiles: ["./fake-gateway/patience.ts"],
    // Timeout for tests that hang, not for slow ones: the machine may be busy.
    testTimeout: 60_000,
    // Applies the aliases to the imports of this package.
    server: { deps: { inline: ["@mediabunny/aac-encoder"] } },
  },
});
