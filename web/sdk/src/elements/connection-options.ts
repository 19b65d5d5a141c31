import type { MultiConnectionOptions } from "../connection/connection-types.ts";

/** Options of all connections that the elements open. The script-tag build sets its own worker. */
export const connectionSettings: { options: MultiConnectionOptions } = { options: {} };
