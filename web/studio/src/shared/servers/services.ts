import { parseRtmpUrl, type RtmpUrl } from "multiconnection";
import { t } from "../i18n/t.ts";

/** Highest recommended video bitrate up to a size and a frame rate. */
export interface VideoLimit {
  /** Length of the shorter side in pixels. */
  readonly side: number;
  /** Frame rate in fps. */
  readonly frameRate: number;
  /** Bitrate of the video in bit/s. */
  readonly bitrate: number;
}

/** Published limits of a service. An absent limit is not published, or was not found. */
export interface Rules {
  /** Ascending limits of the video; the first one that covers size and frame rate applies. */
  readonly video?: readonly VideoLimit[];
  /** Highest recommended bitrate of the audio in bit/s. */
  readonly audioBitrate?: number;
  /** Whether the service recommends video in landscape, 16:9. */
  readonly landscape?: boolean;
  /** Whether the service accepts only RTMP over TLS. */
  readonly rtmps?: boolean;
}

/** Streaming service with an RTMP ingest. */
export interface Service {
  readonly id: string;
  readonly name: string;
  /** Ingest URL that the service documents. Undefined if the service shows each user a URL. */
  readonly url?: string;
  /** Application of the ingest URLs, for a service that shows URLs without it. */
  readonly app?: string;
  /** Place where users of the service find their stream key, and their URL. */
  readonly keyHint: string;
  /** Page of the service that shows the stream key. */
  readonly keyPage: string;
  readonly hosts: RegExp;
  readonly rules: Rules;
}

/*
 * Sources of the rules, as of 30 November 2026. All services accept keyframes every two seconds, H.264 and AAC, which the
 * SDK always sends. docs/guides/broadcast-to-services.md has the same table for users.
 */
export const SERVICES: readonly Service[] = [
  {
    id: "youtube",
    name: "YouTube",
    url: "rtmps://a.rtmps.youtube.com/live2",
    keyHint: t("service.youtube"),
    keyPage: "https://www.youtube.com/live_dashboard",
    hosts: /(^|\.)youtube\.com$/,
    // https://support.google.com/youtube/answer/2853702, column H.264
    rules: {
      video: [limit(1080, 60, 12), limit(1440, 30, 15), limit(1440, 60, 24), limit(2160, 30, 30), limit(2160, 60, 35)],
    },
  },
  {
    id: "twitch",
    name: "Twitch",
    url: "rtmp://live.twitch.tv/app",
    keyHint: t("service.twitch"),
    keyPage: "https://dashboard.twitch.tv/settings/stream",
    // https://dev.twitch.tv/docs/video-broadcast/ names further hosts, such as sfo.contribute.live-video.net.
    hosts: /(^|\.)(twitch\.tv|contribute\.live-video\.net)$/,
    // Video: https://restream.io/integrations/twitch/best-live-streaming-settings-for-twitch/, which cites Twitch.
    // Audio: https://www.twitch.tv/creatorcamp/en/paths/going-live/broadcast-recommendations/
    rules: {
      video: [limit(720, 30, 3), limit(720, 60, 4.5), limit(1080, 30, 4.5), limit(1080, 60, 6)],
      audioBitrate: 320_000,
    },
  },
  {
    id: "facebook",
    name: "Facebook",
    url: "rtmps://live-api-s.facebook.com:443/rtmp",
    keyHint: t("service.facebook"),
    keyPage: "https://www.facebook.com/live/producer",
    hosts: /(^|\.)facebook\.com$/,
    // https://developers.facebook.com/docs/live-video-api/reference
    rules: {
      video: [
        limit(360, 30, 1),
        limit(480, 30, 2),
        limit(720, 30, 4),
        limit(720, 60, 6),
        limit(1080, 30, 6),
        limit(1080, 60, 9),
      ],
      audioBitrate: 256_000,
      landscape: true,
      rtmps: true,
    },
  },
  {
    id: "x",
    name: "X",
    keyHint: t("service.x"),
    // https://help.x.com/en/using-x/live-studio
    keyPage: "https://x.com/i/live-studio",
    hosts: /(^|\.)pscp\.tv$/,
    // https://github.com/obsproject/obs-studio/blob/master/plugins/rtmp-services/data/services.json, "Twitter"
    rules: { video: [limit(Number.POSITIVE_INFINITY, 60, 12)], audioBitrate: 128_000 },
  },
  {
    id: "kick",
    name: "Kick",
    // Kick shows the host only, but its servers need this application.
    app: "app",
    keyHint: t("service.kick"),
    keyPage: "https://kick.com/dashboard/settings/stream",
    // Other names below global-contribute.live-video.net belong to other customers of Amazon IVS.
    hosts: /^fa723fc1b171\.global-contribute\.live-video\.net$/,
    // https://github.com/ElMike094/stream-optimizer/releases/tag/v1.6.0; no page of Kick was found.
    rules: { video: [limit(1080, 60, 8)] },
  },
  {
    id: "tiktok",
    name: "TikTok",
    keyHint: t("service.tiktok"),
    keyPage: "https://livecenter.tiktok.com/producer",
    hosts: /(^|\.)tiktok\.com$/,
    // No limits of TikTok were found.
    rules: {},
  },
];

/** Returns the service of an RTMP URL, or the chosen one if the URL is of no other known service. */
export function serviceOf(url: string, chosen?: string): Service | undefined {
  const host = (read(url) ?? read(`${url}/app`))?.host ?? "";
  // A service with a URL of its own is recognized by its hosts.
  return (
    SERVICES.find(({ hosts }) => hosts.test(host)) ?? SERVICES.find(({ id, url }) => id === chosen && url === undefined)
  );
}

/** Returns a display name for the server of an RTMP URL: the service, or the host. */
export function nameOf(url: string, chosen?: string): string {
  const service = serviceOf(url, chosen);
  if (service !== undefined) {
    return service.name;
  }
  const parsed = read(url) ?? read(`${url}/app`);
  if (parsed === undefined) {
    return t("destination.new");
  }
  const { host, port } = parsed;
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

function limit(side: number, frameRate: number, megabits: number): VideoLimit {
  return { side, frameRate, bitrate: megabits * 1e6 };
}
