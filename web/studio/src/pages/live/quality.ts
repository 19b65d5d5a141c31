import type { AdaptiveOptions, Target } from "multiconnection";
import { bitrate } from "../../shared/format.ts";
import type { Adapt } from "../../shared/settings.ts";
import { Rate } from "./rate.ts";

/** Below this part of what is wished, people should know. */
const REDUCED = 0.97;

export const ADAPT_WORDS: Record<Adapt, string> = {
  connection: "Lower it to what the connection takes",
  all: "Lower it to what every destination takes",
  off: "Keep it, and drop pictures",
};

/** The same, as the SDK is told. */
export function adaptiveOf(adapt: Adapt): boolean | AdaptiveOptions {
  return adapt === "off" ? false : { follow: adapt === "all" ? "slowest" : "fastest" };
}

/** What is sent, against what is wished. */
export class Quality {
  readonly upload = new Rate();
  readonly #targets: number[] = [];
  #target: Target | undefined;

  /** @param audioBitrate what sound adds to the picture, in bit/s */
  constructor(readonly audioBitrate = 0) {}

  /** What the picture is encoded with; nothing if it never changes. */
  get target(): Target | undefined {
    return this.#target;
  }

  /** What should be sent in all at each point of {@link upload}, in bit/s. */
  get targets(): readonly number[] {
    return this.#targets;
  }

  /** What is wished to be sent in all, in bit/s. */
  get wished(): number {
    return this.#target === undefined ? 0 : this.#target.ceiling + this.audioBitrate;
  }

  /** @returns whether the picture has become less than is wished, or whole again */
  aim(target: Target): boolean {
    const was = isReduced(this.#target);
    this.#target = target;
    return was !== isReduced(target);
  }

  /** So many bytes have arrived at that time, in milliseconds. */
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

/** Whether less is sent than is wished. */
export function isReduced(target: Target | undefined): target is Target {
  return target !== undefined && target.bitrate < REDUCED * target.ceiling;
}

/** `1.2 of 2.5 Mbit/s`. */
export function shareWords({ bitrate: now, ceiling }: Target): string {
  const part = ceiling >= 1e6 ? (now / 1e6).toFixed(1) : Math.round(now / 1000);
  return `${part} of ${bitrate(ceiling)}`;
}

/** Why the picture is less than is wished: `Your connection is slower`. */
export function reasonWords({ why, servers }: Target): string {
  if (why !== "servers") {
    return "Your connection is slower";
  }
  return servers.length === 1 ? "A destination is slower" : `${servers.length} destinations are slower`;
}

/** How good the picture is that a destination gets, in a few words. */
export function deliveredWords(target: Target | undefined, lagging: boolean): string {
  if (lagging) {
    return "Misses pictures";
  }
  return isReduced(target) ? shareWords(target) : "Full quality";
}
