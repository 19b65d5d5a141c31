import { MultiConnection } from "../connection/multi-connection.ts";

/**
 * Opens a connection; replaced in tests.
 *
 * @param url of the gateway's WebSocket
 */
export function openConnection(url: string): MultiConnection {
  return new MultiConnection(url);
}
