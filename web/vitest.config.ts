import { defineConfig } from "vitest/config";
import { aliases } from "./aliases.ts";

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    include: ["sdk/test/**/*.test.ts", "studio/src/**/*.test.ts"],
    environment: "node",
    // Applies the aliases to the imports of this package.
    server: { deps: { inline: ["@mediabunny/aac-encoder"] } },
  },
});
