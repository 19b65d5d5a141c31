import type { ServerAddress } from "../wire/protocol.ts";

/** What an element that is opened from elsewhere than a gateway's script has as its gateway: where the page is from. */
export const defaults: { gateway: string } = { gateway: "/v1" };

/** URL of the gateway's WebSocket, from an attribute: any form of URL, relative ones too. */
export function gatewayUrl(attribute: string | null): string {
  const url = new URL(attribute || defaults.gateway, globalThis.location?.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

/** Servers of an attribute, separated by spaces or commas: RTMP URLs, and names of the gateway's pools. */
export function serverList(attribute: string | null): ServerAddress[] {
  const parts = (attribute ?? "").split(/[\s,]+/).filter((part) => part !== "");
  return parts.map((part) => (part.includes("://") ? part : { pool: part }));
}

/** A number of an attribute, or what stands for it. */
export function numberOr<T>(attribute: string | null, otherwise: T): number | T {
  const value = attribute === null || attribute.trim() === "" ? Number.NaN : Number(attribute);
  return Number.isFinite(value) ? value : otherwise;
}

/** The part of a server's URL that people know it by. */
export function hostOf(url: string): string {
  return /^\w+:\/\/(?:[^@/]*@)?([^/?#]+)/.exec(url)?.[1] ?? url;
}

/** `0:07`, `12:34`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
