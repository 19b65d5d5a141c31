import { defineConfig } from "vitest/config";

/** Tests of the package as npm packs it. They require `npm run build -w sdk`. */
export default defineConfig({
  test: { include: ["package-test/*.test.ts"], environment: "node", testTimeout: 120_000, hookTimeout: 120_000 },
});
