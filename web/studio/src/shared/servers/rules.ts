import { bitrate } from "../format.ts";
import { t } from "../i18n/t.ts";
import { type Service, serviceOf } from "./services.ts";

/** Difference from 16:9 that counts as the same, because sizes are rounded to whole pixels. */
const ASPECT_TOLERANCE = 0.05;

/** Quality that is sent to every destination. Sizes are in pixels, the frame rate in fps, bitrates in bit/s. */
export interface SentQuality {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly videoBitrate: number;
  readonly audioBitrate: number;
}

/** Destination, as far as rules concern it. */
export interface Ingest {
  /** RTMP URL. */
  readonly address: string;
  /** Id of the service that the user chose. */
  readonly service?: string | undefined;
  /** Stream key. Undefined if the gateway holds it. */
  readonly key?: string;
}

/** Violation of a service's rule. */
export interface RuleProblem {
  /** An error if the service refuses the stream, a warning if the service recommends something else. */
  readonly severity: "error" | "warning";
  /** Sentences that say what is set, what the service takes, and what to do. */
  readonly text: string;
}

/** Returns what the service of a destination does not take. Empty for servers of no known service with a plausible key. */
export function problems(quality: SentQuality, { address, service: chosen, key }: Ingest): RuleProblem[] {
  const service = serviceOf(address, chosen);
  const wrongKey = key === undefined ? undefined : keyProblem(key, service);
  return [
    ...(wrongKey === undefined ? [] : [error(wrongKey)]),
    ...(service === undefined ? [] : [...addressProblems(service, address), ...qualityProblems(service, quality)]),
  ];
}

/** Explains why a text is not a stream key. Undefined if it may be one, and for an empty text. */
export function keyProblem(key: string, service?: Service): string | undefined {
  const text = key.trim();
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) {
    return t("rule.keyUrl");
  }
  // Servers of one's own may have stream names with spaces.
  return service !== undefined && /\s/.test(text) ? t("rule.keySpace") : undefined;
}

function addressProblems({ name, rules }: Service, address: string): RuleProblem[] {
  return rules.rtmps && /^\s*rtmp:/i.test(address) ? [error(t("rule.rtmps", { name }))] : [];
}

function qualityProblems({ name, rules }: Service, quality: SentQuality): RuleProblem[] {
  const { width, height, audioBitrate } = quality;
  const found = [videoProblem(name, rules.video ?? [], quality)];
  if (rules.landscape && Math.abs(width / height - 16 / 9) > ASPECT_TOLERANCE) {
    found.push(t("rule.landscape", { name, size: `${width} × ${height}` }));
  }
  if (rules.audioBitrate !== undefined && audioBitrate > rules.audioBitrate) {
    found.push(t("rule.audio", { name, set: bitrate(audioBitrate), limit: bitrate(rules.audioBitrate) }));
  }
  return found.filter((text) => text !== undefined).map((text) => ({ severity: "warning", text }));
}

function videoProblem(name: string, limits: NonNullable<Service["rules"]["video"]>, quality: SentQuality) {
  const { width, height, frameRate, videoBitrate } = quality;
  const side = Math.min(width, height);
  const widest = limits.at(-1);
  if (widest === undefined) {
    return undefined;
  }
  if (side > widest.side) {
    return t("rule.size", { name, set: `${side}p`, limit: `${widest.side}p` });
  }
  const covering = limits.find((each) => side <= each.side && frameRate <= each.frameRate);
  if (covering === undefined) {
    return t("rule.frameRate", { name, set: frameRate, limit: widest.frameRate });
  }
  return videoBitrate > covering.bitrate
    ? t("rule.video", { name, set: bitrate(videoBitrate), limit: bitrate(covering.bitrate) })
    : undefined;
}

function error(text: string): RuleProblem {
  return { severity: "error", text };
}
