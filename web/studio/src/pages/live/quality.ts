import type { AdaptiveOptions, Target } from "multiconnection";
import { bitrate, number } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import type { Adapt } from "../../shared/settings.ts";
import { Rate } from "./rate.ts";

/** Share of the chosen bitrate below which the user is informed. */
const REDUCED = 0.97;

export const ADAPT_LABELS: Record<Adapt, string> = {
  connection: t("adapt.connection"),
  all: t("adapt.all"),
  off: t("adapt.off"),
};

/** Returns the SDK's option for a setting. */
export function adaptiveOf(adapt: Adapt): boolean | AdaptiveOptions {
  return adapt === "off" ? false : { follow: adapt === "all" ? "slowest" : "fastest" };
}

/** Sent bitrate compared with the chosen bitrate. */
export class Quality {
  readonly upload = new Rate();
  readonly #targets: number[] = [];
  #target: Target | undefined;

  /** @param audioBitrate bitrate of the audio, in bit/s */
  constructor(readonly audioBitrate = 0) {}

  /** Target of the video encoder. Undefined if it does not adapt. */
  get target(): Target | undefined {
    return this.#target;
  }

  /** Target bitrate of video and audio at each point of {@link upload}, in bit/s. */
  get targets(): readonly number[] {
    return this.#targets;
  }

  /** Chosen bitrate of video and audio, in bit/s. */
  get chosen(): number {
    return this.#target === undefined ? 0 : this.#target.ceiling + this.audioBitrate;
  }

  /** @returns whether the quality became reduced, or full again */
  aim(target: Target): boolean {
    const was = isReduced(this.#target);
    this.#target = target;
    return was !== isReduced(target);
  }

  /** Records the total of acknowledged bytes at a time in milliseconds. */
  count(ms: number, bytes: number): void {
    const { length } = this.upload.points;
    this.upload.count(ms, bytes);
    if (this.#target !== undefined && (this.upload.points.length > length || length === this.upload.bound)) {
      this.#targets.push(this.#target.bitrate + this.audioBitrate);
      if (this.#targets.length > this.upload.bound) {
        this.#targets.shift();
      }
    }
  }
}

/** Returns whether the target bitrate is noticeably below the chosen bitrate, or the frame rate reduced by the machine. */
export function isReduced(target: Target | undefined): target is Target {
  return target !== undefined && (target.why === "machine" || target.bitrate < REDUCED * target.ceiling);
}

/** Formats what remains of the chosen quality: `1.2 of 2.5 Mbit/s`, or `15 fps` if the machine is the reason. */
export function shareText({ bitrate: now, ceiling, frameRate, why }: Target): string {
  if (why === "machine") {
    return `${Math.round(frameRate)} fps`;
  }
  const part = ceiling >= 1e6 ? number(now / 1e6, 1) : number(now / 1000);
  return t("count.of", { count: part, all: bitrate(ceiling) });
}

/** Explains reduced quality: `Your connection is slow`. */
export function reasonText({ why, servers }: Target): string {
  if (why === "machine") {
    return t("quality.slowComputer");
  }
  if (why !== "servers") {
    return t("quality.slowUplink");
  }
  return t("quality.slowServers", { count: servers.length });
}

/** Describes reduced quality: `Your connection is slow. Bitrate reduced to 1.2 of 2.5 Mbit/s.` */
export function reducedText(target: Target): string {
  const key = target.why === "machine" ? "quality.fewerFrames" : "quality.reduced";
  return t(key, { reason: reasonText(target), share: shareText(target) });
}

/** Describes the quality that a destination receives: `Full quality`. */
export function deliveredText(target: Target | undefined, lagging: boolean): string {
  if (lagging) {
    return t("quality.dropping");
  }
  return isReduced(target) ? shareText(target) : t("quality.full");
}
