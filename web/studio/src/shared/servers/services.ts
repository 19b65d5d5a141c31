import { parseRtmpUrl, type RtmpUrl } from "multiconnection";

/** A service that people often send to. */
export interface Service {
  readonly name: string;
  /** Where it takes streams, as it tells its users. */
  readonly url: string;
  /** Where its users find their stream key. */
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

/** What people call the server of an RTMP URL. */
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

/** A URL without what may be secret in it. */
export function shown(url: string): string {
  return read(url)?.label ?? url.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
}

/** What is wrong with an RTMP URL, in plain words; nothing if it is right. */
export function problemOf(url: string): string | undefined {
  if (url.trim() === "") {
    return "Enter the server's address.";
  }
  try {
    parseRtmpUrl(url);
    return undefined;
  } catch (error) {
    return words(error instanceof Error ? error.message : String(error));
  }
}

function words(problem: string): string {
  if (/^a URL (?:of scheme|without a host)/.test(problem)) {
    return "The address must begin with rtmp:// or rtmps://, such as rtmp://host/app.";
  }
  if (problem.startsWith("a URL without an application")) {
    return "The address must name an app after the host, such as /live.";
  }
  return `The address has a mistake: ${problem}.`;
}

function read(url: string): RtmpUrl | undefined {
  try {
    return parseRtmpUrl(url);
  } catch {
    return undefined;
  }
}
