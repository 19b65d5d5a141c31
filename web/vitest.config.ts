import { defineConfig } from "vitest/config";
import { aliases } from "./aliases.ts";

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    include: ["sdk/test/**/*.test.ts", "studio/src/**/*.test.ts"],
    environment: "node",
    // So that the alias above holds for what this package imports.
    server: { deps: { inline: ["@mediabunny/aac-encoder"] } },
  },
});
