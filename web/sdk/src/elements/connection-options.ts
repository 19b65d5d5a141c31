import type { MultiConnectionOptions } from "../connection/connection-types.ts";

/** How the elements open their sessions; a script of its own brings its own worker. */
export const opening: { options: MultiConnectionOptions } = { options: {} };
