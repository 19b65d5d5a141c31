import type { ServerAddress } from "multiconnection";

/** URLs of a stream for other players. */
export interface FlvLinks {
  http: string;
  ws: string;
}

/**
 * Returns the URLs of a live stream as FLV over HTTP and WebSocket. Undefined if a pool is listed with other servers, which
 * a URL cannot express.
 *
 * @param gateway URL of the gateway's WebSocket
 */
export function flvLinks(gateway: string, servers: readonly ServerAddress[], name: string): FlvLinks | undefined {
  const path = pathOf(servers, name);
  if (path === undefined) {
    return undefined;
  }
  const ws = new URL(path, gateway);
  const http = new URL(ws);
  http.protocol = ws.protocol.replace("ws", "http");
  return { http: http.href, ws: ws.href };
}

function pathOf(servers: readonly ServerAddress[], name: string): string | undefined {
  const file = `${encodeURIComponent(name)}.flv`;
  const [first] = servers;
  if (typeof first === "object" && "pool" in first) {
    return servers.length === 1 ? `/live/${encodeURIComponent(first.pool)}/${file}` : undefined;
  }
  const urls = servers.filter((server) => typeof server === "string");
  const query = new URLSearchParams(urls.map((url) => ["server", url]));
  return urls.length === servers.length ? `/live/${file}?${query}` : undefined;
}
