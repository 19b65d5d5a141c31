/** Where the gateway is, said by a page; a page without one has the gateway that its script came from. */
export const settings: { gateway: string | undefined; servers: { [url: string]: string } } = {
  gateway: undefined,
  servers: {},
};

/** Remembers the script tag that is running now: only while it runs does a page tell which one that is. */
export function rememberScript(script: { src: string; dataset: DOMStringMap } | undefined): void {
  if (script !== undefined) {
    fromScript = script.dataset.gateway ?? (script.src === "" ? undefined : new URL("/v1", script.src).href);
  }
}

let fromScript: string | undefined;

/** URL of the gateway's WebSocket: as the page said, as its script tag says, or `/v1` where the page is from. */
export function gatewayUrl(): string {
  const base = globalThis.location?.href;
  const url = new URL(settings.gateway ?? fromScript ?? "/v1", base);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

/** Where a server of old code is now. */
export function serverUrl(url: string): string {
  return Object.hasOwn(settings.servers, url) ? (settings.servers[url] ?? url) : url;
}
