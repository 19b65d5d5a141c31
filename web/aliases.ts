import { fileURLToPath } from "node:url";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Aliases of the SDK to its sources. */
export const aliases = {
  "multiconnection/elements": path("./sdk/src/elements/index.ts"),
  "multiconnection/flash": path("./sdk/src/flash/index.ts"),
  multiconnection: path("./sdk/src/index.ts"),
};
