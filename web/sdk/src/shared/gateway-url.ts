/**
 * Returns the URL of the gateway's WebSocket.
 *
 * @param url absolute, or relative to the page; `http` and `https` stand for `ws` and `wss`
 * @throws TypeError if it is not such a URL
 */
export function gatewayUrl(url: string | URL): string {
  const resolved = parse(url);
  const protocol = resolved?.protocol.replace(/^http/, "ws");
  if (resolved === undefined || (protocol !== "ws:" && protocol !== "wss:")) {
    throw new TypeError(`gateway at "${url}", expected a URL such as wss://gateway.example/v1 or, on a page, /v1`);
  }
  resolved.protocol = protocol;
  return resolved.href;
}

function parse(url: string | URL): URL | undefined {
  try {
    return new URL(url, globalThis.location?.href);
  } catch {
    return undefined;
  }
}
