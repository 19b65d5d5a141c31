import { parseRtmpUrl, type RtmpUrl } from "multiconnection";
import { t } from "../i18n/t.ts";

/** A streaming service with a public RTMP ingest. */
export interface Service {
  readonly name: string;
  /** Ingest URL that the service documents. */
  readonly url: string;
  /** Place where users of the service find their stream key. */
  readonly keyHint: string;
  readonly hosts: RegExp;
}

export const SERVICES: readonly Service[] = [
  {
    name: "YouTube",
    url: "rtmps://a.rtmps.youtube.com/live2",
    keyHint: t("service.youtube"),
    hosts: /(^|\.)youtube\.com$/,
  },
  {
    name: "Twitch",
    url: "rtmp://live.twitch.tv/app",
    keyHint: t("service.twitch"),
    hosts: /(^|\.)twitch\.tv$/,
  },
  {
    name: "Facebook",
    url: "rtmps://live-api-s.facebook.com:443/rtmp",
    keyHint: t("service.facebook"),
    hosts: /(^|\.)facebook\.com$/,
  },
];

/** Returns a display name for the server of an RTMP URL: the service, or the host. */
export function nameOf(url: string): string {
  const parsed = read(url) ?? read(`${url}/app`);
  if (parsed === undefined) {
    return t("destination.new");
  }
  const { host, port } = parsed;
  const service = SERVICES.find(({ hosts }) => hosts.test(host));
  if (service !== undefined) {
    return service.name;
  }
  return ["localhost", "127.0.0.1", "::1"].includes(host) ? t("destination.local", { port: String(port) }) : host;
}

/** Returns a URL without its credentials and query, for display. */
export function shown(url: string): string {
  return read(url)?.label ?? url.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
}

/** Explains what is wrong with an RTMP URL. Undefined if it is valid. */
export function problemOf(url: string): string | undefined {
  if (url.trim() === "") {
    return t("address.empty");
  }
  try {
    parseRtmpUrl(url);
    return undefined;
  } catch (error) {
    return explain(error instanceof Error ? error.message : String(error));
  }
}

function explain(problem: string): string {
  if (/^a URL (?:of scheme|without a host)/.test(problem)) {
    return t("address.scheme");
  }
  if (problem.startsWith("a URL without an application")) {
    return t("address.app");
  }
  return t("address.invalid", { reason: problem });
}

function read(url: string): RtmpUrl | undefined {
  try {
    return parseRtmpUrl(url);
  } catch {
    return undefined;
  }
}
