import type { AdaptiveOptions, Target } from "multiconnection";
import { bitrate } from "../../shared/format.ts";
import type { Adapt } from "../../shared/settings.ts";
import { Rate } from "./rate.ts";

/** Share of the chosen bitrate below which the user is informed. */
const REDUCED = 0.97;

export const ADAPT_LABELS: Record<Adapt, string> = {
  connection: "Adapt to my connection",
  all: "Adapt to the slowest destination",
  off: "Keep quality, drop frames",
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
  const part = ceiling >= 1e6 ? (now / 1e6).toFixed(1) : Math.round(now / 1000);
  return `${part} of ${bitrate(ceiling)}`;
}

/** Explains reduced quality: `Your connection is slow`. */
export function reasonText({ why, servers }: Target): string {
  if (why === "machine") {
    return "This computer is busy";
  }
  if (why !== "servers") {
    return "Your connection is slow";
  }
  return servers.length === 1 ? "A destination is slow" : `${servers.length} destinations are slow`;
}

/** Describes reduced quality: `Your connection is slow. Bitrate reduced to 1.2 of 2.5 Mbit/s.` */
export function reducedText(target: Target): string {
  const what = target.why === "machine" ? "Frame rate" : "Bitrate";
  return `${reasonText(target)}. ${what} reduced to ${shareText(target)}.`;
}

/** Describes the quality that a destination receives: `Full quality`. */
export function deliveredText(target: Target | undefined, lagging: boolean): string {
  if (lagging) {
    return "Dropping frames";
  }
  return isReduced(target) ? shareText(target) : "Full quality";
}
