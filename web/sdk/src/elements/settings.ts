import { gatewayUrl } from "../shared/gateway-url.ts";
import type { ServerAddress } from "../wire/protocol.ts";

/** Default gateway of the elements: `/v1` on the page's host, unless the script-tag build sets another. */
export const defaults: { gateway: string } = { gateway: "/v1" };

/**
 * Returns the URL of the gateway's WebSocket.
 *
 * @param attribute any absolute or relative URL
 */
export function gatewayOf(attribute: string | null): string {
  return gatewayUrl(attribute || defaults.gateway);
}

/** Parses a list of servers, separated by spaces or commas: RTMP URLs and names of pools. */
export function serverList(attribute: string | null): ServerAddress[] {
  const parts = (attribute ?? "").split(/[\s,]+/).filter((part) => part !== "");
  return parts.map((part) => (part.includes("://") ? part : { pool: part }));
}

/** Parses a number, or returns a default if the attribute is absent or malformed. */
export function numberOr<T>(attribute: string | null, otherwise: T): number | T {
  const value = attribute === null || attribute.trim() === "" ? Number.NaN : Number(attribute);
  return Number.isFinite(value) ? value : otherwise;
}

/** Returns the host of a server's URL, for display. */
export function hostOf(url: string): string {
  return /^\w+:\/\/(?:[^@/]*@)?([^/?#]+)/.exec(url)?.[1] ?? url;
}

/** Formats a duration: `0:07`, `12:34`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
