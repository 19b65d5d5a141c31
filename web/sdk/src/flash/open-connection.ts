import type { MultiConnectionOptions } from "../connection/connection-types.ts";
import { MultiConnection } from "../connection/multi-connection.ts";

/** Options of all connections that {@link openConnection} opens. The script-tag build sets its own worker. */
export const connectionSettings: { options: MultiConnectionOptions } = { options: {} };

/** @param url of the gateway's WebSocket */
export function openConnection(url: string): MultiConnection {
  return new MultiConnection(url, connectionSettings.options);
}
