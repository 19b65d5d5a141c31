import { parseRtmpUrl, type RtmpUrl } from "multiconnection";

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
    keyHint: "YouTube Studio → Create → Go live → Stream key",
    hosts: /(^|\.)youtube\.com$/,
  },
  {
    name: "Twitch",
    url: "rtmp://live.twitch.tv/app",
    keyHint: "Twitch → Creator Dashboard → Settings → Stream",
    hosts: /(^|\.)twitch\.tv$/,
  },
  {
    name: "Facebook",
    url: "rtmps://live-api-s.facebook.com:443/rtmp",
    keyHint: "Facebook Live Producer → Streaming software. Keys expire within a day.",
    hosts: /(^|\.)facebook\.com$/,
  },
];

/** Returns a display name for the server of an RTMP URL: the service, or the host. */
export function nameOf(url: string): string {
  const parsed = read(url) ?? read(`${url}/app`);
  if (parsed === undefined) {
    return "New destination";
  }
  const { host, port } = parsed;
  const service = SERVICES.find(({ hosts }) => hosts.test(host));
  if (service !== undefined) {
    return service.name;
  }
  return ["localhost", "127.0.0.1", "::1"].includes(host) ? `This machine, port ${port}` : host;
}

/** Returns a URL without its credentials and query, for display. */
export function shown(url: string): string {
  return read(url)?.label ?? url.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
}

/** Explains what is wrong with an RTMP URL. Undefined if it is valid. */
export function problemOf(url: string): string | undefined {
  if (url.trim() === "") {
    return "Enter the address of the server.";
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
    return "The address must start with rtmp:// or rtmps://, such as rtmp://host/app.";
  }
  if (problem.startsWith("a URL without an application")) {
    return "The address must contain an app name after the host, such as /live.";
  }
  return `The address is not valid: ${problem}.`;
}

function read(url: string): RtmpUrl | undefined {
  try {
    return parseRtmpUrl(url);
  } catch {
    return undefined;
  }
}
