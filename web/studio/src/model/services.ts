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
  const { hostname, port } = parse(url) ?? { hostname: "", port: "" };
  const service = SERVICES.find(({ hosts }) => hosts.test(hostname));
  if (service !== undefined) {
    return service.name;
  }
  if (["localhost", "127.0.0.1", "[::1]"].includes(hostname)) {
    return `This machine, port ${port || "1935"}`;
  }
  return hostname || "New destination";
}

/** A URL without what may be secret in it. */
export function shown(url: string): string {
  return url.replace(/[?#].*$/, "").replace(/\/\/[^/@]*@/, "//");
}

/** What is wrong with an RTMP URL, in plain words; nothing if it is right. */
export function problemOf(url: string): string | undefined {
  if (url.trim() === "") {
    return "Enter the server's address.";
  }
  const parsed = parse(url);
  if (parsed === undefined || parsed.hostname === "") {
    return "The address must begin with rtmp:// or rtmps://, such as rtmp://host/app.";
  }
  return parsed.pathname.length > 1 ? undefined : "The address must name an app after the host, such as /live.";
}

function parse(url: string): URL | undefined {
  const scheme = /^\s*rtmps?:\/\//i;
  if (!scheme.test(url)) {
    return undefined;
  }
  try {
    // Not every browser splits the host off a scheme that it does not know.
    return new URL(url.replace(scheme, "http://").trim());
  } catch {
    return undefined;
  }
}
