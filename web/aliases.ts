import { fileURLToPath } from "node:url";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The SDK from its sources, and the few names that the AAC package wants of mediabunny (see the module). */
export const aliases = {
  "multiconnection/elements": path("./sdk/src/elements/index.ts"),
  "multiconnection/flash": path("./sdk/src/flash/index.ts"),
  multiconnection: path("./sdk/src/index.ts"),
  mediabunny: path("./sdk/src/media/mediabunny.ts"),
};
