import type { StreamStats, Target } from "multiconnection";
import type { Severity } from "../../shared/events/event-log.ts";
import { number } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { isReduced, type Quality, reducedText } from "./quality.ts";

/** Measurements of the encoder, and the limits that reduce its video: this computer or the connection. */
export class EncoderHealth {
  #stats: StreamStats | undefined;
  #isDropping = false;
  /** Whether the connection was named as the reason of dropped frames, and of a reduced bitrate. */
  readonly #blamed = { dropping: false, bitrate: false };

  /**
   * @param wanted chosen frame rate in fps
   * @param isLinkUp whether the connection to the gateway works, so that it can be slow
   * @param say logs and announces a change
   */
  constructor(
    readonly quality: Quality,
    readonly wanted: number,
    readonly isLinkUp: () => boolean,
    readonly say: (severity: Severity, text: string) => void,
  ) {}

  /** Last statistics of the published stream. Undefined before the first ones. */
  get stats(): StreamStats | undefined {
    return this.#stats;
  }

  /** Measured frame rate in fps; undefined before the first measurement. */
  get frameRate(): number | undefined {
    return this.#stats?.frameRate;
  }

  /** Whether this computer cannot encode all frames. The connection is not to blame then. */
  get isSlow(): boolean {
    return this.#stats?.overloaded ?? false;
  }

  /** Whether frames are dropped because the upload is too slow. */
  get isDropping(): boolean {
    return this.#isDropping;
  }

  /** Describes a computer that is too slow, with the measurements. */
  get slowText(): string {
    const { frameRate, encodeMs, skippedByEncoder } = this.#stats ?? { frameRate: 0, encodeMs: 0, skippedByEncoder: 0 };
    return t("health.slowComputer", {
      rate: number(frameRate),
      wanted: number(this.wanted),
      skipped: number(skippedByEncoder),
      ms: number(encodeMs),
    });
  }

  onStats(stats: StreamStats): void {
    const wasSlow = this.isSlow;
    this.#stats = stats;
    if (wasSlow !== stats.overloaded) {
      this.say(stats.overloaded ? "warning" : "good", stats.overloaded ? this.slowText : t("health.fastComputer"));
    }
  }

  onDropping(isDropping: boolean): void {
    this.#isDropping = isDropping;
    if (isDropping && this.#canBlameLink) {
      this.#blamed.dropping = true;
      this.say("warning", t("health.dropping"));
    } else if (!isDropping && this.#blamed.dropping) {
      this.#blamed.dropping = false;
      this.say("good", t("health.fastAgain"));
    }
  }

  /** Reports when the bitrate becomes reduced, and when it is full again. The graph shows values in between. */
  onTarget(target: Target): void {
    const isLower = target.bitrate < (this.quality.target?.bitrate ?? Number.POSITIVE_INFINITY);
    this.quality.aim(target);
    if (!isReduced(target) && this.#blamed.bitrate) {
      this.#blamed.bitrate = false;
      this.say("good", t("quality.fullAgain"));
    } else if (this.#isSlowLink(target, isLower) && !this.#blamed.bitrate) {
      this.#blamed.bitrate = true;
      this.say("info", reducedText(target));
    }
  }

  /** Whether the connection is the reason of a target. An outage is not; the bitrate increases again after it. */
  #isSlowLink(target: Target, isLower: boolean): boolean {
    return isLower && isReduced(target) && target.why !== "machine" && this.#canBlameLink;
  }

  get #canBlameLink(): boolean {
    return !this.isSlow && this.isLinkUp();
  }
}
