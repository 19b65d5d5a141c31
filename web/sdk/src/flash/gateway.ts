import { gatewayUrl } from "../shared/gateway-url.ts";

/** Settings of the page. Without `gateway`, the gateway is the one that served the script. */
export const settings: {
  gateway: string | undefined;
  servers: { [url: string]: string };
  timeout: number | undefined;
} = {
  gateway: undefined,
  servers: {},
  timeout: undefined,
};

/** Records the current script tag, which a page exposes only while the script runs. */
export function rememberScript(script: { src: string; dataset: DOMStringMap } | undefined): void {
  if (script !== undefined) {
    fromScript = script.dataset.gateway ?? (script.src === "" ? undefined : new URL("/v1", script.src).href);
  }
}

let fromScript: string | undefined;

/** Returns the URL of the gateway's WebSocket: as set by the page, by the script tag, or `/v1` on the page's host. */
export function flashGateway(): string {
  return gatewayUrl(settings.gateway ?? fromScript ?? "/v1");
}

/** URL of an application on the host of the SWF, such as `rtmp:/chat`. */
const RELATIVE = /^(rtmps?:)\/(?!\/)/;

/** Returns the present URL of a server that old code refers to. One without a host has the host of the page. */
export function serverUrl(url: string): string {
  const { hostname = "" } = globalThis.location ?? {};
  const present = Object.hasOwn(settings.servers, url) ? (settings.servers[url] ?? url) : url;
  return hostname === "" ? present : present.replace(RELATIVE, `$1//${hostname}/`);
}
