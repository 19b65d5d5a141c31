import { defineConfig } from "vitest/config";
import { aacEncoder } from "./aac-encoder.ts";
import { aliases } from "./aliases.ts";

export default defineConfig({
  resolve: { alias: aliases },
  plugins: [aacEncoder()],
  test: {
    include: ["sdk/test/**/*.test.ts", "studio/src/**/*.test.ts", "server-side-test/**/*.test.ts"],
    environment: "node",
    setupFiles: ["./fake-gateway/patience.ts"],
    // Timeout for tests that hang, not for slow ones: the machine may be busy.
    testTimeout: 60_000,
  },
});
